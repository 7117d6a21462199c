"""The TypeScript client is what the API's document says now, and compiles with a program that uses it."""

import json
import subprocess
from pathlib import Path

import pytest

from gateway.app import create_app
from gateway.settings import Settings
from kb.models.knowledge import Knowledge
from tests.peers.node import install

pytestmark = [pytest.mark.peers, pytest.mark.slow]
WEB = Path(__file__).parents[2] / "web"
USAGE = Path(__file__).parent / "client" / "usage.ts"


def run(*command: str) -> str:
    """What a tool of web/node_modules printed; it must not fail."""
    install(WEB)
    tool = WEB / "node_modules" / ".bin" / command[0]
    done = subprocess.run([str(tool), *command[1:]], cwd=WEB, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_committed_client_is_what_the_document_says(kb: Knowledge, tmp_path: Path) -> None:
    document, made = tmp_path / "openapi.json", tmp_path / "schema.d.ts"
    document.write_text(json.dumps(create_app(Settings(), kb).openapi()), encoding="utf-8")
    said = run("openapi-typescript", str(document), "--default-non-nullable=false", "-o", str(made))
    assert "warn" not in said.lower() and "error" not in said.lower(), said
    committed = (WEB / "client" / "schema.d.ts").read_text(encoding="utf-8")
    assert made.read_text(encoding="utf-8") == committed, "run `make client` and commit what it changes"


def test_a_program_that_uses_the_client_compiles() -> None:
    run("tsc", "--noEmit", "--strict", "--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler",
        str(USAGE))  # fmt: skip
