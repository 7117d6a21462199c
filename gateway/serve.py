"""The gateway process."""

import uvicorn

from gateway.app import create_app
from gateway.logs import configure
from gateway.settings import Settings


def main() -> None:
    configure("gateway")
    settings = Settings()
    # Streams stay open for ever: at the end they are cut after a moment, and readers come back with Last-Event-ID.
    uvicorn.run(
        create_app(settings), host=settings.host, port=settings.port, log_level="warning", timeout_graceful_shutdown=2
    )


if __name__ == "__main__":
    main()
