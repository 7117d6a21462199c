"""What the company looks after (R03, R07): machines, parts of machines, groups of forty lamps, vehicles, works."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from helpline.tables.base import Base, one_of
from helpline.tables.party import Customer, Organisation, Site
from helpline.tables.states import ASSET_MOVES, AssetState, hold_to


class Asset(Base):
    """A thing on file, or `quantity` alike ones. A serial number is its maker's: two makers may use the same one."""

    __tablename__ = "assets"
    __table_args__ = (
        UniqueConstraint("maker", "serial"),
        CheckConstraint("quantity >= 1", name="quantity"),
        CheckConstraint("customer_id IS NOT NULL OR organisation_id IS NOT NULL", name="owner"),
        one_of("assets", "state", AssetState),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    serial: Mapped[str | None] = mapped_column(index=True)
    maker: Mapped[str] = mapped_column(default="")
    model: Mapped[str] = mapped_column(default="")  # an id of kb/products.yml, or what the plate says
    category: Mapped[str]
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customers.id"), index=True)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    site_id: Mapped[str | None] = mapped_column(ForeignKey("sites.id"), index=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("assets.id"), index=True)  # what it is a part of
    place: Mapped[str] = mapped_column(default="")  # where on the site
    quantity: Mapped[int] = mapped_column(default=1, server_default="1")
    plate: Mapped[str] = mapped_column(default="")  # of a vehicle
    vin: Mapped[str] = mapped_column(default="")
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")  # texts, by what they are of
    card_on: Mapped[date | None]  # date on the warranty card
    handover_on: Mapped[date | None]
    commissioned_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    first_accepted_on: Mapped[date | None]  # a trial begins
    finally_accepted_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(default=AssetState.INSTALLED)
    ended_at: Mapped[datetime | None]

    customer: Mapped[Customer | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    site: Mapped[Site | None] = relationship()

    @property
    def number(self) -> str:
        """What it goes by: its serial number, ours where it has none."""
        return self.serial or self.id


hold_to(Asset.state, ASSET_MOVES)
