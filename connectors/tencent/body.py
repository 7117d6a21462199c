"""From the bytes of a push to wechatpy's message, whatever they hold: XML or JSON, with what breaks strict parsers."""

import json
import re
from collections.abc import Iterable
from typing import Any
from xml.parsers.expat import ExpatError

import xmltodict
from wechatpy import parse_message
from wechatpy.messages import BaseMessage

from connectors.contract.request import BadMessage

LARGEST = 1024 * 1024
MOST_MARKS = 4_000  # elements and attributes: deep or many ones cost the parser more than the bytes they are
MENDED = 64 * 1024, 50  # characters and sections of what is mended before it is parsed again
# Customers' words come with control characters, which the platform passes on and XML forbids.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CDATA = re.compile(r"<(\w+)><!\[CDATA\[(.*?)\]\]></\1>", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_]\w{0,63}", re.ASCII)


def as_xml(body: bytes) -> str:
    """A push as clean XML; one in JSON is turned into XML. BadMessage when it is too large or neither."""
    if len(body) > LARGEST:
        raise BadMessage("the body is too large")
    try:
        return text_as_xml(body.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadMessage("the body is not UTF-8") from None


def text_as_xml(text: str) -> str:
    """The same for text, such as a sealed message held."""
    text = _FORBIDDEN.sub("", text).strip()
    return _from_json(text) if text.startswith("{") else text


def fields(xml: str) -> dict[str, Any]:
    """The elements below the root by name; BadMessage when it is no XML, or more than a flat message needs."""
    if xml.count("<") + xml.count("=") > MOST_MARKS:
        raise BadMessage("the body has too many elements")
    try:
        found = _tree(xml)["xml"]
    except (ExpatError, ValueError, KeyError, TypeError, RecursionError):
        raise BadMessage("the body is neither XML nor JSON of a message") from None
    if not isinstance(found, dict):
        raise BadMessage("the message is empty")
    return found


def message(found: dict[str, Any]) -> BaseMessage:
    """These fields as wechatpy's message; BadMessage when they are none."""
    try:
        return parse_message(xmltodict.unparse({"xml": found}))
    except (ExpatError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadMessage("the message has no usable MsgType") from None


def _tree(xml: str) -> Any:
    try:
        return xmltodict.parse(xml)
    except ExpatError:
        if len(xml) > MENDED[0] or xml.count("<![CDATA[") > MENDED[1]:
            raise
        # The end of a CDATA section may stand in the customer's own words.
        return xmltodict.parse(_CDATA.sub(_split_ends, xml))


def _split_ends(found: re.Match[str]) -> str:
    name, words = found[1], found[2].replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{words}]]></{name}>"


def _from_json(text: str) -> str:
    try:
        found = json.loads(text, object_pairs_hook=_once)
        return str(xmltodict.unparse({"xml": _plain(found)}))
    except (ValueError, TypeError, RecursionError):
        raise BadMessage("the body is no JSON of a message") from None


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{name} is given twice")
        found[name] = value
    return found


def _plain(found: dict[str, Any], deep: bool = True) -> dict[str, Any]:
    """Texts, numbers and one level of further fields; nothing that is read lies deeper."""
    plain: dict[str, Any] = {}
    for name, value in found.items():
        if not _NAME.fullmatch(name):
            continue
        if isinstance(value, str):
            plain[name] = _FORBIDDEN.sub("", value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            plain[name] = str(value)
        elif isinstance(value, dict) and deep:
            plain[name] = _plain(value, deep=False)
    return plain
