"""A file is named for the one thing in it, so none is long. One that grows is told of, not refused."""

import warnings

from tests.house.sources import ROOMS, TESTS, files, place

LONG = 400  # lines
MADE_BY_A_TOOL = "migrations/versions/"


def test_long_files_are_told_of() -> None:
    for file in files(*ROOMS, TESTS):
        lines = len(file.read_text(encoding="utf-8").splitlines())
        if lines > LONG and MADE_BY_A_TOOL not in str(file):
            warnings.warn(f"{place(file)}: {lines} lines; is there one thing in it?", stacklevel=1)
