"""`make pages`: builds the engineer's page into web/engineer/dist, with its packages where they are missing.

With the argument `check` its types, style and tests are checked instead, as `make check` does.
"""

import subprocess
import sys
from pathlib import Path

from gateway.commands.node import Node, NoNode, choose
from gateway.settings import ROOT

WEB = ROOT / "web"


def main(checked: bool = False) -> int:
    try:
        node = choose(ROOT)
        if not _has_packages(WEB):
            print("installing what builds the engineer's page", flush=True)
            _npm(node, "ci", "--no-audit", "--no-fund", "--loglevel=error")
        if checked:
            _npm(node, "run", "check", "--silent")
            return 0
        print("building the engineer's page", flush=True)
        _npm(node, "run", "build", "--silent")
    except (NoNode, OSError, subprocess.CalledProcessError) as error:
        what = "faulty, or cannot be checked" if checked else "not built"
        print(f"the engineer's page is {what}: {error}; all else runs", flush=True)
        return 1
    return 0


def _has_packages(web: Path) -> bool:
    """As its lock names them."""
    lock, installed = web / "package-lock.json", web / "node_modules" / ".package-lock.json"
    return installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime


def _npm(node: Node, *told: str) -> None:
    subprocess.run([*node.npm, *told], cwd=WEB, env=dict(node.environment), check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] == ["check"]))
