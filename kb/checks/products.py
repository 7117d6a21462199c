"""products.yml: businesses, categories and models that belong together."""

from collections.abc import Iterator

from kb.checks.check import known, unique
from kb.errors import Fault
from kb.loading.parts import Parts


def ids(parts: Parts) -> Iterator[Fault]:
    source, products = parts.source("products"), parts["products"]
    yield from unique(source, ("businesses",), products.businesses)
    yield from unique(source, ("categories",), products.categories)
    yield from unique(source, ("models",), products.models, plain=False)


def references(parts: Parts) -> Iterator[Fault]:
    source, products = parts.source("products"), parts["products"]
    businesses = {business.id for business in products.businesses}
    categories = {category.id for category in products.categories}
    for index, category in enumerate(products.categories):
        yield from known(source, ("categories", index, "business"), "business", category.business, businesses)
    for index, model in enumerate(products.models):
        yield from known(source, ("models", index, "category"), "category", model.category, categories)


def words(parts: Parts) -> Iterator[Fault]:
    """No word names two things: the understanding of customers could not tell which is meant."""
    source, products = parts.source("products"), parts["products"]
    seen: dict[str, tuple[str, int]] = {}
    for section, entries in (("categories", products.categories), ("models", products.models)):
        for index, entry in enumerate(entries):
            own = ((("name",), entry.name), *((("words", at), word) for at, word in enumerate(entry.words)))
            for place, word in own:
                line = source.line((section, index, *place))
                owner, there = seen.setdefault(word.lower(), (entry.id, line))
                if owner != entry.id:
                    yield Fault(source.file, line, f"the word {word!r} belongs to {owner}, line {there}; keep it once")


def warranty(parts: Parts) -> Iterator[Fault]:
    source = parts.source("products")
    terms = {term.id for term in parts["warranty"]}
    for index, category in enumerate(parts["products"].categories):
        yield from known(source, ("categories", index, "warranty"), "warranty term", category.warranty, terms)


def packs(parts: Parts) -> Iterator[Fault]:
    """R15: every business has its folder of policies, and is promised all that it asks."""
    source = parts.source("products")
    files = {name.removeprefix("pack "): pack for name, pack in parts.group("pack")}
    for index, business in enumerate(parts["products"].businesses):
        if business.id not in files:
            said = f"there is no folder kb/policies/{business.id}; add it with a pack.yml"
            yield source.fault(("businesses", index, "id"), said)
            continue
        promised = {term.kind for term in files[business.id].promises}
        for at, kind in enumerate(business.asks):
            if kind not in promised:
                said = f"the pack of {business.id!r} does not promise {kind!r}; add it to kb/policies/{business.id}"
                yield source.fault(("businesses", index, "asks", at), said)
