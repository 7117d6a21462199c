"""Devices somebody has logged in from: known by a signed cookie, so that strangers' guesses do not lock them out."""

import hmac
import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address

from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Person


def signed(work: UnitOfWork, person: Person) -> str:
    """What the device is to keep; no more good when the person's password changes (`forget`)."""
    if not person.device_key:
        person.device_key = secrets.token_hex(32)
    told = f"{secrets.token_hex(8)}.{int(work.now.timestamp())}"
    return f"{told}.{_signature(person, told)}"


def known(work: UnitOfWork, person: Person | None, cookie: str) -> str:
    """The id of a device the person has logged in from within `device_days`; "" for any other."""
    told, _, signature = cookie.rpartition(".")
    if person is None or not person.device_key or not told:
        return ""
    if not hmac.compare_digest(_signature(person, told).encode(), signature.encode()):
        return ""
    id, _, issued = told.partition(".")
    age = work.now - datetime.fromtimestamp(int(issued), UTC)
    return id if age < timedelta(days=work.kb.policies.access.device_days) else ""


def forget(person: Person) -> None:
    """None of the person's devices is known any more."""
    person.device_key = ""


def network(address: str) -> str:
    """What one attacker has at least: an address, of IPv6 the 64 bits that a household is given."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    return str(IPv6Address(int(ip) >> 64 << 64)) if isinstance(ip, IPv6Address) else address


def _signature(person: Person, told: str) -> str:
    return hmac.new(person.device_key.encode(), f"{person.username}.{told}".encode(), sha256).hexdigest()
