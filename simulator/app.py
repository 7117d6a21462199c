"""The platforms' server: interfaces for the product, /control for people and tests, the page at /."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.base import RequestResponseEndpoint

from simulator import control
from simulator import wecom_interface as wecom
from simulator.platform import Platform
from simulator.twilio import interface as twilio
from simulator.twilio.calling import NotNow
from simulator.wechat import interface as wechat
from simulator.wechat.people import NotFollowing

PAGE = Path(__file__).parents[1] / "web" / "simulator"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob:; "
    "media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PLATFORMS = ("/wechat/", "/wecom/", "/twilio/")


def create_app(platform: Platform) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        platform.loop = asyncio.get_running_loop()
        yield
        await platform.close()

    app = FastAPI(title="Simulated platforms", lifespan=lifespan)
    app.include_router(wechat.router(platform.tokens, platform.sending, platform.files, platform.account))
    app.include_router(wecom.router(platform.wecom, platform.files))
    app.include_router(twilio.router(platform.accounts, platform.texting, platform.outgoing, platform.files))
    app.include_router(control.router(platform))

    @app.middleware("http")
    async def struck(request: Request, call_next: RequestResponseEndpoint) -> Response:
        path = request.url.path
        fault = platform.faults.strike(path) if path.startswith(PLATFORMS) else None
        if fault is None:
            return await call_next(request)
        platform.journal.note("platform", "fault", "", path=path, does=fault.does, value=fault.value)
        match fault.does:
            case "status":
                return Response("<html>sorry</html>", int(fault.value))
            case "code":
                return _refusal(path, int(fault.value))
            case "slow":
                await platform.clock.sleep(fault.value)
                return await call_next(request)
        await call_next(request)
        await platform.clock.sleep(fault.value)
        return Response(status_code=504)

    @app.exception_handler(NotFollowing)
    @app.exception_handler(NotNow)
    async def not_now(_request: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"code": type(error).__name__, "detail": str(error)}, 409)

    @app.get("/", include_in_schema=False)
    def page() -> FileResponse:
        return FileResponse(
            PAGE / "page.html", headers={"Cache-Control": "no-cache", "Content-Security-Policy": POLICY}
        )

    app.mount("/page", _Fresh(directory=PAGE), name="page")
    return app


class _Fresh(StaticFiles):
    def file_response(self, *arguments: Any, **named: Any) -> Response:
        response = super().file_response(*arguments, **named)
        response.headers["Cache-Control"] = "no-cache"
        return response


def _refusal(path: str, code: int) -> JSONResponse:
    if path.startswith("/twilio/"):
        status = 429 if code == 20429 else 400
        return JSONResponse({"code": code, "message": f"error {code}", "more_info": "", "status": status}, status)
    return JSONResponse({"errcode": code, "errmsg": f"error {code}"})
