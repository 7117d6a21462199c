"""Words that customers write to get no more messages, or to get them again. Carriers in China expect them honoured."""

import re
import unicodedata

from connectors.contract.inbound import Kind

STOP = frozenset(
    [
        *("退订", "取消订阅", "回复td", "td", "t", "拒收", "不要再发", "别再发短信"),
        *("stop", "stopall", "unsubscribe", "end", "quit", "revoke", "optout", "cancel"),
    ]
)
RESUME = frozenset(["恢复", "恢复订阅", "重新订阅", "start", "unstop", "resume"])
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def wish(text: str) -> Kind | None:
    """STOPPED or RESUMED when the whole message says so; a sentence that only holds such a word says nothing."""
    word = _EDGES.sub("", unicodedata.normalize("NFKC", text)).lower()
    word = "".join(word.split())
    if word in STOP:
        return Kind.STOPPED
    return Kind.RESUMED if word in RESUME else None


def choice(text: str) -> str:
    """The number of a choice, when the message is nothing else: full-width digits and a full stop are forgiven."""
    word = _EDGES.sub("", unicodedata.normalize("NFKC", text))
    return word if len(word) == 1 and word in "123456789" else ""
