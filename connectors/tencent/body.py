"""From the bytes of a push to its fields, whatever they hold: XML or JSON, plain or sealed, and what breaks parsers."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from connectors.contract.request import Answer, BadMessage, Refused
from connectors.tencent.crypto import Crypto

# The fields by name, blank ones left out. A field is a text, or fields of its own; None when it was given twice or
# holds what is never read.
Fields = Mapping[str, "str | Fields | None"]

SUCCESS = Answer("success")
LARGEST = 1024 * 1024
MOST_MARKS = 4_000  # elements and attributes: deep or many ones cost the parser more than the bytes they are
MENDED = 64 * 1024, 50  # characters and sections of what is mended before it is parsed again
# Customers' words come with control characters, which the platform passes on and XML forbids.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CDATA = re.compile(r"<(\w+)><!\[CDATA\[(.*?)\]\]></\1>", re.DOTALL)


def fields(body: bytes) -> Fields:
    """The fields of a push; BadMessage when it is too large, no XML or JSON of a message, or empty."""
    if len(body) > LARGEST:
        raise BadMessage("the body is too large")
    try:
        return fields_of(body.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadMessage("the body is not UTF-8") from None


def fields_of(text: str) -> Fields:
    """The same for text, such as a sealed message held."""
    text = _FORBIDDEN.sub("", text).strip()
    try:
        found = _from_json(text) if text.startswith("{") else _from_xml(text)
    except (ParseError, ValueError, RecursionError):
        raise BadMessage("the body is neither XML nor JSON of a message") from None
    if not found:
        raise BadMessage("the message is empty")
    return found


def unsealed(found: Fields, seal: Crypto, signature: str, timestamp: str, nonce: str) -> Fields:
    """The fields that these hold sealed; Refused when they hold none, or the signature or the seal is wrong."""
    sealed = found.get("Encrypt")
    if not isinstance(sealed, str):
        raise Refused("a plain message, where sealed ones are agreed on")
    seal.check(signature, timestamp, nonce, sealed)
    return fields_of(seal.open(sealed).text)


def text_of(found: Fields, name: str) -> str:
    """A field's text, "" when it is missing or blank; BadMessage when it was given twice or has fields of its own."""
    value = found.get(name, "")
    if not isinstance(value, str):
        raise BadMessage(f"{name} is not one text")
    return value


# -- XML ---------------------------------------------------------------------------------------------------------------


class _Plain(TreeBuilder):
    """Refuses a document type, and with it every entity that expands or reads a file."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise ValueError("a message has no document type")


def _from_xml(xml: str) -> Fields:
    if xml.count("<") + xml.count("=") > MOST_MARKS:
        raise ValueError("too many elements")
    root = _parsed(xml)
    if root.tag != "xml":
        raise ValueError("another root")
    return _below(root)


def _parsed(xml: str) -> Element:
    try:
        return _tree(xml)
    except ParseError:
        if len(xml) > MENDED[0] or xml.count("<![CDATA[") > MENDED[1]:
            raise
        # The end of a CDATA section may stand in the customer's own words.
        return _tree(_CDATA.sub(_split_ends, xml))


def _tree(xml: str) -> Element:
    parser = XMLParser(target=_Plain())
    parser.feed(xml)
    root: Element = parser.close()
    return root


def _below(parent: Element, deep: bool = True) -> Fields:
    """The elements below, and one level of further ones; nothing that is read lies deeper."""
    found: dict[str, str | Fields | None] = {}
    for element in parent:
        value: str | Fields | None = _text(element.text or "")
        if len(element):
            value = _below(element, deep=False) if deep else None
        found[element.tag] = None if element.tag in found else value
    return _filled(found)


def _split_ends(found: re.Match[str]) -> str:
    name, words = found[1], found[2].replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{words}]]></{name}>"


# -- JSON --------------------------------------------------------------------------------------------------------------


def _from_json(text: str) -> Fields:
    return _plain(json.loads(text, object_pairs_hook=_once))


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{name} is given twice")
        found[name] = value
    return found


def _plain(told: Mapping[str, Any], deep: bool = True) -> Fields:
    """Texts, numbers as texts, and one level of further fields."""
    found: dict[str, str | Fields | None] = {}
    for name, value in told.items():
        if isinstance(value, str):
            value = _text(_FORBIDDEN.sub("", value))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        elif isinstance(value, dict) and value and deep:
            value = _plain(value, deep=False)
        else:
            continue
        found[name] = value
    return _filled(found)


def _text(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n").strip()


def _filled(found: Fields) -> Fields:
    return {name: value for name, value in found.items() if value != ""}
