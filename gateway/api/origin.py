"""Where a request comes from, told apart without being known: a keyed hash of the network address."""

import hashlib
import hmac

from fastapi import Request

from gateway.api.deps import State, address_of
from gateway.middleware.limits import network_of


def origin_of(request: Request, held: State) -> str:
    """The same for requests of one address; "" when the address is unknown. The key is this installation's secret."""
    host = address_of(request)
    if not host:
        return ""
    return hmac.new(held.settings.internal_token.encode(), network_of(host).encode(), hashlib.sha256).hexdigest()
