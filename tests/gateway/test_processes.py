"""What `make run` starts: one at a time, nobody else's to read, told no secret it need not know, and ended with it."""

import os
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from gateway.processes import run, var_dir
from gateway.processes.health_check import HealthCheck, Patience, Seen, ask
from gateway.processes.part import Part, with_parent
from gateway.processes.watch import Watch
from gateway.rasa import model
from gateway.settings import ROOT, Settings

pytestmark = pytest.mark.slow

SECONDS = 20.0
HOLDING = "import sys, time\nfrom pathlib import Path\nfrom gateway.processes import var_dir\n"
HOLDING += "with var_dir.held(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
STARTING = "import subprocess, sys, time\nfrom gateway.processes.part import leash, with_parent\n"
STARTING += "line = with_parent(sys.executable, 'http.server', '0')\n"
STARTING += "part = subprocess.Popen(line, stdin=leash(), stdout=subprocess.DEVNULL)\nprint(part.pid, flush=True)\n"
STARTING += "time.sleep(60)\n"


def eventually(reached: Callable[[], bool]) -> bool:
    until = time.monotonic() + SECONDS
    while not reached() and time.monotonic() < until:
        time.sleep(0.02)
    return reached()


def python(code: str, *arguments: str) -> "subprocess.Popen[str]":
    line = [sys.executable, "-c", code, *arguments]
    return subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": "."})


def said(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


# -- one start at a time ---------------------------------------------------------------------------------------------


def test_a_second_start_is_refused_with_the_reason_and_touches_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "log").mkdir()
    pid = tmp_path / "log" / "gateway.pid"
    pid.write_text("1\n")
    first = python(HOLDING, str(tmp_path))
    try:
        assert said(first) == "held"
        monkeypatch.setenv("VAR_DIR", str(tmp_path))
        monkeypatch.setenv("PORT", "1")
        assert run.main() == 2
        told = capsys.readouterr().out
        assert str(tmp_path) in told and str(first.pid) in told and "VAR_DIR" in told
        assert pid.exists() and not (tmp_path / "helpline.db").exists()
    finally:
        first.kill()
        first.wait()
    with var_dir.held(tmp_path):  # killed, it holds nothing any more
        pass


def test_simulating_in_a_folder_in_use_is_refused_likewise(tmp_path: Path) -> None:
    first = python(HOLDING, str(tmp_path))
    try:
        assert said(first) == "held"
        env = os.environ | {"VAR_DIR": str(tmp_path), "PYTHONPATH": "."}
        line = [sys.executable, "-m", "simulator"]
        second = subprocess.run(line, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
        assert second.returncode == 2 and f"process {first.pid}" in second.stdout
    finally:
        first.kill()
        first.wait()


# -- nobody else's to read -------------------------------------------------------------------------------------------


def test_what_is_there_and_what_is_written_is_the_owners_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = os.umask(0o022)
    try:
        (tmp_path / "uploads").mkdir()
        for name in ("helpline.db", "uploads/picture", "tool"):
            (tmp_path / name).write_text("x")
        (tmp_path / "tool").chmod(0o755)
        outside = tmp_path.parent / "outside"
        outside.write_text("x")
        (tmp_path / "link").symlink_to(outside)
        monkeypatch.setenv("TMPDIR", "/tmp")
        monkeypatch.setattr("tempfile.tempdir", None)
        var_dir.make_private(tmp_path)
        (tmp_path / "log").mkdir()
        (tmp_path / "log" / "gateway.log").write_text("x")
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path, *tmp_path.rglob("*"))}
        assert modes.pop("link") == stat.S_IMODE(outside.stat().st_mode) == 0o644
        assert modes.pop("tool") == 0o700
        folders = {tmp_path.name, "uploads", "log", "tmp"}
        assert {name for name, mode in modes.items() if mode == 0o700} == folders
        assert {mode for name, mode in modes.items() if name not in folders} == {0o600}
        asked = python("import tempfile; print(tempfile.gettempdir())")
        assert said(asked) == str(tmp_path / "tmp")  # where jieba keeps its words, and Rasa unpacks its model
        asked.wait()
    finally:
        os.umask(before)


# -- what they are told ----------------------------------------------------------------------------------------------

SECRETS = {
    "DEMO_PASSWORD": "the desk's",
    "DATABASE_URL": "postgresql+psycopg://helpline:the-databases@db/helpline",
    "WECHAT_SECRET": "the platform's",
    "TWILIO_AUTH_TOKEN": "the platform's",
}


def test_each_process_is_told_only_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, secret in SECRETS.items():
        monkeypatch.setenv(name, secret)
    gateway, sweeper, rasa = run._parts(Settings(), tmp_path)
    assert "DEMO_PASSWORD" not in gateway.env.keys() | sweeper.env.keys()
    assert not SECRETS.keys() & rasa.env.keys() and not SECRETS.keys() & model.environment().keys()
    assert gateway.env["INTERNAL_TOKEN"] == sweeper.env["INTERNAL_TOKEN"] == rasa.env["INTERNAL_TOKEN"]
    assert rasa.env["PATH"] == os.environ["PATH"]
    for part in (gateway, sweeper, rasa):
        assert gateway.env["INTERNAL_TOKEN"] not in " ".join(part.command)  # every user of the machine may read it
    assert "--enable-api" not in rasa.command


