"""What the customer sees or hears, kept as text for people to review: tests/journeys/golden/<flow>.<channel>.txt.

A changed wording shows here; GOLDEN=write writes the files anew.
"""

import os
import re
from pathlib import Path

from simulator.journal import Entry
from tests.journeys.channels.outside import OutsideTalk
from tests.journeys.script import HERE
from tests.journeys.talk import Talk

FOLDER = HERE / "golden"
NAMES = {"web": "网页", "wechat": "微信公众号", "wecom": "微信客服", "sms": "短信", "voice": "电话"}
BEFORE = {"subscribe": "（关注公众号）", "enter_session": "（打开客服对话）"}
INDENT = " " * 4


def compare(path: Path, talk: Talk) -> None:
    """Fails when what the customer met is not what was reviewed."""
    file = FOLDER / f"{path.parent.name}.{talk.channel}.txt"
    text = "\n".join([f"{NAMES[talk.channel]}：{path.parent.name}/{path.stem}", "", *lines(talk)]) + "\n"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8"), f"{file.name} has changed; GOLDEN=write after reviewing it"


def lines(talk: Talk) -> list[str]:
    """The talk from the customer's side."""
    assert isinstance(talk, OutsideTalk)
    return [line for entry in talk.entries() for line in _entry(talk.channel, entry)]


def _entry(channel: str, entry: Entry) -> list[str]:
    what = entry.what
    match entry.kind:
        case "event":
            return [f"客户：{BEFORE[what['event']]}"]
        case "dialled":
            return ["客户：（拨打热线）"]
        case "said":
            text = what.get("text") or "（图片）"
            if re.fullmatch(r"\d{6}#?", text):
                text = "收到的验证码"  # another one each time
            return [f"客户：（按{text.rstrip('#')}）" if what.get("keys") else f"客户：{text}"]
        case "heard":
            return [f"{INDENT}客户听到：{what['text']}"]
        case "got" if entry.channel == "sms":
            return _shown(f"客户收到短信（{what['segments']}条）", what)
        case "got":
            return [*_shown("客户看到", what), f"{INDENT * 2}（还能再发{what['left']}条）"]
        case "state" if what["ringing"] and not what["picked_up"] and not what["busy"]:
            return [f"{INDENT}振铃：{'、'.join(what['ringing'])}"]
        case "state" if what["state"] == "over":
            return ["（通话结束）"]
    return []


def _shown(who: str, what: dict) -> list[str]:
    first, *rest = str(what["text"]).split("\n")
    choices = [f"{INDENT * 2}▸ {choice['title']}" for choice in what.get("choices") or ()]
    return [f"{INDENT}{who}：{first}", *(f"{INDENT * 2}{line}" if line else "" for line in rest), *choices]
