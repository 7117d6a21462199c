"""`make policy-diff OLD=…`: what a change of the policies does to the cases that are open. Changes no case.

OLD is a folder like `kb/`, or a commit of which `kb/` is taken. What was promised stays promised: told is what each
open case would be promised by the old and by the new files.
"""

import subprocess
import sys
import tarfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from gateway.commands.migrate import migrate
from gateway.settings import ROOT, read_settings
from helpline.core.database import Database
from helpline.promises.policy_differences import Difference, differences
from kb import load
from kb.errors import KnowledgeFault


def main(old: str) -> int:
    settings = read_settings()
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    migrate(settings.database)
    database = Database(settings.database)
    try:
        with TemporaryDirectory() as place:
            before, after = load(_folder(old, Path(place))), load(ROOT / "kb")
            with database.read() as session:
                found = list(differences(session, before, after))
    except KnowledgeFault as error:
        print("\n".join(str(fault) for fault in error.faults))
        return 1
    except subprocess.CalledProcessError as error:
        print(f"{old}: neither a folder nor a commit: {error.stderr.decode(errors='replace').strip()}")
        return 1
    finally:
        database.close()
    print("\n".join(_lines(found)))
    return 0


def _folder(old: str, place: Path) -> Path:
    if Path(old).is_dir():
        return Path(old)
    packed = subprocess.run(
        ["git", "archive", "--format=tar", old, "--", "kb"], cwd=ROOT, capture_output=True, check=True
    )
    with tarfile.open(fileobj=BytesIO(packed.stdout)) as archive:
        archive.extractall(place, filter="data")
    return place / "kb"


def _lines(found: list[Difference]) -> Iterator[str]:
    for one in found:
        packs = one.pack_before if one.pack_before == one.pack else f"{one.pack_before} -> {one.pack}"
        changes = ", ".join(f"{kind} {_minutes(before)} -> {_minutes(after)}" for kind, before, after in one.minutes)
        yield f"{one.number} ({packs}): {changes or 'same minutes'}"
    yield f"{len(found)} open cases would be promised something else" if found else "no open case is touched"


def _minutes(length: int | None) -> str:
    return "none" if length is None else f"{length} min"


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1]:
        sys.exit("usage: make policy-diff OLD=<folder like kb/, or commit>")
    sys.exit(main(sys.argv[1]))
