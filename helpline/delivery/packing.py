"""What a channel makes of a conversation's messages."""

import logging
from collections.abc import Sequence

from connectors.contract.channel import Channel
from connectors.contract.outbound import Outbound, Parcel

log = logging.getLogger(__name__)


def packed(channel: Channel, messages: Sequence[Outbound]) -> list[Parcel]:
    """The parcels; a message the channel cannot pack becomes one of no parts, which fails by itself."""
    try:
        return list(channel.pack(messages)) if messages else []
    except Exception:
        log.exception("%s cannot pack a conversation's messages together", channel.name)
    parcels: list[Parcel] = []
    for message in messages:
        try:
            parcels += channel.pack([message])
        except Exception:
            parcels.append(Parcel((message.id,), parts=0))
    return parcels
