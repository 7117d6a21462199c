"""Phrases, articles, and what no article answers."""

import re
from collections.abc import Iterator
from string import Formatter

from kb.checks.check import known
from kb.errors import Fault
from kb.loading.parts import Parts
from kb.models.escalation import Does
from kb.models.phrases import Deed
from language.han import HAN

KINDS = ("fault", "usage", "business")
SMS_LONGEST = 120  # characters; two parts of a Chinese text message hold 134, and a question follows
STEP_LINES = 3
STEP_LONGEST = 60  # characters: with a short question one part of a Chinese text message, which holds 70
VOICE_LONGEST = 36  # characters of one sentence: a breath
VOICE_LINES = (3, 9)

_SPEAKABLE = re.compile(f"[{HAN}A-Za-z，。、；？！]+")
_TWO_UNITS = re.compile(r"[^\u0000-\uffff]")  # an emoji takes the room of two characters


def phrases(parts: Parts) -> Iterator[Fault]:
    """Each id stands once among all files, has words, and its braces are in pairs."""
    seen: dict[str, tuple[str, int]] = {}
    for name, written in parts.group("phrases"):
        source = parts.source(name)
        for id, phrase in written.items():
            here = (source.file, source.line((id,)))
            file, line = seen.setdefault(id, here)
            if (file, line) != here:
                yield source.fault((id,), f"the phrase {id!r} stands already in {file}:{line}; keep one of the two")
            if not phrase.says or not all(wording.strip() for wording in phrase.says):
                yield source.fault((id,), f"the phrase {id!r} has no words; write them")
            for at, wording in enumerate(phrase.says):
                try:
                    list(Formatter().parse(wording))
                except ValueError as error:
                    place = (id, "says", at) if (id, "says") in source.lines else (id, at)
                    yield source.fault(place, f"the placeholders of {id!r} are broken: {error}; write {{name}}")


def used_phrases(parts: Parts) -> Iterator[Fault]:
    """What policies want to tell customers is written down, and true of what they do."""
    there = parts.phrases()
    missing = "the phrase {!r} is in no file under kb/phrases/; write it there"
    for index, kind in enumerate(parts["emergency"].kinds):
        if kind.advice not in there:
            yield parts.source("emergency").fault(("kinds", index, "advice"), missing.format(kind.advice))
    for index, line in enumerate(parts["products"].businesses):
        if line.particulars and line.particulars not in there:
            yield parts.source("products").fault(("businesses", index, "particulars"), missing.format(line.particulars))
    for index, promised in enumerate(parts["sla"].kinds):
        if promised.missed and promised.missed not in there:
            yield parts.source("sla").fault(("kinds", index, "missed"), missing.format(promised.missed))
    for index, rule in enumerate(parts["escalation"].rules):
        place = ("rules", index, "tell")
        if rule.tell and rule.tell not in there:
            yield parts.source("escalation").fault(place, missing.format(rule.tell))
        phrase = there.get(rule.tell)
        if phrase and phrase.claims == Deed.HANDED_OFF and rule.do != Does.HAND_OFF:
            said = f"the phrase {rule.tell!r} says that people take over, which only 'do: hand_off' brings about"
            yield parts.source("escalation").fault(place, said)


def articles(parts: Parts) -> Iterator[Fault]:
    categories = {category.id for category in parts["products"].categories}
    for name, article in parts.group("article"):
        source = parts.source(name)
        yield from known(source, ("kind",), "kind", article.kind, KINDS)
        if not article.asks:
            yield source.fault(("asks",), "no question leads here; write some of customers' questions")
        for at, category in enumerate(article.categories):
            yield from known(source, ("categories", at), "category", category, categories)


def questions(parts: Parts) -> Iterator[Fault]:
    """No question leads to two articles."""
    seen: dict[str, str] = {}
    for name, article in parts.group("article"):
        for at, question in enumerate(article.asks):
            other = seen.setdefault(question, article.slug)
            if other != article.slug:
                source = parts.source(name)
                yield source.fault(("asks", at), f"{question!r} is asked in {other}.md too; keep it in one of them")


def steps(parts: Parts) -> Iterator[Fault]:
    """A step is read at one look, and fits into one part of a text message."""
    for name, article in parts.group("article"):
        source = parts.source(name)
        for at, step in enumerate(article.steps):
            if step.count("\n") >= STEP_LINES:
                yield source.fault(("steps", at), f"the step has more than {STEP_LINES} lines; make two steps of it")
            if len(step) > STEP_LONGEST:
                said = f"the step has {len(step)} characters; at most {STEP_LONGEST}, so shorten or part it"
                yield source.fault(("steps", at), said)


def forms(parts: Parts) -> Iterator[Fault]:
    """What is sent as a text message fits into two parts; what is spoken can be spoken."""
    for name, article in parts.group("article"):
        source = parts.source(name)
        if len(article.sms) > SMS_LONGEST:
            yield source.fault(("sms",), f"sms has {len(article.sms)} characters; at most {SMS_LONGEST}, so shorten it")
        if not article.sms.strip() or "\n" in article.sms or _TWO_UNITS.search(article.sms):
            yield source.fault(("sms",), "sms must be one line of words, without emoji")
        least, most = VOICE_LINES
        if not least <= len(article.voice) <= most:
            yield source.fault(("voice",), f"voice has {len(article.voice)} sentences; write {least} to {most}")
        for at, line in enumerate(article.voice):
            if not _SPEAKABLE.fullmatch(line):
                yield source.fault(
                    ("voice", at), f"{line!r} cannot be spoken as it stands; no digits, brackets or marks"
                )
            if len(line) > VOICE_LONGEST:
                yield source.fault(
                    ("voice", at), f"{len(line)} characters are too long for one breath; {VOICE_LONGEST} at most"
                )
        if article.voice and not article.voice[-1].endswith("？"):
            yield source.fault(("voice", len(article.voice) - 1), "the last sentence must ask whether it helped")


def out_of_domain(parts: Parts) -> Iterator[Fault]:
    """Nothing is both other talk and a question of an article, or both foreign goods and a product."""
    source, talk = parts.source("out_of_domain"), parts["out_of_domain"]
    asks = {question: article.slug for _, article in parts.group("article") for question in article.asks}
    for at, line in enumerate(talk.lines):
        if line in asks:
            yield source.fault(("lines", at), f"{line!r} is asked in {asks[line]}.md; keep it in one of them")
    words = {
        word.lower(): category.id
        for category in parts["products"].categories
        for word in (category.name, *category.words)
    }
    for at, good in enumerate(talk.goods):
        if good.lower() in words:
            yield source.fault(("goods", at), f"{good!r} is a word of {words[good.lower()]}; keep it in one of them")
