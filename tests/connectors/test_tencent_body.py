"""What is read from a push, in XML and in JSON."""

import json
from typing import Any

import pytest

from connectors.contract.request import BadMessage
from connectors.tencent.body import LARGEST, MOST_MARKS, fields, fields_of, text_of

READ: dict[str, dict[str, Any]] = {
    "<xml><A>1</A><B><![CDATA[ 空调 ]]></B></xml>": {"A": "1", "B": "空调"},
    "<?xml version='1.0' encoding='gb2312'?><xml><A>空</A></xml>": {"A": "空"},
    "\ufeff <xml><A>1</A></xml> ": {"A": "1"},
    "<xml><A/><B>  </B><C>1</C></xml>": {"C": "1"},
    "<xml><A>1</A><A>2</A></xml>": {"A": None},
    "<xml><A></A><A>2</A></xml>": {"A": None},
    "<xml><A>1<B/></A></xml>": {"A": {}},
    "<xml><A><B>1</B><C><D>2</D></C></A></xml>": {"A": {"B": "1", "C": None}},
    "<xml>loose<A at='0'>1<!-- 2 -->3</A></xml>": {"A": "13"},
    "<xml><A>&lt;b&gt; &#31354;&amp;</A></xml>": {"A": "<b> 空&"},
    "<xml><A><![CDATA[a]]>]]></A></xml>": {"A": "a]]>"},
    "<xml><A>a\r\nb&#13;c</A></xml>": {"A": "a\nb\nc"},
    "<xml><A>a\x00\x1fb</A></xml>": {"A": "ab"},
    '{"A": 1, "B": " 空调 ", "C": 1.5}': {"A": "1", "B": "空调", "C": "1.5"},
    '{"A": "", "B": null, "C": true, "D": [1], "E": {}, "F": 0}': {"F": "0"},
    '{"A": {"B": "1", "C": {"D": 2}}}': {"A": {"B": "1"}},
    '{"A": "a\\u0000\\ud800b\\r\\nc"}': {"A": "ab\nc"},
}
REFUSED = [
    "",
    "<html><A>1</A></html>",
    "<xml/>",
    "<xml>words</xml>",
    "<!DOCTYPE xml><xml><A>1</A></xml>",
    "<!DOCTYPE xml SYSTEM 'http://127.0.0.1:9/a.dtd'><xml><A>1</A></xml>",
    "<!DOCTYPE xml [<!ENTITY a 'b'>]><xml><A>1</A></xml>",
    "<xml><A>&b;</A></xml>",
    "<xml><A>1</xml>",
    "{}",
    '{"A": null}',
    '{"A": 1, "A": 1}',
    "[]",
    "{" * 9999,
]


@pytest.mark.parametrize("text", READ)
def test_fields(text: str) -> None:
    assert fields(text.encode()) == READ[text]
    assert fields_of(text.removeprefix("\ufeff")) == READ[text]


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:40])
def test_no_message(text: str) -> None:
    with pytest.raises(BadMessage):
        fields_of(text)


def test_entities_are_refused_before_they_grow() -> None:
    laughs = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 40))
    with pytest.raises(BadMessage):
        fields_of(f"<!DOCTYPE xml [<!ENTITY a0 'ha'>{laughs}]><xml><A>&a39;</A></xml>")


def test_what_costs_too_much_is_not_parsed() -> None:
    whole = b"<xml><A>1</A>%s</xml>"
    room = LARGEST - len(whole) + 2
    assert fields(whole % (b" " * room)) == {"A": "1"}
    with pytest.raises(BadMessage):
        fields(whole % (b" " * (room + 1)))
    assert fields(whole % (b"<B/>" * (MOST_MARKS - 4)))["A"] == "1"
    with pytest.raises(BadMessage):
        fields(whole % (b"<B/>" * (MOST_MARKS - 3)))


def test_one_text() -> None:
    found = fields_of(json.dumps({"A": "1", "B": {"C": "2"}}))
    assert (text_of(found, "A"), text_of(found, "D")) == ("1", "")
    for odd in (found, {"B": None}):
        with pytest.raises(BadMessage):
            text_of(odd, "B")
