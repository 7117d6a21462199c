"""A customer's talks on several channels, written into a database as they would be after a real day."""

import io
import wave
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser
from sqlalchemy import select, update

from helpline.conversations.messages import next_seq
from helpline.conversations.opening import conversation_of, open_chat
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Attachment, Conversation, Message
from kb.models.knowledge import Knowledge
from tests.world import theirs

PLATE = """<body style="margin:0;background:#8fa3b5;font:16px sans-serif"><div style="margin:24px;padding:18px 22px;
background:#e9edf0;border-radius:6px;line-height:2"><b>房间空调器</b><br>型号 QH-KFR35<br>序列号 QH25053206
<br>制冷量 3500 W<br>2025 年 5 月</div>"""


class Talks:
    """Rows of one customer; times are told as minutes ago."""

    def __init__(self, database: Database, kb: Knowledge, uploads: Path) -> None:
        self.database, self.kb, self.uploads = database, kb, uploads
        self.now = clock.now()

    def open(self, channel: str, sender: str, customer: str | None, **columns: Any) -> str:
        """A conversation's id."""
        with self.database.write() as session:
            work = UnitOfWork(session, self.kb, self.now)
            made = open_chat(work)[1] if channel == "web" else conversation_of(work, channel, sender)
            theirs(work, made, customer)
            for name, value in columns.items():
                setattr(made, name, value)
            return made.id

    def put(self, id: str, author: str, text: str, ago: float, **columns: Any) -> None:
        """A message; the customer's come in, others went out."""
        at = self.now - timedelta(minutes=ago)
        out = {"direction": "out", "status": "sent"} if author != "customer" else {"direction": "in"}
        with self.database.write() as session:
            conversation = session.get_one(Conversation, id)
            seq = next_seq(UnitOfWork(session, self.kb, self.now), conversation)
            row = Message(conversation_id=id, seq=seq, author=author, text=text, channel=conversation.channel)
            row.created_at = row.handled_at = at
            for name, value in (out | columns).items():
                setattr(row, name, value)
            session.add(row)
            if author == "customer":
                conversation.last_customer_at = at

    def file(self, name: str, conversation: str, content: bytes, kind: str, status: str = "ready") -> dict[str, str]:
        """A stored file as a message names it."""
        self.uploads.mkdir(parents=True, exist_ok=True)
        (self.uploads / name).write_bytes(content)
        with self.database.write() as session:
            row = Attachment(id=name, conversation_id=conversation, name="voice", content_type=kind, size=len(content))
            row.status, row.created_at = status, self.now
            session.add(row)
        url = f"/chat/attachments/{name}"
        return {"id": name, "name": "voice", "content_type": kind, "url": url, "status": status}

    def change(self, text: str, **columns: Any) -> None:
        """What became of a message, as the sweeper writes it."""
        with self.database.write() as session:
            session.execute(update(Message).where(Message.text == text).values(**columns))
            id = session.scalars(select(Message.conversation_id).where(Message.text == text)).one()
            session.get_one(Conversation, id).changed_at = clock.now()

    def all(self, **equal: Any) -> list[Message]:
        with self.database.read() as session:
            return list(session.scalars(select(Message).filter_by(**equal).order_by(Message.id)))


def plate(browser: Browser) -> bytes:
    """A photograph of a machine's plate."""
    page = browser.new_page(viewport={"width": 320, "height": 240})
    page.set_content(PLATE)
    taken = page.screenshot()
    page.close()
    return taken


def silence() -> bytes:
    """A recording of two seconds."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(b"\0\0" * 16000)
    return buffer.getvalue()
