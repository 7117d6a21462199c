"""The product's words to customers, from `kb/phrases/`."""

from collections.abc import Collection
from typing import Any

from kb.models import Knowledge


def phrase(kb: Knowledge, id: str, used: Collection[str] = (), **values: Any) -> str:
    """The first wording of a phrase, filled in, that is not among those just used; the last if all were."""
    text = ""
    for wording in kb.phrases[id]:
        text = wording.format(**values)
        if text not in used:
            return text
    return text
