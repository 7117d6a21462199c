"""What dateparser reads in expressions of time: JSON {"now", "texts"} in, a list of ISO times or nulls out.

Runs in the environment of `bench/requirements.txt`.
"""

import json
import sys
from datetime import datetime

import dateparser
from dateparser.search import search_dates


def main() -> None:
    """From standard input to standard output."""
    asked = json.load(sys.stdin)
    settings = {"RELATIVE_BASE": datetime.fromisoformat(asked["now"]), "PREFER_DATES_FROM": "future"}
    read = []
    for text in asked["texts"]:
        found = dateparser.parse(text, languages=["zh"], settings=settings)
        if found is None:
            within = search_dates(text, languages=["zh"], settings=settings)
            found = within[0][1] if within else None
        read.append(found.isoformat() if found else None)
    json.dump(read, sys.stdout)


if __name__ == "__main__":
    main()
