"""A file is named for the one thing in it, so none is long."""

from tests.house.sources import TESTS, files, place

LONGEST = 300
MADE_BY_A_TOOL = "migrations/versions/"


def test_no_file_is_long() -> None:
    found = {
        place(file): lines
        for file in files(*("bot", "helpline", "connectors", "web", "gateway", "kb", "language", "tools", TESTS))
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > LONGEST and MADE_BY_A_TOOL not in str(file)
    }
    assert found == {}
