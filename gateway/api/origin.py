"""Where a request comes from, told apart without being known: a keyed hash of the network address."""

import hashlib
import hmac
from ipaddress import IPv6Address, ip_address, ip_network

from fastapi import Request

from gateway.api.deps import State

HOME_NETWORK = 64  # bits of an IPv6 address that one household keeps; the rest its devices choose at will


def origin_of(request: Request, held: State) -> str:
    """The same for requests of one address; "" when the address is unknown. The key is this installation's secret."""
    host = request.client.host if request.client else ""
    if not host:
        return ""
    return hmac.new(held.settings.internal_token.encode(), _network(host).encode(), hashlib.sha256).hexdigest()


def _network(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:  # a socket's name, as in tests
        return host
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ip_network((address, HOME_NETWORK), strict=False))
    return str(address)
