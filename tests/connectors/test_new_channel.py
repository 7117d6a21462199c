"""A new channel is one file, a line and its recorded requests: e-mail is added on a copy, and the contract test covers it."""

import hashlib
import hmac
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
NEEDED = (
    "connectors", "gateway", "helpline", "kb", "language", "bot", "simulator", "tests", "tools", "docs", "pyproject.toml",
)  # fmt: skip
KEY = "a key that mail relay and product share"

EMAIL = '''
"""Mail by way of a relay that posts each message, signed with a shared key."""

import hashlib
import hmac
import json
import smtplib
from email.message import EmailMessage

from connectors.contract.capabilities import Capabilities
from connectors.contract.inbound import Inbound, Received
from connectors.contract.outbound import SENT, one_each
from connectors.contract.request import Answer, BadMessage, Refused
from connectors.contract.settings import Setting, given

SETTINGS = (
    Setting("MAIL_KEY", "the key shared with the mail relay", secret=True),
    Setting("MAIL_RELAY", "host and port of the relay that sends, host:port"),
)


class Email:
    name = "email"
    capabilities = Capabilities(buttons=False, pictures=True, longest=20000, waits=False)

    def __init__(self, key, relay):
        self._key, self._relay = key, relay

    def receive(self, request):
        signed = hmac.new(self._key.encode(), request.body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(signed, request.headers.get("x-signature", "")):
            raise Refused("the signature does not fit")
        try:
            mail = json.loads(request.body)
            return Received(Answer("ok"), (Inbound(self.name, mail["from"], mail["id"], text=mail["text"]),))
        except (ValueError, KeyError, TypeError) as error:
            raise BadMessage("no mail") from error

    def pack(self, messages):
        return one_each(messages)

    def send(self, to, parcel):
        host, _, port = self._relay.removeprefix("http://").partition(":")
        mail = EmailMessage()
        mail["To"] = to
        mail.set_content(parcel.text)
        with smtplib.SMTP(host, int(port), timeout=5) as relay:
            relay.send_message(mail)
        return SENT

    def fetch(self, media):
        raise LookupError(media)


def connect(environment, token_store):
    values = given(SETTINGS, environment)
    return Email(values["MAIL_KEY"], values["MAIL_RELAY"]) if values else None
'''


def recorded() -> str:
    body = '{"from": "chen@mail.example", "id": "m-1", "text": "机房空调报警，请尽快联系"}'
    signature = hmac.new(KEY.encode(), body.encode(), hashlib.sha256).hexdigest()
    return yaml.safe_dump(
        {
            "environment": {"MAIL_KEY": KEY, "MAIL_RELAY": "127.0.0.1:9"},
            "at": "2026-11-22T08:00:00+00:00",
            "covered": ["body"],
            "marks": ["x-signature"],
            "ages": False,
            "others": [{"MAIL_KEY": "another"}],
            "addresses": [],
            "plain_secrets": ["MAIL_KEY"],
            "to": "chen@mail.example",
            "requests": [
                {
                    "request": {"headers": {"x-signature": signature}, "body": body},
                    "inbound": [{"sender": "chen@mail.example", "text": "机房空调报警，请尽快联系"}],
                    "answer": "ok",
                }
            ],
        },
        allow_unicode=True,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in NEEDED:
        source = ROOT / name
        if source.is_file():
            shutil.copy(source, tmp_path / name)
        else:
            shutil.copytree(
                source, tmp_path / name, ignore=shutil.ignore_patterns("node_modules", "*.tar.gz", "__pycache__")
            )
    registry = tmp_path / "gateway" / "channels.py"
    listed = registry.read_text(encoding="utf-8").replace("import sms,", "import email, sms,")
    registry.write_text(listed.replace('{"sms": sms,', '{"email": email, "sms": sms,'), encoding="utf-8")
    folder = tmp_path / "tests" / "payloads" / "email"
    folder.mkdir()
    (folder / "contract.yml").write_text(recorded(), encoding="utf-8")
    return tmp_path


def contract(copy: Path) -> tuple[int, str]:
    """Runs the contract test over the new channel; how many passed, and what was printed."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "tests/connectors/test_contract.py",
        "-k",
        "email",
        "-p",
        "no:cacheprovider",
    ]
    done = subprocess.run([*command, "-rf"], cwd=copy, capture_output=True, text=True, timeout=120)
    passed = re.search(r"(\d+) passed", done.stdout)
    return (int(passed[1]) if passed and done.returncode == 0 else 0), done.stdout + done.stderr


def test_a_new_channel_is_covered(copy: Path) -> None:
    (copy / "connectors" / "email.py").write_text(EMAIL, encoding="utf-8")
    passed, told = contract(copy)
    assert passed >= 9, told


def test_a_careless_one_is_found_out(copy: Path) -> None:
    careless = EMAIL.replace("if not hmac.compare_digest(", "if hmac.compare_digest(signed, signed) and not (")
    careless = careless.replace('request.headers.get("x-signature", "")):', '"x"):').replace("raise Refused", "print")
    (copy / "connectors" / "email.py").write_text(careless, encoding="utf-8")
    passed, told = contract(copy)
    assert passed == 0
    assert "test_another_byte_is_refused" in told
    assert "test_somebody_elses_secret_is_refused" in told
