"""What the customer and whoever is rung are told of a page: never more than has happened."""

from helpline.conversations.channel_selection import of_case
from helpline.conversations.messages import say
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Case, PageRound, Person
from helpline.tables.people import ENGINEER
from language.facts.surnames import COMPOUND

# Spoken in a call that goes on, sent as a notice where it is over or the customer has left.
NOTICE = "notice:page"
LONGEST = 60  # characters of the customer's words in a text message


def tell(work: UnitOfWork, case: Case, text: str) -> None:
    """Says it to the case's customer, where they are reached now; a case without a conversation has nobody to tell."""
    conversation = of_case(work, case)
    if conversation is not None:
        say(work, conversation, text, author="bot", purpose=NOTICE, complaint_id=case.complaint_id)


def ringing(work: UnitOfWork, begun: PageRound) -> str:
    """People are being rung, or there is nobody to ring."""
    id = "page_ringing" if begun.pages else "page_nobody"
    return phrase(work.kb, id, duty_phone=work.kb.company.duty_phone)


def answered(work: UnitOfWork, case: Case, person: Person) -> str:
    """Somebody has it."""
    role = "engineer" if ENGINEER in person.roles else "colleague"
    return phrase(work.kb, f"page_answered_{role}", surname=_surname(person.name), number=case.number)


def unanswered(work: UnitOfWork) -> str:
    """Nobody has been reached yet."""
    return phrase(work.kb, "page_unanswered", duty_phone=work.kb.company.duty_phone)


def code(begun: PageRound) -> str:
    """What a text message takes the page on with: the random digits of the case's number, which the ring told.

    Whoever only pretends to write from a colleague's phone does not know them.
    """
    return begun.case.number.rpartition("-")[2]


def for_text(work: UnitOfWork, begun: PageRound) -> str:
    """The text message to whoever is rung. Of a complaint it names the case only (R41)."""
    case = begun.case
    if case.complaint_id is not None:
        return phrase(work.kb, "duty_text_complaint", number=case.number, code=code(begun))
    return phrase(
        work.kb,
        "duty_text",
        number=case.number,
        code=code(begun),
        level=case.level,
        words=case.description[:LONGEST],
        place=case.address or phrase(work.kb, "duty_no_place"),
        phone=case.phone or phrase(work.kb, "duty_no_phone"),
    )


def for_ear(work: UnitOfWork, begun: PageRound) -> str:
    """The same, spoken."""
    case = begun.case
    if case.complaint_id is not None:
        return phrase(work.kb, "duty_voice_complaint", number=case.number)
    place = case.address or phrase(work.kb, "duty_no_place")
    return phrase(work.kb, "duty_voice", number=case.number, words=case.description[:LONGEST], place=place)


def _surname(name: str) -> str:
    return next((surname for surname in COMPOUND if name.startswith(surname)), name[:1])
