"""How the customer is called."""

import re
from collections.abc import Iterator

from language.dictionary import frequency, tag
from language.facts.fact import Fact
from language.facts.place import is_place
from language.facts.surnames import COMPOUND, SINGLE, STARTS
from language.facts.words import Words
from language.han import ANY_HAN

_POLITE = r"(?:先生|女士|小姐|太太|阿姨)"
_TITLE = rf"(?:{_POLITE}|老师|大姐|大哥|师傅|经理|主任|主管|老板|店长|厂长|院长|校长|队长|班长|处长|科长|会计|医生|护士长|工程师|同学|总|工|姐|哥)"
_HANZI = f"[{ANY_HAN}]"
# What may follow a name; longer names are tried only where a shorter one is not closed by one of these.
_CLOSED = r"(?=$|[^一-鿿A-Za-z]|电话|手机|号码|联系|住|家住|地址|就[行可好]|即可|收|的|吧|啊|呀|哈|哦|是我|在家|在现场|在那|接待|对接|负责|让|说|要|开门|签收|这边|他|她|我|打|您|你)"
_PERSON = rf"(?:{STARTS}{_TITLE}|{STARTS}(?:{_HANZI}{{1,2}}?){_TITLE}?)"
_ASKED_FOR = r"姓名|联系人|联络人|名字|称呼我?|报修人|用户名|户名|收货人|收件人|签收人|户主|业主|机主|车主|负责人|经办人|对接人|客户名?|当事人|驾驶员|司机|值班员?|管理员|保管员"
_PUT_RIGHT = r"改[成为]|换[成为]|更正[成为]|[写打弄记]?错了?|不对|应该|其实"
_SAID = re.compile(
    rf"(?:{_ASKED_FOR}|我叫|叫我|本人|(?<=[，, ])叫)(?:是|叫|为|写|填|就?叫|{_PUT_RIGHT}|[:： 、,，]){{0,12}}(?P<name>{_PERSON}){_CLOSED}"
)
# One name in the place of another: 是夏宇不是夏雨, 不是夏雨是夏宇.
_THIS_NOT_THAT = re.compile(
    rf"(?:^|[，, ])(?:应该)?[是叫](?P<name>{STARTS}{_HANZI}{{1,2}}?)[，, ]?不[是叫]{STARTS}{_HANZI}{{1,2}}{_CLOSED}"
)
_NOT_THAT_BUT_THIS = re.compile(
    rf"不[是叫]{STARTS}{_HANZI}{{1,2}}?[，, ]?(?:应该)?[是叫](?P<name>{STARTS}{_HANZI}{{1,2}}?){_CLOSED}"
)
_SAID_OPEN = re.compile(
    rf"(?:我叫|叫我|姓名|联系人|名字)(?:是|为|就?叫|[:： ]){{0,12}}(?P<name>{STARTS}(?:{_TITLE}|{_HANZI}{{1,2}}))"
)
# Names that no list of surnames tells: with a point inside, of Latin letters, written apart, or of a rare surname in a form.
_POINTED = rf"{_HANZI}{{1,8}}(?:[·•・‧∙.]{_HANZI}{{1,8}}){{1,4}}"
_LATIN = r"[A-Z][A-Za-z'’.\-]{0,24}(?: [A-Z][A-Za-z'’.\-]{0,24}){0,3}(?![A-Za-z0-9\-])"
_ANY_NAME = re.compile(
    rf"(?:{_ASKED_FOR}|我叫|叫我|本人)(?:是|为|就?叫|{_PUT_RIGHT}|[:： ，,]){{0,6}}(?P<name>{_POINTED}|{_LATIN})"
    rf"|(?:我叫|姓名|联系人|名字)(?:是|为|[:： ]){{0,6}}(?P<apart>{STARTS} {_HANZI}(?: ?{_HANZI})?)(?=$|[^{ANY_HAN}A-Za-z])"
    rf"|(?:姓名|联系人|报修人|收件人|收货人)[:：] ?(?P<field>{_HANZI}{{2,4}})(?=$|[\s,，;；。/|\0])"
    rf"|(?:我叫|我的?名字[是叫])(?P<called>{_HANZI}{{2,3}})(?=$|[\s,，;；。!！\0])"
)
# Weaker leads, which introduce many other things too: the name must look like one.
_FOUND_BY = re.compile(
    rf"(?:[他她]叫|名叫|叫做|请?找|联系|转告|问|同事|老公|老婆|爱人|先生|太太|儿子|女儿|父亲|母亲|爸爸?|妈妈?|房东|租客|店长|物业|值班|师傅|经理|主任|会计|[部科处员长管]|租户|住户|业主|姑娘|小伙|小哥|阿姨|主管|后勤|行政|前台|保安|门卫|助理|秘书|[他她]是|就是|我是|这边是|你好|您好)(?:[:：,， ]|是|叫)?(?P<name>{_PERSON}){_CLOSED}"
)
_TITLED = re.compile(
    rf"(?:(?<!{_HANZI})|(?<=[是叫找的东户主部科处室心司业局院校厂店队组勤办会员台岗家])|(?<=联系)|(?<=或者)|(?<=你好)|(?<=您好))(?P<name>{STARTS}(?:{_HANZI}{{1,2}}?)?{_TITLE})(?!傅|[一-鿿]{{0,20}}(?:态度|上次|来过|修|没来|怎么还))"
)
_SURNAME = re.compile(
    rf"(?:我|她|他|免贵|本人|鄙人)?(?:免贵)?(?<!师傅)(?<!客服)(?<!工程师)姓[ :：]{{0,2}}(?P<name>{STARTS})(?![名氏的])"
)
_AFTER_SURNAME = re.compile(
    rf"[，, ]{{0,20}}(?:(?:全名|名字|大名)?[叫是]?(?P<full>{STARTS}{_HANZI}{{1,2}}?){_CLOSED}|(?P<title>{_POLITE}))"
)
_FIELD = re.compile(r"[^\s,，、;；。:：/|\0()（）【】\[\]“”]+")
_ENGINEER = re.compile(
    r"(?:上次|昨天|上回|之前|那天|来的|派来?的?|你们的?|修理?的|安装的|维修的|[叫让派请]|那个|这个|一个|有个)(?:那个|这个)?$"
)
_MYSELF = re.compile(r"(?:我是|是我[，,]?|这边是|这里是|我叫|就是|找|联系)[^。；;]{0,12}的$")
_WORDS_INSIDE = re.compile(
    r"[的了吗呢吧啊是不没在就都也要还很到请坏修装您你我他她它们这那哪什谁啥]|应该|^.有|^明[天早晚年]|[小中大]学$|医院|公司|小区|大厦"
)
_OTHER_WORDS = frozenset(
    [
        "单号",
        "单子",
        "方式",
        "方案",
        "方向",
        "方面",
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
        "常见",
        "于是",
        "贵姓",
        "安排",
        "安装",
        "包修",
        "包换",
        "包退",
        "施工",
        "包工",
        "汇总",
        "全总",
        "单工",
        "成工",
        "解决",
        "解释",
        "时间",
        "全部",
        "万能",
        "常规",
        "水工",
        "顾客",
        "路人",
        "应该",
        "祝福",
        "车工",
        "钟点工",
    ]
)
_LOOSE_TITLES = re.compile(rf"{STARTS}(?:姐|哥|工|总|同学)")
_TITLE_END = re.compile(rf"(.{{1,80}}?)({_TITLE})$")
FREQUENT = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董程曹袁邓许沈曾彭吕苏卢蒋蔡贾丁魏薛叶余潘杜戴钟汪姜范方姚谭廖邹熊陆郝崔邱秦顾侯邵孟段"  # surnames
RARE = 100  # how often jieba's corpus has a word that may be a name all the same: 文静, 高远


