"""`make qr-labels`: a page of QR codes to print, one a machine; whoever scans one speaks of that machine.

Codes once made are kept beside the page (an account has 100 000 of them, for good) and used again.
"""

import csv
import os
import sys
from collections.abc import Iterable
from html import escape
from pathlib import Path

import segno

from connectors.contract.setting_up import MakesQrLabels
from gateway.channels import switch_on
from gateway.commands.knowledge import read_knowledge
from gateway.commands.migrate import migrate
from gateway.settings import read_settings
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.customers.queries import machines
from helpline.delivery.token_store import DatabaseTokenStore
from kb.lookup import category
from kb.models.knowledge import Knowledge

CORRECTION = "q"  # a code is read with a quarter of it dirty or scratched
NOBODY = "no channel that is switched on makes codes; docs/channels.md says how to switch WeChat on"
SHEET = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
  @page {{ margin: 10mm }}
  body {{ display: flex; flex-wrap: wrap; gap: 4mm; margin: 0; font-family: "Noto Sans CJK SC", sans-serif }}
  figure {{ box-sizing: border-box; width: 60mm; height: 86mm; margin: 0; padding: 4mm; text-align: center;
    border: 0.3mm dashed #999999; break-inside: avoid }}
  svg {{ width: 46mm; height: 46mm }}
  b {{ display: block; font-size: 4.2mm }}
  small {{ display: block; margin-top: 1mm; font-size: 3mm }}
</style>
</head>
<body>
{labels}
</body>
</html>
"""


class QrLabelFault(ValueError):
    """The list of machines is no good; the text says where."""


def main(file: Path | None) -> int:
    settings = read_settings()
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    migrate(settings.database)
    database, kb = Database(settings.database), read_knowledge()
    try:
        channels, _ = switch_on(os.environ, DatabaseTokenStore(database))
        maker = next((one for one in channels.channels.values() if isinstance(one, MakesQrLabels)), None)
        if maker is None:
            print(NOBODY)
            return 1
        machines = chosen(database, kb, file)
        folder = settings.var_dir / "qr-labels"
        codes, refused = made(maker, machines, folder / "codes.csv")
    except (QrLabelFault, OSError) as fault:
        print(fault)
        return 1
    finally:
        database.close()
    (folder / "qr-labels.html").write_text(sheet(kb, machines, codes), encoding="utf-8")
    print(f"{len(codes)} labels: open {folder / 'qr-labels.html'} and print it")
    for serial, why in refused.items():
        print(f"{serial}: {why}")
    return 1 if refused else 0


def chosen(database: Database, kb: Knowledge, file: Path | None) -> dict[str, str]:
    """What each machine is, by serial number: those of the register, or of a file with the columns serial, name."""
    if file is None:
        with database.read() as session:
            registered = machines(UnitOfWork(session, kb, clock.now()))
            return {machine.number: category(kb, machine.category).name for machine in registered}
    with file.open(encoding="utf-8-sig", newline="") as opened:
        lines = csv.DictReader(opened)
        if "serial" not in (lines.fieldnames or ()):
            raise QrLabelFault(f"{file}:1: there is no column serial")
        return {row["serial"].strip(): (row.get("name") or "").strip() for row in lines if row["serial"].strip()}


def made(maker: MakesQrLabels, machines: Iterable[str], kept: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The code of each machine, and why the others have none; every new one is kept before the next is made."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    known = dict(csv.reader(kept.open(encoding="utf-8", newline=""))) if kept.exists() else {}
    codes, refused = {}, {}
    with kept.open("a", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        for serial in machines:
            try:
                codes[serial] = known.get(serial) or maker.machine_code(serial)
            except Exception as error:  # any of a foreign platform's; the other machines get theirs
                refused[serial] = str(error)
                continue
            if serial not in known:
                writer.writerow([serial, codes[serial]])
                opened.flush()
    return codes, refused


def sheet(kb: Knowledge, machines: dict[str, str], codes: dict[str, str]) -> str:
    """The page."""
    title = phrase(kb, "qr_label_sheet")
    return SHEET.format(
        title=title, labels="\n".join(_label(kb, machines[serial], serial, code) for serial, code in codes.items())
    )


def _label(kb: Knowledge, machine: str, serial: str, code: str) -> str:
    drawn = segno.make(code, error=CORRECTION).svg_inline(omitsize=True)
    below = (f"{machine} {serial}".strip(), f"{kb.company.name} {kb.company.hotline}")
    small = "".join(f"<small>{escape(line)}</small>" for line in below)
    return f"<figure>{drawn}<b>{escape(phrase(kb, 'qr_label_call'))}</b>{small}</figure>"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
