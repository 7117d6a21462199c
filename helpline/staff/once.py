"""A request that comes twice, as after a lost answer, is done once and answered the same."""

from collections.abc import Callable

from helpline.core.database import insert_once
from helpline.core.errors import Invalid
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import StaffRequest


def once(work: UnitOfWork, what: str, key: str, do: Callable[[], int]) -> int:
    """The id of the row that the acting person's request with this key made: `do` makes it the first time only.

    Invalid when the key stands for something else that they asked.
    """
    claim = {"person_id": work.actor.person_id, "key": key}
    first = insert_once(work.session, StaffRequest, **claim, what=what, made_id=0, at=work.now)
    request = work.session.get_one(StaffRequest, (work.actor.person_id, key))
    if not first:
        if request.what != what:
            raise Invalid("key: it stands for another request")
        return request.made_id
    request.made_id = do()
    return request.made_id
