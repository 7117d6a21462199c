"""Phrases and articles."""

from collections.abc import Iterator
from string import Formatter

from kb.checks.check import known
from kb.errors import Fault
from kb.parts import Parts

KINDS = ("fault", "usage", "business")


def phrases(parts: Parts) -> Iterator[Fault]:
    """Each id stands once among all files, has words, and its braces are in pairs."""
    seen: dict[str, tuple[str, int]] = {}
    for name, wordings in parts.group("phrases"):
        source = parts.source(name)
        for id, said in wordings.items():
            here = (source.file, source.line((id,)))
            file, line = seen.setdefault(id, here)
            if (file, line) != here:
                yield source.fault((id,), f"the phrase {id!r} stands already in {file}:{line}; keep one of the two")
            variants = (said,) if isinstance(said, str) else said
            if not variants or not all(wording.strip() for wording in variants):
                yield source.fault((id,), f"the phrase {id!r} has no words; write them")
            for at, wording in enumerate(variants):
                try:
                    list(Formatter().parse(wording))
                except ValueError as error:
                    yield source.fault((id, at), f"the placeholders of {id!r} are broken: {error}; write {{name}}")


def used_phrases(parts: Parts) -> Iterator[Fault]:
    """What policies want to tell customers is written down."""
    there = parts.phrases()
    missing = "the phrase {!r} is in no file under kb/phrases/; write it there"
    for index, kind in enumerate(parts["emergency"]):
        if kind.advice not in there:
            yield parts.source("emergency").fault((index, "advice"), missing.format(kind.advice))
    for index, rule in enumerate(parts["escalation"].rules):
        if rule.tell and rule.tell not in there:
            yield parts.source("escalation").fault(("rules", index, "tell"), missing.format(rule.tell))


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
