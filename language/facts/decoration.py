"""What stands in a message and says nothing: characters nobody sees, emoji, also written as [微笑], and the spaces of
words written apart, 空 调 不 制 冷, as speech recognisers and some old phones have them.
"""

import re

from language.han import HAN

# Zero width, direction marks, soft hyphens, variation selectors: pasted along from web pages and other apps.
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
_UNSEEN = re.compile(f"[{_INVISIBLE}]")
# Those that answer a question are words: 👍, 👌, ✅, ❌.
_EMOJI = re.compile(
    "(?![👍👌✅❌])[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2190-\u21ff\u3030\u303d\u3297\u3299\U000e0020-\U000e007f]"
    r"|\[[一-鿿]{1,4}\]|\[[A-Z][A-Za-z]{2,12}\]"
)


_APART = re.compile(rf"(?<![{HAN}])[{HAN}](?: [{HAN}]){{2,60}}(?![{HAN}])")


def visible(text: str) -> tuple[str, list[int]]:
    """The text without characters nobody sees and spaces within words, and where each of the others stood."""
    apart = {place for run in _APART.finditer(text) for place in range(*run.span()) if text[place] == " "}
    places = [place for place, char in enumerate(text) if not _UNSEEN.match(char) and place not in apart]
    return "".join(text[place] for place in places), places


def undecorated(text: str) -> str:
    """`visible` without emoji as well, unless there is nothing else."""
    seen, _ = visible(text)
    said = _EMOJI.sub(" ", seen)
    return said if said.strip() else seen


def is_sign_alone(text: str) -> bool:
    """Whether emoji are all there is: 👍, 🙏🙏, [抱拳]."""
    seen, _ = visible(text)
    left = _EMOJI.sub("", seen)
    return seen != "" and not any(char.isalnum() for char in left) and (left != seen or any(map(_is_word, seen)))


def _is_word(char: str) -> bool:
    return char in "👍👌✅❌"
