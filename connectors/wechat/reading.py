"""What an Official Account is pushed, as messages of ours."""

import hashlib
import logging
import re
from collections.abc import Callable, Mapping

from connectors.contract.inbound import Inbound, Kind, Media, Receipt, Status
from connectors.contract.request import BadMessage
from connectors.tencent import qr_labels
from connectors.tencent.body import Fields, text_of
from connectors.tencent.choices import tapped
from connectors.tencent.moment import moment
from connectors.wechat.stand_in import is_stand_in

NAME = "wechat"
MESSAGE, EVENT = "message", "event"  # the allowances
_BY_CODE = "qrscene_"  # before the scene of a code that led to following the account
_SENDER = re.compile(r"[\w.@-]{1,64}", re.ASCII)

log = logging.getLogger(__name__)


def read(push: Fields) -> Inbound | Receipt | None:
    """A push as a message or receipt; None for what is of no interest. BadMessage when something needed is missing."""
    kind = _needed(push, "MsgType").lower()
    what = text_of(push, "Event").lower() if kind == "event" else ""
    reader = _EVENTS.get(what) if kind == "event" else _MESSAGES.get(kind, _other)
    if reader is None:
        log.info("ignored a push of type %s", (what or kind)[:40])
        return None
    return reader(push)


def _needed(push: Fields, name: str) -> str:
    value = text_of(push, name)
    if not value:
        raise BadMessage(f"{name} is missing")
    return value


def _sender(push: Fields) -> str:
    sender = text_of(push, "FromUserName")
    if not _SENDER.fullmatch(sender):
        raise BadMessage("FromUserName is missing or misshapen")
    return sender


# -- messages ----------------------------------------------------------------------------------------------------------


def _said(push: Fields, kind: Kind, text: str = "", media: str = "", choice: str = "") -> Inbound:
    return Inbound(
        channel=NAME,
        sender=_sender(push),
        external_id=_needed(push, "MsgId")[:100],
        kind=kind,
        text=text,
        choice=choice,
        media=(Media(media, kind),) if media else (),
        opens=MESSAGE,
        written_at=moment(text_of(push, "CreateTime")),
    )


def _words(push: Fields) -> Inbound | None:
    text = text_of(push, "Content")
    if is_stand_in(text):
        return _other(push)
    return _said(push, Kind.TEXT, text, choice=tapped(text_of(push, "bizmsgmenuid"))) if text else None


def _other(push: Fields) -> Inbound:
    """A file, a card, a kind that came later: it is answered, though nobody here can see it."""
    return _said(push, Kind.OTHER, text_of(push, "Title"))


def _voice(push: Fields) -> Inbound:
    heard = text_of(push, "Recognition")
    if heard:
        return _said(push, Kind.TEXT, heard)
    return _said(push, Kind.VOICE, media=_needed(push, "MediaId"))


def _file(kind: Kind) -> Callable[[Fields], Inbound]:
    return lambda push: _said(push, kind, media=_needed(push, "MediaId"))


def _location(push: Fields) -> Inbound:
    """The place's name, or its coordinates (latitude,longitude) when it has none."""
    where = text_of(push, "Label") or f"{_needed(push, 'Location_X')},{_needed(push, 'Location_Y')}"
    return _said(push, Kind.LOCATION, where)


def _link(push: Fields) -> Inbound:
    parts = (text_of(push, "Title"), text_of(push, "Description"), text_of(push, "Url"))
    return _said(push, Kind.TEXT, "\n".join(part for part in parts if part))


_MESSAGES: dict[str, Callable[[Fields], Inbound | None]] = {
    "text": _words,
    "image": _file(Kind.PICTURE),
    "voice": _voice,
    "video": _file(Kind.VIDEO),
    "shortvideo": _file(Kind.VIDEO),
    "location": _location,
    "link": _link,
}

# -- events ------------------------------------------------------------------------------------------------------------


def _joined(push: Fields) -> Inbound:
    """By a machine's code, or any other way."""
    key = text_of(push, "EventKey")
    if not key.startswith(_BY_CODE):
        return _happened(push, Kind.JOINED)
    scene = key.removeprefix(_BY_CODE)
    return _happened(push, Kind.JOINED, payload=qr_labels.serial(scene), told=("subscribe_scan", scene))


def _left(push: Fields) -> Inbound:
    return _happened(push, Kind.LEFT, opens="")


def _machine(push: Fields) -> Inbound | None:
    machine = qr_labels.serial(text_of(push, "EventKey"))
    return _happened(push, Kind.SCANNED, payload=machine) if machine else None


def _clicked(push: Fields) -> Inbound:
    return _happened(push, Kind.TEXT, text=_needed(push, "EventKey"))


def _scanned(push: Fields) -> Inbound | None:
    """A bar code scanned through the menu is what the customer says, without the name of its kind before the digits."""
    info = push.get("ScanCodeInfo")
    result = info.get("ScanResult") if isinstance(info, Mapping) else None
    said = result.rpartition(",")[2] if isinstance(result, str) else ""
    return _happened(push, Kind.TEXT, text=said) if said else None


def _happened(
    push: Fields,
    kind: Kind,
    text: str = "",
    payload: str = "",
    opens: str = EVENT,
    told: tuple[str, str] | None = None,
) -> Inbound:
    """Events have no id; two of one customer in one second differ in their kind or key. Hashed, it names nobody."""
    sender = _sender(push)
    event = told or (text_of(push, "Event"), text_of(push, "EventKey"))
    parts = (sender, _needed(push, "CreateTime"), *event)
    return Inbound(
        channel=NAME,
        sender=sender,
        external_id=f"event:{hashlib.sha256(':'.join(parts).encode()).hexdigest()}",
        kind=kind,
        text=text,
        payload=payload,
        opens=opens,
        written_at=moment(text_of(push, "CreateTime")),
    )


def _arrived(push: Fields) -> Receipt:
    status = text_of(push, "Status")
    if status == "success":
        return Receipt(_needed(push, "MsgID"), Status.DELIVERED)
    blocked = "block" in status
    return Receipt(_needed(push, "MsgID"), Status.FAILED, "wechat_template_blocked" if blocked else "wechat_template")


_EVENTS: dict[str, Callable[[Fields], Inbound | Receipt | None]] = {
    "subscribe": _joined,
    "unsubscribe": _left,
    "scan": _machine,
    "click": _clicked,
    "scancode_waitmsg": _scanned,
    "templatesendjobfinish": _arrived,
}
