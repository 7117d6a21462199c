"""Keys of requests: the same request sent twice is done once."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from helpline.tables.base import Base


class RequestKey(Base):
    """A key that somebody's request named, what it was for, and the id of what it made."""

    __tablename__ = "request_keys"

    asker: Mapped[str] = mapped_column(primary_key=True)  # as the timeline names them
    key: Mapped[str] = mapped_column(primary_key=True)
    deed: Mapped[str]
    made: Mapped[str]
    at: Mapped[datetime]
