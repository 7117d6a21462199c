"""What was agreed with a customer beyond the policies (R14): grade, pack, term, what is covered, and who answers."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpline.tables.asset import Asset
from helpline.tables.base import Base, one_of
from helpline.tables.party import Customer, Organisation
from helpline.tables.people import Person
from helpline.tables.states import CONTRACT_MOVES, ContractKind, ContractState, hold_to


class Contract(Base):
    """In force while it is active and the day lies in its term. Without lines it covers all that its party has."""

    __tablename__ = "contracts"
    __table_args__ = (
        CheckConstraint("(organisation_id IS NULL) <> (customer_id IS NULL)", name="one_party"),
        CheckConstraint("ends_on >= starts_on", name="term"),
        one_of("contracts", "kind", ContractKind),
        one_of("contracts", "state", ContractState),
    )

    id: Mapped[str] = mapped_column(primary_key=True)  # its number, as it stands on the paper
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"), index=True)
    kind: Mapped[str]
    grade: Mapped[str] = mapped_column(default="")  # one package, never split; "": the party's own
    pack: Mapped[str] = mapped_column(default="")  # of promises, instead of the business's; "": the business's
    starts_on: Mapped[date]
    ends_on: Mapped[date]  # the last day
    service_point: Mapped[str] = mapped_column(default="")
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # answers for its quality
    specialist_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # follows its cases to the end
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))  # stationed with the party (R07)
    state: Mapped[str] = mapped_column(default=ContractState.DRAFT)
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]

    organisation: Mapped[Organisation | None] = relationship()
    customer: Mapped[Customer | None] = relationship()
    manager: Mapped[Person | None] = relationship(foreign_keys=[manager_id])
    specialist: Mapped[Person | None] = relationship(foreign_keys=[specialist_id])
    resident: Mapped[Person | None] = relationship(foreign_keys=[resident_id])
    lines: Mapped[list["ContractLine"]] = relationship(
        order_by="ContractLine.id", lazy="selectin", cascade="all, delete-orphan"
    )

    def is_in_force(self, day: date) -> bool:
        """Whether it is active, and the day lies in its term."""
        return self.state == ContractState.ACTIVE and self.starts_on <= day <= self.ends_on

    def line_for(self, asset: Asset | None, site_id: str | None, category: str) -> "ContractLine | None":
        """The line that covers this most closely: by the asset or what it is a part of, its site, its category."""
        things = {asset.id, asset.parent_id} if asset else set()
        site = site_id or (asset.site_id if asset else None)
        for fits in (
            lambda line: line.asset_id is not None and line.asset_id in things,
            lambda line: line.site_id is not None and line.site_id == site,
            lambda line: line.category != "" and line.category == category,
        ):
            if found := next((line for line in self.lines if fits(line)), None):
                return found
        return None

    def covers(self, asset: Asset | None, site_id: str | None, category: str) -> bool:
        """Whether it is for this; without lines it is for all that its party has."""
        return not self.lines or self.line_for(asset, site_id, category) is not None


class ContractLine(Base):
    """One thing a contract covers: an asset, all on a site, or all of a category."""

    __tablename__ = "contract_lines"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN asset_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN site_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN category = '' THEN 0 ELSE 1 END) = 1",
            name="one_thing",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[str] = mapped_column(ForeignKey("contracts.id"), index=True)
    asset_id: Mapped[str | None] = mapped_column(ForeignKey("assets.id"), index=True)
    site_id: Mapped[str | None] = mapped_column(ForeignKey("sites.id"), index=True)
    category: Mapped[str] = mapped_column(default="")
    pack: Mapped[str] = mapped_column(default="")  # of promises for this thing; "": the contract's


hold_to(Contract.state, CONTRACT_MOVES)
