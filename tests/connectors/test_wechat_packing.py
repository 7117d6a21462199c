"""How messages share parcels, as a table, and where long texts are parted."""

import random
from typing import Any

import pytest

from connectors.contract.outbound import Outbound, Parcel
from connectors.tencent.packing import HEAD_BYTES, TEXT_BYTES, pack, split
from connectors.wechat.account import menu, written_out
from tests.connectors.wechat_pushes import account, corporation

YES_NO = ({"title": "好了", "payload": "/affirm"}, {"title": "还没好", "payload": "/deny"})
PICTURE = {"id": "p1", "name": "plate.jpg", "content_type": "image/jpeg", "path": "/nowhere"}


def bot(text: str = "", **more: Any) -> dict[str, Any]:
    return {"author": "bot", "author_name": "", "text": text, **more}


def agent(text: str, name: str = "林晓", **more: Any) -> dict[str, Any]:
    return {"author": "agent", "author_name": name, "text": text, **more}


def messages(*given: dict[str, Any]) -> list[Outbound]:
    return [Outbound(id=100 + place, seq=place, **what) for place, what in enumerate(given, start=1)]


def drawn(parcel: Parcel) -> tuple[Any, ...]:
    """Whose messages, what it shows, which part of how many."""
    what: str = "picture" if parcel.attachment else parcel.text
    return tuple(i - 100 for i in parcel.ids), what, len(parcel.buttons), f"{parcel.part + 1}/{parcel.parts}"


LONG = "空调" * 300  # 1800 bytes
PACKED: dict[str, tuple[list[dict[str, Any]], list[tuple[Any, ...]]]] = {
    "one": ([bot("您好")], [((1,), "您好", 0, "1/1")]),
    "nothing": ([], []),
    "three bubbles": (
        [bot("您好"), bot("我是小服"), bot("请问哪里坏了")],
        [((1, 2, 3), "您好\n\n我是小服\n\n请问哪里坏了", 0, "1/1")],
    ),
    "buttons under the last": (
        [bot("修好了吗"), bot("请选", buttons=YES_NO)],
        [((1, 2), "修好了吗\n\n请选", 2, "1/1")],
    ),
    "nothing under buttons": (
        [bot("请选", buttons=YES_NO), bot("谢谢")],
        [((1,), "请选", 2, "1/1"), ((2,), "谢谢", 0, "1/1")],
    ),
    "buttons without words": ([bot(buttons=YES_NO)], [((1,), "", 2, "1/1")]),
    "the agent's name once": (
        [agent("我来帮您"), agent("稍等")],
        [((1, 2), "林晓：我来帮您\n\n稍等", 0, "1/1")],
    ),
    "voices apart": (
        [bot("为您转接"), agent("我来帮您"), agent("换我", name="赵宁")],
        [
            ((1,), "为您转接", 0, "1/1"),
            ((2,), "林晓：我来帮您", 0, "1/1"),
            ((3,), "赵宁：换我", 0, "1/1"),
        ],
    ),
    "bot and product are one voice": (
        [bot("已登记"), {"author": "system", "author_name": "", "text": "坐席已接入"}],
        [((1, 2), "已登记\n\n坐席已接入", 0, "1/1")],
    ),
    "surveys, notices and codes by themselves": (
        [
            bot("好的"),
            bot("打几分", purpose="survey"),
            bot("验证码", purpose="code"),
            bot("明天上门", purpose="notice"),
        ],
        [((n,), text, 0, "1/1") for n, text in enumerate(["好的", "打几分", "验证码", "明天上门"], start=1)],
    ),
    "a picture after its words": (
        [bot("如图", attachments=(PICTURE, PICTURE))],
        [((1,), "如图", 0, "1/3"), ((1,), "picture", 0, "2/3"), ((1,), "picture", 0, "3/3")],
    ),
    "pictures are not joined": (
        [bot("看图"), bot(attachments=(PICTURE,)), bot("就这样")],
        [((1,), "看图", 0, "1/1"), ((2,), "picture", 0, "1/1"), ((3,), "就这样", 0, "1/1")],
    ),
    "as much as goes": (
        [bot(LONG), bot("空" * 82), bot("调")],
        [((1, 2), LONG + "\n\n" + "空" * 82, 0, "1/1"), ((3,), "调", 0, "1/1")],
    ),
    "too long under a menu": (
        [bot(LONG), bot("请选", buttons=YES_NO)],
        [((1,), LONG, 0, "1/1"), ((2,), "请选", 2, "1/1")],
    ),
    "a long message shares nothing": (
        [bot("a"), bot("空调坏了。" * 200), bot("b")],
        [
            ((1,), "a", 0, "1/1"),
            ((2,), "空调坏了。" * 136, 0, "1/2"),
            ((2,), "空调坏了。" * 64, 0, "2/2"),
            ((3,), "b", 0, "1/1"),
        ],
    ),
    "a long message with buttons": (
        [bot("空调坏了。" * 130, buttons=YES_NO)],
        [((1,), "空调坏了。" * 68, 0, "1/2"), ((1,), "空调坏了。" * 62, 2, "2/2")],
    ),
    "blank words": ([bot("  \n ")], [((1,), "", 0, "1/1")]),
}


