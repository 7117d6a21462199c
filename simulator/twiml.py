"""A telephone call as Twilio leads it: fetches TwiML, walks it verb by verb, and stops where somebody must act.

The caller speaks, presses keys, stays silent or hangs up; phones that are rung are answered or not. Nothing waits for
real time: a silence is whatever length the verb waits for.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urljoin
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from simulator.twiml_grammar import WAITING, WHISPERING, TwimlError, check

MOST_DOCUMENTS = 50  # without anybody doing anything
Post = Callable[[str, Mapping[str, str]], str]


class State(StrEnum):
    """What the caller's end is doing."""

    NEW = "new"
    LISTENING = "listening"  # a Gather waits for the caller
    RINGING = "ringing"  # phones are rung
    TALKING = "talking"  # with whoever answered
    OVER = "over"


@dataclass
class Leg:
    """A phone that is rung: its number, and what whoever answers hears before they are put through."""

    number: str
    whisper: str = ""
    heard: list[str] = field(default_factory=list)


class TwimlCall:
    """One inbound call. `post` sends a signed webhook and returns the TwiML that came back."""

    def __init__(self, post: Post, url: str, sid: str, from_: str, to: str, account: str, status_url: str = "") -> None:
        self._post, self._url, self._status_url = post, url, status_url
        self._base = {"CallSid": sid, "AccountSid": account, "From": from_, "To": to, "Direction": "inbound"}
        self.sid, self.state = sid, State.NEW
        self.heard: list[str] = []  # everything spoken to the caller, in order
        self.log: list[str] = []  # every verb that was run, for sound scripts and for finding out
        self.ringing: list[Leg] = []
        self.gather: Element | None = None
        self._rest: list[Element] = []
        self._dial: Element | None = None
        self._queue: Element | None = None
        self._after_queue: list[Element] = []
        self._new = 0

    # -- what the caller does ------------------------------------------------------------------------------------------

    def begin(self) -> list[str]:
        """Dials; what is heard until somebody must act."""
        return self._fetch(self._url, {"CallStatus": "ringing"})

    def say(self, words: str, confidence: float = 0.9) -> list[str]:
        """Speaks while a Gather listens; otherwise nobody hears it."""
        gather = self._listening("speech")
        return self._answer(gather, {"SpeechResult": words, "Confidence": f"{confidence}"})

    def press(self, keys: str) -> list[str]:
        """Presses keys; the finishing key, or the number of keys asked for, ends the entry."""
        gather = self._listening("dtmf")
        finish, most = gather.get("finishOnKey", "#"), int(gather.get("numDigits", "99"))
        entered = keys.split(finish)[0] if finish and keys != finish else keys
        return self._answer(gather, {"Digits": entered[:most]})

    def silence(self) -> list[str]:
        """Says nothing until the Gather gives up."""
        gather = self._listening("")
        if gather.get("actionOnEmptyResult") == "true":
            return self._answer(gather, {"Digits": ""})
        self.gather = None
        return self._go_on()

    def hang_up(self) -> list[str]:
        """The caller hangs up, whatever goes on. What was under way is still told to its action."""
        ending = {**self._base, "CallStatus": "completed"}
        if self._dial is not None and self._dial.get("action"):
            status = "completed" if self.state == State.TALKING else "canceled"
            self._post(urljoin(self._url, self._dial.get("action", "")), {**ending, "DialCallStatus": status})
        if self._queue is not None and self._queue.get("action"):
            self._post(urljoin(self._url, self._queue.get("action", "")), {**ending, "QueueResult": "hangup"})
        self._end("completed")
        return []

    # -- what the phones that are rung do ----------------------------------------------------------------------------

    def other_answers(self, at: int = 0, key: str = "1") -> list[str]:
        """Somebody answers the phone, listens, and presses the key; "" presses none, as an answering machine.

        Returns what they hear. When they are put through, the caller talks with them.
        """
        leg = self._ringing()[at]
        if self._whisper(leg, key):
            self.state, self.ringing = State.TALKING, [leg]
            self.log.append(f"bridged {leg.number}")
        else:
            self._dialled("completed", bridged=False)
        return leg.heard

    def no_answer(self, status: str = "no-answer") -> list[str]:
        """Nobody answers: no-answer, busy or failed."""
        self._ringing()
        return self._dialled(status, bridged=False)

    def other_hangs_up(self) -> list[str]:
        """The person the caller talks with hangs up."""
        if self.state != State.TALKING:
            raise TwimlError("nobody is talking")
        return self._dialled("completed", bridged=True)

    # -- walking -------------------------------------------------------------------------------------------------------

    def _fetch(self, url: str, values: Mapping[str, str]) -> list[str]:
        self._new = len(self.heard)
        self._load(url, values)
        return self._walk()

    def _load(self, url: str, values: Mapping[str, str]) -> None:
        self._url = urljoin(self._url, url)
        self._rest = list(self._document(self._url, values))

    def _document(self, url: str, values: Mapping[str, str]) -> Element:
        text = self._post(url, {**self._base, "CallStatus": "in-progress", **values})
        try:
            response = ElementTree.fromstring(text)
        except ElementTree.ParseError as error:
            raise TwimlError(f"12100: no XML: {error}") from error
        if response.tag != "Response":
            raise TwimlError(f"12100: <{response.tag}> is no <Response>")
        check(response)
        return response

    def _go_on(self) -> list[str]:
        self._new = len(self.heard)
        return self._walk()

    def _walk(self) -> list[str]:
        documents = 0
        while True:
            while self._rest:
                verb = self._rest.pop(0)
                self.log.append(_line(verb))
                if self._queue is not None and verb.tag not in WAITING:
                    raise TwimlError(f"<{verb.tag}> does nothing while the caller waits in a queue")
                documents += verb.tag in ("Redirect", "Leave")
                if documents > MOST_DOCUMENTS:
                    raise TwimlError("the call goes round in circles")
                if self._run(verb):
                    return self.heard[self._new :]
            if self._queue is None:
                self._end("completed")  # nothing is left to do
                return self.heard[self._new :]
            documents += 1
            if documents > MOST_DOCUMENTS:
                raise TwimlError("the call goes round in circles")
            self._load(self._queue.get("waitUrl", ""), {})  # Twilio begins again at its end

    def _run(self, verb: Element) -> bool:
        """Whether somebody must act before the call goes on."""
        words = (verb.text or "").strip()
        match verb.tag:
            case "Say":
                self.heard.append(words)
            case "Gather":
                self.heard += [(say.text or "").strip() for say in verb.iter("Say")]
                self.gather, self.state = verb, State.LISTENING
                return True
            case "Redirect":
                self._load(words, {})
            case "Dial":
                self._dial, self.state = verb, State.RINGING
                self.ringing = [Leg((n.text or "").strip(), n.get("url", "")) for n in verb.iter("Number")]
                return True
            case "Enqueue":
                self._queue, self._after_queue = verb, self._rest
                self._load(verb.get("waitUrl", ""), {"QueuePosition": "1", "QueueTime": "0", "CurrentQueueSize": "1"})
            case "Leave":
                self._leave()
            case "Hangup":
                self._end("completed")
                return True
            case _:  # Play, Pause, Record: they pass
                pass
        return False

    def _leave(self) -> None:
        if self._queue is None:
            raise TwimlError("<Leave> without a queue")
        action, self._rest = self._queue.get("action", ""), self._after_queue
        self._queue, self._after_queue = None, []
        if action:
            self._load(action, {"QueueResult": "leave", "QueueTime": "40"})

    def _answer(self, gather: Element, values: Mapping[str, str]) -> list[str]:
        self.gather = None
        return self._fetch(gather.get("action") or self._url, values)

    def _listening(self, input: str) -> Element:
        if self.gather is None or self.state != State.LISTENING:
            raise TwimlError(f"nobody listens: the call is {self.state}")
        if input not in self.gather.get("input", "dtmf"):
            raise TwimlError(f"this Gather takes no {input}")
        return self.gather

    def _ringing(self) -> list[Leg]:
        if self.state != State.RINGING:
            raise TwimlError(f"no phone is rung: the call is {self.state}")
        return self.ringing

    def _dialled(self, status: str, bridged: bool) -> list[str]:
        dial, self._dial, self.ringing = self._dial, None, []
        action = dial.get("action") if dial is not None else None
        if not action:
            return self._go_on()
        return self._fetch(action, {"DialCallStatus": status, "DialBridged": str(bridged).lower()})

    def _whisper(self, leg: Leg, key: str) -> bool:
        """Walks the phone's own TwiML; True when it ends without a Hangup, so that the two are put through."""
        if not leg.whisper:
            return True
        own = {"CallSid": f"{self.sid}x{len(self.log)}", "ParentCallSid": self.sid, "To": leg.number}
        url, steps = urljoin(self._url, leg.whisper), self._steps(urljoin(self._url, leg.whisper), own)
        while (verb := next(steps, None)) is not None:
            if verb.tag not in WHISPERING:
                raise TwimlError(f"<{verb.tag}> may not be whispered")
            if verb.tag == "Hangup":
                return False
            leg.heard += [(say.text or "").strip() for say in verb.iter("Say")]
            if verb.tag == "Redirect":
                url = urljoin(url, (verb.text or "").strip())
                steps = self._steps(url, own)
            elif verb.tag == "Gather" and key:
                url = urljoin(url, verb.get("action") or url)
                steps = self._steps(url, {**own, "Digits": key})
        return True

    def _steps(self, url: str, values: Mapping[str, str]) -> Iterator[Element]:
        return iter(list(self._document(url, values)))

    def _end(self, status: str) -> None:
        if self.state == State.OVER:
            return
        self.state, self.gather, self.ringing, self._rest, self._queue = State.OVER, None, [], [], None
        if self._status_url:
            self._post(self._status_url, {**self._base, "CallStatus": status})


def _line(verb: Element) -> str:
    words = " | ".join(filter(None, ((part.text or "").strip() for part in verb.iter())))
    return f"{verb.tag} {words}".strip()
