"""With the disk full an alarm still reaches people, and the product says what is wrong."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from gateway.app import create_app
from gateway.settings import Settings
from helpline.tables import Case, Message
from kb import Knowledge
from kb.models.limits import DiskPolicy
from tests.databases import demo

pytestmark = pytest.mark.slow

DISK = DiskPolicy(floor_megabytes=8, reserve_megabytes=4)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 megabytes."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(tmp_path)], check=True)
    yield tmp_path
    subprocess.run(["umount", "-l", str(tmp_path)], check=True)


def fill(disk: Path) -> None:
    with (disk / "filling").open("ab", buffering=0) as file:
        for size in (65536, 4096, 512, 1):
            try:
                while file.write(b"0" * size) == size:
                    pass
            except OSError:
                pass


def test_an_alarm_is_stored_and_reaches_people_and_nothing_else_is(disk: Path, kb: Knowledge) -> None:
    limits_policy = kb.policies.limits.model_copy(update={"disk": DISK})
    kb = kb.model_copy(update={"policies": kb.policies.model_copy(update={"limits": limits_policy})})
    settings = Settings(
        var_dir=disk, burst_quiet_seconds=0, rasa_url="http://127.0.0.1:9", rasa_boot_seconds=0, rasa_patience_seconds=0
    )
    database = demo(settings, kb, "only-here")
    with TestClient(create_app(settings, kb)) as client:
        head = {"Authorization": f"Bearer {client.post('/chat/sessions').json()['token']}"}

        def says(id: str, text: str) -> tuple[int, str]:
            answer = client.post("/chat/messages?wait=10", json={"message_id": id, "text": text}, headers=head)
            return answer.status_code, answer.text

        assert says("m1", "空调坏了")[0] == 200
        assert client.get("/readyz").json()["disk"] == "ok"
        fill(disk)
        assert client.get("/readyz").json()["disk"] != "ok" and client.get("/readyz").status_code == 503
        status, told = says("m2", "空调还是坏的" * 300)
        assert (status, "disk_full" in told) == (503, True)
        status, told = says("m3", "厨房煤气泄漏，有人晕倒了")
        assert status == 200 and "119" in told or "撤离" in told or "通风" in told
        assert says("m4", "空调还是坏的")[0] == 503
        with database.read() as session:
            assert [case.type for case in session.query(Case)] == ["emergency"]
            assert session.query(Message).filter_by(text="空调还是坏的").count() == 0
        (disk / "filling").unlink()
        assert says("m5", "空调还是坏的")[0] in (200, 202)  # stored; people have the talk
        assert (disk / "reserve").stat().st_size == DISK.reserve_megabytes * 1024 * 1024
    database.close()
    assert shutil.disk_usage(disk).total < 32 * 1024 * 1024
