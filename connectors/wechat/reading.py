"""What an Official Account is pushed, as messages of ours."""

import hashlib
import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime

from wechatpy.messages import BaseMessage

from connectors.contract.inbound import Inbound, Kind, Media, Receipt, Status
from connectors.contract.request import BadMessage
from connectors.tencent import qr_labels

NAME = "wechat"
MESSAGE, EVENT = "message", "event"  # the allowances
CHOICE = re.compile(r"[0-9]{1,9}-[0-9]{1,2}")
_SENDER = re.compile(r"[\w.@-]{1,64}", re.ASCII)

log = logging.getLogger(__name__)


def read(push: BaseMessage) -> Inbound | Receipt | None:
    """A push as a message or receipt; None for what is of no interest. BadMessage when something needed is missing."""
    kind = _event if push.type == "event" else _MESSAGES.get(push.type)
    if kind is None:
        log.info("ignored a push of type %s", (_text(push, "Event") or _text(push, "MsgType"))[:40])
        return None
    return kind(push)


def _text(push: BaseMessage, name: str) -> str:
    """A field's text, "" when it is missing or empty; BadMessage when it was given twice or has fields of its own."""
    value = push._data.get(name)  # wechatpy has no attribute for newer fields, and its numbers crash on odd ones
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadMessage(f"{name} is not one text")
    return value


def _needed(push: BaseMessage, name: str) -> str:
    value = _text(push, name)
    if not value:
        raise BadMessage(f"{name} is missing")
    return value


def _sender(push: BaseMessage) -> str:
    sender = _text(push, "FromUserName")
    if not _SENDER.fullmatch(sender):
        raise BadMessage("FromUserName is missing or misshapen")
    return sender


# -- messages ----------------------------------------------------------------------------------------------------------


def _said(push: BaseMessage, kind: Kind, text: str = "", media: str = "", choice: str = "") -> Inbound:
    return Inbound(
        channel=NAME,
        sender=_sender(push),
        external_id=_needed(push, "MsgId")[:100],
        kind=kind,
        text=text,
        choice=choice,
        media=(Media(media, kind),) if media else (),
        opens=MESSAGE,
        written_at=moment(_text(push, "CreateTime")),
    )


def moment(seconds: object) -> datetime | None:
    """The time that a platform tells in seconds since 1970; None when it is none."""
    told = str(seconds)
    return datetime.fromtimestamp(int(told), UTC) if told.isdecimal() and len(told) == 10 else None


def _words(push: BaseMessage) -> Inbound | None:
    text, choice = _text(push, "Content"), _text(push, "bizmsgmenuid")
    if not text:
        return None
    return _said(push, Kind.TEXT, text, choice=choice if CHOICE.fullmatch(choice) else "")


def _voice(push: BaseMessage) -> Inbound:
    heard = _text(push, "Recognition")
    if heard:
        return _said(push, Kind.TEXT, heard)
    return _said(push, Kind.VOICE, media=_needed(push, "MediaId"))


def _file(kind: Kind) -> Callable[[BaseMessage], Inbound]:
    return lambda push: _said(push, kind, media=_needed(push, "MediaId"))


def _location(push: BaseMessage) -> Inbound:
    """The place's name, or its coordinates (latitude,longitude) when it has none."""
    where = _text(push, "Label") or f"{_needed(push, 'Location_X')},{_needed(push, 'Location_Y')}"
    return _said(push, Kind.LOCATION, where)


def _link(push: BaseMessage) -> Inbound:
    parts = (_text(push, "Title"), _text(push, "Description"), _text(push, "Url"))
    return _said(push, Kind.TEXT, "\n".join(part for part in parts if part))


_MESSAGES: dict[str, Callable[[BaseMessage], Inbound | None]] = {
    "text": _words,
    "image": _file(Kind.PICTURE),
    "voice": _voice,
    "video": _file(Kind.VIDEO),
    "shortvideo": _file(Kind.VIDEO),
    "location": _location,
    "link": _link,
}

# -- events ------------------------------------------------------------------------------------------------------------


def _event(push: BaseMessage) -> Inbound | Receipt | None:
    if push.event == "templatesendjobfinish":
        return _arrived(push)
    key = _text(push, "EventKey")
    match push.event:
        case "subscribe":
            return _happened(push, Kind.JOINED)
        case "subscribe_scan":
            return _happened(push, Kind.JOINED, payload=qr_labels.serial(key))
        case "unsubscribe":
            return _happened(push, Kind.LEFT, opens="")
        case "scan":
            machine = qr_labels.serial(key)
            return _happened(push, Kind.SCANNED, payload=machine) if machine else None
        case "click":
            return _happened(push, Kind.TEXT, text=_needed(push, "EventKey"))
        case "scancode_waitmsg":  # a bar code scanned through the menu is what the customer says
            scanned = _scanned(push)
            return _happened(push, Kind.TEXT, text=scanned) if scanned else None
    return None


def _scanned(push: BaseMessage) -> str:
    """What the code says, without the name of its kind that goes before a bar code's digits."""
    info = push._data.get("ScanCodeInfo")
    result = info.get("ScanResult") if isinstance(info, dict) else ""
    return result.rpartition(",")[2] if isinstance(result, str) else ""


def _happened(push: BaseMessage, kind: Kind, text: str = "", payload: str = "", opens: str = EVENT) -> Inbound:
    """Events have no id; two of one customer in one second differ in their kind or key. Hashed, it names nobody."""
    sender = _sender(push)
    told = (sender, _needed(push, "CreateTime"), _text(push, "Event"), _text(push, "EventKey"))
    return Inbound(
        channel=NAME,
        sender=sender,
        external_id=f"event:{hashlib.sha256(':'.join(told).encode()).hexdigest()}",
        kind=kind,
        text=text,
        payload=payload,
        opens=opens,
        written_at=moment(_text(push, "CreateTime")),
    )


def _arrived(push: BaseMessage) -> Receipt:
    status = _text(push, "Status")
    if status == "success":
        return Receipt(_needed(push, "MsgID"), Status.DELIVERED)
    blocked = "block" in status
    return Receipt(_needed(push, "MsgID"), Status.FAILED, "wechat_template_blocked" if blocked else "wechat_template")
