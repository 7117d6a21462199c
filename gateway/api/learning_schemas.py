"""What the bot missed, as the API takes and shows it."""

from typing import Annotated

from pydantic import BaseModel, Field

from gateway.api.conversation_schemas import MessageRow
from gateway.api.schemas import Body, Id, Instant, Name, Page, Text
from helpline.learning.review import Reason


class Suggestion(Body):
    conversation: Name
    message: Annotated[Id, Field(description="its `seq`")]
    intent: Name


class Label(Body):
    intent: Name
    example: Annotated[Text, Field(max_length=500)] | None = None


class Choice(BaseModel):
    intent: str
    chance: float | None = Field(description="how probable the bot held it; null: not at all")


class NearbyMessage(MessageRow):
    own: bool = Field(description="whether it is the one under review")


class GuidedRow(BaseModel):
    """A fault that the customer put right by themselves, guided in their talk."""

    id: int
    category: str
    category_name: str
    serial: str | None = Field(description="of the machine, where it was shown whose it is")
    symptom: str = Field(description="as told, without who told it")
    title: str = Field(description="of the article whose checks were gone through")
    cause: str = Field(description="what such a fault mostly is")
    steps: list[str] = Field(description="that were gone through; the last one helped")
    channel: str
    solved_at: Instant


class GuidedPage(Page[GuidedRow]):
    """Faults that guidance has mended, newest first."""


class ReviewRow(BaseModel):
    """Something a customer said that waits for a reviewer."""

    id: int
    conversation_id: str
    channel: str
    text: str
    example: str = Field(description="what would become an example: the people in it replaced by invented ones")
    reason: Reason
    predicted: str
    times: int = Field(description="how often it was said while waiting")
    suggested: str
    suggested_by: str
    created_at: Instant
    choices: list[Choice] = Field(description="the agent's suggestion first, then what was most probable")
    messages: list[NearbyMessage]


class ReviewPage(Page[ReviewRow]):
    """What waits for a reviewer."""


class Intent(BaseModel):
    name: str
    examples: list[str]


class IntentPage(Page[Intent]):
    """Intents, by name."""


class Reviewed(BaseModel):
    id: int
    status: str = Field(description="waiting, approved, held_out or rejected")
