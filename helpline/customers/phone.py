"""Phones as they stand on file, and as text messages and calls are addressed (E.164)."""

import re

_MOBILE = re.compile(r"1[3-9]\d{9}|\+\d{7,15}")
COUNTRY = "+86"
SMS, VOICE = "sms", "voice"  # the channels whose customers are found by phone


def address_of(phone: str) -> str:
    """The address of a phone on file; numbers without a country get the mainland's."""
    return phone if phone.startswith("+") else COUNTRY + phone


def phone_of(address: str) -> str:
    """The phone as it stands on file."""
    return address.removeprefix(COUNTRY)


def is_mobile(phone: str) -> bool:
    """Whether text messages can reach it: a mainland mobile, or any number with its country."""
    return _MOBILE.fullmatch(phone) is not None
