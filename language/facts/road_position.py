"""Where on a road something is, as it is said where there are no doors: 沪昆高速往金华方向K86, 国道320石门路口."""

import re

_ROAD = r"(?:[一-鿿]{2,8}(?:高速|国道|省道|县道|快速路|高架|绕城|大桥|隧道)|[GSgs]\d{1,4}[一-鿿]{0,6}(?:高速|国道|省道)?|\d{2,3}(?:国道|省道))"
_WHERE = r"(?:[Kk]\d{1,4}(?:\+\d{1,3})?|\d{1,4}公里|方向|附近|路口|出口|入口|匝道|服务区|收费站|桥上|隧道口?|应急车道)"
_POSITION = re.compile(rf"{_ROAD}[^。；！？!?]{{0,24}}{_WHERE}")
_LEAD = re.compile(r"^(?:.{0,8}?(?:停在|趴在|抛锚在|坏在|在|到))(?=[一-鿿GSgs\d])")


def road_position(text: str) -> str | None:
    """The position on a road that a text names; None when it names none."""
    found = _POSITION.search("".join(text.split()))
    return _LEAD.sub("", found.group()) if found else None
