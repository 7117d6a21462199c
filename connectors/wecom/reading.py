"""What is pulled from WeCom's customer service, as messages of ours."""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from connectors.contract.inbound import Inbound, Kind, Media, Receipt, Status
from connectors.tencent import qr_labels
from connectors.tencent.choices import tapped
from connectors.tencent.moment import moment

NAME = "wecom"
MESSAGE, WELCOME = "message", "welcome"
CUSTOMER, SYSTEM = 3, 4  # origins; 5 is somebody answering in WeCom's own application

log = logging.getLogger(__name__)


def read_all(items: Iterable[Any]) -> tuple[tuple[Inbound, ...], tuple[Receipt, ...]]:
    """Messages and receipts in order; an item that cannot be read is left out and never keeps back the others."""
    inbound, receipts = [], []
    for item in items:
        try:
            found = _read(item)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            log.warning("left out an unreadable item: %s", type(error).__name__)
            continue
        if isinstance(found, Inbound):
            inbound.append(found)
        elif found:
            receipts.append(found)
    return tuple(inbound), tuple(receipts)


def sender(account: str, customer: str) -> str:
    """A customer of one of the corporation's accounts; answers go back by the same account."""
    return f"{account}:{customer}"


def _read(item: Mapping[str, Any]) -> Inbound | Receipt | None:
    if item["msgtype"] == "event":
        return _event(item)
    if item["origin"] != CUSTOMER:
        log.info("ignored an item of type %s, origin %s", str(item["msgtype"])[:40], item["origin"])
        return None
    reader = _MESSAGES.get(item["msgtype"], _other)
    return reader(item, item.get(item["msgtype"]) or {})


def _said(item: Mapping[str, Any], kind: Kind, text: str = "", media: str = "", choice: str = "") -> Inbound | None:
    if not text and not media and kind != Kind.OTHER:
        return None
    return Inbound(
        channel=NAME,
        sender=sender(_named(item, "open_kfid"), _named(item, "external_userid")),
        external_id=_named(item, "msgid"),
        kind=kind,
        text=text,
        choice=choice,
        media=(Media(media, kind),) if media else (),
        opens=MESSAGE,
        written_at=moment(item.get("send_time")),
    )


def _words(item: Mapping[str, Any], what: Mapping[str, Any]) -> Inbound | None:
    return _said(item, Kind.TEXT, _clean(what["content"]), choice=tapped(str(what.get("menu_id") or "")))


def _other(item: Mapping[str, Any], what: Mapping[str, Any]) -> Inbound | None:
    """A file, a card, a kind that came later: it is answered, though nobody here can see it."""
    return _said(item, Kind.OTHER, _clean(str(what.get("title") or "")))


def _file(kind: Kind) -> Callable[[Mapping[str, Any], Mapping[str, Any]], Inbound | None]:
    return lambda item, what: _said(item, kind, media=_named(what, "media_id"))


def _location(item: Mapping[str, Any], what: Mapping[str, Any]) -> Inbound | None:
    where = [_clean(what.get(name) or "") for name in ("address", "name")]
    return _said(
        item, Kind.LOCATION, " ".join(part for part in where if part) or f"{what['latitude']},{what['longitude']}"
    )


def _link(item: Mapping[str, Any], what: Mapping[str, Any]) -> Inbound | None:
    parts = [_clean(what.get(name) or "") for name in ("title", "desc", "url")]
    return _said(item, Kind.TEXT, "\n".join(part for part in parts if part))


_MESSAGES: dict[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Inbound | None]] = {
    "text": _words,
    "image": _file(Kind.PICTURE),
    "voice": _file(Kind.VOICE),
    "video": _file(Kind.VIDEO),
    "location": _location,
    "link": _link,
}


def _event(item: Mapping[str, Any]) -> Inbound | Receipt | None:
    what = item["event"]
    if what["event_type"] == "msg_send_fail":
        return Receipt(_named(what, "fail_msgid"), Status.FAILED, f"wecom_fail_{int(what.get('fail_type') or 0)}")
    if what["event_type"] == "enter_session":
        return _entered(item, what)
    log.info("ignored an event of type %s", str(what["event_type"])[:40])
    return None


def _entered(item: Mapping[str, Any], what: Mapping[str, Any]) -> Inbound | None:
    """A first visit comes with a code to welcome with; a machine's QR label links here with its scene."""
    machine = qr_labels.serial(str(what.get("scene_param") or ""))
    code = _named(what, "welcome_code") if what.get("welcome_code") else ""
    if not machine and not code:
        return None
    return Inbound(
        channel=NAME,
        sender=sender(_named(what, "open_kfid"), _named(what, "external_userid")),
        external_id=_named(item, "msgid"),
        kind=Kind.JOINED if code else Kind.SCANNED,
        payload=machine,
        opens=WELCOME if code else "",
        ticket=code,
        written_at=moment(item.get("send_time")),
    )


def _named(what: Mapping[str, Any], name: str) -> str:
    value = what[name]
    if not isinstance(value, str) or not value or len(value) > 512:
        raise ValueError(name)
    return value


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()
