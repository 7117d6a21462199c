"""Erases what somebody who left has outside the database: their files, and what Rasa remembers of the talk."""

from dataclasses import dataclass
from pathlib import Path

import httpx

from helpline.core import clock
from helpline.erasure.erasure_list import ErasureList
from helpline.jobs.payloads import EraseConversation

TIMEOUT_SECONDS = 5.0


@dataclass(frozen=True)
class Eraser:
    """Erasing twice does no harm. `erasures`: whoever restores an older backup is told there to erase again."""

    rasa_url: str
    token: str
    uploads: Path
    erasures: ErasureList

    def erase(self, payload: EraseConversation) -> None:
        """Raises while Rasa does not answer or a file cannot be removed, to be tried again."""
        known_by = "conversation" if payload.whole else "account"
        self.erasures.add(clock.now(), [f"{known_by}:{payload.conversation_id}"])
        for file in payload.files:
            (self.uploads / file).unlink(missing_ok=True)
        head = {"Authorization": f"Bearer {self.token}"}
        with httpx.Client(base_url=self.rasa_url, headers=head, timeout=TIMEOUT_SECONDS, trust_env=False) as rasa:
            rasa.post("/webhooks/gateway/forget", json={"sender": payload.conversation_id}).raise_for_status()
