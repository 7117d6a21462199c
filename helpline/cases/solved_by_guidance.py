"""Faults that guidance alone has mended (R39): kept with cause and steps, for whoever meets the next one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from helpline.core.database import insert_once
from helpline.core.paging import Key, Order, Page, PageRequest, page_of
from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Asset, GuidedFault
from kb.lookup import checklist_of, product_words
from kb.models.knowledge import Article
from language.facts.anonymous import anonymous

SHOWN = 5  # of one machine
_NEWEST_FIRST = Order("guided faults", (Key(GuidedFault.id, descending=True),))


@dataclass(frozen=True)
class Guided:
    """What was told and tried. `known` are names that the words must not keep."""

    key: str
    category: str
    symptom: str
    article: Article
    tried: int  # of the article's steps; the last of them helped
    channel: str
    asset: Asset | None = None
    known: tuple[str, ...] = ()


def keep(work: UnitOfWork, told: Guided) -> None:
    """Once for a key."""
    said = anonymous(told.symptom, work.now, product_words(work.kb), told.known)
    causes = checklist_of(work.kb, told.category).causes
    mostly = next((one.cause for one in causes if any(word in told.symptom for word in one.words)), told.article.title)
    insert_once(
        work.session,
        GuidedFault,
        key=told.key,
        asset_id=told.asset.id if told.asset else None,
        category=told.category,
        symptom=said,
        article=told.article.slug,
        cause=mostly,
        steps=list(told.article.steps[: told.tried]),
        channel=told.channel,
        solved_at=work.now,
    )


def guided_faults(work: UnitOfWork, category: str, page: PageRequest) -> Page[GuidedFault]:
    """Newest first, of one kind of product or of all. None moves."""
    rows = select(GuidedFault)
    return page_of(
        work.session, rows.where(GuidedFault.category == category) if category else rows, _NEWEST_FIRST, page
    )


def of_machines(work: UnitOfWork, ids: Collection[str]) -> dict[str, Sequence[GuidedFault]]:
    """The newest `SHOWN` of each machine, by its id; asked for at once."""
    found: dict[str, list[GuidedFault]] = {id: [] for id in ids}
    rows = select(GuidedFault).where(GuidedFault.asset_id.in_(found)).order_by(GuidedFault.id.desc())
    for row in work.session.scalars(rows) if found else ():
        assert row.asset_id is not None
        if len(found[row.asset_id]) < SHOWN:
            found[row.asset_id].append(row)
    return dict(found)
