"""Starting and stopping as `make run` does."""

import subprocess
import sys
import time
import uuid
from pathlib import Path

import httpx
import pytest

from tests.product import ROOT, Product

pytestmark = pytest.mark.robust


def test_messages_before_rasa_is_up_are_kept_and_answered_and_ctrl_c_ends_cleanly(tmp_path: Path) -> None:
    with Product(tmp_path / "var") as product:
        product.wait_alive()
        begun = time.monotonic()
        with httpx.Client(base_url=product.base, trust_env=False, timeout=60) as client:
            head = {"Authorization": f"Bearer {client.post('/chat/sessions').json()['token']}"}
            body = {"message_id": str(uuid.uuid4()), "text": "我想查一下保修"}
            assert client.get("/readyz").status_code == 503
            answer = client.post("/chat/messages?wait=30", json=body, headers=head)
            while not answer.json()["messages"] and time.monotonic() - begun < 60:
                answer = client.post("/chat/messages?wait=30", json=body, headers=head)
            assert answer.json()["owner"] == "bot" and "序列号" in answer.json()["messages"][0]["text"]
        product.wait_ready()
        assert product.printed().count("\nready:") == 1
        second = subprocess.run(
            [sys.executable, "-m", "gateway.processes.run"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            env=product.env,
            timeout=60,
        )
        assert second.returncode == 1 and "in use" in second.stdout
    assert product.process.returncode == 0
    assert not list((tmp_path / "var" / "log").glob("*.pid"))
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"{product.base}/healthz", trust_env=False)
