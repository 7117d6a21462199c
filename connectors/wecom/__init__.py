"""WeCom's customer service for WeChat users (微信客服)."""

from connectors.wecom.settings import SETTINGS, connect

__all__ = ["SETTINGS", "connect"]
