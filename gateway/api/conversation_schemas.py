"""A conversation as the API takes and shows it."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator

from gateway.api.case_schemas import CaseDetail, ContractInForce, Machine
from gateway.api.schemas import LONGEST_TEXT, Attachment, Body, Button, Instant, Maybe, Name, Page, Text, Words

Key = Annotated[Text, Field(max_length=100, description="made by the client; the same twice is written once")]
Owner = Literal["bot", "queue", "agent"]
Withheld = Literal["", "complaint", "undecided"]


class ConversationNote(Body):
    text: Annotated[Words, Field(max_length=LONGEST_TEXT)]
    key: Key = ""


class Reply(Body):
    """Words, pictures, or both."""

    text: Annotated[Text, Field(max_length=LONGEST_TEXT)] = ""
    attachments: Annotated[list[Name], Field(max_length=9, description="ids of pictures uploaded before")] = []
    answer_in: Annotated[
        Text, Field(max_length=100, description="the customer's conversation; empty: the one that reaches them")
    ] = ""
    key: Key = ""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.text.strip() and not self.attachments:
            raise ValueError("text or attachments must be given")
        return self


class ConversationRow(BaseModel):
    """A conversation in short."""

    id: str
    channel: str
    owner: Owner = Field(description="who answers")
    queue: str
    priority: int = Field(description="the smaller, the more urgent")
    position: int | None = Field(description="in the queue, while waiting; 1 is next")
    reason: str = Field(description="why it was handed to people")
    rule: str
    customer: str | None
    customer_id: str | None
    agent: str | None = Field(description="username")
    agent_name: str | None
    unread: int
    queued_at: Instant | None
    callback_due_at: Instant | None
    waiting_seconds: int | None
    last_customer_at: Instant | None
    displeasure: float = Field(description="0 to 1")


class ConversationLine(ConversationRow):
    """A conversation in a list."""

    last_text: str = Field(description="the beginning of what the customer wrote last")
    last_withheld: Withheld = Field(description="why that is not shown")
    failed: int = Field(description="messages that did not get through since an agent took it")


class ConversationPage(Page[ConversationLine]):
    """Conversations."""


class MessageRow(BaseModel):
    """A message or note."""

    id: str
    conversation_id: str
    seq: int = Field(description="its place in its conversation")
    direction: Literal["in", "out", "note"]
    kind: str
    purpose: str
    author: str = Field(description="customer, bot, agent or system")
    author_name: str
    text: str
    withheld: Withheld = Field(
        description="why there are no words: they belong to a complaint the asker may not read, or the bot has yet to "
        "find out whether they do; empty: nothing is withheld"
    )
    buttons: list[Button]
    attachments: list[Attachment]
    channel: str
    status: str = Field(description="of what goes out: pending, sent, delivered, read, failed, held, rerouted")
    error: str = Field(description="the key of the reason why it failed")
    sent_at: Instant


class MessagePage(Page[MessageRow]):
    """Messages, as they came."""


class Way(BaseModel):
    """A channel on which the customer may be answered."""

    conversation_id: str
    channel: str
    reaches: bool
    why_not: str
    left: int | None = Field(description="messages the platform still lets through; null: as many as you like")
    reserve: int = Field(description="how many of these are kept for the survey")
    pictures: bool
    colleague: str = Field(description="the name of the colleague who speaks there; empty: nobody does")
    until: Instant | None
    last_customer_at: Instant | None


class CustomerFile(BaseModel):
    id: str
    name: str
    title: str
    organisation: str
    phone: str
    phones: list[str] = Field(description="all that are theirs now, the one that is used first")
    address: str
    grade: str = Field(description="the organisation's, else their own; a contract's stands with it")
    contracts: list[ContractInForce]


class Draft(BaseModel):
    """What the customer has told towards a request that is not filed; only what there is."""

    description: Maybe
    product: Maybe
    serial: Maybe
    name: Maybe
    phone: Maybe
    address: Maybe
    wish: Maybe


class ConversationDetail(ConversationRow):
    """The thread with the customer, and what there is to know about them."""

    failed: int
    messages: list[MessageRow] = Field(description="the first `limit` after `after`, as they came")
    messages_next: str | None = Field(description="the `cursor` with which `/messages` goes on; null: these are all")
    ways: list[Way] = Field(description="the one that is used unless another is named first")
    fallback: str = Field(description="the channel that stands in when another fails")
    customer_file: CustomerFile | None
    equipment: list[Machine]
    draft: Draft
    case: CaseDetail | None
