"""Whether two ways of writing a name are of the same name; what is kept stays as it was written."""

import re
from unicodedata import normalize

from language.facts.jio import jionlp

_BETWEEN = re.compile(r"[\s·•・‧∙.\-]+")


def same_name(one: str, other: str) -> bool:
    """陳大文 is 陈大文, John smith is john Smith, 阿依古丽·买买提 is 阿依古丽买买提; 王喆 is not 王吉."""
    return _folded(one) == _folded(other) != ""


def _folded(name: str) -> str:
    simplified: str = jionlp.tra2sim(_BETWEEN.sub("", normalize("NFKC", name)), mode="char")
    return simplified.casefold()
