"""The gateway process."""

import logging

import uvicorn

from gateway.app import create_app
from gateway.settings import Settings


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s gateway %(levelname)s %(message)s")
    for noisy in ("httpx", "alembic", "jieba"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    settings = Settings()
    # Streams stay open for ever: at the end they are cut after a moment, and readers come back with Last-Event-ID.
    uvicorn.run(create_app(settings), host=settings.host, port=settings.port, log_level="warning",
                timeout_graceful_shutdown=2)


if __name__ == "__main__":
    main()
