"""Twilio's REST API by its real paths, below /twilio."""

import base64
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import JSONResponse

from simulator.accounts import Accounts
from simulator.files import Files
from simulator.twilio.outgoing import Outgoing
from simulator.twilio.sms import Texting


def router(accounts: Accounts, texting: Texting, outgoing: Outgoing, files: Files) -> APIRouter:
    routes = APIRouter(prefix="/twilio/2010-04-01/Accounts/{account}")
    wanted = "Basic " + base64.b64encode(f"{accounts.twilio_sid}:{accounts.twilio_token}".encode()).decode()

    def refused(account: str, authorization: str) -> bool:
        return authorization != wanted or account != accounts.twilio_sid

    @routes.post("/Messages.json")
    async def messages(account: str, request: Request, authorization: Annotated[str, Header()] = "") -> JSONResponse:
        if refused(account, authorization):
            return JSONResponse({"code": 20003, "message": "Authenticate", "status": 401}, 401)
        form = {name: str(value) for name, value in (await request.form()).items()}
        answer = texting.take(form)
        return JSONResponse(answer, 400 if "code" in answer else 201)

    @routes.post("/Calls.json")
    async def calls(account: str, request: Request, authorization: Annotated[str, Header()] = "") -> JSONResponse:
        if refused(account, authorization):
            return JSONResponse({"code": 20003, "message": "Authenticate", "status": 401}, 401)
        answer = outgoing.take({name: str(value) for name, value in (await request.form()).items()})
        return JSONResponse(answer, 400 if "code" in answer else 201)

    @routes.get("/Messages/{message}/Media/{name}")
    async def media(account: str, message: str, name: str, authorization: Annotated[str, Header()] = "") -> Response:
        if refused(account, authorization):
            return Response(status_code=401)
        found = files.get(name)
        return Response(found[0], media_type=found[1]) if found else Response(status_code=404)

    return routes
