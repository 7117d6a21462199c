"""A request that names a key is done once, however often it is sent."""

from collections.abc import Callable

from sqlalchemy import update

from helpline.core.database import insert_once
from helpline.core.errors import KeyReused
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import RequestKey


def once(work: UnitOfWork, key: str, deed: str, do: Callable[[], object]) -> str:
    """What `do` returned, as text, when the acting person first asked for this deed under this key; done only then.

    Of two at the same instant the second waits for the first. KeyReused when the key stood for another deed of theirs.
    """
    work.session.flush()
    asker = work.actor.label
    if insert_once(work.session, RequestKey, asker=asker, key=key, deed=deed, made="", at=work.now):
        made = str(do())
        named = RequestKey.asker == asker, RequestKey.key == key
        work.session.execute(update(RequestKey).where(*named).values(made=made))
        return made
    row = work.session.get_one(RequestKey, (asker, key), populate_existing=True)
    if row.deed != deed:
        raise KeyReused(key)
    return row.made
