"""The web chat's sessions and messages, as the API takes and shows them."""

from typing import Annotated

from pydantic import BaseModel, Field

from gateway.api.schemas import LONGEST_TEXT, Attachment, Body, Button, Instant, Name, Text


class QuickStart(BaseModel):
    """Something to begin with, offered before the first message."""

    title: str
    text: str


class ChatConfig(BaseModel):
    """What the chat page shows before the first message."""

    company: str
    assistant: str
    hotline: str
    greeting: str
    quick: list[QuickStart]


class SessionOut(BaseModel):
    token: str = Field(description="opens this conversation and no other")
    conversation_id: str


class MessageIn(Body):
    """Words, pictures, or both."""

    message_id: Annotated[Name, Field(description="made by the client; the same twice is one message")]
    text: Annotated[Text, Field(max_length=LONGEST_TEXT)] = ""
    payload: Annotated[Text, Field(max_length=500, description="of the button that was pressed")] = ""
    attachments: Annotated[list[Name], Field(max_length=9, description="ids of pictures uploaded before")] = []


class MessageOut(BaseModel):
    id: str
    author: str = Field(description="bot, agent or system")
    author_name: str = ""
    text: str
    buttons: list[Button] = []
    attachments: list[Attachment] = []
    sent_at: Instant


class AnswerOut(BaseModel):
    owner: str = Field(description="bot, queue or agent")
    messages: list[MessageOut]
