"""Questions told by their grammar: whether somebody comes, how soon, and what a detail is wanted for."""

import re

_WHEN = r"(?:多久|多快|多长时间|(?<!好)几天|几点|什么时候|啥时候|什么时间|啥时间|何时|哪天|最快)"
_SOON = r"(?:今天|今晚|明天|现在|马上|当天)"
_ARRIVES = r"(?:来(?!源|着|电)|到(?!期|货|账|底|哪)|上门|过来|赶到|修好|修完|弄好)"
_HOW_SOON = re.compile(
    rf"{_WHEN}[^，。！？,!?没不了]{{0,8}}?{_ARRIVES}|{_SOON}[^，。！？,!?]{{0,4}}?(?:能|可以)[^，。！？,!?]{{0,6}}?{_ARRIVES}[^，。！？,!?]{{0,4}}?(?:吗|么|嘛|不|[?？])"
    rf"|能[^，。！？,!?]{{0,2}}?{_SOON}[^，。！？,!?]{{0,4}}?{_ARRIVES}"
)
_GOODS = re.compile(r"货|滤芯|配件|零件|快递|包裹|发票|退款|款项|钱")  # that come by themselves

_COMES = r"(?:来(?!电)|去|(?<![改换约推挪])到(?!期)|上门|过来|派|修|装|服务)"
_WHETHER = re.compile(
    rf"(?:能|可以|会|有人|有没有|给|管|负责)[^，。！？,!?]{{0,8}}?{_COMES}[^，。！？,!?]{{0,6}}?(?:吗|么|嘛|不|没|呢|[?？])"
    r"|(?:来不?来|去不?去|修不?修|管不?管|上不上门|到不到)[^，。！？,!?]{0,3}$|(?:来|去|修|到|上门|修得了)(?:吗|么|嘛)"
    r"|有(?:没有)?(?:服务|网点|师傅|维修点)|服务范围|在不在范围|覆盖"
)

_IF_SO = re.compile(
    r"[吗么嘛不没][啊呀呢]?[?？]?$|(?:管|做|修|装|弄|能|会|包|接)不(?:管|做|修|装|弄|能|会|包|接)|是不是|有没有"
)
_WHICH = re.compile(r"多久|多少|几|怎么|什么|啥|哪|谁|为何")
_OF_ANOTHER = re.compile(r"(?:那|那么|还有)?[^，。！？,!?]{1,12}(?<![怎什这])呢[?？]?")
_OF_A_VISIT = re.compile(r"上门|师傅|工程师|人(?:呢|来|到)|(?:来|到)(?:修|装|看|没|了吗|不)")
_WANTED_FOR = re.compile(
    r"(?:要|留|问|填|给|报|登记)(?:我|我的|你们|个|这个)?(?P<one>电话|手机号?|号码|名字|姓名|贵姓|地址|住址)[^，。！？,!?]{0,4}?"
    r"(?:干嘛|干吗|干什么|干啥|做什么|做啥|有什么用|有啥用)"
    r"|(?:为什么|为啥|凭什么|干嘛|怎么|一定|必须|非)(?:还|都|一定|非|就)?(?:要|得|留|问|填|给|报)[^，。！？,!?]{0,4}?(?P<two>电话|手机号?|号码|名字|姓名|贵姓|地址|住址)"
)
_WHO_COMES = re.compile(
    r"(?:师傅|工程师|来的人|上门的人)[^，。！？,!?]{0,4}?(?:叫什么|叫啥|姓什么|姓啥|贵姓|是谁|是哪位|怎么称呼|的?(?:电话|手机|手机号|号码|联系方式)(?:是)?(?:多少|几|什么|[?？]|$))"
    r"|(?:是谁|谁|哪个|哪位)(?:师傅|工程师)?(?:会|要|给我|过)?(?:来修|来(?![电自])|上门)|怎么联系(?:师傅|工程师|上门)"
)
_BECAME = re.compile(
    r"怎么?样了|咋样了|(?:到|走到)哪(?:儿|里|一?步)?了|办好了?没|弄好了?没|(?:处理|审核?|批|开|寄|退|换|发)(?:好|完|过|出来?|下来|掉)?了(?:没|吗)"
    r"|有(?:没有)?(?:结果|消息|回音|进展|下文|着落|动静)|(?:什么时候|啥时候|几时|多久|哪天)(?:才?能)?(?:到账|退给?我?|退钱|寄|发货|到货|办好|弄好|批)"
    r"|进度|(?:问|查|看)(?:一下|下)[^，。,]{0,8}?(?:那[单张个件]|上次)"
)
_NOBODY_CAME = re.compile(
    r"(?:没有?|人影(?:都|也)?没有?(?:见|看见|看到)?)(?:一个)?(?:人|谁|师傅)?(?:来|管|上门|联系|理|见)|一个(?:人|人影|师傅)(?:都|也)?没"
)
_WAITED = re.compile(
    r"等(?:了|到|[一两二三四五六七八九十几半好0-9])|说好|约好|答应|(?:说|讲|告诉我)(?:是|要|会|给)?(?:安排|派|来)"
    r"|(?:[一两二三四五六七八九十几半多0-9]{1,3}个?(?:天|周|礼拜|星期|月)|好久|很久)(?:过去|都)?了|催"
)
_OF_GOODS = re.compile(
    r"有(?:没有)?现?货|现货|库存|缺货"
    r"|(?:几天|多久|多长时间|啥时候?|什么时候|几时|哪天)[^，。！？,!?]{0,3}?(?:到|寄|发|送|拿)"
)
_OF_WORK = re.compile(r"修|上门|人工|师傅|检测")  # what that costs, or when it is, is another question
_BACK = re.compile(r"那[单张件笔回次]|上次|上回|之前|前几天|前两天|上周|申请的|登记的|提交的|我(?:要|想)?[退换开报]的")
_DETAIL = {"名": "name", "姓": "name", "贵": "name", "地": "address", "住": "address"}


