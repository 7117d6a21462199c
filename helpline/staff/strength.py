"""Whether a new password stands guessing (zxcvbn), told to people in their language."""

from collections.abc import Iterator, Mapping
from typing import Any

from zxcvbn import zxcvbn

from helpline.core.errors import PasswordWeak
from helpline.core.phrases import phrase
from helpline.tables import Person
from kb.models.knowledge import Knowledge

LONGEST = 128  # characters of a password
JUDGED = 72  # the first of them; zxcvbn takes no more, and longer ones are strong by their length


def require_strong(kb: Knowledge, person: Person, password: str) -> None:
    """PasswordWeak when it is easier to guess than `password_score` of `kb/policies/access.yml` asks for.

    The person's own name and the company's count as easily guessed.
    """
    company = kb.company
    named = (person.username, person.name, person.phone, company.name, company.short_name, company.assistant)
    own = [word for word in named if word]
    judged = zxcvbn(password[:JUDGED], user_inputs=own)
    if judged["score"] >= kb.policies.access.password_score:
        return
    reasons = dict.fromkeys(_reasons(kb, judged["sequence"]))
    if any(word.casefold() in password.casefold() for word in own):
        reasons |= {phrase(kb, "password_weak_own"): None}
    raise PasswordWeak("".join([phrase(kb, "password_weak"), *reasons]))


def _reasons(kb: Knowledge, parts: list[Mapping[str, Any]]) -> Iterator[str]:
    for part in parts:
        if part["pattern"] == "dictionary" and part["dictionary_name"] != "user_inputs":
            yield phrase(kb, "password_weak_common")
        elif part["pattern"] in ("repeat", "sequence", "spatial"):
            yield phrase(kb, "password_weak_row")
        elif part["pattern"] in ("date", "regex"):
            yield phrase(kb, "password_weak_date")
