"""One thing told in the place of another: 不是空调，是热水器; 是热水器，不是空调."""

import re
from dataclasses import dataclass

_BREAK = r"[，,。；;\s]{0,3}"
_INSIDE = r"[^，,。；;！!？?\s]"
_NUMBERED = r"[^，,。；;！!？?\s是]{0,6}[0-9一二两三四五六七八九十百几][^，,。；;！!？?\s是]{0,10}"
_SAID = r"(?:我?(?:说|讲|报|指|修|要修|想修|要报|买|住|家里?)的?)?(?:而|应该|应当|其实|实际上?|就){0,2}"
_NOT_BUT = re.compile(
    rf"(?<![是要])不是(?P<wrong>{_INSIDE}{{1,30}}?){_BREAK}{_SAID}(?:是(?!不是)|改成|换成|改为)(?P<right>.{{1,300}})"
)
_BUT_NOT = re.compile(
    rf"(?<!不)是(?P<right>{_INSIDE}{{1,60}}?){_BREAK}(?:而|可)?不是(?P<wrong>{_INSIDE}{{1,30}})[。！!]{{0,3}}$"
)
# Without a verb only what is counted, measured or numbered: 三支，不是两支; 302，不是301.
_TOLD_NOT = re.compile(
    rf"^(?:不对|错了|说错了|哦|啊)?{_BREAK}(?P<right>{_NUMBERED})[，,。；;\s]{{1,3}}不是(?P<wrong>{_NUMBERED})[。！!]{{0,3}}$"
)
_ASKS = re.compile(r"(?:吗|么|嘛|[?？])\s{0,6}$")
_LEAD = re.compile(r"^(?:我?(?:说|讲|报|指|修|要修|想修|要报|买|住|家里?)的?)(?=.)")
_AFTER = re.compile(r"[，,。；;！!]")
_PARTICLES = "的了啊呀吧哈呢哦 "


@dataclass(frozen=True)
class Exchange:
    """What was wrong, and what is right; where in the text each begins."""

    wrong: str
    right: str
    wrong_at: int
    right_at: int

    @property
    def clause(self) -> str:
        """The first clause of what is right."""
        return _AFTER.split(self.right)[0].strip()

    @property
    def first(self) -> str:
        """The same without particles."""
        return self.clause.rstrip(_PARTICLES)

    def is_wrong(self, at: int) -> bool:
        """Whether this place of the text is in what was wrong."""
        return self.wrong_at <= at < self.wrong_at + len(self.wrong)

    def is_right(self, at: int) -> bool:
        """Whether this place of the text is in what is right."""
        return self.right_at <= at < self.right_at + len(self.right)


def exchanged(text: str) -> Exchange | None:
    """What takes the place of what; None where nothing does, and of a question: 不是说好周一是来修的吗."""
    found = None if _ASKS.search(text) else _NOT_BUT.search(text) or _BUT_NOT.search(text) or _TOLD_NOT.search(text)
    if found is None:
        return None
    lead = _LEAD.match(found["wrong"])
    cut = lead.end() if lead else 0
    right = found["right"].strip("，,。；;！! ")
    return Exchange(
        found["wrong"][cut:],
        right,
        found.start("wrong") + cut,
        found.start("right") + found["right"].index(right),
    )


def replaced(text: str, wrong: str, right: str) -> str | None:
    """The text with the last `wrong` in it made `right`; None where it is not in it. 3号 is not in 13号."""
    before = r"(?<![0-9A-Za-z])" if wrong[:1].isalnum() and wrong[:1].isascii() else ""
    after = r"(?![0-9A-Za-z])" if wrong[-1:].isalnum() and wrong[-1:].isascii() else ""
    found = list(re.finditer(f"{before}{re.escape(wrong)}{after}", text)) if wrong else []
    return text[: found[-1].start()] + right + text[found[-1].end() :] if found else None
