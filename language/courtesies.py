"""What is said around the matter: greetings, excuses, thanks, sighs and haste. 您好，空调不制冷，快点 is 空调不制冷."""

import re

_MARKS = "。！？!?；;…,，~～—.、"
_MARK = re.compile(rf"([{_MARKS}\s])")
_YOU = "(?:您|你|你们|您们|大家|各位|老师|师傅|亲|客服)"
_TAIL = "(?:啊|呀|哈|哦|噢|呢|嘛|吧|啦|了|咯|喽|喔|哟){0,2}"
_COURTESY = re.compile(
    # greetings and excuses
    rf"(?:{_YOU}好{_TAIL}){{1,2}}|(?:早上|上午|中午|下午|晚上)好{_TAIL}|在吗|在不在|喂|hello|hi"
    rf"|(?:真的?|很|非常|实在)?(?:不好意思|抱歉|对不起){_TAIL}(?:(?:打扰|麻烦){_YOU}?{_TAIL}(?:一下)?)?"
    rf"|(?:打扰|麻烦){_YOU}?(?:一下)?{_TAIL}"
    rf"|(?:麻烦|请|想|我想)?{_YOU}?(?:请问|问|咨询|请教){_YOU}?(?:一?下)?{_TAIL}"
    # thanks
    rf"|(?:先|多|太|非常|十分)?(?:谢谢|感谢|多谢|谢|拜托|辛苦|麻烦){_YOU}?{_TAIL}"
    # sighs: how it feels, not what is wrong
    rf"|(?:这|这是|到底|又|你们)?(?:怎么|咋)(?:回事|搞的|弄的|个情况){_TAIL}|(?:这|这是)?(?:什么|啥|什么个)(?:情况|意思){_TAIL}|(?:这是)?搞(?:什么|啥)(?:鬼|名堂)?{_TAIL}"
    rf"|真是?(?:的|烦|烦人|烦死人?|气人|要命|无语|够呛|醉){_TAIL}|(?:我|我都|都)?(?:快|要)?(?:烦|急|气|愁|累)死(?:我|人|个人)?{_TAIL}"
    rf"|(?:烦|急)人?{_TAIL}|唉{_TAIL}|哎{_TAIL}|哎[呀哟]{_TAIL}|(?:我的)?天(?:哪|啊|呐){_TAIL}|(?:我)?(?:就是|只是|也是|实在|真的|真是)?(?:很|挺|好|太|特别|非常|比较|有点)?(?:着?急|生气|窝火|担心){_TAIL}"
    # haste
    rf"|(?:请|麻烦|拜托)?{_YOU}?(?:能不能|给我)?(?:(?:快|赶紧|赶快|抓紧|尽快|速度)(?:一?点|些|的|时间)?){{1,3}}(?:行吗|好吗|行不行|处理|办)?{_TAIL}",
    re.IGNORECASE,
)


def is_courtesy(text: str) -> bool:
    """Whether the text is nothing else."""
    parts = [part for part in _MARK.split(text)[::2] if part]
    return bool(parts) and all(map(_COURTESY.fullmatch, parts))


def without(text: str) -> str:
    """The text without them, as it is where nothing else is in it."""
    parts = [*_MARK.split(text), ""]  # what is said and the mark after it, in turn
    said = list(zip(parts[::2], parts[1::2]))
    kept = [(part, mark) for part, mark in said if not _COURTESY.fullmatch(part)]
    if len(kept) == len(said) or not any(part for part, _ in kept):
        return text
    return "".join(part + mark for part, mark in kept).strip(_MARKS + " ")
