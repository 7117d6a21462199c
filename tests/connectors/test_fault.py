"""Which errors prove that nothing was sent."""

import socket

import httpx
import pytest
import requests

from connectors.contract.fault import never_left

NEVER_LEFT = [
    ConnectionRefusedError(),
    socket.gaierror(),
    httpx.ConnectError("refused"),
    httpx.ConnectTimeout("late"),
    httpx.PoolTimeout("none free"),
    requests.ConnectTimeout(),
]
PERHAPS = [
    OSError(),
    TimeoutError(),
    httpx.ReadTimeout("late"),
    httpx.WriteTimeout("late"),
    httpx.ReadError("reset"),
    httpx.WriteError("reset"),
    httpx.RemoteProtocolError("hung up"),
    requests.ReadTimeout(),
    requests.ConnectionError("aborted"),
    requests.ConnectionError(),
]


@pytest.mark.parametrize("error", NEVER_LEFT, ids=repr)
def test_never_left(error: Exception) -> None:
    assert never_left(error)


@pytest.mark.parametrize("error", PERHAPS, ids=repr)
def test_may_have_left(error: Exception) -> None:
    assert not never_left(error)


@pytest.mark.parametrize("get", [httpx.get, requests.get])
def test_nobody_listens(get: object) -> None:
    assert callable(get)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises((httpx.HTTPError, requests.RequestException)) as raised:
            get(f"http://127.0.0.1:{free.getsockname()[1]}/", timeout=5)
    assert never_left(raised.value)


@pytest.mark.parametrize("get", [httpx.get, requests.get])
def test_somebody_hangs_up(get: object) -> None:
    assert callable(get)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        with pytest.raises((httpx.HTTPError, requests.RequestException)) as raised:
            get(f"http://127.0.0.1:{server.getsockname()[1]}/", timeout=0.2)  # taken by the kernel, answered by nobody
    assert not never_left(raised.value)
