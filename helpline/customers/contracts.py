"""Which contracts are in force for somebody, and which of them counts for a case (R14)."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from helpline.core.unit_of_work import UnitOfWork
from helpline.tables import Asset, Contract, Customer, Organisation
from helpline.tables.contract import ContractLine
from helpline.tables.states import ContractState

MOST_ABOVE = 5  # organisations above one another that are looked at


def in_force(
    work: UnitOfWork, customer: Customer | None, organisation: Organisation | None = None
) -> Sequence[Contract]:
    """The contracts in force today of a customer and their organisation, or of an organisation alone."""
    people = [customer.id] if customer else []
    parties = {*above(customer.organisation if customer else None), *above(organisation)}
    rows = select(Contract).where(
        or_(Contract.customer_id.in_(people), Contract.organisation_id.in_(parties)),
        Contract.state == ContractState.ACTIVE,
        Contract.starts_on <= work.today,
        Contract.ends_on >= work.today,
    )
    return work.session.scalars(rows.order_by(Contract.id)).all()


def above(organisation: Organisation | None) -> list[str]:
    """The ids of the organisation and of those it is a part of: what those agreed to holds for it."""
    ids: list[str] = []
    while organisation is not None and organisation.id not in ids and len(ids) < MOST_ABOVE:
        ids.append(organisation.id)
        organisation = organisation.parent
    return ids


def that_counts(contracts: Sequence[Contract], asset: Asset | None, category: str) -> Contract | None:
    """Of those in force the one that covers this most closely; of several alike the one that ends last."""
    covering = [contract for contract in contracts if contract.covers(asset, None, category)]
    return max(covering, key=lambda one: (_closeness(one.line_for(asset, None, category)), one.ends_on), default=None)


def grade_of(customer: Customer | None, contract: Contract | None) -> str:
    """The contract's grade over the organisation's over the person's own (R14); "" for none."""
    if customer is None:
        return contract.grade if contract else ""
    organisation = customer.organisation.grade if customer.organisation else ""
    return (contract.grade if contract else "") or organisation or customer.grade


def _closeness(line: ContractLine | None) -> int:
    if line is None:
        return 0
    return 3 if line.asset_id else 2 if line.site_id else 1
