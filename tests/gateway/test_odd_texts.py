"""Texts that are more, or less, than they look: too long, turned round, full of what nobody sees, or formulas."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from gateway.app import create_app
from gateway.commands import importing
from gateway.commands.learn import export
from gateway.commands.qr_labels import sheet
from gateway.settings import Settings
from helpline.learning import review
from helpline.tables import Asset, Case, Customer, Message, Organisation, ReviewItem
from kb.models.knowledge import Knowledge
from tests.gateway.desk_calls import As
from tests.world import SUPERVISOR, World

pytestmark = pytest.mark.slow

Says = Callable[..., Any]


@pytest.fixture
def says(world: World, tmp_path: Path) -> Iterator[Says]:
    """Posts a visitor's message to the running gateway; there is no Rasa."""
    settings = Settings(
        var_dir=tmp_path, database_url=world.database.url, rasa_url="http://127.0.0.1:9", burst_quiet_seconds=0
    )
    with TestClient(create_app(settings, world.kb)) as client:
        head = {"Authorization": f"Bearer {client.post('/chat/sessions').json()['token']}"}

        def say(text: str, wait: int = 0) -> Any:
            body = {"message_id": f"m{len(world.all(Message))}", "text": text}
            return client.post(f"/chat/messages?wait={wait}", json=body, headers=head)

        yield say


def heard(world: World) -> list[str]:
    return [row.text for row in world.all(Message, direction="in")]


# -- how long --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("character", ["字", "a", "😀", "\u0301"])
def test_two_thousand_characters_are_taken_and_one_more_is_not(world: World, says: Says, character: str) -> None:
    assert says(character * 2000).status_code == 202
    refused = says(character * 2001)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert refused.json()["detail"].startswith("body.text") and "2000" in refused.json()["detail"]
    assert heard(world) == [character * 2000]


# -- what nobody sees ------------------------------------------------------------------------------------------------

UNSEEN = {
    "turned round": ("退款\u202eexe.gpj\u202c", "退款exe.gpj"),
    "isolated": ("型号\u2066QH-KFR35\u2069不制冷", "型号QH-KFR35不制冷"),
    "copied from an address book": ("\u202a138 0571 1001\u202c", "138 0571 1001"),
    "zero width within a number": ("138\u200b0571\u200b1001", "13805711001"),
    "a joiner within words": ("空\u200d调\u200c不制冷", "空调不制冷"),
    "a byte order mark": ("\ufeff空调不制冷", "空调不制冷"),
    "a family": ("👨\u200d👩\u200d👧空调坏了❤\ufe0f", "👨\u200d👩\u200d👧空调坏了❤\ufe0f"),  # its joiners are seen
}


@pytest.mark.parametrize("what", UNSEEN)
def test_only_what_is_seen_is_kept(world: World, says: Says, what: str) -> None:
    written, kept = UNSEEN[what]
    assert says(written).status_code == 202
    assert heard(world) == [kept]


def test_nothing_but_what_nobody_sees_is_no_message(world: World, says: Says) -> None:
    assert says("\u200b\u202e\ufeff").json() == {"code": "invalid", "detail": "text or attachments must be given"}
    assert heard(world) == []


@pytest.mark.parametrize("text", ["家里煤\u200b气泄\u200d漏了", "\u202e家里煤气\ufeff泄漏了"])
def test_danger_is_heard_through_it_also_over_the_limit(world: World, says: Says, text: str) -> None:
    while says("在吗").status_code != 429:
        pass
    answer = says(text, wait=20)
    assert answer.status_code == 200 and answer.json()["owner"] == "queue"
    assert any(words in answer.json()["messages"][0]["text"] for words in ("煤气", "燃气", "阀"))
    assert [case.type for case in world.all(Case)] == ["emergency"]


# -- formulas --------------------------------------------------------------------------------------------------------

FORMULAS = (
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    '=HYPERLINK("http://x.example","点我")',
)


@pytest.fixture
def imported(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A register full of formulas, taken in with `make import`."""
    monkeypatch.setenv("DATABASE_URL", world.database.url)
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    customers = [("id", "name", "organisation", "phone", "address")]
    customers += [(f"F{n}", cell, cell, f"1382222000{n}", cell) for n, cell in enumerate(FORMULAS)]
    machines = [("serial", "customer_id", "model", "place")]
    machines += [(f"CC2600000{n}", f"F{n}", "QH-KFR35", cell) for n, cell in enumerate(FORMULAS)]
    for name, rows in (("customers", customers), ("assets", machines)):
        file = tmp_path / f"{name}.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(rows)
        assert importing.main(file, dry_run=False) == 0


def test_imported_formulas_are_text_and_shown_as_text(world: World, imported: None, desk: As) -> None:
    kept = [row for row in world.all(Customer) if row.id.startswith("F")]
    assert [(row.name, row.address) for row in kept] == [(cell, cell) for cell in FORMULAS]
    assert {row.name for row in world.all(Organisation)} == set(FORMULAS)
    assert [row.place for row in world.all(Asset) if row.serial.startswith("CC")] == list(FORMULAS)
    for n, cell in enumerate(FORMULAS):
        chat = world.chat(f"F{n}")
        number = world.case(world.file(chat, name=cell, serial=f"CC2600000{n}", description=cell)).number
        for path in (f"/api/conversations/{chat}", f"/api/cases/{number}"):
            shown = desk(SUPERVISOR).get(path)
            assert shown.headers["content-type"] == "application/json"
            assert cell in str(texts(shown.json()))


def texts(value: Any) -> list[str]:
    """Every text in an answer."""
    if isinstance(value, dict | list):
        parts = value.values() if isinstance(value, dict) else value
        return [text for part in parts for text in texts(part)]
    return [value] if isinstance(value, str) else []


def test_on_a_label_to_print_they_are_text_too(kb: Knowledge) -> None:
    machine = '=HYPERLINK("http://x.example")<script>alert(1)</script>'
    page = sheet(kb, {"QH1": machine}, {"QH1": "http://weixin.qq.com/q/02Zq7"})
    assert "<script>" not in page and "=HYPERLINK(&quot;http://x.example&quot;)&lt;script&gt;" in page


def test_a_message_exported_for_measuring_is_no_formula_to_a_spreadsheet(world: World, tmp_path: Path) -> None:
    for n, formula in enumerate(("", *FORMULAS)):
        chat = world.write("web", f"v{n}", f"{formula}空调不制冷")
        with world.work(SUPERVISOR) as work:
            message = work.session.scalars(select(Message).where(Message.conversation_id == chat)).one()
            message.handled_at = work.now
            review.relabel(work, chat, message.seq, "report_fault")
    with world.work() as work:
        for item in work.session.query(ReviewItem):
            item.status = "held_out"
        work.session.flush()
        export(work, tmp_path / "labelled.tsv")
    with (tmp_path / "labelled.tsv").open(encoding="utf-8", newline="") as file:
        cells = [row["text"] for row in csv.DictReader(file, delimiter="\t")]
    assert len(cells) == len(FORMULAS) + 1 and "空调不制冷" in cells
    assert [cell for cell in cells if cell[0] in "=+-@"] == []
