"""A reviewed message is deleted some time after it was rejected or used; the conversation keeps what was said."""

from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import ReviewItem, Timer


def act(work: UnitOfWork, timer: Timer) -> None:
    item = work.session.get(ReviewItem, timer.data["item_id"])
    if item is not None and item.status in ("rejected", "taken", "known"):
        work.session.delete(item)
