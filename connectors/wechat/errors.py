"""What is done about the error codes of Official Accounts; those that they share with WeCom mean the same."""

from collections.abc import Mapping

from connectors.contract.outbound import Delivery, Result
from connectors.tencent.errors import COMMON, GONE, WRONG_SETTINGS

WECHAT: Mapping[int | str, Result] = {
    **COMMON,
    40003: GONE,  # not an openid of this account
    40037: WRONG_SETTINGS,  # the template
    40164: WRONG_SETTINGS,  # this machine's address is not on the list
    40125: WRONG_SETTINGS,  # the secret
    43004: GONE,  # does not follow the account
    43019: GONE,  # is on the account's black list
    45015: Result(Delivery.HOLD, spent=False),  # 48 hours are over
    45047: Result(Delivery.HOLD),  # five were sent
    47003: WRONG_SETTINGS,  # the template's fields
}
