"""Calls as sound scripts: everything both sides hear, word for word, kept as text for people to review.

A changed wording shows here; `SOUND_SCRIPTS=write` writes the files anew.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.twiml import TwimlCall
from tests.gateway.hotline_calls import Opens, Reply

FOLDER = Path(__file__).parent / "sound"


class Script:
    """Writes down who says what."""

    def __init__(self, call: TwimlCall) -> None:
        self.call = call
        self.lines: list[str] = []

    def __call__(self, who: str, what: str, act: Callable[[], list[str]]) -> None:
        begun = len(self.call.heard)
        answer = act()
        self.lines += [f"{who}：{what}"] if what else []
        if who == "同事":
            self.lines += [f"    同事听到：{text}" for text in answer]
        self.lines += [f"    客户听到：{text}" for text in self.call.heard[begun:]]
        if self.call.ringing and self.call.state == "ringing":
            self.lines.append(f"    振铃：{'、'.join(leg.number for leg in self.call.ringing)}")


def emergency(say: Script, call: TwimlCall) -> None:
    say("客户", "（拨打热线）", call.begin)
    say("客户", "配电柜冒烟了", lambda: call.say("配电柜冒烟了"))
    say("同事", "（接起，按任意键）", call.other_answers)
    say("客户", "（同事挂断）", call.other_hangs_up)


def nobody_answers(say: Script, call: TwimlCall) -> None:
    say("客户", "（拨打热线）", call.begin)
    say("客户", "有人触电了", lambda: call.say("有人触电了"))
    for _ in range(6):
        say("客户", "（无人接听）", call.no_answer)
    say("客户", "西湖区文三路1号，电话13905711001", lambda: call.say("西湖区文三路1号，电话13905711001"))
    say("客户", "（挂断）", call.hang_up)


def silence(say: Script, call: TwimlCall) -> None:
    say("客户", "（拨打热线）", call.begin)
    say("客户", "空调不制冷", lambda: call.say("空调不制冷"))
    say("客户", "（没有声音）", call.silence)
    say("客户", "（没有声音）", call.silence)
    say("客户", "（按2）", lambda: call.press("2"))


def waiting(say: Script, call: TwimlCall) -> None:
    """The bot is away, so a human is rung."""
    say("客户", "（拨打热线）", call.begin)
    say("客户", "系统坏了", lambda: call.say("系统坏了"))
    say("同事", "（语音信箱，没有按键）", lambda: call.other_answers(key=""))
    say("客户", "（无人接听）", call.no_answer)
    say("客户", "（没有按键）", call.silence)
    say("客户", "（按1）", lambda: call.press("1"))
    say("客户", "（挂断）", call.hang_up)


STORIES = {story.__name__: story for story in (emergency, nobody_answers, silence, waiting)}


@pytest.mark.parametrize("name", STORIES)
def test_sound_script(line: Opens, name: str) -> None:
    def bot(_sender: str, text: str) -> Reply:
        return Reply(["请问您的联系电话是多少？"]) if "空调" in text else Reply([""])

    phone = line(bot)
    call = phone.call()
    script = Script(call)
    STORIES[name](script, call)
    told = [*script.lines, *(f"短信：{text}" for text in [*phone.notices(call), *phone.texts(call)])]
    text, file = "\n".join(told) + "\n", FOLDER / f"{name}.txt"
    if os.environ.get("SOUND_SCRIPTS") == "write":
        FOLDER.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")