def find_names(text: str, words: Words, *, in_list: bool) -> Iterator[Fact]:
    """Names in a normalised text whose numbers and addresses are blanked with NULs, which close a name like a comma.

    `in_list` also takes a lone name in a list of particulars.
    """
    taken: list[tuple[int, int]] = []
    for name, start, end in _stated(text, words):
        if all(end <= begin or start >= stop for begin, stop in taken):
            taken.append((start, end))
            yield Fact("name", name, text[start:end], start, end)
    if in_list and not taken:
        for field in _FIELD.finditer(text):
            if _full_name(field.group(), words, rare=True) and not is_place(field.group()):
                yield Fact("name", field.group(), field.group(), *field.span())
                return


def _stated(text: str, words: Words) -> Iterator[tuple[str, int, int]]:
    for found in _SURNAME.finditer(text):
        more = _AFTER_SURNAME.match(text, found.end())
        if (
            more
            and more["full"]
            and more["full"].startswith(found["name"])
            and _possible(more["full"], words, trusted=True)
        ):
            yield more["full"], *more.span("full")
        else:
            title = more["title"] if more else None
            yield (
                found["name"] + (title or ""),
                found.start("name"),
                more.end() if more and title else found.end("name"),
            )
    for found in _ANY_NAME.finditer(text):
        group = str(found.lastgroup)
        if group != "called" or _possible(found[group], words):
            yield found[group].replace(" ", "") if group == "apart" else found[group].strip(), *found.span(group)
    for pattern in (_SAID, _THIS_NOT_THAT, _NOT_THAT_BUT_THIS, _SAID_OPEN, _TITLED, _FOUND_BY):
        for found in pattern.finditer(text):
            if pattern is _TITLED and not _of_customer(found, text):
                continue
            whose = _after_office(found["name"])
            if whose:
                yield found["name"][whose:], found.start("name") + whose, found.end("name")
            elif _possible(found["name"], words, trusted=pattern is _SAID, rare=pattern is _FOUND_BY):
                yield found["name"], *found.span("name")


