"""A wish told by its words, where the intent of the message is not that of the wish: 不是查单，我要装空调."""

import re

_WANTS = r"(?:要|想|得|来|去|帮我|给我|帮忙|请|叫人|找人|派人)"
_WISHES = {
    "praise": re.compile(r"表扬|(?<!自)夸(?!张|大)|点个?赞|锦旗|感谢信"),
    "request_installation": re.compile(
        rf"安装|移机|加装|装机(?!容)|{_WANTS}(?:重新|再|人|你们){{0,2}}装(?!修|满|备|载|货|车|卸)"
    ),
    "request_maintenance": re.compile(
        rf"{_WANTS}(?:约个?|预约|做个?|做一次|人|你们){{0,2}}(?:保养|清洗|年检|检修|维护)"
    ),
    "check_progress": re.compile(r"(?:师傅|人|货|东西)(?:现在)?(?:到|走)(?:哪|什么地方)|进度|处理得?怎么?样|怎么样了"),
}
_PRAISES = re.compile(
    r"(?:要|想|来|是|为了|专门|特地|特意|好好|打算)(?:好好|再|来|去|给){0,2}(?:表扬|夸(?!张|大))|^表扬"
)


def wish_told(text: str) -> str | None:
    """The intent of the wish."""
    return next((intent for intent, pattern in _WISHES.items() if pattern.search(text)), None)


def praises(text: str) -> bool:
    """Whether it is said that somebody is to be praised: 我是要表扬."""
    return _PRAISES.search(text) is not None
