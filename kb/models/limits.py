"""Shapes of kb/policies/limits.yml: how much one visitor, one address and everybody together may take."""

from typing import Annotated

from pydantic import Field

from kb.models.entry import Entry

Count = Annotated[int, Field(ge=1)]


class BurstPolicy(Entry):
    """What is answered as one; the rest makes the next turn."""

    messages: Count
    characters: Count


class LimitsPolicy(Entry):
    burst: BurstPolicy
