"""The channel of an Official Account: pushes in, customer-service messages out."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from connectors.contract.capabilities import Allowance, Capabilities
from connectors.contract.checkup import Finding
from connectors.contract.inbound import Inbound, Receipt, Received
from connectors.contract.outbound import Delivery, Outbound, Parcel, Result
from connectors.contract.request import Answer, BadMessage, Request
from connectors.contract.settings import Misconfigured, TokenStore
from connectors.tencent import body, packing, qr_labels
from connectors.tencent.access_token import AccessToken, granted
from connectors.tencent.calls import Calls
from connectors.tencent.checkup import token_findings
from connectors.tencent.choices import choices
from connectors.tencent.crypto import Crypto, stamp
from connectors.tencent.errors import result_of
from connectors.tencent.http import Failed, Http, needed
from connectors.tencent.pictures import picture
from connectors.wechat.errors import WECHAT
from connectors.wechat.notices import Template
from connectors.wechat.reading import EVENT, MESSAGE, NAME, read

NO_MENUS = 40200  # test accounts, and by some reports subscription accounts
PLAIN_FIX = "choose safe mode in the console and set WECHAT_AES_KEY"

log = logging.getLogger(__name__)


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
        http = Http(api)
        self._token = AccessToken(
            token_store, f"wechat:{appid}", lambda stale: stable_token(http, appid, secret, stale)
        )
        self._calls = Calls(http, self._token)
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
        found = body.fields(request.body)
        if self._seal.has_keys:
            found = body.unsealed(found, self._seal, values.get("msg_signature", ""), timestamp, nonce)
        elif "Encrypt" in found and "MsgType" not in found:
            raise BadMessage("the message is sealed, but WECHAT_AES_KEY is not set")
        read_as = read(found)
        return Received(
            body.SUCCESS,
            inbound=(read_as,) if isinstance(read_as, Inbound) else (),
            receipts=(read_as,) if isinstance(read_as, Receipt) else (),
            nonce=seen,
        )

    # -- out -----------------------------------------------------------------------------------------------------------

    def pack(self, messages: Sequence[Outbound]) -> list[Parcel]:
        """As few parcels as possible: `connectors.tencent.packing`."""
        return packing.pack(messages)

    def send(self, to: str, parcel: Parcel) -> Result:
        """One customer-service message. A picture lies in the file that `attachment["path"]` names."""
        try:
            return self._sent(to, parcel)
        except Failed as failed:
            return result_of(failed, NAME, WECHAT)

    def _sent(self, to: str, parcel: Parcel) -> Result:
        if parcel.attachment is not None:
            found = picture(parcel.attachment)
            if found is None:
                return Result(Delivery.NEVER, reason="wechat_no_file", spent=False)
            self._say(to, "image", {"media_id": self._calls.upload(found)})
        elif parcel.buttons:
            try:
                self._say(to, "msgmenu", menu(parcel))
            except Failed as failed:
                if failed.code != NO_MENUS:
                    raise
                self._say(to, "text", {"content": written_out(parcel)})
        elif parcel.text:
            self._say(to, "text", {"content": parcel.text})
        else:  # nothing to see, and the platform takes no empty message
            return Result(Delivery.SENT, spent=False)
        return Result(Delivery.SENT)

    def _say(self, to: str, kind: str, what: Mapping[str, Any]) -> None:
        answer = self._calls.post("message/custom/send", {"touser": to, "msgtype": kind, kind: what})
        needed(answer, "errcode")  # 0, otherwise it would have failed; an answer without it says nothing

    def notify(self, to: str, parcel: Parcel) -> Result | None:
        """A template message, which needs no allowance; None when the account has none for this notice.

        `parcel.purpose` names it: `notice:visit` or `notice:closure`; `parcel.facts` fill it in. The receipt comes
        as an event.
        """
        template = self._templates.get(parcel.purpose)
        if template is None:
            return None
        message = {"touser": to, "template_id": template.id, "data": template.filled(parcel.facts)}
        try:
            answer = self._calls.post("message/template/send", message)
        except Failed as failed:
            return result_of(failed, NAME, WECHAT)
        return Result(Delivery.SENT, foreign_id=str(answer.get("msgid") or ""), spent=False)

    def typing(self, to: str, on: bool) -> None:
        """Shows or hides that an answer is being written. Best effort: the platform refuses it outside of talk."""
        command = {"touser": to, "command": "Typing" if on else "CancelTyping"}
        try:
            self._calls.post("message/custom/typing", command)
        except Failed as failed:
            log.debug("typing was not shown: %s", failed.code)

    def fetch(self, media: str) -> bytes:
        """The file; LookupError when its three days are over. Failed may be tried again."""
        return self._calls.file(media)

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
        return needed(self._calls.post("qrcode/create", scene), "url")

    def set_menu(self, entries: Mapping[str, str | Mapping[str, str]]) -> None:
        """The account's menu: a title and what a tap on it says, or titles below it (3 titles, 5 below each)."""
        self._calls.post("menu/create", {"button": [_entry(*entry) for entry in entries.items()]})


def _entry(title: str, what: str | Mapping[str, str]) -> dict[str, Any]:
    if isinstance(what, str):
        return {"type": "click", "name": title, "key": what}
    return {"name": title, "sub_button": [_entry(*entry) for entry in what.items()]}


def menu(parcel: Parcel) -> dict[str, Any]:
    """The parcel as msgmenu."""
    return {"head_content": parcel.text, "list": list(choices(parcel)), "tail_content": ""}


def written_out(parcel: Parcel) -> str:
    """The parcel as text, the choices numbered."""
    lines = [f"{place}. {button['title']}" for place, button in enumerate(parcel.buttons, start=1)]
    return "\n".join([parcel.text, *lines] if parcel.text else lines)


def stable_token(http: Http, appid: str, secret: str, stale: str) -> tuple[str, int]:
    """Token and seconds. Everybody is given the same one; it is forced to change only if that one is stale."""
    ask = {"grant_type": "client_credential", "appid": appid, "secret": secret}
    for force in (False, True):
        token, seconds = granted(http.json("POST", "stable_token", json=ask | {"force_refresh": force}))
        if token != stale:
            break
    return token, seconds
