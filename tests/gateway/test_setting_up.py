"""What operators set up at a platform: the menu, and labels for machines, on a platform that takes them or refuses."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from connectors.contract.channel import Registry
from connectors.wechat import connect
from connectors.wechat.account import WeChatChannel
from gateway.commands import qr_labels
from gateway.commands.menu import set_everywhere
from gateway.commands.qr_labels import QrLabelFault, chosen, made, sheet
from helpline.delivery.token_store import DatabaseTokenStore
from simulator.faults import Fault
from simulator.platform import Platform
from simulator.serving import running
from tests.world import World

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def platform() -> Iterator[Platform]:
    with running("http://127.0.0.1:9") as started:
        yield started


@pytest.fixture
def account(world: World, platform: Platform) -> Iterator[WeChatChannel]:
    platform.account["menu"] = []
    platform.account["codes"].clear()
    platform.faults.rules.clear()
    made = connect(platform.accounts.settings(), DatabaseTokenStore(world.database))
    assert isinstance(made, WeChatChannel)
    yield made
    platform.faults.rules.clear()


def test_the_menu_of_the_knowledge(world: World, platform: Platform, account: WeChatChannel) -> None:
    told = set_everywhere(Registry({"wechat": account}), world.kb.policies.menu)
    assert told == {"wechat": ""}
    assert [entry["name"] for entry in platform.account["menu"]] == ["我要报修", "自助查询", "转人工"]
    assert platform.account["menu"][1]["sub_button"][0] == {"type": "click", "name": "查进度", "key": "查维修进度"}


def test_a_platform_that_refuses_the_menu(world: World, platform: Platform, account: WeChatChannel) -> None:
    platform.faults.rules.append(Fault(where="/wechat/cgi-bin/menu/create", does="code", value=40018))
    told = set_everywhere(Registry({"wechat": account}), world.kb.policies.menu)
    assert "40018" in told["wechat"] and platform.account["menu"] == []


def test_no_channel_with_a_menu(world: World) -> None:
    assert set_everywhere(Registry(), world.kb.policies.menu) == {}


def test_every_machine_has_one_code_for_good(platform: Platform, account: WeChatChannel, tmp_path: Path) -> None:
    kept = tmp_path / "qr-labels" / "codes.csv"
    first, refused = made(account, ["QH25053206", "NX26019431"], kept)
    assert refused == {} and sorted(platform.account["codes"].values()) == ["sn:NX26019431", "sn:QH25053206"]
    again, _ = made(account, ["NX26019431", "LF24028358"], kept)
    assert again["NX26019431"] == first["NX26019431"] and len(platform.account["codes"]) == 3


def test_one_that_gets_no_code_keeps_no_other_from_its(account: WeChatChannel, tmp_path: Path) -> None:
    codes, refused = made(account, ["K" * 62, "QH25053206"], tmp_path / "codes.csv")
    assert list(codes) == ["QH25053206"] and "serial number" in refused["K" * 62]


def test_the_sheet_shows_code_machine_and_hotline(world: World) -> None:
    page = sheet(world.kb, {"QH<1": "空调"}, {"QH<1": "http://weixin.qq.com/q/02Zq7"})
    assert page.count("<svg") == 1 and "空调 QH&lt;1" in page and world.kb.company.hotline in page


def test_machines_of_a_file(world: World, tmp_path: Path) -> None:
    file = tmp_path / "serials.csv"
    file.write_text("\ufeffserial,name\nQH1,客厅空调\n ,\nQH2,\n", encoding="utf-8")
    assert chosen(world.database, world.kb, file) == {"QH1": "客厅空调", "QH2": ""}
    file.write_text("number\nQH1\n", encoding="utf-8")
    with pytest.raises(QrLabelFault, match="serials.csv:1: there is no column serial"):
        chosen(world.database, world.kb, file)


def test_without_a_channel_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with patch.dict("os.environ", {"VAR_DIR": str(tmp_path)}):
        assert qr_labels.main(None) == 1
    assert capsys.readouterr().out.strip() == qr_labels.NOBODY
