"""Free ports of this machine."""

import errno
import socket


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    return not why_not(host, port)


def why_not(host: str, port: int) -> str:
    """Why no server could listen there now, and what to do; empty when one could."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            return f"port {port} is not open to this user; choose another: make run PORT=8080"
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"port {port} is in use; choose another: make run PORT=8080"
            return f"HOST={host} is no address of this machine; leave it out, or set it to 0.0.0.0 for all of them"
    return ""


def any_port() -> int:
    """A port of loopback that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
