"""WeChat Official Accounts (微信公众号)."""

from connectors.wechat.settings import SETTINGS, connect

__all__ = ["SETTINGS", "connect"]
