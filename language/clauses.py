"""A message told apart into its clauses, each of which says one thing: 空调不制冷，|另外发票开错了|什么时候能改好.

Breaks are punctuation, spaces between Chinese phrases, connectives (还有, 顺便, 不过) and the numbers of a list. What
would be torn stays whole: facts (an address with its commas, a number read out in groups), lists of particulars, quoted
words, a thing and what is said of it (三楼会议室，空调不制冷), a condition and what follows from it, a correction.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from language import dictionary
from language.facts.extract import extract
from language.facts.fact import Fact
from language.facts.normalise import normalise
from language.facts.words import NO_WORDS
from language.han import HAN

LONGEST_PARTED = 600  # characters; what follows in a longer text, a pasted letter, stays with the last clause
SHORTEST_PHRASE = 3  # Chinese characters of what stands alone between two spaces; shorter are words written apart
SHORTEST_AFTER_SPACE = 2
_ANY_DAY = datetime(2026, 1, 1)  # which day an expression means does not matter here, only where it stands

_MARKS = re.compile(r"[。！？!?；;…,，~～—.\s]+")
_MARKS_AND_SPACES = " \t\r\n\u3000\xa0。！？!?；;…,，~～—.、"
_STRONG = re.compile(r"[。！？!?；;…\n]")
_QUOTED = re.compile(
    r"“[^“”]{0,60}”|‘[^‘’]{0,60}’|「[^「」]{0,60}」|『[^『』]{0,60}』|《[^《》]{0,60}》|【[^【】]{0,60}】"
    r"|（[^（）]{0,60}）|\([^()]{0,60}\)|\[[^\[\]]{0,60}\]|\"[^\"\n]{0,60}\""
)
_GREETING = re.compile(rf"^[你您]好[啊呀]?(?=[{HAN}])(?!吗|么)")
_NUMBERED = re.compile(r"(?<![0-9A-Za-z.第])\d{1,2}[.、)）](?!\d)|[(（]\d{1,2}[)）]|[①②③④⑤⑥⑦⑧⑨]")
# Connectives in the middle of a text without punctuation. What they are only a part of (不过分, 还有多久) is let alone.
_LINK = re.compile(
    r"顺便|顺带|还有(?!多[久少长]|几|没|人[吗在]|什么|哪|救|戏|希望|办法|机会|货|效|可能|必要|质保|保修|得|吗|水|电|气)"
    r"|(?<![有是要换找打给用加买发寄送])另外(?!一[台个部套]?(?:$|[，。,.]))|此外|再就是|再有就是"
    r"|(?<=[了吧啊呢的吗])对了|(?<!先)然后(?!呢)|但是|(?<![不非])但(?=我|是|还|没|又|现在|就是)|可是|只是(?=我|现在|还|有)"
    r"|(?<![气看信受说忙打跑通比抵顾扛拗瞒绕躲熬用挨过只])不过(?![分来去期滤关审户敏热载了])"
    r"|还[想要](?=问|请|咨询|买|查|投诉|报)|再(?=问一?下|问个|帮我查|帮我看)|也想(?=问|查|咨询)"
)
_OPENER = re.compile(
    r"(?:那个|那|哦|噢|嗯|额|呃|啊|诶|哎|喂|请问一?下?|想问一?下?|我想问一?下?|麻烦(?:您|你|问下)?|师傅|亲|还有|另外|此外|顺便(?:问一?下|说一?下)?"
    r"|对了|然后|不过|但是?|可是|只是|所以|因此|再就是|首先|其次|最后|同时|而且|第[一二三四五][点个条]?|[一二三四]是|就是说?|其实|话说)"
)
_CONDITION = re.compile(
    r"(?:那|嗯|但是?|不过|所以|麻烦)?(?:如果|要是|假如|若是?|万一|只要|除非|等到?|等我|哪怕|即使|一旦|虽然|因为|由于|既然)"
)
_TAG = re.compile(
    r"(?:这样)?(?:可以|行|好|对|是|方便|能|成|中|知道|明白)(?:不可以|不行|不好|不对|不是)?(?:吗|嘛|么|吧|不|呢)|行不行|好不好|对不对|是不是|可不可以|能不能|怎么样|如何|行吗"
)
_CORRECTING = re.compile(r"(?:哦不|噢不|(?:哦|噢|啊|等等)?(?:不对|说错了?|错了|打错了?|写错了?|不不不?|更正))")
_CORRECTED = re.compile(r"[，,](?:哦不|噢不|(?:哦|噢|啊|等等)?(?:不对|说错了?|错了|打错了?|写错了?|不不不?|更正))$")
_NOT = re.compile(r"(?:我)?(?:说的|要的)?不是")
_BUT = re.compile(r"(?:我)?(?:说的|要的)?(?:而)?(?:应该)?是|改[成到为]")
# Said alone they are whole answers or wishes, though no word of them is a verb.
_UTTERANCE = re.compile(
    r"(?:嗯|恩|哦|噢|好|对|行|是|好的|好滴|对的|是的|可以|没问题|谢谢[您你]?|多谢|感谢|辛苦了?|你好|您好|在吗|在不在|不用|不要|不行|没有|不是|不对|算了|再见|拜拜|人工|转人工|人工客服|客服|急|很急|ok)[了啊呀哦吧呢的]?",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"联系电话|联系方式|手机号码?|电话号码|联系人|收件人|报修人|姓名|名字|电话|手机|号码|地址|住址|单号|工单号?|序列号|型号|时间|我叫|我是|叫|姓|家?住在?|在|[是为和或]"
)
_NOTHING_SAID = re.compile(rf"[^0-9A-Za-z{HAN}]+")
_SAYS = re.compile(r"[^\s。！？!?；;…,，~～—.、]")
_NO_HAN = re.compile(rf"[^{HAN}]+")
_FACT = re.compile("\0+")
_NUMERAL = re.compile(r"[0-9一二两三四五六七八九十半]")
_FINAL = tuple("了吗呢吧啊呀嘛么哦")  # what a sentence ends with, and none begins with
_PARTICLES = (*_FINAL, "的", "地", "得")
_WAITING = frozenset(
    ["要", "想", "能", "会", "可以", "请", "帮", "需要", "麻烦", "想要", "得", "应该", "给", "让", "有", "没有", "没",
     "不", "叫", "去", "来", "把", "被", "跟", "和", "在"]
)  # fmt: skip
_STATING = tuple("vazil")
_NOT_NAMING = tuple("vazildeyuo")
_NAMING = tuple("nsfxe")
_ASKING = re.compile(r"什么|怎么|多少|多久|几|哪|谁|啥|咋|吗|呢|么")
_CONTACT = frozenset(["phone", "name", "address"])
_MOOD = "score"  # 好的, 一般: too vague a fact to part anything by
_FAULT = "fault"  # the one kind of fact that is a sentence of its own


@dataclass(frozen=True)
class Clause:
    """One part of a message: `text` is what stands at `start`–`end` of it, with the marks that close it."""

    text: str
    start: int
    end: int

    @property
    def words(self) -> str:
        """What is said, without the marks and spaces around it."""
        return self.text.strip(_MARKS_AND_SPACES)


def clauses(text: str, facts: Iterable[Fact] | None = None) -> list[Clause]:
    """The clauses of a message in order; joined they are the message, each but the last with the marks that close it.

    `facts` are those read from this text, read here where they are not given.
    """
    if not _breaks(normalise(text), bytearray(len(text) + 1)):  # most are of one, and need no reading
        return [Clause(text, 0, len(text))]
    read = extract(text, _ANY_DAY, NO_WORDS) if facts is None else facts
    joined: list[_Piece] = []
    for piece in _pieces(text, [fact for fact in read if fact.kind != _MOOD]):
        if joined and _belong_together(joined[-1], piece):
            joined[-1] = joined[-1].with_next(piece)
        else:
            joined.append(piece)
    return [Clause(text[one.start : one.end], one.start, one.end) for one in joined]


class _By(IntEnum):
    """What parts two pieces, the plainest last."""

    SPACE = 0
    CONNECTIVE = 1
    COMMA = 2
    NUMBER = 3
    STOP = 4


@dataclass(frozen=True)
class _Piece:
    """What stands between two possible breaks, or several of these joined."""

    start: int
    end: int
    said: str  # normalised, without the marks around it, facts other than faults as NULs
    closed_by: _By
    states: bool  # has a verb, an adjective or a fault: is no mere name of a thing
    names: bool  # is a mere name of a thing: 三楼会议室, 我家的空调
    contact: bool  # holds a phone, a name or an address
    open: bool  # its last word waits for another: 我要, 帮我

    def with_next(self, other: "_Piece") -> "_Piece":
        return _Piece(
            self.start,
            other.end,
            self.said + "，" + other.said,
            other.closed_by,
            self.states or other.states,
            self.names and other.names,
            self.contact or other.contact,
            other.open,
        )

    @property
    def listed(self) -> bool:
        """Whether it is facts and their labels alone."""
        return "\0" in self.said and not _LABEL.sub("", _NOTHING_SAID.sub("", self.said))

    @property
    def letters(self) -> int:
        return len(_NO_HAN.sub("", self.said))


def _pieces(text: str, facts: list[Fact]) -> Iterator[_Piece]:
    normal = normalise(text)
    hidden = list(normal)
    for fact in facts:
        if fact.kind != _FAULT:
            hidden[fact.start : fact.end] = "\0" * (fact.end - fact.start)
    start, at = 0, 0
    for place, closed_by in [*_breaks(normal, _inside(text, facts)), (len(text), _By.STOP)]:
        if place < len(text) and not _SAYS.search("".join(hidden[start:place])):
            continue
        kinds = set()
        while at < len(facts) and facts[at].start < place:
            kinds.add(facts[at].kind)
            at += 1
        said = "".join(hidden[start:place]).strip(_MARKS_AND_SPACES)
        tagged = _tagged(said)
        yield _Piece(
            start,
            place,
            said,
            closed_by,
            _FAULT in kinds or any(flag[:1] in _STATING for _, flag in tagged),
            _FAULT not in kinds and _names_a_thing(said, tagged),
            bool(kinds & _CONTACT),
            bool(tagged) and tagged[-1][0] in _WAITING,
        )
        start = place


def _inside(text: str, facts: list[Fact]) -> bytearray:
    """1 at every place where a break would tear a fact or quoted words."""
    inside = bytearray(len(text) + 1)
    spans = [(fact.start, fact.end) for fact in facts] + [found.span() for found in _QUOTED.finditer(text)]
    for start, end in spans:
        inside[start + 1 : end] = bytes([1]) * (end - start - 1)
    return inside


def _breaks(normal: str, inside: bytearray) -> list[tuple[int, _By]]:
    """Where a piece may end, and by what."""
    read = normal[:LONGEST_PARTED]
    breaks: dict[int, _By] = {}
    for pattern, by in ((_LINK, _By.CONNECTIVE), (_NUMBERED, _By.NUMBER)):
        breaks |= {found.start(): by for found in pattern.finditer(read)}
    breaks |= {found.end(): _By.CONNECTIVE for found in _GREETING.finditer(read)}
    for found in _MARKS.finditer(read):
        mark = _mark(found, read)
        if mark is not None and not inside[found.start()]:
            breaks[found.end()] = max(mark, breaks.get(found.end(), _By.SPACE))
    return sorted((place, by) for place, by in breaks.items() if 0 < place < len(normal) and not inside[place])


def _mark(found: "re.Match[str]", text: str) -> _By | None:
    """None for the point in 3.5 and KFR.35, the comma in 1,500, the dash in 3~5天."""
    mark, before, after = found.group(), text[: found.start()][-1:], text[found.end() :][:1]
    if mark in ".," and before.isascii() and before.isalnum() and after.isascii() and after.isalnum():
        return None
    if mark in "~～—" and _NUMERAL.match(before) and _NUMERAL.match(after):
        return None
    if _STRONG.search(mark):
        return _By.STOP
    return _By.COMMA if mark.strip() else _By.SPACE


def _belong_together(first: _Piece, then: _Piece) -> bool:
    """Whether the break between two pieces is none."""
    by = first.closed_by
    if _OPENER.fullmatch(first.said) or (first.listed and then.listed):
        return True
    if by in (_By.SPACE, _By.CONNECTIVE) and not (_stands_alone(first) and _can_begin(then, by)):
        return True
    if by in (_By.STOP, _By.NUMBER):
        return False
    return bool(
        _CONDITION.match(first.said)
        or (first.names and not first.contact)
        or _TAG.fullmatch(then.said)
        or _CORRECTING.fullmatch(then.said)
        or _CORRECTED.search(first.said)
        or (_NOT.match(first.said) and _BUT.match(then.said))
    )


def _stands_alone(piece: _Piece) -> bool:
    if _UTTERANCE.fullmatch(piece.said) or piece.listed:
        return True
    states = piece.states or piece.said.endswith(_FINAL)
    return states and not piece.open and piece.letters >= SHORTEST_PHRASE


def _can_begin(piece: _Piece, by: _By) -> bool:
    """Not a word that the one before waits for: a particle, a single character of 空 调 不 制 冷."""
    if by == _By.SPACE and piece.letters < SHORTEST_AFTER_SPACE and "\0" not in piece.said:
        return False
    return not piece.said.startswith(_PARTICLES)


def _tagged(said: str) -> list[tuple[str, str]]:
    """The words with their parts of speech; a fact is one noun."""
    words = dictionary.tagged(_FACT.sub("\0", said)) if said else []
    return [(word, "n" if word == "\0" else kind) for word, kind in words]


def _names_a_thing(said: str, tagged: list[tuple[str, str]]) -> bool:
    if not tagged or _UTTERANCE.fullmatch(said) or _ASKING.search(said):
        return False
    return tagged[-1][1][:1] in _NAMING and not any(flag[:1] in _NOT_NAMING and word != "的" for word, flag in tagged)
