"""The channel of an Official Account: pushes in, customer-service messages out."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from wechatpy.client import WeChatClient

from connectors.contract.capabilities import Allowance, Capabilities
from connectors.contract.checkup import Finding
from connectors.contract.inbound import Inbound, Receipt, Received
from connectors.contract.outbound import Delivery, Outbound, Parcel, Result
from connectors.contract.request import Answer, BadMessage, Refused, Request
from connectors.contract.settings import Misconfigured, TokenStore
from connectors.tencent import body, errors, packing, qr_labels
from connectors.tencent.calls import Calls, Failed, SharedToken, Token, asked, file_of
from connectors.tencent.checkup import token_findings
from connectors.tencent.crypto import Crypto, stamp
from connectors.wechat.notices import Template
from connectors.wechat.reading import EVENT, MESSAGE, NAME, read

MOST_BUTTONS = 10
BUTTON_BYTES = 128
EXPIRED = 40007
NO_MENUS = 40200  # test accounts, and by some reports subscription accounts
SUCCESS = Answer("success")
PLAIN_FIX = "choose safe mode in the console and set WECHAT_AES_KEY"

log = logging.getLogger(__name__)


class Client(SharedToken, WeChatClient):
    """wechatpy's client of this account."""


class WeChatChannel:
    """One account. `service`: a verified service account, which may do more than a subscription account."""

    name = NAME
    capabilities = Capabilities(
        buttons=True,
        pictures=True,
        longest=2000,
        waits=True,
        allowances={
            MESSAGE: Allowance(5, timedelta(hours=48)),
            EVENT: Allowance(3, timedelta(minutes=1)),
        },
        reserve=1,
    )

    def __init__(
        self,
        appid: str,
        secret: str,
        seal: Crypto,
        token_store: TokenStore,
        api: str,
        service: bool = True,
        templates: Mapping[str, Template] | None = None,
    ) -> None:
        base = f"{api.rstrip('/')}/cgi-bin/"
        token = Token(token_store, f"wechat:{appid}", lambda stale: stable_token(base, appid, secret, stale))
        self._token = token
        self._calls = Calls(lambda: Client.made(appid, base, token))
        self._seal = seal
        self._service = service
        self._templates = dict(templates or {}) if service else {}

    # -- in ------------------------------------------------------------------------------------------------------------

    def receive(self, request: Request) -> Received:
        """The check of the address (GET) and pushes (POST), plain or sealed.

        With an AES key only sealed messages count, whatever plain ones come with them: a plain push's signature says
        nothing about its body.
        """
        values = request.values
        timestamp, nonce = stamp(values, request.at)
        self._seal.check(values.get("signature", ""), timestamp, nonce)
        seen = f"{timestamp}.{nonce}"
        if request.method == "GET":
            if not values.get("echostr"):
                raise BadMessage("echostr is missing")
            return Received(Answer(values["echostr"]))
        if request.method != "POST":
            raise BadMessage("neither GET nor POST")
        found = body.fields(body.as_xml(request.body))
        if self._seal.has_keys:
            found = self._opened(found, values.get("msg_signature", ""), timestamp, nonce)
        elif "Encrypt" in found and "MsgType" not in found:
            raise BadMessage("the message is sealed, but WECHAT_AES_KEY is not set")
        read_as = read(body.message(found))
        return Received(
            SUCCESS,
            inbound=(read_as,) if isinstance(read_as, Inbound) else (),
            receipts=(read_as,) if isinstance(read_as, Receipt) else (),
            nonce=seen,
        )

    def _opened(self, found: Mapping[str, Any], signature: str, timestamp: str, nonce: str) -> dict[str, Any]:
        sealed = found.get("Encrypt")
        if not isinstance(sealed, str):
            raise Refused("a plain message, where sealed ones are agreed on")
        self._seal.check(signature, timestamp, nonce, sealed)
        return body.fields(body.text_as_xml(self._seal.open(sealed).text))

    # -- out -----------------------------------------------------------------------------------------------------------

    def pack(self, messages: Sequence[Outbound]) -> list[Parcel]:
        """As few parcels as possible: `connectors.tencent.packing`."""
        return packing.pack(messages)

    def send(self, to: str, parcel: Parcel) -> Result:
        """One customer-service message. A picture lies in the file that `attachment["path"]` names."""
        try:
            return self._sent(to, parcel)
        except Failed as failed:
            return errors.result_of(failed, NAME, errors.WECHAT)

    def _sent(self, to: str, parcel: Parcel) -> Result:
        if parcel.attachment is not None:
            picture = upload(parcel.attachment)
            if picture is None:
                return Result(Delivery.NEVER, reason="wechat_no_file", spent=False)
            media = self._calls.do(lambda client: client.media.upload("image", picture)["media_id"])
            self._said(lambda client: client.message.send_image(to, media))
        elif parcel.buttons:
            try:
                self._said(lambda client: client.message.send_msg_menu(to, menu(parcel)))
            except Failed as failed:
                if failed.code != NO_MENUS:
                    raise
                self._said(lambda client: client.message.send_text(to, written_out(parcel)))
        elif parcel.text:
            self._said(lambda client: client.message.send_text(to, parcel.text))
        else:  # nothing to see, and the platform takes no empty message
            return Result(Delivery.SENT, spent=False)
        return Result(Delivery.SENT)

    def _said(self, work: Any) -> None:
        answer = self._calls.do(work)
        if not isinstance(answer, dict) or answer.get("errcode") != 0:
            raise Failed("answer", maybe=True)

    def notify(self, to: str, parcel: Parcel) -> Result | None:
        """A template message, which needs no allowance; None when the account has none for this notice.

        `parcel.purpose` names it: `notice:visit` or `notice:closure`; `parcel.facts` fill it in. The receipt comes
        as an event.
        """
        template = self._templates.get(parcel.purpose)
        if template is None:
            return None
        data = template.filled(parcel.facts)
        try:
            answer = self._calls.do(lambda client: client.message.send_template(to, template.id, data))
            return Result(Delivery.SENT, foreign_id=str(answer["msgid"]), spent=False)
        except (KeyError, TypeError):
            return Result(Delivery.SENT, spent=False)
        except Failed as failed:
            return errors.result_of(failed, NAME, errors.WECHAT)

    def typing(self, to: str, on: bool) -> None:
        """Shows or hides that an answer is being written. Best effort: the platform refuses it outside of talk."""
        command = {"touser": to, "command": "Typing" if on else "CancelTyping"}
        try:
            self._calls.do(lambda client: client.post("message/custom/typing", data=command))
        except Failed as failed:
            log.debug("typing was not shown: %s", failed.code)

    def fetch(self, media: str) -> bytes:
        """The file; LookupError when its three days are over. Failed may be tried again."""
        try:
            return self._calls.do(lambda client: file_of(client, media))
        except Failed as failed:
            if failed.code == EXPIRED:
                raise LookupError("the file is gone") from None
            raise

    # -- setting up ----------------------------------------------------------------------------------------------------

    def checkup(self, now: datetime) -> Iterator[Finding]:
        """For `make doctor`."""
        yield from token_findings("wechat", self._token.current)
        if not self._seal.has_keys:
            yield Finding(False, "wechat: plain mode, in which anybody who sees a push can forge others", PLAIN_FIX)

    def machine_code(self, serial: str) -> str:
        """What to print as a QR code on a machine's QR label, for good; at most 100 000 an account.

        ValueError when the serial number is too long, Misconfigured when the account may not make codes.
        """
        if not self._service:
            raise Misconfigured("only a verified service account makes codes for machines")
        scene = {"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": {"scene_str": qr_labels.scene(serial)}}}
        return str(self._calls.do(lambda client: client.qrcode.create(scene)["url"]))

    def set_menu(self, entries: Mapping[str, str | Mapping[str, str]]) -> None:
        """The account's menu: a title and what a tap on it says, or titles below it (3 titles, 5 below each)."""
        self._calls.do(lambda client: client.menu.create({"button": [_entry(*entry) for entry in entries.items()]}))


