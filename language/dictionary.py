"""The dictionary of Chinese words (jieba). Nothing else imports jieba.

Its cache lies in `VAR_DIR/tmp`, which only its owner may enter. Left to itself jieba keeps it under a fixed name in the
folder for temporary files, where any user of the machine may put another one first. Several processes may read and
write it at once: a new cache takes the old one's place whole.
"""

import os
from pathlib import Path

import jieba
import jieba.posseg

jieba.setLogLevel("WARNING")  # else it tells each step on standard error


def read() -> jieba.Tokenizer:
    """The one that spaCy cuts with as well, read by now. OSError when the folder is somebody else's."""
    if not jieba.dt.initialized:
        jieba.dt.tmp_dir = str(_folder())
        jieba.dt.initialize()  # of several threads one reads, and the others wait for it
    return jieba.dt


def tag(word: str) -> str | None:
    """The part of speech of a word of jieba's corpus."""
    found: str | None = jieba.posseg.dt.word_tag_tab.get(word)
    return found


def tagged(text: str) -> list[tuple[str, str]]:
    """The words of a text in order, each with its part of speech."""
    read()
    return [(word.word, word.flag) for word in jieba.posseg.lcut(text)]


def frequency(word: str) -> int:
    """How often jieba's corpus has the word."""
    return read().FREQ.get(word) or 0


def _folder() -> Path:
    folder = Path(os.environ.get("VAR_DIR") or "var") / "tmp"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)  # refused where it is another user's
    return folder
