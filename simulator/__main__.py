"""`make simulate`: the product as it is, with every channel on, and phones in the browser to talk to it.

PORT is the product's, SIMULATOR_PORT the phones', VAR_DIR the product's directory.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import httpx

from simulator.accounts import Accounts
from simulator.platform import Platform
from simulator.ports import any_port
from simulator.serving import server

ROOT = Path(__file__).resolve().parents[1]
STOP_SECONDS = 30


def main() -> int:
    port = any_port(int(os.environ.get("PORT") or 8000))
    own = any_port(int(os.environ.get("SIMULATOR_PORT") or port + 1))
    accounts = Accounts(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{own}")
    env = os.environ | accounts.settings() | {"PORT": str(port), "HOST": "127.0.0.1", "PYTHONPATH": str(ROOT)}
    serving = server(Platform(accounts), own)
    product = subprocess.Popen(
        [sys.executable, "-m", "gateway.processes.with_parent", "gateway.processes.run"],
        cwd=ROOT,
        env=env,
        stdin=subprocess.PIPE,  # nothing is written to it: it closes when we end, and the product ends with us
        start_new_session=True,
    )

    def watch() -> None:
        product.wait()
        serving.should_exit = True

    def set_menu() -> None:
        """As an operator does, once the product is there; its parts start by and by."""
        address = f"{accounts.product}/healthz"
        while product.poll() is None:
            with suppress(httpx.HTTPError):
                if httpx.get(address, timeout=2, trust_env=False).status_code == 200:
                    subprocess.run(
                        [sys.executable, "-m", "gateway.commands.menu"], cwd=ROOT, env=env, stdout=subprocess.DEVNULL
                    )
                    return
            time.sleep(0.5)

    for task in (watch, set_menu):
        threading.Thread(target=task, daemon=True).start()
    print(f"phones to try: {accounts.platform}/  (WeChat, text messages, the hotline; Ctrl-C ends it)", flush=True)
    try:
        with suppress(KeyboardInterrupt):
            serving.run()  # until Ctrl-C, or until the product ends
    finally:
        if product.poll() is None:
            os.killpg(product.pid, signal.SIGINT)  # as Ctrl-C does: what it trains ends too
        try:
            product.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(product.pid, signal.SIGKILL)
    return product.returncode


if __name__ == "__main__":
    sys.exit(main())
