"""What an operator sets for the Official Account, and the channel made of it."""

from collections.abc import Mapping

from connectors.contract.settings import Misconfigured, Setting, TokenStore, given
from connectors.tencent.crypto import Crypto
from connectors.wechat.account import WeChatChannel
from connectors.wechat.notices import template

SETTINGS = (
    Setting("WECHAT_APPID", "AppID, on the console's page of basic settings"),
    Setting("WECHAT_SECRET", "AppSecret, shown once on that page", secret=True),
    Setting("WECHAT_TOKEN", "the token that you make up in the form for the server's address", secret=True),
    Setting("WECHAT_AES_KEY", "EncodingAESKey of that form; empty: plain mode", required=False, secret=True),
    Setting("WECHAT_AES_KEY_PREVIOUS", "the key before, while it is being changed", required=False, secret=True),
    Setting(
        "WECHAT_ACCOUNT",
        "service (verified) or subscription: what the account may do",
        required=False,
        default="service",
    ),
    Setting("WECHAT_TEMPLATE_VISIT", "template for visits as id:field=fact,field=fact", required=False),
    Setting("WECHAT_TEMPLATE_CLOSURE", "template for closing a case, likewise", required=False),
    Setting("WECHAT_API_URL", "where WeChat answers", required=False, default="https://api.weixin.qq.com"),
)


def connect(environment: Mapping[str, str], token_store: TokenStore) -> WeChatChannel | None:
    """The account's channel; None when it is not set up, Misconfigured when it is set up wrongly."""
    values = given(SETTINGS, environment)
    if values is None:
        return None
    if values["WECHAT_ACCOUNT"] not in ("service", "subscription"):
        raise Misconfigured("WECHAT_ACCOUNT must be service or subscription")
    keys = [values["WECHAT_AES_KEY"], values["WECHAT_AES_KEY_PREVIOUS"]]
    if keys[1] and not keys[0]:
        raise Misconfigured("WECHAT_AES_KEY_PREVIOUS is set without WECHAT_AES_KEY")
    templates = {
        purpose: made
        for purpose, name in (("notice:visit", "WECHAT_TEMPLATE_VISIT"), ("notice:closure", "WECHAT_TEMPLATE_CLOSURE"))
        if (made := template(values[name], purpose))
    }
    return WeChatChannel(
        appid=values["WECHAT_APPID"],
        secret=values["WECHAT_SECRET"],
        seal=Crypto(values["WECHAT_TOKEN"], [key for key in keys if key], values["WECHAT_APPID"]),
        token_store=token_store,
        api=values["WECHAT_API_URL"],
        service=values["WECHAT_ACCOUNT"] == "service",
        templates=templates,
    )
