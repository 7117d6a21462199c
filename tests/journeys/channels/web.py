"""A visitor of the web chat."""

from collections.abc import Sequence
from uuid import uuid4

import httpx

from tests.journeys.product import Product
from tests.journeys.talk import DOT, Talk, Told

ANSWER_SECONDS = 20.0
QUIET_SECONDS = 0.4


class WebTalk(Talk):
    """A chat session of its own. What is written is what is shown."""

    channel = "web"
    patience = 8.0

    def __init__(self, product: Product) -> None:
        super().__init__(product)
        self._http = httpx.Client(base_url=product.url, timeout=40, trust_env=False)
        session = self._http.post("/chat/sessions").raise_for_status().json()
        self._id: str = session["conversation_id"]
        self._http.headers["Authorization"] = f"Bearer {session['token']}"

    @property
    def id(self) -> str:
        return self._id

    def _say(self, text: str) -> None:
        self._post(text)

    def _post(self, text: str, payload: str = "", attachments: Sequence[str] = (), wait: bool = True) -> None:
        body = {"message_id": uuid4().hex, "text": text, "payload": payload, "attachments": list(attachments)}
        answer = self._http.post("/chat/messages", params={"wait": ANSWER_SECONDS if wait else 0}, json=body)
        answer.raise_for_status()

    def say_in_pieces(self, texts: Sequence[str]) -> None:
        with self.product.quiet(QUIET_SECONDS):
            for text in texts[:-1]:
                self._post(text, wait=False)
            self.say(texts[-1])

    def show_picture(self) -> None:
        sent = self._http.post("/chat/attachments", files={"file": ("photo.png", DOT, "image/png")}).raise_for_status()
        self._post("", attachments=[sent.json()["id"]])

    def press(self, title: str) -> None:
        for one in reversed(self.told()[-20:]):
            for button in one.buttons:
                if button["title"] == title:
                    self._post(title, payload=button["payload"])
                    return
        raise AssertionError(f"no button {title!r} was offered")

    def told(self, after: int = 0) -> list[Told]:
        return [Told(m.seq, m.text, m.buttons, m.author) for m in self.said() if m.seq > after]

    def close(self) -> None:
        self._http.close()
