"""A small stand-in for the platforms' interfaces: one token at a time, answers as told, every call kept."""

import json
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

OK = {"errcode": 0, "errmsg": "ok"}
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256))
GRANTS = ("stable_token", "gettoken")


class Platform:
    """`told[path]` holds answers to come, one a call: JSON, bytes, a status, or a pause in seconds; then the usual."""

    def __init__(self) -> None:
        self.token = "token-1"
        self.granted = 0
        self.forced: list[bool] = []
        self.calls: list[tuple[str, Any]] = []
        self.told: dict[str, list[Any]] = defaultdict(list)
        self.lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a caller that hung up
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def bodies(self, path: str) -> list[Any]:
        return [body for called, body in self.calls if called == path]

    def answer(self, path: str, query: dict[str, str], raw: bytes) -> Any:
        with self.lock:
            body = json.loads(raw) if raw[:1] == b"{" else raw
            self.calls.append((path, body))
            if self.told[path]:
                return self.told[path].pop(0)
            if path in GRANTS:
                self.granted += 1
                if isinstance(body, dict) and body["force_refresh"]:
                    self.token += "+"
                return OK | {"access_token": self.token, "expires_in": 7200}
            if query.get("access_token") != self.token:
                return {"errcode": 40001, "errmsg": f"invalid credential {query.get('access_token')}"}
            return self._usual(path, body)

    def _usual(self, path: str, body: Any) -> Any:
        match path:
            case "message/template/send":
                return OK | {"msgid": 200228332}
            case "media/upload":
                return OK | {"type": "image", "media_id": "uploaded-1", "created_at": 1}
            case "media/get":
                return JPEG
            case "qrcode/create":
                return {"ticket": "gQH4", "url": "http://weixin.qq.com/q/02Zq7"}
            case "kf/send_msg":
                return OK | {"msgid": body["msgid"]}
        return OK

    def _handler(platform) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                address = urlsplit(self.path)
                path = address.path.removeprefix("/cgi-bin/")
                what = platform.answer(path, dict(parse_qsl(address.query)), raw)
                status, content = 200, what
                if isinstance(what, float):
                    time.sleep(what)
                    content = OK
                elif isinstance(what, int):
                    status, content = what, b"<html>sorry</html>"
                if not isinstance(content, bytes):
                    content = json.dumps(content).encode()
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", f"{platform.url}/cgi-bin/elsewhere")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST

            def log_message(self, *what: Any) -> None:
                pass

        return Handler


@contextmanager
def running() -> Iterator[Platform]:
    platform = Platform()
    thread = threading.Thread(target=platform.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield platform
    finally:
        platform.server.shutdown()
        platform.server.server_close()
        thread.join()
