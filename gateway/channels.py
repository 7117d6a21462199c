"""The channels there are, and those that are switched on: the ones that find their settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType

from connectors import sms, voice, web, wechat, wecom
from connectors.contract.channel import Channel, Registry
from connectors.contract.settings import Misconfigured, TokenStore


@dataclass(frozen=True)
class State:
    """One channel's state, for operators: on, off, or what is missing."""

    name: str
    on: bool
    reason: str = ""


CHANNELS: Mapping[str, ModuleType] = {"sms": sms, "voice": voice, "web": web, "wechat": wechat, "wecom": wecom}


def switch_on(environment: Mapping[str, str], token_store: TokenStore) -> tuple[Registry, list[State]]:
    """Every channel that finds its settings; one that is half set up stays off, and says why."""
    channels: dict[str, Channel] = {}
    states = []
    for name, module in CHANNELS.items():
        try:
            channel = module.connect(environment, token_store)
        except Misconfigured as error:
            states.append(State(name, False, str(error)))
            continue
        if channel is None:
            states.append(State(name, False, "not set up"))
        else:
            channels[channel.name] = channel
            states.append(State(name, True))
    return Registry(channels), states


def told(states: list[State]) -> str:
    """One line for operators."""
    return "channels: " + ", ".join(f"{s.name} on" if s.on else f"{s.name} off ({s.reason})" for s in states)