# -- ended with it ---------------------------------------------------------------------------------------------------


def test_a_process_ends_with_the_one_that_started_it_however_that_ended() -> None:
    parent = python(STARTING)
    pid = int(said(parent))
    time.sleep(0.5)
    assert is_alive(pid)
    parent.kill()
    parent.wait()
    assert eventually(lambda: not is_alive(pid))


# -- one that hangs --------------------------------------------------------------------------------------------------


class Clockwork:
    """A part that lives, and answers when told to."""

    def __init__(self, folder: Path) -> None:
        self.part = Part("rasa", with_parent(sys.executable, "http.server", "0"), dict(os.environ), folder)
        self.seen = Seen.ANSWERED
        self.check = HealthCheck(self.part, lambda _: self.seen, Patience(0.1, 0.1, 3))
        self.part.start()

    @property
    def is_alive(self) -> bool:
        return self.part.process is not None and self.part.process.poll() is None


@pytest.fixture
def rasa(tmp_path: Path):  # type: ignore[no-untyped-def]
    made = Clockwork(tmp_path)
    yield made
    made.part.kill()
    made.part.wait(SECONDS)


def test_one_that_is_silent_several_times_in_a_row_is_ended_and_started_again(rasa: Clockwork) -> None:
    rasa.check.look()
    silent, good = Seen.SILENT, Seen.ANSWERED
    for rasa.seen in (silent, silent, good, silent, silent):  # a good answer begins the count anew
        rasa.check.look()
        assert rasa.is_alive
    rasa.check.look()
    assert eventually(lambda: not rasa.is_alive)
    rasa.part.revive()
    assert rasa.is_alive
    rasa.seen = Seen.REFUSED
    for _ in range(9):  # it does not listen yet: it is starting
        rasa.check.look()
    assert rasa.is_alive


def test_one_that_hangs_as_soon_as_it_listens_is_ended_too(rasa: Clockwork) -> None:
    rasa.seen = Seen.SILENT
    for _ in range(3):
        rasa.check.look()
    assert eventually(lambda: not rasa.is_alive)


def test_nothing_that_listens_and_something_that_is_silent_are_told_apart() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        assert ask(url, 0.2) == Seen.SILENT
    assert ask(url, 0.2) == Seen.REFUSED


# -- kept alive ------------------------------------------------------------------------------------------------------


class Watched:
    """Three processes that only live, and a model that is there when a test says so."""

    def __init__(self, folder: Path) -> None:
        line = with_parent(sys.executable, "http.server", "0")
        self.parts = [Part(name, list(line), dict(os.environ), folder) for name in ("gateway", "sweeper", "rasa")]
        self.trained: Future[Path] = Future()
        self.seen = Seen.REFUSED
        self.health = HealthCheck(self.parts[2], lambda _: self.seen, Patience(60, 0.1, 3))
        self.watch = Watch(self.parts, self.trained, self.health, "http://127.0.0.1:9", {})
        for part in self.parts[:2]:
            part.start()

    def crashes(self, part: Part) -> bool:
        """Whether it lives again after one round, on its own."""
        part.kill()
        part.wait(SECONDS)
        self.watch.look()
        return part.process is not None and part.process.poll() is None


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    made = Watched(tmp_path)
    yield made
    for part in made.parts:
        part.kill()
        part.wait(SECONDS)


def test_a_gateway_that_ends_while_the_model_is_trained_is_started_again_at_once(watched: Watched) -> None:
    gateway, _, rasa = watched.parts
    assert watched.crashes(gateway) and rasa.process is None
    watched.trained.set_result(Path("model.tar.gz"))
    watched.watch.look()
    assert rasa.process is not None and rasa.command[-1] == "model.tar.gz"


def test_a_model_that_cannot_be_trained_ends_it(watched: Watched) -> None:
    watched.trained.set_exception(RuntimeError("training failed"))
    with pytest.raises(RuntimeError, match="training failed"):
        watched.watch.look()


def test_a_gateway_that_is_started_again_knows_whether_rasa_was_there(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = watched.parts[0]
    watched.trained.set_result(Path("model.tar.gz"))
    watched.watch.look()
    assert not Settings.model_validate({}).rasa_was_ready and "RASA_WAS_READY" not in gateway.env
    watched.seen = Seen.ANSWERED
    watched.health.look()
    watched.seen = Seen.REFUSED
    watched.health.look()
    watched.watch.look()
    monkeypatch.setenv("RASA_WAS_READY", gateway.env["RASA_WAS_READY"])
    assert Settings().rasa_was_ready
