"""`make restore FILE=…`: a backup into an empty place; the product then starts held, until `make resume` (R46).

WITHOUT_ERASURES=1 restores an archive that has no list of erasures beside it.
"""

import os
import sys
from pathlib import Path

from alembic.util import CommandError

from gateway.commands.knowledge import read_knowledge
from gateway.commands.migrate import migrate, scripts
from gateway.settings import read_settings
from helpline.backups.restore import UNFINISHED, CannotRestore, Program, restore
from helpline.core.database_copy import CopyFailed
from helpline.core.unit_of_work import ZONE


def main(file: Path, without_list: bool) -> int:
    settings = read_settings()
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    program = Program(read_knowledge(), _knows, lambda url: migrate(url, copy=False))
    try:
        manifest = restore(file, settings.product_data, settings.var_dir, program, without_list)
    except CannotRestore as error:
        print(f"nothing was restored: {error}")
        return 1
    except (CopyFailed, OSError) as error:
        place = settings.var_dir / UNFINISHED
        print(f"the restore did not finish: {error}\nempty the databases and VAR_DIR, {place} too, and restore again")
        return 1
    made = manifest.made_at.astimezone(ZONE)
    print(f"restored as of {made:%Y-%m-%d %H:%M:%S}, {len(manifest.parts)} parts; start it with make run")
    print("customers who write are answered; nothing of before is sent, and nobody alarmed, until you say make resume")
    return 0


def _knows(revision: str) -> bool:
    try:
        return scripts().get_revision(revision) is not None
    except CommandError:
        return False


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: make restore FILE=helpline-….tar.gz [WITHOUT_ERASURES=1]")
    sys.exit(main(Path(sys.argv[1]), os.environ.get("WITHOUT_ERASURES", "") not in ("", "0")))
