"""What browsers are told: nothing frames the desk, the company's sites frame the chat, and everything loaded is ours."""

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from gateway.app import create_app
from gateway.settings import ROOT, Settings
from kb.models.knowledge import Knowledge

pytestmark = pytest.mark.slow

PAGES = ("/", "/chat", "/chat/demo", "/desk", "/desk/cases", "/desk/account", "/engineer", "/docs")
DRAWN = ("/desk/account", "/docs")  # pages that show pictures made on the spot: a QR code, Swagger UI's icons
SITES = ("https://www.example.com", "https://*.shop.example.com:8443")


def client(kb: Knowledge, tmp_path: Path, **settings: object) -> TestClient:
    fields = {"var_dir": tmp_path, "chat_sites": SITES} | settings
    return TestClient(create_app(Settings(**fields), kb), base_url="http://127.0.0.1")  # type: ignore[arg-type]


def policy(answered: TestClient, path: str) -> dict[str, list[str]]:
    told = answered.get(path).headers["content-security-policy"]
    return {name: values for name, *values in (part.split() for part in told.split(";"))}


def test_pages_run_and_load_only_what_is_ours(kb: Knowledge, tmp_path: Path) -> None:
    for path in PAGES:
        rules = policy(client(kb, tmp_path), path)
        assert rules["default-src"] == ["'none'"] and rules["base-uri"] == ["'none'"], path
        assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == ["'self'"], path
        sources = {value for name, values in rules.items() if name != "frame-ancestors" for value in values}
        assert sources <= {"'none'", "'self'", "blob:", "data:"}, path
        assert ("data:" in rules["img-src"]) is (path in DRAWN)


def test_only_the_chat_is_framed_and_only_by_the_companys_sites(kb: Knowledge, tmp_path: Path) -> None:
    answered = client(kb, tmp_path)
    for path in ("/", "/chat"):
        assert policy(answered, path)["frame-ancestors"] == ["'self'", *SITES]
    for path in (
        "/desk",
        "/desk/cases",
        "/chat/demo",
        "/docs",
        "/api/me",
        "/healthz",
        "/chat/static/chat.js",
        "/nowhere",
    ):
        assert policy(answered, path)["frame-ancestors"] == ["'none'"]
        assert answered.get(path).headers["x-frame-options"] == "DENY"
    assert policy(client(kb, tmp_path, chat_sites=()), "/chat")["frame-ancestors"] == ["'self'"]


@pytest.mark.parametrize(
    "site",
    ["example.com", "https://example.com/path", "*", "https://*", "https:", "https://a.example; script-src *", "data:"],
)
def test_a_site_is_an_origin(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="chat_sites"):
        Settings(chat_sites=(site,))
    monkeypatch.setenv("CHAT_SITES", " ".join(SITES))
    assert Settings().chat_sites == SITES


def test_every_answer_is_read_as_what_it_is(kb: Knowledge, tmp_path: Path) -> None:
    for path in (*PAGES, "/api/me", "/healthz", "/chat/static/chat.js", "/desk-static/desk.js", "/nowhere"):
        headers = client(kb, tmp_path).get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"] and "microphone=()" in headers["permissions-policy"]
        assert headers["cross-origin-opener-policy"] == "same-origin"
        anywhere = path in ("/", "/chat")
        assert headers["cross-origin-resource-policy"] == ("cross-origin" if anywhere else "same-origin")
    assert client(kb, tmp_path).get("/chat/widget.js").headers["cross-origin-resource-policy"] == "cross-origin"


def test_only_where_it_is_reached_by_https_is_https_for_good(kb: Knowledge, tmp_path: Path) -> None:
    plain = client(kb, tmp_path, public_url="https://help.example.com")
    assert "strict-transport-security" not in plain.get("/desk").headers
    behind_a_proxy = plain.get("/desk", headers={"Host": "help.example.com"})
    assert behind_a_proxy.headers["strict-transport-security"].startswith("max-age=")
    plain.base_url = plain.base_url.copy_with(scheme="https")
    assert "strict-transport-security" in plain.get("/desk").headers


def test_no_page_has_a_script_or_style_of_its_own() -> None:
    """Nor does any name another machine: what a page loads is in this repository or in a package of it."""
    pages = sorted((ROOT / "web").glob("*/*.html"))
    assert len(pages) == 8
    for file in pages:
        text = re.sub(r"<code>.*?</code>", "", file.read_text(encoding="utf-8"))
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", text), file
        assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", text), file
