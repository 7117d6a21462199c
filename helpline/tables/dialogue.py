"""What the assistant remembers of a conversation."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from helpline.tables.base import Base


class Dialogue(Base):
    """The state of the dialogue of one conversation, and the answer to its newest turn.

    `state` is a `bot.actions.engine.state.State`; `answer` what was said to the turn `turn_id`, given again when the
    same turn is asked for again.
    """

    __tablename__ = "dialogues"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    state: Mapped[dict[str, Any]] = mapped_column(default=dict)
    turn_id: Mapped[str] = mapped_column(default="")
    answer: Mapped[list[Any]] = mapped_column(default=list)

    def topics(self) -> tuple[str, ...]:
        return ()  # what it says is told when it is said
