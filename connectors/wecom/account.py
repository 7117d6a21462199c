"""The channel of WeCom's customer service: a callback says that there is something, which is then pulled."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from connectors.contract.capabilities import Allowance, Capabilities
from connectors.contract.checkup import Finding
from connectors.contract.inbound import Pull, Pulled, Received
from connectors.contract.outbound import Delivery, Outbound, Parcel, Result
from connectors.contract.request import Answer, BadMessage, Request
from connectors.contract.settings import TokenStore
from connectors.tencent import body, packing
from connectors.tencent.access_token import AccessToken, granted
from connectors.tencent.calls import Calls
from connectors.tencent.checkup import token_findings
from connectors.tencent.choices import choices
from connectors.tencent.crypto import Crypto, stamp
from connectors.tencent.errors import result_of
from connectors.tencent.http import Failed, Http
from connectors.tencent.pictures import picture
from connectors.wecom.errors import OLD_PULL_TOKEN, STATES, WECOM, WRONG_STATE
from connectors.wecom.reading import MESSAGE, NAME, WELCOME, read_all

BATCH = 1000


class WeComChannel:
    """The customer-service accounts of one corporation; a sender is `open_kfid:external_userid`."""

    name = NAME
    capabilities = Capabilities(
        buttons=True,
        pictures=True,
        longest=2000,
        waits=True,
        allowances={
            MESSAGE: Allowance(5, timedelta(hours=48)),
            WELCOME: Allowance(1, timedelta(seconds=20)),  # with the code that came with the first visit
        },
        reserve=1,
    )

    def __init__(self, corpid: str, secret: str, seal: Crypto, token_store: TokenStore, api: str) -> None:
        http = Http(api)
        self._token = AccessToken(token_store, f"wecom:{corpid}", lambda stale: access_token(http, corpid, secret))
        self._calls = Calls(http, self._token)
        self._seal = seal

    # -- in ------------------------------------------------------------------------------------------------------------

    def receive(self, request: Request) -> Received:
        """The check of the address (GET), whose echostr is sealed, and callbacks (POST), which name an account."""
        values = request.values
        timestamp, nonce = stamp(values, request.at)
        signature = values.get("msg_signature", "")
        if request.method == "GET":
            sealed = values.get("echostr", "")
            self._seal.check(signature, timestamp, nonce, sealed)
            return Received(Answer(self._seal.open(sealed).text))
        if request.method != "POST":
            raise BadMessage("neither GET nor POST")
        told = body.unsealed(body.fields(request.body), self._seal, signature, timestamp, nonce)
        seen = f"{timestamp}.{nonce}"
        if told.get("Event") != "kf_msg_or_event":
            return Received(body.SUCCESS, nonce=seen)
        account, token = body.text_of(told, "OpenKfId"), body.text_of(told, "Token")
        if not account:
            raise BadMessage("OpenKfId is missing")
        return Received(body.SUCCESS, pulls=(Pull(account, token),), nonce=seen)

    def pull(self, account: str, token: str, cursor: str) -> Pulled:
        """The next messages of an account; Failed when they cannot be had now."""
        ask = {"open_kfid": account, "limit": BATCH, "voice_format": 0}
        ask |= {name: value for name, value in (("cursor", cursor), ("token", token)) if value}
        try:
            found = self._calls.post("kf/sync_msg", ask)
        except Failed as failed:
            if failed.code != OLD_PULL_TOKEN or not token:
                raise
            found = self._calls.post("kf/sync_msg", {name: value for name, value in ask.items() if name != "token"})
        inbound, receipts = read_all(found.get("msg_list") or ())
        return Pulled(inbound, receipts, str(found.get("next_cursor") or cursor), bool(found.get("has_more")))

    # -- out -----------------------------------------------------------------------------------------------------------

    def pack(self, messages: Sequence[Outbound]) -> list[Parcel]:
        """As few parcels as possible: `connectors.tencent.packing`."""
        return packing.pack(messages)

    def send(self, to: str, parcel: Parcel) -> Result:
        """One message, under an id of its own: WeCom takes none twice. A picture lies in `attachment["path"]`."""
        account, _, customer = to.partition(":")
        if not (parcel.text or parcel.buttons or parcel.attachment):  # WeCom takes no empty message
            return Result(Delivery.SENT, spent=False)
        told = {"msgid": own_id(to, parcel)}
        try:
            what = self._content(parcel)
            if what is None:
                return Result(Delivery.NEVER, reason="wecom_no_file", spent=False)
            if parcel.ticket:
                self._calls.post("kf/send_msg_on_event", {"code": parcel.ticket} | told | what)
            else:
                self._calls.post("kf/send_msg", {"open_kfid": account, "touser": customer} | told | what)
        except Failed as failed:
            if parcel.ticket and isinstance(failed.code, int) and not is_repeat(failed):
                # The code is good once and for seconds: there is no second try, but another occasion.
                return Result(Delivery.HOLD, reason=f"{NAME}_{failed.code}", spent=False)
            if failed.code == WRONG_STATE:
                return self._in_state(account, customer)
            if not is_repeat(failed):
                return result_of(failed, NAME, WECOM)
        return Result(Delivery.SENT, foreign_id=told["msgid"])

    def _content(self, parcel: Parcel) -> dict[str, Any] | None:
        if parcel.attachment:
            found = picture(parcel.attachment)
            return {"msgtype": "image", "image": {"media_id": self._calls.upload(found)}} if found else None
        if parcel.buttons:
            return {"msgtype": "msgmenu", "msgmenu": menu(parcel)}
        return {"msgtype": "text", "text": {"content": parcel.text}}

    def _in_state(self, account: str, customer: str) -> Result:
        try:
            found = self._calls.post("kf/service_state/get", {"open_kfid": account, "external_userid": customer})
        except Failed as failed:
            return result_of(failed, NAME, WECOM)
        return STATES.get(found.get("service_state", 0), STATES[0])

    def checkup(self, now: datetime) -> Iterator[Finding]:
        """For `make doctor`."""
        yield from token_findings("wecom", self._token.current)

    def fetch(self, media: str) -> bytes:
        """The file; LookupError when its three days are over. Failed may be tried again."""
        return self._calls.file(media)


def own_id(to: str, parcel: Parcel) -> str:
    """The message's id with WeCom, 32 letters and digits: the same parcel has the same, also in another process."""
    parts = (to, *map(str, parcel.ids), f"{parcel.part}/{parcel.parts}", str(parcel.seq), parcel.text)
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def is_repeat(failed: Failed) -> bool:
    """Whether a message was refused because it was taken before. No code is documented, so the words decide."""
    said = failed.said.lower()
    return "msgid" in said and any(word in said for word in ("duplicate", "repeat", "exist"))


def menu(parcel: Parcel) -> dict[str, Any]:
    """The parcel as WeCom's msgmenu."""
    return {"head_content": parcel.text, "list": [{"type": "click", "click": choice} for choice in choices(parcel)]}


def access_token(http: Http, corpid: str, secret: str) -> tuple[str, int]:
    """Token and seconds; everybody is given the same one."""
    return granted(http.json("GET", "gettoken", params={"corpid": corpid, "corpsecret": secret}))