def how_soon(text: str) -> bool:
    """Whether it is asked how soon somebody comes, or something is repaired; not when goods or money arrive."""
    return _HOW_SOON.search(text) is not None and not _GOODS.search(text)


def whether_somebody_comes(text: str) -> bool:
    """Whether it is asked if somebody comes at all; to which place, is for others to find."""
    return _WHETHER.search(text) is not None


def is_whether(text: str) -> bool:
    """Whether it is asked if something is so, and not how, how often or how much: 电梯年检你们管吗."""
    return _IF_SO.search(text) is not None and not _WHICH.search(text)


def of_another(text: str) -> bool:
    """Whether the same is asked of something else: 那主卧的呢."""
    return _OF_ANOTHER.fullmatch(text.strip()) is not None


def of_a_visit(text: str) -> bool:
    """Whether it is asked about somebody's coming."""
    return _OF_A_VISIT.search(text) is not None


def who_comes(text: str) -> bool:
    """Whether it is asked who is to come, or how they are reached: 师傅叫什么, 哪位师傅来."""
    return _WHO_COMES.search(text) is not None


def what_became(text: str) -> bool:
    """Whether it is asked how far something is: 退货那单怎么样了."""
    return _BECAME.search(text) is not None


def of_goods(text: str) -> bool:
    """Whether it is asked if goods are in stock, or when they arrive."""
    return _OF_GOODS.search(text) is not None and not _OF_WORK.search(text)


def waited_in_vain(text: str) -> bool:
    """Whether it is told that somebody was waited for who did not come: 等了两周没人来检修."""
    return _NOBODY_CAME.search(text) is not None and _WAITED.search(text) is not None


def of_before(text: str) -> bool:
    """Whether something of before is spoken of: 上次那单."""
    return _BACK.search(text) is not None


def wanted_for(text: str) -> str | None:
    """Of which detail (phone, name, address) it is asked what it is wanted for."""
    found = _WANTED_FOR.search(text)
    return _DETAIL.get((found["one"] or found["two"])[0], "phone") if found else None
