"""What an operator sets for WeCom's customer service, and the channel made of it."""

from collections.abc import Mapping

from connectors.contract.settings import Setting, TokenStore, given
from connectors.tencent.crypto import Crypto
from connectors.wecom.account import WeComChannel

SETTINGS = (
    Setting("WECOM_CORPID", "the corporation's id, on the console's page about the corporation"),
    Setting("WECOM_SECRET", "Secret of the application that may answer customers", secret=True),
    Setting("WECOM_TOKEN", "Token of the form for receiving messages", secret=True),
    Setting("WECOM_AES_KEY", "EncodingAESKey of that form", secret=True),
    Setting("WECOM_API_URL", "where WeCom answers", required=False, default="https://qyapi.weixin.qq.com"),
)


def connect(environment: Mapping[str, str], token_store: TokenStore) -> WeComChannel | None:
    """The corporation's channel; None when it is not set up, Misconfigured when it is set up wrongly."""
    values = given(SETTINGS, environment)
    if values is None:
        return None
    return WeComChannel(
        corpid=values["WECOM_CORPID"],
        secret=values["WECOM_SECRET"],
        seal=Crypto(values["WECOM_TOKEN"], [values["WECOM_AES_KEY"]], values["WECOM_CORPID"]),
        token_store=token_store,
        api=values["WECOM_API_URL"],
    )
