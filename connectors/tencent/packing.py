"""How messages share parcels: only five may answer a customer's message, so every parcel carries as much as it can."""

import re
from collections.abc import Sequence
from dataclasses import replace

from connectors.contract.numbering import into_choices
from connectors.contract.outbound import Outbound, Parcel

TEXT_BYTES = 2048  # of UTF-8 in one message
HEAD_BYTES = 1024  # over a menu; stated for WeCom, kept to for accounts as well
GAP = "\n\n"
# Better places to part a long text come first.
_PLACES = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"[。！？；!?;…][”’」』）)]*"),
    re.compile(r"[，、,\s]"),
)
# What belongs to the character before it: joiners, variation selectors, skin tones, combining marks, keycaps, ...
_CLINGS = re.compile(
    "[\u200d\ufe00-\ufe0f\u0300-\u036f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f。，、！？；：”’」』》）)…]"
)
_LEADS = re.compile("[\u200d“‘「『《（(]")  # ... and to the one behind it
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")


def pack(messages: Sequence[Outbound]) -> list[Parcel]:
    """Consecutive bubbles of one voice go out as one text, buttons under the last of it, each picture on its own.

    Surveys, notices and codes (`purpose`) stay by themselves. An agent's words begin with the agent's name; the bot's
    and the product's do not, they are the account speaking.
    """
    parcels: list[Parcel] = []
    group: list[Outbound] = []
    for message in map(_tappable, messages):
        if group and not _joins(group, message):
            parcels += _parcels(group)
            group = []
        group.append(message)
    return parcels + (_parcels(group) if group else [])


def split(text: str, size: int) -> list[str]:
    """`text` in pieces of at most `size` bytes, parted at ends of paragraphs or sentences if that wastes under half."""
    pieces = []
    text = text.strip()
    while _bytes(text) > size:
        cut = _cut(text, size)
        pieces.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [piece for piece in [*pieces, text] if piece]


def _tappable(message: Outbound) -> Outbound:
    """A numbered list that the choices say once more stands in the menu alone."""
    text, titles = into_choices(message.text, [button["title"] for button in message.buttons])
    buttons = tuple({**button, "title": title} for button, title in zip(message.buttons, titles))
    return replace(message, text=text, buttons=buttons)


def _joins(group: Sequence[Outbound], message: Outbound) -> bool:
    last = group[-1]
    if last.buttons or any(m.attachments or m.purpose or not m.text.strip() for m in (*group, message)):
        return False
    joined = [*group, message]
    return _voice(last) == _voice(message) and _bytes(_text(joined)) <= _room(message)


def _parcels(group: Sequence[Outbound]) -> list[Parcel]:
    """One parcel for several messages; as many as needed for a single one."""
    last = group[-1]
    pieces = split(_text(group), TEXT_BYTES)
    if last.buttons and pieces:
        pieces[-1:] = split(pieces[-1], _room(last))
    ids = tuple(message.id for message in group)
    base = Parcel(ids, seq=last.seq, purpose=last.purpose, facts=last.facts)
    parcels = [replace(base, text=piece) for piece in pieces]
    if last.buttons:
        parcels.append(replace(parcels.pop() if parcels else base, buttons=last.buttons))
    parcels += [replace(base, attachment=a) for m in group for a in m.attachments]
    parcels = parcels or [base]
    return [replace(parcel, part=part, parts=len(parcels)) for part, parcel in enumerate(parcels)]


def _text(group: Sequence[Outbound]) -> str:
    name = _voice(group[0])
    text = GAP.join(message.text.strip() for message in group if message.text.strip())
    return f"{name}：{text}" if name and text else text


def _voice(message: Outbound) -> str:
    return message.author_name if message.author == "agent" else ""


def _room(message: Outbound) -> int:
    return HEAD_BYTES if message.buttons else TEXT_BYTES


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _cut(text: str, size: int) -> int:
    """How many characters of `text` make the next piece; at least one."""
    most = len(text.encode("utf-8", "surrogatepass")[:size].decode("utf-8", "ignore"))
    for place in _PLACES:
        ends = [end for found in place.finditer(text, 0, most) if not _inside(text, end := found.end())]
        if ends and ends[-1] > most // 2:
            return ends[-1]
    return next((cut for cut in range(most, 0, -1) if not _inside(text, cut)), max(most, 1))


def _inside(text: str, cut: int) -> bool:
    """Whether a cut would part what people see as one character, or begin a piece with a full stop."""
    before, after = text[cut - 1], text[cut]
    if _FLAG.match(before) and _FLAG.match(after):
        run = re.search("[\U0001f1e6-\U0001f1ff]+$", text[:cut])
        return bool(run and len(run.group()) % 2)
    return bool(_CLINGS.match(after) or _LEADS.match(before))
