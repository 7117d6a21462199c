"""A reviewed message is deleted some time after it was rejected or used; the conversation keeps what was said."""

from helpline.core.unit_of_work import UnitOfWork
from helpline.jobs.payloads import ForgetReview
from helpline.tables import ReviewItem


def act(work: UnitOfWork, payload: ForgetReview) -> None:
    item = work.session.get(ReviewItem, payload.item_id)
    if item is not None and item.status in ("rejected", "taken", "known"):
        work.session.delete(item)
