"""What `make doctor` finds at Twilio: whether it knows the account, and what it will do with the number."""

from collections.abc import Iterator
from datetime import datetime

from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from connectors.checkup import Finding, clock_finding
from connectors.sms.http import Http
from connectors.twilio_request import Account

CREDENTIALS = "copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN anew from the first page of the console"


def findings(own: Account, number: str, webhook: str, event: str, now: datetime) -> Iterator[Finding]:
    """`event` is the number's setting that must name our `webhook`: sms_url or voice_url."""
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
        yield from _number(client, number, webhook, event)


def _number(client: Client, number: str, webhook: str, event: str) -> Iterator[Finding]:
    try:
        found = client.incoming_phone_numbers.list(phone_number=number, limit=1)
    except Exception as error:
        yield Finding(False, f"twilio: cannot read the number's settings ({type(error).__name__})", "try again later")
        return
    if not found:
        yield Finding(False, "twilio: the number is not this account's", "buy it, or set the number of this account")
        return
    set_to = str(getattr(found[0], event) or "")
    fix = f"set the number's webhook in the console to {webhook}, method POST"
    yield Finding(set_to.partition("#")[0] == webhook, f"twilio: the number calls {set_to or 'nobody'}", fix)
