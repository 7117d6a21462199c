"""The channels that are switched on: every module of `connectors` that has settings and finds them."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType

import connectors
from connectors.contract.channel import Channel, Registry
from connectors.contract.settings import Misconfigured, Vault


@dataclass(frozen=True)
class State:
    """One channel's state, for operators: on, off, or what is missing."""

    name: str
    on: bool
    reason: str = ""


def modules() -> Iterator[tuple[str, ModuleType]]:
    """The modules that are channels, by name."""
    for found in sorted(pkgutil.iter_modules(connectors.__path__), key=lambda m: m.name):
        module = importlib.import_module(f"connectors.{found.name}")
        if hasattr(module, "connect"):
            yield found.name, module


def switch_on(environment: Mapping[str, str], vault: Vault) -> tuple[Registry, list[State]]:
    """Every channel that finds its settings; one that is half set up stays off, and says why."""
    channels: dict[str, Channel] = {}
    states = []
    for name, module in modules():
        try:
            channel = module.connect(environment, vault)
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
