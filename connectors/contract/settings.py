"""What a channel is switched on with: the environment variables it lists, and a token_store for tokens."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol


@dataclass(frozen=True)
class Setting:
    """One environment variable of a channel. A module of `connectors` lists them as `SETTINGS`."""

    name: str
    meaning: str  # one line for operators, where to find it
    required: bool = True
    secret: bool = False
    default: str = ""


class Misconfigured(ValueError):
    """A channel is half set up; the text names the settings and what is wrong with them."""


def given(settings: Sequence[Setting], environment: Mapping[str, str]) -> dict[str, str] | None:
    """The values of a channel's settings, defaults filled in; None when nothing of it is set, so that it is off.

    Misconfigured when only some of the required ones are set.
    """
    found = {s.name: environment.get(s.name, "").strip() for s in settings}
    needed = [s.name for s in settings if s.required]
    if not any(found[name] for name in needed):
        return None
    missing = [name for name in needed if not found[name]]
    if missing:
        raise Misconfigured(f"missing {', '.join(missing)}")
    return {s.name: found[s.name] or s.default for s in settings}


class TokenStore(Protocol):
    """Secrets that all processes share, e.g. access tokens."""

    def token(self, name: str, fetch: Callable[[], tuple[str, timedelta]], stale: str = "") -> str:
        """The stored token if it is good and not `stale`; otherwise `fetch` is called by one process at a time.

        `fetch` returns a new token and how long it may be used; its exceptions pass through.
        """
        ...
