"""What is done about the error codes that both platforms share.

Reasons are keys, prefix and code; the desk has words for them.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from connectors.contract.fault import Fault
from connectors.contract.outbound import Delivery, Result
from connectors.tencent.access_token import NoToken
from connectors.tencent.http import Failed

BUSY = -1
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

_LATER = Result(Delivery.RETRY, fault=Fault.PLATFORM, spent=False)
_IN_A_MINUTE = replace(_LATER, after=MINUTE)
WRONG_SETTINGS = Result(Delivery.RETRY, after=timedelta(minutes=5), fault=Fault.SETTINGS, spent=False)
_BAD_CONTENT = Result(Delivery.NEVER, spent=False)
GONE = Result(Delivery.NEVER, spent=False, unreachable=True)
_UNKNOWN = Result(Delivery.RETRY, spent=False)

COMMON: dict[int | str, Result] = {
    BUSY: _LATER,
    40001: _IN_A_MINUTE,  # a fresh token was refused too
    40014: _IN_A_MINUTE,
    42001: _IN_A_MINUTE,
    40004: _BAD_CONTENT,  # the kind of file
    40005: _BAD_CONTENT,
    40006: _BAD_CONTENT,  # the size of the file
    40009: _BAD_CONTENT,  # the size of the picture
    40013: WRONG_SETTINGS,  # appid or corpid
    40137: _BAD_CONTENT,  # the format of the picture
    45002: _BAD_CONTENT,  # too long
    45009: replace(WRONG_SETTINGS, after=HOUR),  # the day's calls are used up
    45011: _IN_A_MINUTE,  # too many calls a minute
    48001: WRONG_SETTINGS,  # the account may not call this
    48002: GONE,  # the customer wants no messages
    "connection": _LATER,
    "timeout": _LATER,
    "http": _LATER,
    "answer": _LATER,
}


def result_of(failed: Failed, prefix: str, known: Mapping[int | str, Result]) -> Result:
    """What becomes of the parcel; an unknown code is tried again a few times."""
    without_token = isinstance(failed, NoToken)  # whatever the parcel is, it has nothing to do with it
    found = known.get(failed.code, _LATER if without_token else _UNKNOWN)
    if without_token and failed.code == 40001:
        found = WRONG_SETTINGS  # of the call for the token it means the secret
    reason = f"{prefix}_{'busy' if failed.code == BUSY else failed.code}"
    return replace(found, reason=reason, spent=found.spent or failed.maybe)
