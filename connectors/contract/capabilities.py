"""What a channel can show and bear."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True)
class Allowance:
    """How many parcels may go out after the customer did something, and for how long."""

    count: int
    lasts: timedelta


@dataclass(frozen=True)
class Capabilities:
    """What a channel can show and bear, so that the bot writes once and each channel renders."""

    buttons: bool  # pressed; otherwise they are numbered and the customer answers with the number
    pictures: bool
    longest: int  # characters a customer may write at once
    waits: bool  # whether to wait a quiet spell for the rest of a burst
    form: str = "chat"  # how articles are told: chat, sms or voice
    pushes: bool = True  # whether messages reach a customer who is not looking
    allowances: Mapping[str, Allowance] = field(default_factory=dict)  # none: unlimited
    reserve: int = 0  # of an allowance, kept for the survey
    per_second: float = 0.0  # foreign calls; 0: unlimited
