"""Calls with an access token. When the platform refuses the token, it is changed and the call made again, once."""

from collections.abc import Callable
from typing import Any, TypeVar

from connectors.tencent.access_token import AccessToken
from connectors.tencent.http import Failed, Http, checked, decoded, needed
from connectors.tencent.pictures import Picture

STALE_TOKEN = (40001, 40014, 42001)
EXPIRED = 40007

T = TypeVar("T")


class Calls:
    """The API of one account, from any thread. Every call raises Failed when it did not do."""

    def __init__(self, http: Http, token: AccessToken) -> None:
        self._http = http
        self._token = token

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer to a JSON body."""
        return self._do(lambda token: self._http.json("POST", path, params={"access_token": token}, json=body))

    def upload(self, picture: Picture) -> str:
        """The media id under which the platform keeps a picture for three days."""
        files = {"media": (picture.name, picture.content, picture.content_type)}
        found = self._do(
            lambda token: self._http.json(
                "POST", "media/upload", params={"access_token": token, "type": "image"}, files=files
            )
        )
        return needed(found, "media_id")

    def file(self, media: str) -> bytes:
        """A customer's file; LookupError when its three days are over. Failed may be tried again."""
        try:
            content = self._do(lambda token: self._file(media, token))
        except Failed as failed:
            if failed.code == EXPIRED:
                raise LookupError("the file is gone") from None
            raise
        if not content:
            raise Failed("answer")
        return content

    def _file(self, media: str, token: str) -> bytes:
        """Errors come with status 200 as well, as JSON in the file's place."""
        content = self._http.content("GET", "media/get", params={"access_token": token, "media_id": media})
        try:
            decoded(content)
        except ValueError:
            return content
        # A video of an Official Account is only told where it lies.
        return self._http.at("GET", needed(checked(content), "video_url"))

    def _do(self, work: Callable[[str], T]) -> T:
        token = self._token.current()
        try:
            return work(token)
        except Failed as failed:
            if failed.code not in STALE_TOKEN:
                raise
        return work(self._token.current(stale=token))
