"""WeCom's interfaces by their real paths, below /wecom/cgi-bin."""

from fastapi import APIRouter, Request, Response, UploadFile
from fastapi.responses import JSONResponse

from simulator.files import Files
from simulator.wecom import WeCom, error


def router(wecom: WeCom, files: Files) -> APIRouter:
    routes = APIRouter(prefix="/wecom/cgi-bin")

    @routes.get("/gettoken")
    async def gettoken(corpid: str = "", corpsecret: str = "") -> dict[str, object]:
        return wecom.tokens.grant(corpid, corpsecret)

    @routes.post("/media/upload")
    async def upload(media: UploadFile, access_token: str = "", type: str = "image") -> dict[str, object]:
        refused = wecom.tokens.refusal(access_token)
        name = files.keep(await media.read(), media.content_type or "image/jpeg") if not refused else ""
        return refused or {"errcode": 0, "errmsg": "ok", "type": type, "media_id": name, "created_at": "1"}

    @routes.get("/media/get")
    async def get(access_token: str = "", media_id: str = "") -> Response:
        refused, found = wecom.tokens.refusal(access_token), files.get(media_id)
        if refused or not found:
            return JSONResponse(refused or error(40007, "invalid media_id"))
        return Response(found[0], media_type=found[1])

    @routes.post("/kf/{rest:path}")
    async def call(rest: str, request: Request, access_token: str = "") -> dict[str, object]:
        return await wecom.answer(f"kf/{rest}", access_token, await request.body())

    return routes
