"""The channels that are switched on."""

from connectors.channel import Registry
from connectors.web import WebChannel


def registry() -> Registry:
    """Web chat needs no settings and is always on."""
    channels = [WebChannel()]
    return Registry({channel.name: channel for channel in channels})
