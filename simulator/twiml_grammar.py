"""Which attributes TwiML verbs take, which values, and what may stand inside which.

A subset: the verbs a hotline needs. `tests/peers` holds it against the type declarations of Twilio's own package.
"""

from xml.etree.ElementTree import Element

TEXT = frozenset[str]()  # any text
FLAG = frozenset(["true", "false"])
COUNT = frozenset(["0-9"])  # a whole number
METHOD = frozenset(["GET", "POST"])
RECORD = frozenset(
    [
        "do-not-record",
        "record-from-answer",
        "record-from-ringing",
        "record-from-answer-dual",
        "record-from-ringing-dual",
    ]
)

ATTRIBUTES: dict[str, dict[str, frozenset[str]]] = {
    "Say": {
        "voice": TEXT,
        "loop": COUNT,
        "language": frozenset(["cmn-CN", "zh-CN", "cmn-TW", "zh-TW", "zh-HK", "yue-HK", "en-US", "en-GB"]),
    },
    "Play": {"loop": COUNT, "digits": TEXT},
    "Pause": {"length": COUNT},
    "Gather": {
        "input": frozenset(["dtmf", "speech", "dtmf speech"]),
        "action": TEXT,
        "method": METHOD,
        "timeout": COUNT,
        "speechTimeout": TEXT,
        "maxSpeechTime": COUNT,
        "profanityFilter": FLAG,
        "finishOnKey": TEXT,
        "numDigits": COUNT,
        "partialResultCallback": TEXT,
        "partialResultCallbackMethod": METHOD,
        "language": frozenset(["cmn-Hans-CN", "cmn-Hant-TW", "yue-Hant-HK", "zh", "zh-TW", "en-US", "en-GB"]),
        "hints": TEXT,
        "bargeIn": FLAG,
        "debug": FLAG,
        "actionOnEmptyResult": FLAG,
        "speechModel": TEXT,
        "enhanced": FLAG,
    },
    "Redirect": {"method": METHOD},
    "Dial": {
        "action": TEXT,
        "method": METHOD,
        "timeout": COUNT,
        "hangupOnStar": FLAG,
        "timeLimit": COUNT,
        "callerId": TEXT,
        "record": RECORD,
        "answerOnBridge": FLAG,
        "ringTone": frozenset(["cn", "tw", "us", "uk"]),
        "sequential": FLAG,
    },
    "Number": {"url": TEXT, "method": METHOD, "sendDigits": TEXT, "statusCallback": TEXT},
    "Enqueue": {
        "action": TEXT,
        "method": METHOD,
        "maxQueueSize": COUNT,
        "waitUrl": TEXT,
        "waitUrlMethod": METHOD,
    },
    "Record": {
        "action": TEXT,
        "method": METHOD,
        "timeout": COUNT,
        "finishOnKey": TEXT,
        "maxLength": COUNT,
        "playBeep": FLAG,
    },
    "Hangup": {},
    "Leave": {},
}
INSIDE = {
    "Response": {"Say", "Play", "Pause", "Gather", "Redirect", "Dial", "Enqueue", "Record", "Hangup", "Leave"},
    "Gather": {"Say", "Play", "Pause"},
    "Dial": {"Number"},
}
# What Twilio runs while a caller waits in a queue.
WAITING = frozenset(["Say", "Play", "Pause", "Gather", "Redirect", "Record", "Hangup", "Leave"])
# What Twilio runs for the phone that was dialled, before the two are put through.
WHISPERING = frozenset(["Say", "Play", "Pause", "Gather", "Redirect", "Hangup"])
LONGEST_SAY = 4096


class TwimlError(ValueError):
    """Twilio would refuse this TwiML, and the caller would hear that an application error has occurred."""


def check(element: Element, inside: str = "") -> None:
    """TwimlError when the element, or one inside it, is not as Twilio wants it."""
    if inside and element.tag not in INSIDE.get(inside, ()):
        raise TwimlError(f"<{element.tag}> may not stand in <{inside}>")
    if element.tag != "Response":
        _check_attributes(element)
    elif element.attrib:
        raise TwimlError("<Response> takes no attributes")
    if element.tag == "Say" and not 0 < len((element.text or "").strip()) <= LONGEST_SAY:
        raise TwimlError("<Say> must hold 1 to 4096 characters")
    if element.tag in ("Redirect", "Number", "Play") and not (element.text or "").strip():
        raise TwimlError(f"<{element.tag}> is empty")
    for child in element:
        check(child, element.tag)


def _check_attributes(element: Element) -> None:
    known = ATTRIBUTES[element.tag]
    for name, value in element.attrib.items():
        if name not in known:
            raise TwimlError(f"<{element.tag}> has no attribute {name!r}")
        allowed = known[name]
        if allowed == COUNT:
            fits = value.isdecimal()
        else:
            fits = not allowed or value in allowed
        if not fits:
            raise TwimlError(f"<{element.tag} {name}={value!r}> is not a value Twilio knows")
