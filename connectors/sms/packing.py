"""From messages to text messages: few parts, choices numbered, no link that swallows the words after it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from connectors.contract.numbering import below
from connectors.contract.outbound import Outbound, Parcel
from connectors.sms.length import LONGEST, size

LINE = 24  # characters of choices that still go on one line
_BLANK = re.compile(r"[ \t\u3000]+(?=\n|$)|(?<=\n)\n+")
# Phones take everything up to a blank for the link, Chinese words and full stops too.
_LINK = re.compile(r"(https?://[!-~]*[!-~])(?=[^\s!-~])")
_ENDS = re.compile(r"(?<=[。！？；\n!?;])")


def pack(messages: Sequence[Outbound]) -> list[Parcel]:
    """Neighbours of one author and purpose share a text message while they fit; an offer of choices ends it."""
    parcels: list[Parcel] = []
    for _, group in groupby(messages, key=lambda message: (message.author, message.author_name, message.purpose)):
        batch: list[tuple[Outbound, str]] = []
        for message in group:
            text = written(message)
            if batch and (batch[-1][0].buttons or not text or size(_joined(batch) + "\n" + text) > LONGEST):
                parcels += _sealed(batch)
                batch = []
            batch.append((message, text))
        parcels += _sealed(batch)
    return parcels


def written(message: Outbound) -> str:
    """The message as plain text with its choices numbered below."""
    text = _LINK.sub(r"\1 ", _BLANK.sub("", message.text.strip()))
    return "\n".join(filter(None, (text, choices(text, message.buttons))))


def choices(text: str, buttons: Sequence[Mapping[str, str]]) -> str:
    """On one line when that is short, otherwise a line each; nothing when the text lists them."""
    lines = below(text, [button["title"] for button in buttons])
    return ("  " if len("  ".join(lines)) <= LINE else "\n").join(lines)


def split(text: str) -> list[str]:
    """Pieces of at most `LONGEST` units, cut after a sentence where there is one, never inside a character."""
    pieces, piece = [], ""
    for sentence in _ENDS.split(text):
        for bit in _bits(sentence):
            if piece and size(piece + bit) > LONGEST:
                pieces.append(piece)
                piece = ""
            piece += bit
    return [trimmed for whole in (*pieces, piece) if (trimmed := whole.strip())]


def _bits(sentence: str) -> Iterator[str]:
    while size(sentence) > LONGEST:
        cut = LONGEST // 2  # characters, each of two units at most
        blank = sentence.rfind(" ", 1, cut)
        cut = blank if blank > 0 else cut
        yield sentence[:cut]
        sentence = sentence[cut:]
    yield sentence


def _joined(batch: list[tuple[Outbound, str]]) -> str:
    return "\n".join(text for _, text in batch)


def _sealed(batch: list[tuple[Outbound, str]]) -> list[Parcel]:
    last = batch[-1][0]
    ids = tuple(message.id for message, _ in batch)
    text = _joined(batch)
    if not text:
        attachment = last.attachments[0] if last.attachments else None
        return [Parcel(ids, attachment=attachment, seq=last.seq, purpose=last.purpose)]
    pieces = split(text)
    return [
        Parcel(ids, piece, last.buttons, part=part, parts=len(pieces), seq=last.seq, purpose=last.purpose)
        for part, piece in enumerate(pieces)
    ]
