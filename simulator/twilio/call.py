"""A call that people are on: it tells what is heard at once, and a rung phone is answered before a key is pressed."""

from collections.abc import Callable, Mapping
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from simulator.twiml import Leg, Post, State, TwimlCall
from simulator.twiml_grammar import WHISPERING, TwimlError


class LiveCall(TwimlCall):
    """`tell` is called with everything the caller hears, as it is said."""

    def __init__(
        self, post: Post, url: str, sid: str, from_: str, to: str, account: str, tell: Callable[[str], None]
    ) -> None:
        super().__init__(post, url, sid, from_, to, account, status_url=f"{url}/status")
        self.from_, self._tell = from_, tell
        self.leg: Leg | None = None  # who has picked up
        self._asked: Element | None = None  # the key that they are asked for
        self._then: list[Element] = []
        self._there = ""

    @property
    def dial_seconds(self) -> float:
        return float(self._dial.get("timeout", "30")) if self._dial is not None else 0.0

    @property
    def gather_seconds(self) -> float:
        return float(self.gather.get("timeout", "5")) if self.gather is not None else 0.0

    @property
    def is_queued(self) -> bool:
        return self._queue is not None

    @property
    def key_seconds(self) -> float:
        """How long whoever picked up has to press a key."""
        return float(self._asked.get("timeout", "5")) if self._asked is not None else 0.0

    def is_heard(self, input: str) -> bool:
        """Whether speech, or dtmf, would reach somebody now."""
        return self.state == State.LISTENING and self.gather is not None and input in self.gather.get("input", "dtmf")

    def drop(self) -> None:
        """The caller hangs up while the product still thinks; what it answers is heard by nobody."""
        self._end("completed")

    def fail(self) -> None:
        """An application error: the caller hears so, and the call is over."""
        self._end("failed")

    # -- the phone that is rung ----------------------------------------------------------------------------------------

    def answer(self, at: int = 0) -> list[str]:
        """Somebody picks up; what they hear until they must press a key, or are put through."""
        self.leg = self._ringing()[at]
        if not self.leg.whisper:
            return self._bridge()
        self._there = urljoin(self._url, self.leg.whisper)
        return self._whispered(list(self._document(self._there, self._own())))

    def key(self, key: str) -> list[str]:
        """They press a key; "" presses none until the time is up."""
        if self._asked is None:
            raise TwimlError("no key is asked for")
        asked, self._asked = self._asked, None
        if not key:
            return self._whispered(self._then)
        self._there = urljoin(self._there, asked.get("action") or self._there)
        return self._whispered(list(self._document(self._there, {**self._own(), "Digits": key})))

    def _own(self) -> Mapping[str, str]:
        assert self.leg
        return {"CallSid": f"{self.sid}b", "ParentCallSid": self.sid, "To": self.leg.number}

    def _whispered(self, verbs: list[Element]) -> list[str]:
        heard: list[str] = []
        while verbs:
            verb, *verbs = verbs
            if verb.tag not in WHISPERING:
                raise TwimlError(f"<{verb.tag}> may not be whispered")
            heard += [(say.text or "").strip() for say in verb.iter("Say")]
            if verb.tag == "Gather":
                self._asked, self._then = verb, verbs
                return heard
            if verb.tag == "Hangup":
                self._put_down()
                return heard
            if verb.tag == "Redirect":
                self._there = urljoin(self._there, (verb.text or "").strip())
                verbs = list(self._document(self._there, self._own()))
        self._bridge()
        return heard

    def _bridge(self) -> list[str]:
        assert self.leg
        self.state, self.ringing = State.TALKING, [self.leg]
        return []

    def _put_down(self) -> None:
        self.leg = self._asked = None
        self._dialled("completed", bridged=False)

    # -- walking -------------------------------------------------------------------------------------------------------

    def _run(self, verb: Element) -> bool:
        if self.state == State.OVER:
            self._rest = []
            return True
        before = len(self.heard)
        stops = super()._run(verb)
        for words in self.heard[before:]:
            self._tell(words)
        return stops

    def _dialled(self, status: str, bridged: bool) -> list[str]:
        self.leg = self._asked = None
        return super()._dialled(status, bridged)
