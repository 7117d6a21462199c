"""Writes `kb/calendars/<year>.yml` from the published holidays of mainland China.

    python tools/import_calendar.py 2026

Weekend days off are left out: only what differs from the plain week, and the holidays themselves, is written.
"""

import sys
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

import chinese_calendar
from chinese_calendar import Holiday

FOLDER = Path(__file__).resolve().parents[1] / "kb" / "calendars"


def lines_of(year: int) -> list[str]:
    """The file's lines. Raises NotImplementedError for a year the package does not know."""
    holidays: list[str] = []
    workdays: list[str] = []
    day = date(year, 1, 1)
    while day.year == year:
        off, name = chinese_calendar.get_holiday_detail(day)
        if name:
            (holidays if off else workdays).append(f"  {day}: {Holiday(name).chinese}")
        day += timedelta(days=1)
    return [
        "# Written by tools/import_calendar.py; corrections by hand are welcome and stay until it is run again.",
        f"year: {year}",
        f"source: chinesecalendar {version('chinesecalendar')}",
        "holidays:",
        *holidays,
        "workdays:",
        *workdays,
    ]


def main() -> None:
    year = int(sys.argv[1])
    try:
        lines = lines_of(year)
    except NotImplementedError:
        sys.exit(f"The holidays of {year} are not in this release of chinesecalendar; update it and try again.")
    path = FOLDER / f"{year}.yml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(path)


if __name__ == "__main__":
    main()
