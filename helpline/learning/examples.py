"""The sentences the assistant is trained and tested with, as files: reading them, and adding to them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import yaml

from language.facts.normalise import squeeze

INTENTS = Path("bot") / "data" / "intents"
TESTS = Path("tests") / "intents"
ALIKE = 0.85  # two sentences at least so similar teach the same

_EXAMPLE = re.compile(r"^(\s*)- (.+)$")
_NOT_A_SIGN = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Sentence:
    """A sentence, what it means, and where it stands."""

    text: str
    intent: str
    file: Path


@dataclass
class Known:
    """Sentences to compare a new one with."""

    _by_core: dict[str, Sentence] = field(default_factory=dict)

    def add(self, sentence: Sentence) -> None:
        self._by_core.setdefault(core(sentence.text), sentence)

    def like(self, text: str) -> Sentence | None:
        """A sentence that says the same in nearly the same words: equal but for marks, or at least `ALIKE`."""
        wanted = core(text)
        if same := self._by_core.get(wanted):
            return same
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(wanted)
        for other, sentence in self._by_core.items():
            matcher.set_seq1(other)
            if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE:
                return sentence
        return None


@cache
def core(text: str) -> str:
    """What is left of a sentence without marks, spaces, stuttering and kinds of script."""
    return _NOT_A_SIGN.sub("", squeeze(text))


def trained(root: Path) -> Iterator[Sentence]:
    """Every training example under `root`, an intent's in the order of its file."""
    for file in sorted((root / INTENTS).glob("*.yml")):
        for block in yaml.safe_load(file.read_text(encoding="utf-8")).get("nlu") or []:
            for line in (block.get("examples") or "").splitlines():
                if (found := _EXAMPLE.match(line)) and "intent" in block:
                    yield Sentence(found[2].strip(), block["intent"], file)


def tested(root: Path) -> Iterator[Sentence]:
    """Every sentence under `root` that understanding is measured with."""
    for file in sorted((root / TESTS).glob("*.yml")):
        held = yaml.safe_load(file.read_text(encoding="utf-8"))
        for text in held["sentences"]:
            yield Sentence(text, held["intent"], file)


def file_of(root: Path, intent: str) -> Path | None:
    """The file that holds the intent's examples."""
    return next((sentence.file for sentence in trained(root) if sentence.intent == intent), None)


def with_example(content: str, intent: str, text: str) -> str:
    """An intent file's text with one more example at the end of the intent's own; ValueError when it has none."""
    lines = content.splitlines(keepends=True)
    last, inside, within = None, False, 0  # inside the intent; the indent of its `examples:` while among them
    for number, line in enumerate(lines):
        if found := re.match(r"^\s*- intent:\s*(\S+)", line):
            inside = found[1] == intent
        elif inside and (found := re.match(r"^(\s*)examples:", line)):
            within = len(found[1])
        elif inside and within and _EXAMPLE.match(line) and len(line) - len(line.lstrip()) > within:
            last = number
        elif line.strip():
            within = 0
    if last is None:
        raise ValueError(f"no examples of {intent}")
    found = _EXAMPLE.match(lines[last])
    assert found
    lines.insert(last + 1, f"{found[1]}- {as_example(text)}\n")
    return "".join(lines)


def as_example(text: str) -> str:
    """One line without the marks that mean something in Rasa's examples."""
    return " ".join(text.split()).lstrip("/- ").translate(str.maketrans("[]{}", "【】（）"))
