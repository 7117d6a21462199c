"""Text messages, over Twilio."""

from connectors.sms.channel import SmsChannel, SmsGateway
from connectors.sms.twilio import SETTINGS, connect

__all__ = ["SETTINGS", "SmsChannel", "SmsGateway", "connect"]
