"""The product answers only to names of its own, and nothing acts on the desk but the desk's own page."""

import socket

import pytest
from fastapi.testclient import TestClient

from gateway.app import create_app
from gateway.middleware.addresses import OwnAddresses
from gateway.settings import Settings
from kb.models.knowledge import Knowledge

PUBLIC = "https://help.example.com"


@pytest.fixture(scope="module")
def client(kb: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """Behind a proxy at PUBLIC, or called directly."""
    var = tmp_path_factory.mktemp("var")
    settings = Settings(var_dir=var, public_url=PUBLIC, allowed_hosts=("desk.intern.example",), limits_times=100)
    return TestClient(create_app(settings, kb), base_url="http://127.0.0.1:8000", raise_server_exceptions=False)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:8000", "localhost", "localhost:8000", "LOCALHOST", "[::1]:8000", "192.168.3.7:8000", "10.0.0.4",
        "172.16.0.9:80", "169.254.1.1", "help.example.com", "Help.Example.com:443", "desk.intern.example",
        socket.gethostname(), f"{socket.gethostname()}.local",
    ],
)  # fmt: skip
def test_it_answers_to_its_own_names_and_to_private_addresses(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "elsewhere.example", "help.example.com.elsewhere.example", "elsewhere.example:8000", "xhelp.example.com",
        "203.0.114.9", "127.0.0.1.elsewhere.example", "localhost.elsewhere.example", "help.example.com@elsewhere.example",
        "[::1", "", "127.0.0.1/../x", "0x7f.1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/healthz", "/desk", "/chat/config", "/nowhere"])
def test_a_foreign_name_is_refused(client: TestClient, host: str, path: str) -> None:
    answer = client.get(path, headers={"Host": host})
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_host")


@pytest.mark.parametrize(
    "path", ["/api/cases/", "/chat/", "/desk/", "/desk/queue/", "/chat/static", "/docs/", "/api//cases"]
)
def test_nothing_redirects_to_the_host_that_a_request_names(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Host": "localhost:9"}, follow_redirects=False)
    assert answer.status_code in (404, 405) and "location" not in answer.headers


TRIED = [
    # what was called, by which origin, whether it may act
    ("https://help.example.com", "https://help.example.com", True),
    ("http://help.example.com", "https://help.example.com", True),  # the proxy in front speaks http with us
    ("http://127.0.0.1:8000", "https://help.example.com", True),  # and passes on no Host
    ("http://127.0.0.1:8000", "http://127.0.0.1:8000", True),
    ("http://192.168.3.7:8000", "http://192.168.3.7:8000", True),
    ("http://localhost:8000", "http://localhost:8000", True),
    ("http://localhost", "http://localhost:80", True),
    ("https://help.example.com", "http://help.example.com", False),
    ("http://help.example.com", "http://help.example.com", False),
    ("https://help.example.com", "https://help.example.com:8443", False),
    ("https://help.example.com", "chrome-extension://help.example.com", False),
    ("https://help.example.com", "ftp://help.example.com", False),
    ("https://help.example.com", "https://elsewhere.example", False),
    ("https://help.example.com", "https://help.example.com.elsewhere.example", False),
    ("https://help.example.com", "https://me@help.example.com", False),
    ("https://help.example.com", "null", False),
    ("https://help.example.com", "help.example.com", False),
    ("https://help.example.com", "https://", False),
    ("https://help.example.com", "https://[::1", False),
    ("http://127.0.0.1:8000", "https://127.0.0.1:8000", False),
    ("http://127.0.0.1:8000", "http://127.0.0.1:8001", False),
    ("http://127.0.0.1:8000", "http://localhost:8000", False),
    ("http://127.0.0.1:8000", "chrome-extension://127.0.0.1:8000", False),
]


@pytest.mark.parametrize(("called", "origin", "may"), TRIED)
def test_an_origin_is_scheme_name_and_port(client: TestClient, called: str, origin: str, may: bool) -> None:
    for act in ("/api/logout", "/api/login", "/api/tasks/1/done"):
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            answer = client.request(method, called + act, headers={"Origin": origin})
            assert (answer.json()["code"] == "foreign_origin" if answer.content else False) is not may


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_a_form_of_another_site_acts_on_nothing(client: TestClient, kind: str) -> None:
    headers = {"Origin": "https://elsewhere.example", "Content-Type": kind}
    answer = client.post("/api/login", content=b'{"username":"an","password":"x"}', headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
    no_origin = client.post("/api/login", content=b'{"username":"an"}', headers={"Content-Type": kind})
    assert no_origin.status_code == 422  # only JSON is read, and that no form of another site sends unasked


def test_other_sites_are_not_told_that_they_may_read(client: TestClient) -> None:
    headers = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    for method in ("OPTIONS", "GET"):
        answer = client.request(method, "/api/cases", headers=headers)
        assert not [name for name in answer.headers if name.startswith("access-control")]


def test_without_a_public_address_the_one_that_was_called_counts() -> None:
    own = OwnAddresses("", ())
    assert own.has_origin("http://10.0.0.4:8000", "http", "10.0.0.4:8000")
    assert not own.has_origin("https://10.0.0.4:8000", "http", "10.0.0.4:8000")
    assert not own.has_origin("", "http", "10.0.0.4:8000") and not own.has("help.example.com")
