"""The gateway behind a real socket, in a thread of the test's own process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import uvicorn
from fastapi import FastAPI

from gateway.processes.ports import any_port


@contextmanager
def served(app: FastAPI, port: int = 0, workers: bool = True, dated: bool = True) -> Iterator[str]:
    """The base URL; without `workers` nothing is answered by the bot and nothing rings. Answers that are not `dated`
    leave a page at the browser's own clock: the one of a test stands still, the machine's goes on."""
    port = port or any_port()
    lifespan: Literal["on", "off"] = "on" if workers else "off"
    config = uvicorn.Config(
        app, port=port, lifespan=lifespan, log_config=None, date_header=dated, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the gateway could not start"
        thread.join(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
