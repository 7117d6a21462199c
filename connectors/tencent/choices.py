"""The choices of a menu (msgmenu): what they are called, and the id that comes back with a tap."""

import re
from collections.abc import Iterator, Mapping

from connectors.contract.outbound import Parcel
from connectors.tencent import packing

MOST = 10
TITLE_BYTES = 128
_ID = re.compile(r"[0-9]{1,9}-[0-9]{1,2}")


def choices(parcel: Parcel) -> Iterator[dict[str, str]]:
    """Id and content of each button; the id is its message's seq and its place."""
    for place, button in enumerate(parcel.buttons[:MOST], start=1):
        yield {"id": f"{parcel.seq}-{place}", "content": title(button)}


def title(button: Mapping[str, str]) -> str:
    """A button's title as far as a menu holds it."""
    return packing.split(button["title"], TITLE_BYTES)[0] if button["title"].strip() else "…"


def tapped(id: str) -> str:
    """The id of a choice when it can be one of ours, otherwise ""."""
    return id if _ID.fullmatch(id) else ""
