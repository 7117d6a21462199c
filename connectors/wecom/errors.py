"""What is done about WeCom's error codes; those that it shares with Official Accounts mean the same."""

from collections.abc import Mapping

from connectors.contract.outbound import Delivery, Result
from connectors.tencent.errors import COMMON, WRONG_SETTINGS

# 95018 says only that the session is in a wrong state; which one is asked for, and these are the answers.
STATES: Mapping[int, Result] = {
    0: Result(Delivery.RETRY, reason="wecom_95018", spent=False),  # new: it became writable meanwhile
    1: Result(Delivery.RETRY, reason="wecom_95018", spent=False),  # with us
    2: Result(Delivery.HOLD, reason="wecom_state_pool", spent=False),
    3: Result(Delivery.HOLD, reason="wecom_state_human", spent=False),
    4: Result(Delivery.HOLD, reason="wecom_state_ended", spent=False),
}
WRONG_STATE = 95018
OLD_PULL_TOKEN = 95007

_NEVER = Result(Delivery.NEVER, spent=False)
WECOM: Mapping[int | str, Result] = {
    **COMMON,
    40001: WRONG_SETTINGS,  # the secret: here it is no matter of the token
    40003: Result(Delivery.NEVER, spent=False, unreachable=True),  # no such customer
    48002: WRONG_SETTINGS,  # the app may not call this
    60020: WRONG_SETTINGS,  # this machine's address is not trusted
    95000: _NEVER,  # no such account
    95001: Result(Delivery.HOLD),  # five were sent
    95002: Result(Delivery.HOLD, spent=False),  # 48 hours are over
    95004: _NEVER,  # no such account
    95017: WRONG_SETTINGS,  # the account is not answered through the interface
}
