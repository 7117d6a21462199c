"""Whether a webhook really comes from Twilio: its signature covers our public address and every parameter."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from twilio.request_validator import RequestValidator, get_signature_algorithm

from connectors.contract.request import Answer, BadMessage, Refused, Request
from connectors.contract.settings import Misconfigured, Setting

SIGNATURE = "x-twilio-signature"
SIGNATURE_SETTINGS = "x-twilio-webhooks-signature-settings"
FORM = "application/x-www-form-urlencoded"
EMPTY = Answer('<?xml version="1.0" encoding="UTF-8"?><Response/>', "text/xml; charset=utf-8")
API = "https://api.twilio.com"

ACCOUNT_SETTINGS = (
    Setting("TWILIO_ACCOUNT_SID", "the account, begins with AC; first page of the Twilio console"),
    Setting("TWILIO_AUTH_TOKEN", "the account's primary auth token; first page of the Twilio console", secret=True),
    Setting(
        "TWILIO_AUTH_TOKEN_PREVIOUS",
        "while the auth token is being changed: the one before",
        required=False,
        secret=True,
    ),
    Setting("PUBLIC_URL", "where Twilio reaches this product, e.g. https://help.example.com", required=False),
    Setting("TWILIO_API_URL", "Twilio's API, or a stand-in for it", required=False, default=API),
)


@dataclass(frozen=True)
class Account:
    """One Twilio account, and where it finds us."""

    sid: str
    tokens: tuple[str, ...]  # the current one first
    public_url: str  # without a slash at the end
    api_url: str

    def form(self, request: Request, channel: str) -> dict[str, str]:
        """The parameters of an authentic request; Refused or BadMessage otherwise.

        The signed address is made of PUBLIC_URL, never of Host: behind a proxy the latter is not what Twilio called.
        """
        signature = request.headers.get(SIGNATURE, "")
        if not signature:
            raise Refused("the signature is missing")
        if request.method != "POST":
            raise Refused("only POST is signed over its parameters")
        if request.headers.get("content-type", "").split(";")[0].strip().lower() != FORM:
            raise BadMessage("the body is not a form")
        pairs = _pairs(request.body)
        algorithm = get_signature_algorithm(request.headers.get(SIGNATURE_SETTINGS))
        url, parameters = self.url(channel, request.path, request.query), _Parameters(pairs)
        if not any(RequestValidator(token).validate(url, parameters, signature, algorithm) for token in self.tokens):
            raise Refused("the signature does not fit the address and the parameters")
        form = dict(reversed(pairs))
        if form.get("AccountSid") != self.sid:
            raise Refused("the request is about another account")
        return form

    def url(self, channel: str, path: str = "", query: str = "") -> str:
        """Our address for Twilio."""
        return f"{self.public_url}/channels/{channel}{'/' if path else ''}{path}{'?' if query else ''}{query}"


class _Parameters(dict[str, list[str]]):
    """All values of every name, as the validator asks for them: blank ones too, and names given twice."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        for name, value in pairs:
            self.setdefault(name, []).append(value)

    def getall(self, name: str) -> list[str]:
        return self[name]


def _pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=500)
    except (UnicodeDecodeError, ValueError) as error:
        raise BadMessage("the body is no form in UTF-8") from error


def account(values: Mapping[str, str]) -> Account:
    """The account that the settings name; Misconfigured when they cannot be right."""
    public, api = values["PUBLIC_URL"].rstrip("/"), values["TWILIO_API_URL"].rstrip("/")
    if not public:
        raise Misconfigured("missing PUBLIC_URL")
    for name, url in (("PUBLIC_URL", public), ("TWILIO_API_URL", api)):
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Misconfigured(f"{name} must begin with https:// and name a host")
        if parts.username or parts.query or parts.fragment:
            raise Misconfigured(f"{name} must be an address only: no user, no ?, no #")
    if not values["TWILIO_ACCOUNT_SID"].startswith("AC"):
        raise Misconfigured("TWILIO_ACCOUNT_SID must begin with AC")
    tokens = tuple(filter(None, (values["TWILIO_AUTH_TOKEN"], values["TWILIO_AUTH_TOKEN_PREVIOUS"])))
    return Account(values["TWILIO_ACCOUNT_SID"], tokens, public, api)