def _after_office(name: str) -> int:
    """How many characters of a titled name are the office of its bearer, as in 路政韦队长."""
    titled = _TITLE_END.fullmatch(name)
    core = titled[1] if titled else ""
    return 2 if len(core) == 3 and core[2] in SINGLE and _is_common_word(core[:2], rare=False) else 0


def _of_customer(found: "re.Match[str]", text: str) -> bool:
    """Not the engineer who came last time; and the short titles only where something closes the name."""
    before, after = text[: found.start("name")], text[found.end("name") :]
    if not _MYSELF.search(before) and (before.endswith("的") or _ENGINEER.search(before)):
        return False
    short = _LOOSE_TITLES.fullmatch(found["name"]) or not _TITLE_END.search(found["name"])
    return not short or not re.match(_HANZI, after) or bool(re.match(_CLOSED, after))


_LEAD = re.compile(r"^(?:叫我|我?[就是叫姓]|免贵姓|是的?[，,]?|[ :：]){1,3}")
_NOT_AN_ANSWER = re.compile(
    r"[?？]|[吗呢么]$|不是|什么|怎么|为啥|干嘛|干啥|凭什么|为什么|哪|谁|多少|多久|几[点号天]|不想|不说|不告诉|不方便|不知道|不清楚|不用|不要|不愿|保密|匿名|没有|没必要|随便"
    r"|人工|客服|投诉|取消|算了|退出|等等|等一下|稍等|谢谢|哈哈|呵呵|嘿|^[一二三四五六七八九十]{1,6}$|你好|您好|好的|可以|是的|对的|没错|重新|返回|刚才|已经|说过|催|师傅|上门|维修|报修|查|改|坏|修|帮|请|要|了$"
)
_TAIL = re.compile(r"(?:就[行好可]以?|即可|吧|啊|呀|哈|哦)$")
_LONGEST_ANSWER = 30


