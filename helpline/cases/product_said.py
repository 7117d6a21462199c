"""Which of our products somebody's words name, where staff chose none: promises and skills follow it."""

from helpline.core.unit_of_work import UnitOfWork
from kb.lookup import product_words
from language.facts.normalise import normalise
from language.facts.product import find_products


def product_said(work: UnitOfWork, *texts: str) -> str:
    """The id of the category that the first of the texts names which names any; "" for none, or several in one text."""
    for text in texts:
        named = {fact.value for fact in find_products(normalise(text), product_words(work.kb))}
        if named:
            return named.pop() if len(named) == 1 else ""
    return ""