def _entry(title: str, what: str | Mapping[str, str]) -> dict[str, Any]:
    if isinstance(what, str):
        return {"type": "click", "name": title, "key": what}
    return {"name": title, "sub_button": [_entry(*entry) for entry in what.items()]}


def menu(parcel: Parcel) -> dict[str, Any]:
    """The parcel as msgmenu; the id of a choice is its message's seq and its place."""
    choices = [
        {"id": f"{parcel.seq}-{place}", "content": label(button)}
        for place, button in enumerate(parcel.buttons[:MOST_BUTTONS], start=1)
    ]
    return {"head_content": parcel.text, "list": choices, "tail_content": ""}


def label(button: Mapping[str, str]) -> str:
    """A button's title as far as a menu holds it."""
    return packing.split(button["title"], BUTTON_BYTES)[0] if button["title"].strip() else "…"


def written_out(parcel: Parcel) -> str:
    """The parcel as text, the choices numbered."""
    lines = [f"{place}. {button['title']}" for place, button in enumerate(parcel.buttons, start=1)]
    return "\n".join([parcel.text, *lines] if parcel.text else lines)


def upload(attachment: Mapping[str, Any]) -> tuple[str, bytes, str] | None:
    """Name, content and type of a picture as the platform's upload takes it; None when its file is not there."""
    try:
        content = Path(attachment["path"]).read_bytes()
    except (KeyError, OSError):
        return None
    kind = str(attachment.get("content_type") or "image/jpeg")
    return f"picture.{kind.rpartition('/')[2].replace('jpeg', 'jpg')}", content, kind


def stable_token(base: str, appid: str, secret: str, stale: str) -> tuple[str, int]:
    """Token and seconds. Everybody is given the same one; it is forced to change only if that one is stale."""
    ask = {"grant_type": "client_credential", "appid": appid, "secret": secret}
    for force in (False, True):
        found = asked("POST", f"{base}stable_token", json=ask | {"force_refresh": force})
        if found["access_token"] != stale:
            break
    return str(found["access_token"]), int(found["expires_in"])
