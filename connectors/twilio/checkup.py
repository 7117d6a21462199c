"""What `make doctor` finds at Twilio: whether it knows the account, and what it will do with the number."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from connectors.contract.checkup import Finding, clock_finding
from connectors.twilio.http import Http
from connectors.twilio.request import Account

CREDENTIALS = "copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN anew from the first page of the console"
SETTINGS = {  # of a number: the one for its method, and what the console calls it
    "sms_url": ("sms_method", "A message comes in"),
    "voice_url": ("voice_method", "A call comes in"),
    "status_callback": ("status_callback_method", "Call status changes"),
}


def findings(own: Account, number: str, webhooks: Mapping[str, str], now: datetime) -> Iterator[Finding]:
    """`webhooks`: what each setting of the number must name, by its name with Twilio, e.g. sms_url."""
    http = Http(own.api_url)
    client = Client(own.sid, own.tokens[0], http_client=http)
    try:
        account = client.api.accounts(own.sid).fetch()
    except TwilioRestException as error:
        yield Finding(False, f"twilio: refuses the account ({error.status})", CREDENTIALS)
        return
    except Exception as error:
        fix = "Twilio cannot be reached from here: check the network, the proxy and TWILIO_API_URL"
        yield Finding(False, f"twilio: no answer ({type(error).__name__})", fix)
        return
    active = account.status == "active"
    yield Finding(active, f"twilio: the account is {account.status}", "see the console for why it is not active")
    answer = http.last_response
    if answer is not None and (found := clock_finding((answer.headers or {}).get("Date", ""), "Twilio", now)):
        yield found
    if number.startswith("+"):
        yield from _number(client, number, webhooks)


def _number(client: Client, number: str, webhooks: Mapping[str, str]) -> Iterator[Finding]:
    try:
        found = client.incoming_phone_numbers.list(phone_number=number, limit=1)
    except Exception as error:
        yield Finding(False, f"twilio: cannot read the number's settings ({type(error).__name__})", "try again later")
        return
    if not found:
        yield Finding(False, "twilio: the number is not this account's", "buy it, or set the number of this account")
        return
    for setting, webhook in webhooks.items():
        by, title = SETTINGS[setting]
        set_to, method = (str(getattr(found[0], name) or "") for name in (setting, by))
        well = set_to.partition("#")[0] == webhook and method == "POST"  # after # stands how often it is retried
        what = f"twilio: '{title}' of the number is {f'{method} {set_to}' if set_to else 'not set'}"
        yield Finding(well, what, f"set it in the console to {webhook}, method POST")
