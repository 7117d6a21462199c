"""A talk half done, a backup, more said, everything killed, restored elsewhere: the talk goes on to its case.

Nothing said or filed before the backup is missing, and what was to be sent by itself waits until people say go (R46).
"""

import os
import signal
import subprocess
import sys
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from kb.models.knowledge import Knowledge
from tests.product import ROOT, Product
from tests.robust.customers import ANSWERS, LONGEST, Voice
from tests.robust.ledger import rows

SAID = "SELECT conversation_id, seq, author, text FROM messages ORDER BY id"
LOST = "补充一句，指示灯也不亮"


class Chat:
    """One customer in a browser, who keeps the token."""

    keys = count()

    def __init__(self, product: Product, token: str = "") -> None:
        self._http = httpx.Client(base_url=product.base, trust_env=False, timeout=70)
        self.token = token or self._http.post("/chat/sessions").json()["token"]

    def say(self, text: str, payload: str = "") -> list[dict[str, Any]]:
        """The messages it is answered with."""
        body = {"message_id": f"m{next(self.keys)}", "text": text, "payload": payload}
        head = {"Authorization": f"Bearer {self.token}"}
        answer = self._http.post("/chat/messages?wait=60", headers=head, json=body)
        assert answer.status_code == 200, answer.text
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages

    def until(self, voice: Voice, goal: str, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Answers every question until the phrase `goal` is said; the messages it was said with."""
        for _ in range(LONGEST):
            ids = [id for message in messages for id in voice.ids(message["text"])]
            if goal in ids:
                return messages
            offered = [button for message in messages for button in message["buttons"]]
            buttons = {button["payload"].partition("{")[0]: button for button in offered}
            known = next(
                (ANSWERS[id.removesuffix("_again")] for id in ids if id.removesuffix("_again") in ANSWERS), None
            )
            if "/affirm" in buttons:
                press = "/affirm" if any(id.startswith("confirm") for id in ids) else "/deny"
                messages = self.say(buttons[press]["title"], buttons[press]["payload"])
            else:
                assert known, f"nobody knows what to say to {messages}"
                messages = self.say(known.format(n=7))
        raise AssertionError(f"{goal} was never said")


def command(product: Product, name: str, *arguments: str) -> str:
    """What a command of the Makefile prints, run as an operator runs it."""
    line = [sys.executable, "-m", f"gateway.commands.{name}", *arguments]
    done = subprocess.run(line, cwd=ROOT, env=product.env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def kill_all(product: Product) -> None:
    """As when the machine is lost: nothing ends by itself."""
    os.kill(product.process.pid, signal.SIGKILL)
    product.process.wait(10)
    for part in ("gateway", "sweeper", "rasa"):
        product.kill(part)


def restore_state(product: Product) -> str:
    return str(httpx.get(f"{product.base}/readyz", trust_env=False, timeout=10).json()["restore"])


@pytest.mark.robust
@pytest.mark.timeout(600)
def test_the_talk_goes_on_elsewhere(kb: Knowledge, tmp_path: Path) -> None:
    voice = Voice(kb)
    with Product(tmp_path / "here") as here:
        here.wait_ready()
        filed, half = Chat(here), Chat(here)
        filed.until(voice, "filed", filed.say("打印机总是卡纸，报错，打不出来"))
        half.until(voice, "ask_address", half.say("空调不制冷了"))
        said = [tuple(row) for row in rows(here.var / "helpline.db", SAID)]
        command(here, "backup")
        half.say(LOST)
        kill_all(here)
    (archive,) = (here.var / "backups").glob("helpline-*.tar.gz")
    there = Product(tmp_path / "there")
    there.var.mkdir()
    assert "restored as of" in command(there, "restore", str(archive))
    assert [tuple(row) for row in rows(there.var / "helpline.db", SAID)] == said
    with there:
        there.wait_ready()
        assert restore_state(there) == "held"
        again = Chat(there, half.token)
        again.until(voice, "filed", again.say(ANSWERS["ask_address"].format(n=7)))
        assert "it goes on" in command(there, "resume")
        assert restore_state(there) == "ok"
    numbers = [row["number"] for row in rows(there.var / "helpline.db", "SELECT number FROM cases")]
    assert len(set(numbers)) == len(numbers) == 2