def answered_name(text: str) -> str | None:
    """What is left of an answer to "your name?" once other facts are blanked, where it can be nothing but a name."""
    answer = re.sub(r"[\0\s]+", " ", _LABEL.sub("", _NO_NAME_SIGN.sub(" ", text))).strip(" 。.,，!！~、;；:：")
    answer = _LEAD.sub("", answer)
    pointed = re.fullmatch(_POINTED, answer)
    if not answer or len(answer) > _LONGEST_ANSWER or (not pointed and _NOT_AN_ANSWER.search(answer)):
        return None
    answer = _TAIL.sub("", answer)
    if re.fullmatch(r"[A-Za-z][A-Za-z'’.\-]{0,24}(?: [A-Za-z][A-Za-z'’.\-]{0,24}){0,3}", answer):
        return None if answer.lower() in _LATIN_WORDS else answer
    if re.fullmatch(rf"{_HANZI}(?: {_HANZI}){{1,3}}|{STARTS} {_HANZI}{{1,2}}", answer):
        answer = answer.replace(" ", "")
    if pointed or re.fullmatch(rf"{STARTS}{_HANZI}{{0,3}}{_TITLE}", answer):
        return answer
    if not re.fullmatch(rf"{_HANZI}{{1,6}}", answer) or answer in _OTHER_WORDS or is_place(answer):
        return None
    return None if _is_common_word(answer, rare=True) else answer


_LABEL = re.compile(rf"(?:{_ASKED_FOR}|电话|手机号?|地址)(?:是|叫)?[:： ]")
_NO_NAME_SIGN = re.compile(rf"[^{ANY_HAN}A-Za-z0-9·•・‧∙.'’\-?？,，。!！~、;；:：\0]+|\[[^\]]{{1,8}}\]")
_LATIN_WORDS = frozenset(
    ["ok", "okay", "yes", "no", "y", "n", "hello", "hi", "help", "stop", "thanks", "thank you", "bye"]
)


def bare_name(text: str, words: Words) -> str | None:
    """The name, where the whole of a normalised answer to "your name?" is one; otherwise None."""
    answer = text.strip(" 。.,，!！~")
    answer = _LEAD.sub("", answer)
    if re.fullmatch(rf"{_HANZI}(?: {_HANZI}){{1,3}}|{STARTS} {_HANZI}{{1,2}}", answer):  # 王 大 明
        answer = answer.replace(" ", "")
    if re.fullmatch(rf"{STARTS}(?:{_TITLE})?", answer):
        return answer
    if re.fullmatch(rf"[老小阿][{FREQUENT}]", answer):  # 老周: what everybody calls them
        return answer
    return answer if _full_name(answer, words, rare=True) else None


def _full_name(said: str, words: Words, *, rare: bool = False) -> bool:
    if not re.fullmatch(rf"{STARTS}{_HANZI}{{1,2}}(?:{_POLITE})?", said):
        return False
    return _possible(said, words, rare=rare)


def _possible(name: str, words: Words, *, trusted: bool = False, rare: bool = False) -> bool:
    """Whether it can be a name; after "contact:" (`trusted`) also where it is a word, as 万里 and 文静 are."""
    if name in _OTHER_WORDS:
        return False
    titled = _TITLE_END.fullmatch(name)
    core = titled[1] if titled else name
    if core in SINGLE or core in COMPOUND:
        return titled is not None or trusted
    if core in _OTHER_WORDS or _WORDS_INSIDE.search(core) or any(word in core for word in words.products):
        return False
    return trusted or not _is_common_word(core, rare)


def _is_common_word(word: str, rare: bool) -> bool:
    kind = tag(word)
    if kind is None or kind.startswith("nr"):
        return False
    return not (rare and frequency(word) < RARE)
