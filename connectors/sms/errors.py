"""Twilio's error codes, and what is done about each."""

from datetime import timedelta

from twilio.base.exceptions import TwilioRestException

from connectors.contract.fault import Fault, never_left
from connectors.contract.outbound import Delivery, Result

# What no repetition mends.
NEVER = frozenset(
    {
        21211,  # no valid phone number
        21408,  # sending to this country is switched off in the Twilio console
        21612,  # no route to this number
        21614,  # not a mobile number
        21617,  # too long
    }
)
UNREACHABLE = frozenset({21610})  # the customer has opted out at Twilio
SETTINGS_WRONG = frozenset(
    {
        20003,  # TWILIO_AUTH_TOKEN is refused
        21606,  # TWILIO_SMS_FROM may not write to this number
    }
)
LATER = timedelta(minutes=5)  # somebody has to change a setting first


def reason(code: str | int) -> str:
    """The key of a code, in words on the desk; `twilio_none` when there is none."""
    number = int(code) if str(code).isdecimal() else 0
    return f"twilio_{number or 'none'}"


def of_exception(error: Exception) -> Result:
    """What a failed call means. Says no more than a key: exceptions carry addresses and tokens."""
    if isinstance(error, TwilioRestException):
        return _of_refusal(int(error.code or 0), error.status)
    return Result(Delivery.RETRY, reason="twilio_connection", fault=Fault.PLATFORM, spent=not never_left(error))


def _of_refusal(code: int, status: int) -> Result:
    said = reason(code) if code else "twilio_http"
    if code in UNREACHABLE:
        return Result(Delivery.NEVER, reason=said, unreachable=True)
    if code in NEVER:
        return Result(Delivery.NEVER, reason=said)
    if code in SETTINGS_WRONG or status in (401, 403):
        return Result(Delivery.RETRY, reason=said, after=LATER, fault=Fault.SETTINGS, spent=False)
    if status == 429 or status >= 500 or code == 20429:
        return Result(Delivery.RETRY, reason=said, fault=Fault.PLATFORM, spent=False)
    return Result(Delivery.NEVER, reason=said)
