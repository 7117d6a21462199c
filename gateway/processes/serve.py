"""The gateway process."""

import gc

import uvicorn

from gateway.app import create_app
from gateway.logs import configure
from gateway.processes.guarded_protocol import guarded, raise_descriptors
from gateway.settings import ROOT, read_settings
from kb import load
from language.facts.extract import read_lists


def main() -> None:
    configure("gateway")
    settings = read_settings()
    kb = load(ROOT / "kb")
    app, connection_policy = create_app(settings, kb), kb.policies.limits.connections
    read_lists()
    # What is loaded stays: without this the collector walks through all of it now and then, and everybody waits 0.15 s.
    gc.collect()
    gc.freeze()
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,  # its own would write tracebacks unmasked; without one its warnings come to our handler
        log_level="warning",
        http=guarded(connection_policy, raise_descriptors()),
        timeout_keep_alive=connection_policy.header_seconds,
        forwarded_allow_ips=settings.trusted_proxies.split(),
        # Streams stay open for ever: at the end they are cut after a moment, and readers come back with Last-Event-ID.
        timeout_graceful_shutdown=2,
    )


if __name__ == "__main__":
    main()
