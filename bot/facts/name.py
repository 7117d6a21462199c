"""How the customer is called."""

import re
from collections.abc import Iterator

import jieba.posseg

from bot.facts.fact import Fact
from bot.facts.surnames import COMPOUND, SINGLE, STARTS
from bot.facts.words import Words

_TITLE = r"(?:先生|女士|小姐|太太|老师|阿姨|大姐|大哥|师傅|经理|主任|老板|总|工)"
_POLITE = r"(?:先生|女士|小姐|太太|阿姨)"
_HANZI = "[一-鿿]"
_SAID = re.compile(
    rf"(?:我叫|叫我|姓名|联系人|名字|称呼我?|报修人|用户名?|收货人|户主)(?:是|叫|为|写|就?叫|[:： ])*"
    rf"(?P<name>{STARTS}(?:{_TITLE}|{_HANZI}{{1,2}}(?:{_POLITE})?))"
)
_I_AM = re.compile(rf"我是(?P<name>{STARTS}(?:{_TITLE}|{_HANZI}{{1,2}}))(?=$|[，。,.!！；; \d]|电话|手机|住|家住|地址)")
_SURNAME = re.compile(rf"(?:我|免贵|本人|鄙人)?(?:免贵)?姓(?P<name>{STARTS})(?![名氏])")
_TITLED = re.compile(
    rf"(?<!{_HANZI})(?P<name>{STARTS}{_HANZI}{{0,2}}?{_POLITE})(?!傅)|(?<=[是叫找])(?P<name2>{STARTS}{_POLITE})"
)
_FIELD = re.compile(r"[^\s,，、;；。:：/|]+")
_WORDS_INSIDE = re.compile(r"[的了吗呢吧啊是不没在有和就都也要还很到请坏修装您你我他她它们这那哪]")
_OTHER_WORDS = frozenset(
    [
        "先生",
        "女士",
        "小姐",
        "师傅",
        "客服",
        "人工",
        "用户",
        "本人",
        "房东",
        "租客",
        "物业",
        "明白",
        "方便",
        "查进度",
        "查保修",
        "查工单",
        "查询",
        "时候",
        "马上",
        "谢谢",
        "高兴",
    ]
)
_TITLE_END = re.compile(rf"(.+?)({_POLITE})$")


def find_names(text: str, words: Words, *, beside_phone: bool) -> Iterator[Fact]:
    """Names in a normalised text. `beside_phone` also takes a lone name in a list of particulars."""
    seen: set[int] = set()
    for pattern in (_SAID, _I_AM, _TITLED, _SURNAME):
        for found in pattern.finditer(text):
            group = "name2" if pattern is _TITLED and found["name2"] else "name"
            name, start, end = found[group], found.start(group), found.end(group)
            if pattern is _SURNAME:
                title = re.match(r"[，, ]?(先生|女士)", text[end:])
                name += title[1] if title else ""
                end += title.end() if title else 0
            if start not in seen and _possible(name, words, surname_only=pattern is _SURNAME):
                seen.add(start)
                yield Fact("name", name, text[start:end], start, end)
    if beside_phone and not seen:
        for field in _FIELD.finditer(text):
            if _full_name(field.group(), words):
                yield Fact("name", field.group(), field.group(), *field.span())
                return


def bare_name(text: str, words: Words) -> str | None:
    """The name, where the whole of a normalised answer to "your name?" is one; otherwise None."""
    answer = text.strip(" 。.,，!！~")
    answer = re.sub(r"^(?:我?[就是叫姓]|免贵姓|是的?[，,]?){1,2}", "", answer)
    if re.fullmatch(rf"{STARTS}(?:{_TITLE})?", answer):
        return answer
    return answer if _full_name(answer, words) else None


def _full_name(said: str, words: Words) -> bool:
    if not re.fullmatch(rf"{STARTS}{_HANZI}{{1,2}}(?:{_POLITE})?", said):
        return False
    return _possible(said, words)


def _possible(name: str, words: Words, *, surname_only: bool = False) -> bool:
    titled = _TITLE_END.fullmatch(name)
    core = titled[1] if titled else name
    if surname_only or core in SINGLE or core in COMPOUND:
        return True
    if core in _OTHER_WORDS or _WORDS_INSIDE.search(core) or any(word in core for word in words.products):
        return False
    if re.fullmatch(rf"{STARTS}{_TITLE}", core):
        return True
    return not _is_common_word(core)


def _is_common_word(word: str) -> bool:
    tag = jieba.posseg.dt.word_tag_tab.get(word)
    if tag is None:
        jieba.posseg.dt.initialize()
        tag = jieba.posseg.dt.word_tag_tab.get(word)
    return tag is not None and not tag.startswith("nr")
