"""The pages: the customer's chat at `/` and `/chat`, the desk at `/desk`, the engineer's at `/engineer`, the API's
document at `/docs`.

Static files, all from this machine; what they show comes by API. The engineer's is built (`make pages`).
"""

from importlib.resources import files
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles

from gateway.api.deps import StateDep
from gateway.middleware import page_rules
from gateway.settings import ROOT

routes = APIRouter(include_in_schema=False)
CHAT, DESK, DOCS = ROOT / "web" / "chat", ROOT / "web" / "desk", ROOT / "web" / "docs"
ENGINEER = ROOT / "web" / "engineer"
BUILT = ENGINEER / "dist"
SWAGGER_UI = str(files("fastapi_offline") / "static")


@routes.get("/")
@routes.get("/chat")
def chat_page(held: StateDep) -> FileResponse:
    """Anybody."""
    return FileResponse(CHAT / "page.html", headers=page_rules.framed_page(held.settings.chat_sites))


@routes.get("/chat/widget.js")
def widget() -> FileResponse:
    """Anybody: the one-line script other sites embed."""
    return FileResponse(CHAT / "widget.js", media_type="text/javascript", headers=page_rules.ANYWHERE)


@routes.get("/chat/demo")
def demo() -> FileResponse:
    """Anybody: how a site embeds the chat."""
    return FileResponse(CHAT / "demo.html", headers=page_rules.page(frames="'self'"))


@routes.get("/desk/account")
@routes.get("/desk/password")
def account_page() -> FileResponse:
    """Anybody may load the page: a password by a one-time link, or what the person logged in gets in with."""
    return FileResponse(DESK / "account.html", headers=page_rules.page(images=" data:"))


@routes.get("/desk")
@routes.get("/desk/{view}")
def desk_page(view: str = "") -> FileResponse:
    """Anybody may load the page; it shows nothing before login."""
    return FileResponse(DESK / "page.html", headers=page_rules.page())


@routes.get("/engineer")
def engineer_page() -> FileResponse:
    """Anybody may load the page; it shows nothing before login. 503 where it is not built."""
    page = BUILT / "index.html"
    if not page.exists():
        return FileResponse(ENGINEER / "not-built.html", 503, headers=page_rules.page())
    return FileResponse(page, headers={**page_rules.page(), "Cache-Control": "no-cache"})


@routes.get("/engineer/sw.js")
def engineer_worker() -> FileResponse:
    """Anybody: what keeps the page on the phone; it answers for /engineer, which is above its own folder."""
    # A worker keeps to the rules that come with its own script: what it may fetch, too.
    headers = {**page_rules.page(), "Service-Worker-Allowed": "/engineer", "Cache-Control": "no-cache"}
    return FileResponse(ENGINEER / "public" / "sw.js", media_type="text/javascript", headers=headers)


@routes.get("/docs")
def docs_page() -> FileResponse:
    """Anybody: the API's document as a page to try it on."""
    return FileResponse(DOCS / "page.html", headers=page_rules.page(images=" data:"))


@routes.get("/docs/page.js")
def docs_script() -> FileResponse:
    """Anybody."""
    return FileResponse(DOCS / "page.js", media_type="text/javascript")


class _Revalidated(StaticFiles):
    """Files whose names carry no hash: browsers ask each time whether theirs is still the newest."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


def mount(app: FastAPI) -> None:
    app.mount("/chat/static", _Revalidated(directory=CHAT), name="chat")
    app.mount("/desk-static", _Revalidated(directory=DESK), name="desk")
    app.mount("/engineer/static", _Revalidated(directory=BUILT, check_dir=False), name="engineer")
    app.mount("/docs-static", _Revalidated(directory=SWAGGER_UI), name="docs")
