"""The shape of `kb/policies/menu.yml`: what customers may tap without writing, on channels that have a menu."""

from kb.models.entry import Entry


class Choice(Entry):
    """A tap on `title` says `says`, as if the customer had written it."""

    title: str
    says: str


class Heading(Entry):
    """A tap on `title` opens the choices below it."""

    title: str
    choices: tuple[Choice, ...]


class MenuPolicy(Entry):
    entries: tuple[Choice | Heading, ...]
