"""The product's words to customers, from `kb/phrases/`."""

import re
from collections.abc import Collection
from typing import Any

from kb.models.knowledge import Knowledge
from language.han import HAN

_HAN = f"[{HAN}]"
_BEGIN, _END = "\x02", "\x03"  # around what is filled in
_GAP = re.compile(f"(?<={_HAN}) (?={_BEGIN}{_HAN})|(?<={_HAN}{_END}) (?={_HAN})")


def phrase(kb: Knowledge, id: str, used: Collection[str] = (), **values: Any) -> str:
    """The first wording of a phrase, filled in, that is not among those just used; the last if all were."""
    text = ""
    for wording in kb.phrases[id]:
        text = _filled(wording, values)
        if text not in used:
            return text
    return text


def _filled(wording: str, values: dict[str, Any]) -> str:
    """A space beside a blank is for numbers and Latin letters; Chinese words need none between them."""
    text = wording.format(**{name: f"{_BEGIN}{value}{_END}" for name, value in values.items()})
    return _GAP.sub("", text).replace(_BEGIN, "").replace(_END, "")
