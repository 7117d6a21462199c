"""How displeased a customer sounds, from 0 (not at all) to 1 (furious)."""

import re

from bot.facts.normalise import normalise

# Signs and their weight; several signs add up, the same sign counts once.
_SIGNS: tuple[tuple[float, str], ...] = (
    (0.7, r"他妈|特么|tmd|\btm\b|妈的|你妹|卧槽|我[艹靠操草]|尼玛|sb\b|傻[逼叉x]|混蛋|王八|滚(?!筒|动|轮|珠|刷|屏|字)|畜生|去死|狗屁|放屁|骗子|流氓|无赖|cnm|nmd"),
    (0.45, r"垃圾(?!桶|袋|箱|处理器?|房|站|短信)|坑爹|坑人|坑钱|坑货|黑心|奸商|无耻|恶心(?!想|要吐)|缺德|不要脸|良心|欺骗|忽悠|骗人|骗我|霸王条款|店大欺客|强盗|敷衍|糊弄|推卸|踢皮球|推来推去|踢来踢去"),
    (0.45, r"投诉|举报|曝光|12315|12300|消协|消委|工商局?|市场监管|媒体|记者|律师|起诉|法院|告你们|维权|工信部|黑一辈子|一生黑|差评"),
    (0.35, r"太差|很差|极差|差劲|差得|糟糕|太烂|真烂|烂透|什么玩意|什么东西|什么态度|什么破|破玩意|破东西|气死|气人|火大|恼火|愤怒|生气|忍无可忍|受够|受不了|无语|失望|寒心|心寒|憋屈|窝火|崩溃|不可理喻|离谱|过分|太慢|效率低|不负责任?|不作为|没人管|没人理"),
    (0.3, r"凭什么|到底(?:还|要|有|什么|能|是|管|修|来|想|行)|究竟|有没有人管|还要(?:我)?等|等到什么时候|要拖|一拖再拖|多少次|几次了|好几次|第[三四五六七八九]次|一直(?:没|不|拖|在?催)|催了|打了?[好多无]+[个次遍]|没完没了|再也不|再不(?:来|处理|解决|修|给)|说话不算|答应|说好的|为什么还|怎么还(?:没|不)|都[^，。,]{1,6}(?:天|周|个?月|年|小时|星期)了"),
    (0.25, r"呵呵|可真(?:行|牛|好|棒)|真是?(?:厉害|服了|行啊)|服了|佩服|好样的|真(?:牛|行)啊|你们可真|高效(?:啊|呀)|笑死|搞笑|有意思吗|不是(?:吹|号称)|还好意思|谢谢你们全家|感谢你们的?(?:忽悠|耽误)|地球人"),
    (0.2, r"不满意?|不高兴|不爽|不像话|着急|急死|烦死|烦躁|烦人|很烦|真烦|太烦|麻烦死|耽误|影响(?:很|太|非常|我们)|后悔|上当|被骗|白等|白跑|又坏|又出|老是|总是|还不如"),
)  # fmt: skip
_PATTERNS = tuple((weight, re.compile(pattern, re.IGNORECASE)) for weight, pattern in _SIGNS)
_EXCLAIMED = re.compile(r"[!！]{2,}|[?？]{2,}|[!！?？][!！?？]")
_CALM = re.compile(
    r"不是投诉|不投诉|不想投诉|不生气|没生气|没有不满|不着急|不急|别着急|怎么投诉不|挺满意|很满意|非常满意|答应了?谢谢|不失望"
)


def displeasure(text: str) -> float:
    """From words, insults, threats, mockery and punctuation; signs add up, none of them alone proves fury."""
    said = _CALM.sub("", normalise(text))
    calm = 1.0
    for weight, pattern in _PATTERNS:
        if pattern.search(said):
            calm *= 1 - weight
    if _EXCLAIMED.search(said):
        calm *= 0.8
    elif calm < 1 and re.search("[!！]", said):
        calm *= 0.9
    return round(1 - calm, 2)
