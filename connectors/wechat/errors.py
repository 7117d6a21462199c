"""What is done about the platform's error codes. Reasons are keys: prefix and code, in words on the desk."""

from collections.abc import Mapping
from datetime import timedelta

from connectors.channel import Delivery, Result
from connectors.wechat.calls import Failed, NoToken

BUSY = -1
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

_WRONG_SETTINGS = Result(Delivery.NEVER, spent=False)
_BAD_CONTENT = Result(Delivery.NEVER, spent=False)
_GONE = Result(Delivery.NEVER, spent=False, unreachable=True)
_LATER = Result(Delivery.RETRY, spent=False)
_UNTIL_WRITTEN_TO = Result(Delivery.HOLD, spent=False)

COMMON: dict[int | str, Result] = {
    BUSY: _LATER,
    40001: Result(Delivery.RETRY, after=MINUTE, spent=False),  # a fresh token was refused too
    40014: Result(Delivery.RETRY, after=MINUTE, spent=False),
    42001: Result(Delivery.RETRY, after=MINUTE, spent=False),
    40004: _BAD_CONTENT,  # the kind of file
    40005: _BAD_CONTENT,
    40006: _BAD_CONTENT,  # the size of the file
    40009: _BAD_CONTENT,  # the size of the picture
    40013: _WRONG_SETTINGS,  # appid or corpid
    40137: _BAD_CONTENT,  # the format of the picture
    45002: _BAD_CONTENT,  # too long
    45009: Result(Delivery.RETRY, after=HOUR, spent=False),  # the day's calls are used up
    45011: Result(Delivery.RETRY, after=MINUTE, spent=False),  # too many calls a minute
    48001: _WRONG_SETTINGS,  # the account may not call this
    48002: _GONE,  # the customer wants no messages
    "connection": _LATER,
    "timeout": _LATER,
    "http": _LATER,
    "answer": _LATER,
}
WECHAT: Mapping[int | str, Result] = {
    **COMMON,
    40003: _GONE,  # not an openid of this account
    40037: _WRONG_SETTINGS,  # the template
    40164: _WRONG_SETTINGS,  # this machine's address is not on the list
    40125: _WRONG_SETTINGS,  # the secret
    43004: _GONE,  # does not follow the account
    43019: _GONE,  # is on the account's black list
    45015: _UNTIL_WRITTEN_TO,  # 48 hours are over
    45047: Result(Delivery.HOLD),  # five were sent
    47003: _WRONG_SETTINGS,  # the template's fields
}


def result_of(failed: Failed, prefix: str, known: Mapping[int | str, Result]) -> Result:
    """What becomes of the parcel; an unknown code is tried again, as often as the outbox does."""
    found = known.get(failed.code, _LATER)
    if isinstance(failed, NoToken) and failed.code == 40001:
        found = _WRONG_SETTINGS  # of the call for the token it means the secret
    return Result(
        found.delivery,
        reason=f"{prefix}_{'busy' if failed.code == BUSY else failed.code}",
        after=found.after,
        spent=found.spent or failed.maybe,
        unreachable=found.unreachable,
    )
