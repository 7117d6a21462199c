"""Conversations at the desk. Staff see the queues their role serves; complaints are not for all (R41)."""

from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Query
from fastapi.responses import FileResponse

from gateway.api import case_views, conversation_views
from gateway.api.chat import picture
from gateway.api.conversation_schemas import (
    ConversationDetail,
    ConversationLine,
    ConversationNote,
    ConversationPage,
    ConversationRow,
    MessagePage,
    Owner,
    Reply,
)
from gateway.api.deps import Audited, Reading, StateDep, Writing, staff
from gateway.api.errors import refuses
from gateway.api.schemas import FILE, NameInPath, Paging, Picture, Place, fields, shown
from gateway.api.schemas import Attachment as StoredPicture
from gateway.api.uploads import StoredDep
from helpline.cases import audited_reading
from helpline.cases.queries import may_see_case
from helpline.conversations import access, confidential, ownership
from helpline.conversations.files import keep_picture
from helpline.conversations.queries import failed_counts, newest_words, thread, threads
from helpline.conversations.queries import list_conversations as listed
from helpline.core.errors import NotFound
from helpline.core.paging import DEFAULT, MOST, PageRequest
from helpline.customers.contracts import in_force
from helpline.tables import Attachment, Case, Conversation

routes = APIRouter(prefix="/api/conversations", tags=["conversations"], responses=refuses(401, 403, 422))

LAST_TEXT = 120  # characters of the newest words in a list

After = Annotated[Place, Query(description="only what has a greater id; 0: from the beginning")]


@routes.get("", response_model=ConversationPage)
def list_conversations(
    work: Reading,
    page: Paging,
    owner: Annotated[Owner | None, Query(description="only those it answers")] = None,
    mine: Annotated[bool, Query(description="only those the asker has taken")] = False,
) -> dict[str, Any]:
    """Staff: conversations of their queues, the most urgent and longest waiting first, then the last changed.

    Each that does not move meanwhile is given once; one moves when it is handed over, taken, returned or written in.
    """
    found = listed(work, owner, mine, page)
    ids = [row.id for row in found.items]
    last, failed = newest_words(work, ids), failed_counts(work, ids)
    withheld = confidential.withheld(work, last.values())
    places = ownership.positions(work, found.items)

    def line(row: Conversation) -> ConversationLine:
        message = last.get(row.id)
        why = withheld.get(message.id, "") if message else ""
        return ConversationLine(
            **fields(conversation_views.conversation_row(work, row, places)),
            last_text=message.text[:LAST_TEXT] if message and not why else "",
            last_withheld=cast(Any, why),
            failed=failed.get(row.id, 0),
        )

    return shown(found, line)


@routes.get("/{id}", responses=refuses(404))
def show_conversation(
    id: NameInPath,
    work: Reading,
    held: StateDep,
    note: Audited,
    after: After = 0,
    limit: Annotated[int, Query(ge=1, le=MOST, description="messages")] = DEFAULT,
) -> ConversationDetail:
    """Staff of the queue: the customer, the machines with warranty, the case, and the beginning of the thread.

    Leaves a line in the audit log.
    """
    conversation = access.require(work, id)
    note(audited_reading.of_conversation(work, conversation))
    customer = conversation.customer
    contracts = in_force(work, customer) if customer else ()
    case = work.session.get(Case, conversation.case_id) if conversation.case_id else None
    ids = [other.id for other in threads(work, conversation)]
    said = thread(work, conversation, after, PageRequest(limit=limit))
    return ConversationDetail(
        **fields(conversation_views.conversation_row(work, conversation)),
        failed=sum(failed_counts(work, ids).values()),
        messages=conversation_views.message_rows(work, said.items),
        messages_next=said.next,
        ways=conversation_views.ways(work, conversation, held.channels),
        fallback=work.kb.policies.delivery.fallback,
        customer_file=conversation_views.customer_file(customer, contracts) if customer else None,
        equipment=[case_views.machine(work, machine, contracts) for machine in customer.assets] if customer else [],
        draft=conversation_views.draft(work, conversation),
        case=case_views.case_detail(work, case) if case and may_see_case(work, case) else None,
    )


@routes.get("/{id}/messages", response_model=MessagePage, responses=refuses(404))
def list_messages(id: NameInPath, work: Reading, page: Paging, note: Audited, after: After = 0) -> dict[str, Any]:
    """Staff of the queue: what was said and noted with the customer, on all channels, as it came. None moves."""
    conversation = access.require(work, id)
    note(audited_reading.of_conversation(work, conversation))
    said = thread(work, conversation, after, page)
    return {"items": conversation_views.message_rows(work, said.items), "next": said.next}


@routes.post("/{id}/take", responses=refuses(404, 409))
def take_conversation(id: NameInPath, work: Writing) -> ConversationRow:
    """Staff of the queue: become the owner; 409 when somebody else was first."""
    conversation = ownership.take(work, id)
    return conversation_views.conversation_row(work, conversation)


@routes.post("/{id}/reply", responses=refuses(404, 409))
def reply_to_customer(id: NameInPath, body: Reply, work: Writing) -> ConversationRow:
    """The owning agent: words or pictures to the customer, on the channel that reaches them or the one named."""
    conversation = ownership.reply(work, id, body.text, body.answer_in, body.attachments, body.key)
    return conversation_views.conversation_row(work, conversation)


@routes.post("/{id}/note", responses=refuses(404))
def add_conversation_note(id: NameInPath, body: ConversationNote, work: Writing) -> ConversationRow:
    """Staff of the queue: a note only staff see."""
    return conversation_views.conversation_row(work, ownership.write_note(work, id, body.text, body.key))


@routes.post("/{id}/return", responses=refuses(404, 409))
def return_conversation(id: NameInPath, work: Writing) -> ConversationRow:
    """The owning agent: the bot answers again, and knows what was said."""
    return conversation_views.conversation_row(work, ownership.give_back(work, id))


@routes.post("/{id}/close", responses=refuses(404, 409))
def close_conversation(id: NameInPath, work: Writing) -> ConversationRow:
    """The owning agent: the talk is over."""
    return conversation_views.conversation_row(work, ownership.close(work, id))


@routes.post(
    "/{id}/attachments",
    status_code=201,
    response_model=StoredPicture,
    responses=refuses(404, 409),
    dependencies=[Depends(staff)],
)
def upload_reply_picture(id: NameInPath, file: Picture, picture: StoredDep, work: Writing) -> dict[str, str]:
    """The owning agent: a picture to be named in a reply's `attachments`. JPEG, PNG, WebP or GIF, at most 8 MB."""
    access.require_own(work, id)
    return keep_picture(work, id, file.filename or "", picture)


@routes.get("/{id}/attachments/{attachment}", response_class=FileResponse, responses=FILE | refuses(404))
def show_attachment(
    id: NameInPath, attachment: NameInPath, work: Reading, held: StateDep, note: Audited
) -> FileResponse:
    """Staff of the queue: a picture, recording or film of the customer's conversations. Leaves an audit line."""
    ids = {other.id for other in threads(work, access.require(work, id))}
    row = work.session.get(Attachment, attachment)
    if row is None or row.conversation_id not in ids or not confidential.may_open(work, row):
        raise NotFound(attachment)
    note(audited_reading.of_attachment(row))
    return picture(held, row)
