"""A message as the judge of intents reads it: what is said, without the greeting before it and the numbers in it."""

import re

from language.facts.decoration import undecorated
from language.facts.normalise import squeeze

# Phone, serial, case and order numbers. Which digits they are says nothing about what is wanted, and a sentence with
# a number in it would otherwise look like an answer that is nothing but the number.
_NUMBER = re.compile(r"(?<![a-z0-9])[a-z]{0,4}[ -]?\d[\da-z\- ]{4,}")
_GREETING = re.compile(r"^(?:[你您]好|亲|喂)[啊呀哦]?[,，.。!！~～ ]{1,20}(?=..)")


def wording(text: str) -> str:
    """`squeeze` without emoji and a greeting that something follows, and with one mark for every number of five signs or more."""
    return _NUMBER.sub("#", _GREETING.sub("", squeeze(undecorated(text))))
