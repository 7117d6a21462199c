"""The platform's interfaces by their real paths, below /wechat/cgi-bin."""

import secrets
from typing import Any

from fastapi import APIRouter, Request, Response, UploadFile
from fastapi.responses import JSONResponse

from simulator.files import Files
from simulator.wechat.sending import OK, Sending, error, read_body
from simulator.wechat.tokens import Tokens

LARGEST_PICTURE = 10 * 1024 * 1024


def router(tokens: Tokens, sending: Sending, files: Files, state: dict[str, Any]) -> APIRouter:
    """`state` holds what the account has set up: `menu`, `codes`."""
    routes = APIRouter(prefix="/wechat/cgi-bin")

    @routes.post("/stable_token")
    async def stable_token(request: Request) -> dict[str, object]:
        body = await request.json()
        return tokens.grant(body.get("appid", ""), body.get("secret", ""), bool(body.get("force_refresh")))

    @routes.post("/message/custom/send")
    @routes.post("/message/custom/typing")
    @routes.post("/message/template/send")
    @routes.post("/qrcode/create")
    @routes.post("/menu/create")
    async def call(request: Request, access_token: str = "") -> dict[str, object]:
        refused = tokens.refusal(access_token)
        if refused:
            return refused
        body = read_body(await request.body())
        if body is None:
            return error(47001)
        match request.url.path.partition("/cgi-bin/")[2]:
            case "message/custom/send":
                return sending.custom(body)
            case "message/custom/typing":
                return sending.typing(body)
            case "message/template/send":
                return sending.template(body)
            case "qrcode/create":
                return _code(body, state)
        state["menu"] = body.get("button") or []
        return OK

    @routes.post("/media/upload")
    async def upload(media: UploadFile, access_token: str = "", type: str = "image") -> dict[str, object]:
        refused = tokens.refusal(access_token)
        if refused:
            return refused
        content = await media.read()
        if type != "image" or len(content) > LARGEST_PICTURE:
            return error(40004)
        name = files.keep(content, media.content_type or "image/jpeg")
        return {"type": type, "media_id": name, "created_at": 1}

    @routes.get("/media/get")
    async def get(access_token: str = "", media_id: str = "") -> Response:
        """Errors too come with status 200."""
        refused = tokens.refusal(access_token)
        found = files.get(media_id)
        if refused or not found:
            return JSONResponse(refused or error(40007))
        headers = {"Content-Disposition": f'attachment; filename="{media_id[:8]}"'}
        return Response(found[0], media_type=found[1], headers=headers)

    return routes


def _code(body: dict[str, Any], state: dict[str, Any]) -> dict[str, object]:
    scene = body.get("action_info", {}).get("scene", {})
    key = str(scene.get("scene_str") or scene.get("scene_id") or "")
    if not 1 <= len(key) <= 64:
        return error(47001)
    url = f"http://weixin.qq.com/q/{secrets.token_urlsafe(12)}"
    state.setdefault("codes", {})[url] = key
    return {"ticket": secrets.token_urlsafe(48), "url": url}
