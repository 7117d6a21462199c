"""No address leads out of the folders that are served, and nothing is served that is not meant to be."""

import http.client
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from gateway.app import create_app
from gateway.settings import Settings
from kb.models.knowledge import Knowledge
from tests.serving import served

SECRET = "kept-in-var"
STEPS = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\", "....//", ".%00./", "%252e%252e%252f", "//", "/")
UNLISTED = [
    "/.env", "/.git/config", "/pyproject.toml", "/var/helpline.db", "/helpline.db", "/uploads/", "/kb/seed/staff.yml",
    "/desk-static/", "/chat/static/", "/docs-static/", "/desk-static/../", "/redoc", "/docs/oauth2-redirect", "/metrics",
    "/internal", "/internal/", "/internal/actions", "/internal/actions/webhook", "/internal/actions/webhook?token=",
    "/webhooks/rest/webhook", "/conversations/x/tracker", "/model", "/api", "/api/", "/api/users", "/api/people",
    "/api/../internal/actions/webhook", "/chat/attachments/", "/api/cases/..%2f..%2fme", "/API/me", "/debug", "/admin",
]  # fmt: skip


@pytest.fixture(scope="module")
def base(kb: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> object:
    """Where a gateway answers whose VAR_DIR holds something that nobody may read."""
    var = tmp_path_factory.mktemp("var")
    (var / "secret.txt").write_text(SECRET)
    with served(create_app(Settings(var_dir=var), kb), workers=False) as url:
        yield url, var


def raw(url: str, method: str, path: str) -> tuple[int, bytes]:
    """The path as it stands; other clients would tidy it."""
    link = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
    try:
        link.request(method, path)
        answer = link.getresponse()
        return answer.status, answer.read()
    finally:
        link.close()


@pytest.mark.parametrize("folder", ["/chat/static/", "/desk-static/", "/docs-static/", "/chat/attachments/"])
@pytest.mark.parametrize("step", STEPS)
def test_no_path_leads_out_of_its_folder(base: tuple[str, Path], folder: str, step: str) -> None:
    url, var = base
    targets = (f"{var}/secret.txt".lstrip("/"), "etc/passwd", "pyproject.toml", "web/desk/page.html", "secret.txt")
    for target in targets:
        for depth in (1, 3, 12):
            status, body = raw(url, "GET", f"{folder}{step * depth}{target}")
            assert status in (400, 401, 404, 422), f"{status} {folder}{step * depth}{target}"
            assert SECRET.encode() not in body and b"root:" not in body and b"[project]" not in body


@pytest.mark.parametrize("path", UNLISTED)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT"])
def test_what_is_not_listed_is_not_there(base: tuple[str, Path], path: str, method: str) -> None:
    status, body = raw(base[0], method, path)
    assert status in (400, 401, 403, 404, 405), f"{status} {method} {path}"
    if status != 400:  # of a request that is no HTTP the server speaks by itself
        assert set(json.loads(body)) == {"code", "detail"}
