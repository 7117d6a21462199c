"""What somebody at the desk reads when they are shown a case, a conversation or a file, as the audit log has it."""

from collections.abc import Iterator

from helpline.cases.lifecycle import CaseType
from helpline.conversations import confidential
from helpline.core.phone import masked
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Attachment, Case, Conversation

Reading = tuple[str, str]  # what, and about whom


def of_case(case: Case) -> Iterator[Reading]:
    if case.type == CaseType.COMPLAINT:
        yield "read_complaint", f"case:{case.number}"
    elif case.customer_id:
        yield "read_customer", f"customer:{case.customer_id}"
    else:
        yield "read_case", f"case:{case.number}"


def of_search(phone: str, words: str = "") -> Iterator[Reading]:
    """A search among the cases by phone or by words, which may be of somebody on file or of nobody."""
    if phone:
        yield "searched_phone", f"phone:{masked(phone)}"
    if words:
        yield "searched_cases", f"words:{words[:1]}…"


def of_conversation(work: UnitOfWork, conversation: Conversation) -> Iterator[Reading]:
    if confidential.holds_readable(work, conversation):
        yield "read_complaint", f"conversation:{conversation.id}"
    elif conversation.customer_id:
        yield "read_customer", f"customer:{conversation.customer_id}"
    else:
        yield "read_conversation", f"conversation:{conversation.id}"


def of_attachment(file: Attachment) -> Iterator[Reading]:
    is_sound = file.content_type.startswith("audio/")
    yield "read_recording" if is_sound else "read_picture", f"attachment:{file.id}"