@pytest.mark.parametrize("case", PACKED)
def test_packed(case: str) -> None:
    given, wanted = PACKED[case]
    assert [drawn(parcel) for parcel in pack(messages(*given))] == wanted
    assert pack(messages(*given)) == pack(messages(*given))


def test_both_channels_pack_alike() -> None:
    given = messages(bot("您好"), bot("请选", buttons=YES_NO))
    assert account().pack(given) == corporation().pack(given) == pack(given)


def test_a_menu_names_the_message_and_the_place() -> None:
    (parcel,) = pack(messages(bot("修好了吗"), bot("请选", buttons=YES_NO)))
    assert menu(parcel)["head_content"] == "修好了吗\n\n请选"
    assert menu(parcel)["list"] == [{"id": "2-1", "content": "好了"}, {"id": "2-2", "content": "还没好"}]
    assert written_out(parcel) == "修好了吗\n\n请选\n1. 好了\n2. 还没好"


FAMILY, THUMB, FLAG, KEYCAP, HEART = "👨‍👩‍👧‍👦", "👍🏽", "🇨🇳", "1️⃣", "❤️"
SPLIT = {
    "fits": ("abc", 3, ["abc"]),
    "a sentence": ("修好了。谢谢您", 15, ["修好了。", "谢谢您"]),
    "a line": ("修好了\n谢谢", 14, ["修好了", "谢谢"]),
    "a paragraph before a line": ("一\n二\n\n三\n四五", 14, ["一\n二", "三\n四五"]),
    "a comma": ("修好了，谢谢您", 15, ["修好了，", "谢谢您"]),
    "a quotation stays closed": ("他说“好。”然后", 16, ["他说", "“好。”", "然后"]),
    "not too early": ("好。" + "空" * 10, 30, ["好。" + "空" * 8, "空" * 2]),
    "no place": ("空调空调", 7, ["空调", "空调"]),
    "four bytes": ("ab😀", 5, ["ab", "😀"]),
    "a family": ("a" + FAMILY, 25, ["a", FAMILY]),
    "a thumb": ("a" + THUMB, 8, ["a", THUMB]),
    "flags": ("a" + FLAG + FLAG, 13, ["a" + FLAG, FLAG]),
    "a keycap": ("ab" + KEYCAP, 8, ["ab", KEYCAP]),
    "a heart": ("ab" + HEART, 7, ["ab", HEART]),
    "longer than a piece": (FAMILY, 8, ["👨‍", "👩‍", "👧‍", "👦"]),
    "blank": (" \n ", 5, []),
}


@pytest.mark.parametrize("case", SPLIT)
def test_split(case: str) -> None:
    text, size, pieces = SPLIT[case]
    assert split(text, size) == pieces


def test_nothing_is_lost_and_nothing_is_too_long() -> None:
    chance = random.Random(7)
    alphabet = ["空", "调", "。", "，", "\n", "a", " ", FAMILY, THUMB, FLAG, KEYCAP, "😀", "\n\n"]
    for _ in range(200):
        given = messages(
            *(
                bot(
                    "".join(chance.choice(alphabet) for _ in range(chance.randrange(1, 900))),
                    buttons=YES_NO if chance.random() < 0.2 else (),
                )
                for _ in range(chance.randrange(1, 6))
            )
        )
        parcels = pack(given)
        for parcel in parcels:
            assert len(parcel.text.encode()) <= (HEAD_BYTES if parcel.buttons else TEXT_BYTES)
            assert parcel.parts == 1 or len(parcel.ids) == 1
        assert "".join("".join(p.text for p in parcels).split()) == "".join("".join(m.text for m in given).split())
        assert [i for p in parcels if p.part == 0 for i in p.ids] == [m.id for m in given]
