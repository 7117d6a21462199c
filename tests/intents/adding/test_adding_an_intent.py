"""Adding an intent takes two files and one line of domain.yml: done on a copy, trained, talked to."""

import shutil
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import yaml

from tests.product import ROOT, Product

ROOMS = ("bot", "helpline", "connectors", "gateway", "kb", "language", "migrations", "web")
LONGEST_TRAINING = 600  # seconds, where others keep the machine busy
OWN = yaml.safe_load((Path(__file__).parent / "new_intent.yml").read_text(encoding="utf-8"))


def copied(to: Path) -> Path:
    """A clean copy of what the product runs from; Rasa's environment is shared."""
    without = shutil.ignore_patterns("__pycache__", "*.tar.gz", "*.log")
    for room in ROOMS:
        shutil.copytree(ROOT / room, to / room, ignore=without)
    (to / "tests" / "intents").mkdir(parents=True)
    for file in ROOT.glob("*"):
        if file.is_file():
            shutil.copy(file, to)
    (to / "envs").symlink_to(ROOT / "envs")
    return to


def add(to: Path) -> str:
    """The two files and the line; gives the name."""
    for place, text in OWN["files"].items():
        assert not (to / place).exists()
        (to / place).write_text(text, encoding="utf-8")
    domain = (to / "domain.yml").read_text(encoding="utf-8")
    (to / "domain.yml").write_text(domain.replace("intents:\n", f"intents:\n{OWN['line']}\n", 1), encoding="utf-8")
    return str(OWN["line"]).removeprefix("- ")


@pytest.mark.rasa
@pytest.mark.timeout(LONGEST_TRAINING + 100)
def test_two_files_and_a_line_are_understood_and_answered(tmp_path: Path) -> None:
    root = copied(tmp_path / "copy")
    name = add(root)
    added = yaml.safe_load((root / "bot" / "data" / "intents" / f"{name}.yml").read_text(encoding="utf-8"))
    answers = [response["text"] for response in added["responses"][f"utter_{name}"]]
    asked = yaml.safe_load((root / "tests" / "intents" / f"{name}.yml").read_text(encoding="utf-8"))["sentences"]
    with Product(tmp_path / "var", root) as product:
        product.wait_ready(LONGEST_TRAINING)
        for sentence in asked[:2]:
            assert said(product, sentence)[-1] in answers
        replies = said(product, "空调不制冷了", asked[2])  # in the middle of something else
        assert any(reply in answers for reply in replies)
        assert replies[-1] not in answers, "the open question was not asked again"


def said(product: Product, *texts: str) -> list[str]:
    """What a new customer hears to the last of these messages."""
    with httpx.Client(base_url=product.base, timeout=40, trust_env=False) as http:
        token = http.post("/chat/sessions").raise_for_status().json()["token"]
        for text in texts:
            body = {"message_id": uuid4().hex, "text": text}
            sent = http.post(
                "/chat/messages", params={"wait": 30}, json=body, headers={"Authorization": f"Bearer {token}"}
            )
            answer = sent.raise_for_status().json()
    return [message["text"] for message in answer["messages"]]
