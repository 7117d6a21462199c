"""The voice hotline, over Twilio."""

from connectors.voice.channel import SETTINGS, VoiceChannel, connect

__all__ = ["SETTINGS", "VoiceChannel", "connect"]
