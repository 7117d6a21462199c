"""Parts of Rasa that are replaced because of what they cost; each gives the same answers as the original."""

from __future__ import annotations

from functools import lru_cache

import rasa.core.actions.action
from rasa.shared.core.events import Event

from bot.components.action_call import ActionCall


def install() -> None:
    """For this process, once. Names that Rasa looks up at each call now lead to ours."""
    rasa.core.actions.action.RemoteAction = ActionCall
    if not hasattr(Event.resolve_by_type, "cache_info"):
        # The class of an event's name: Rasa walks through all classes for each event it reads.
        Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))
