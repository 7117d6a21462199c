"""organisations, contact points, sites, assets with an id of their own, contracts

Revision: d91b4c7e0a35, after c58d0f17a2e6

A customer's organisation, a text, becomes a row; the phone becomes a contact point; a machine's id is its serial
number. A case keeps its pack and the version of the policies from the first promise it was given.
"""

import sqlalchemy as sa
from alembic import op

from helpline.tables.base import UtcDateTime

revision = "d91b4c7e0a35"
down_revision = "c58d0f17a2e6"
branch_labels = None
depends_on = None

INSTANT = UtcDateTime(timezone=True)
CARRIED = ("model", "category", "customer_id", "place", "card_on", "handover_on", "commissioned_on")
NEW_IN_CASES = ("organisation_id", "site_id", "asset_id", "contract_id")

customers = sa.table(
    "customers",
    *(sa.column(name) for name in ("id", "phone", "organisation", "organisation_id")),
    sa.column("created_at", INSTANT),
)
organisations = sa.table("organisations", sa.column("id"), sa.column("name"), sa.column("created_at", INSTANT))
points = sa.table("contact_points", *(sa.column(name) for name in ("id", "customer_id", "kind", "value", "preferred")))
machines = sa.table("equipment", sa.column("serial"), *(sa.column(name) for name in CARRIED))
assets = sa.table("assets", sa.column("id"), sa.column("serial"), *(sa.column(name) for name in CARRIED))
cases = sa.table("cases", *(sa.column(name) for name in ("id", "serial", "asset_id", "pack", "policy_version")))
promises = sa.table("promises", *(sa.column(name) for name in ("id", "case_id", "pack", "policy_version")))


def upgrade() -> None:
    _make_tables()
    with op.batch_alter_table("customers") as batch:
        batch.add_column(sa.Column("organisation_id", sa.String(), nullable=True))
        batch.add_column(sa.Column("title", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("ended_at", INSTANT, nullable=True))
        batch.create_foreign_key(
            op.f("fk_customers_organisation_id"), "organisations", ["organisation_id"], ["id"]
        )
        batch.create_index(op.f("ix_customers_organisation_id"), ["organisation_id"])
    with op.batch_alter_table("cases") as batch:
        for name in NEW_IN_CASES:
            batch.add_column(sa.Column(name, sa.String(), nullable=True))
        batch.add_column(sa.Column("pack", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("policy_version", sa.String(), nullable=False, server_default=""))
    _carry_over()
    with op.batch_alter_table("cases") as batch:
        batch.drop_index("ix_cases_serial")
        batch.drop_constraint("fk_cases_serial", type_="foreignkey")
        batch.drop_column("serial")
        for name in NEW_IN_CASES:
            table = f"{name.removesuffix('_id')}s"
            batch.create_foreign_key(op.f(f"fk_cases_{name}"), table, [name], ["id"])
            batch.create_index(op.f(f"ix_cases_{name}"), [name])
    with op.batch_alter_table("customers") as batch:
        batch.drop_index("ix_customers_phone")
        batch.drop_column("phone")
        batch.drop_column("organisation")
    op.drop_table("equipment")


def _make_tables() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False, server_default=""),
        sa.Column("kind", sa.String(), nullable=False, server_default="customer"),
        sa.Column("parent_id", sa.String(), nullable=True),
        sa.Column("grade", sa.String(), nullable=False, server_default=""),
        sa.Column("note", sa.String(), nullable=False, server_default=""),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.CheckConstraint("kind IN ('customer', 'partner', 'maker')", name=op.f("ck_organisations_kind")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisations.id"], name=op.f("fk_organisations_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
    )
    _index("organisations", "name", "parent_id")
    op.create_table(
        "contact_points",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False, server_default=""),
        sa.Column("preferred", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("verified_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.CheckConstraint("kind IN ('phone', 'email')", name=op.f("ck_contact_points_kind")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_contact_points_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_points")),
        sa.UniqueConstraint("customer_id", "kind", "value", name=op.f("uq_contact_points_customer_id_kind_value")),
    )
    op.create_index("ix_contact_points_kind_value", "contact_points", ["kind", "value"])
    op.create_table(
        "sites",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=True),
        sa.Column("customer_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False, server_default=""),
        sa.Column("district", sa.String(), nullable=False, server_default=""),
        sa.Column("access_note", sa.String(), nullable=False, server_default=""),
        sa.Column("hours", sa.String(), nullable=False, server_default=""),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.CheckConstraint("(organisation_id IS NULL) <> (customer_id IS NULL)", name=op.f("ck_sites_one_owner")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_sites_organisation_id")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_sites_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sites")),
    )
    _index("sites", "organisation_id", "customer_id", "district")
    op.create_table(
        "assets",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=True),
        sa.Column("maker", sa.String(), nullable=False, server_default=""),
        sa.Column("model", sa.String(), nullable=False, server_default=""),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=True),
        sa.Column("organisation_id", sa.String(), nullable=True),
        sa.Column("site_id", sa.String(), nullable=True),
        sa.Column("parent_id", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=False, server_default=""),
        sa.Column("quantity", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("plate", sa.String(), nullable=False, server_default=""),
        sa.Column("vin", sa.String(), nullable=False, server_default=""),
        sa.Column("card_on", sa.Date(), nullable=True),
        sa.Column("handover_on", sa.Date(), nullable=True),
        sa.Column("commissioned_on", sa.Date(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("first_accepted_on", sa.Date(), nullable=True),
        sa.Column("finally_accepted_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False, server_default="installed"),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "state IN ('in_store', 'installed', 'on_loan', 'in_repair', 'replaced', 'scrapped')",
            name=op.f("ck_assets_state"),
        ),
        sa.CheckConstraint("quantity >= 1", name=op.f("ck_assets_quantity")),
        sa.CheckConstraint("customer_id IS NOT NULL OR organisation_id IS NOT NULL", name=op.f("ck_assets_owner")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_assets_customer_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_assets_organisation_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_assets_site_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["assets.id"], name=op.f("fk_assets_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assets")),
        sa.UniqueConstraint("maker", "serial", name=op.f("uq_assets_maker_serial")),
    )
    _index("assets", "serial", "customer_id", "organisation_id", "site_id", "parent_id")
    op.create_table(
        "contracts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=True),
        sa.Column("customer_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False, server_default=""),
        sa.Column("pack", sa.String(), nullable=False, server_default=""),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("service_point", sa.String(), nullable=False, server_default=""),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.Column("specialist_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False, server_default="draft"),
        sa.Column("note", sa.String(), nullable=False, server_default=""),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("(organisation_id IS NULL) <> (customer_id IS NULL)", name=op.f("ck_contracts_one_party")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_contracts_term")),
        sa.CheckConstraint(
            "kind IN ('warranty', 'extended', 'maintenance', 'trial', 'works')", name=op.f("ck_contracts_kind")
        ),
        sa.CheckConstraint("state IN ('draft', 'active', 'suspended', 'ended')", name=op.f("ck_contracts_state")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_contracts_organisation_id")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_contracts_customer_id")),
        sa.ForeignKeyConstraint(["manager_id"], ["people.id"], name=op.f("fk_contracts_manager_id")),
        sa.ForeignKeyConstraint(["specialist_id"], ["people.id"], name=op.f("fk_contracts_specialist_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contracts")),
    )
    _index("contracts", "organisation_id", "customer_id")
    op.create_table(
        "contract_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.String(), nullable=False),
        sa.Column("asset_id", sa.String(), nullable=True),
        sa.Column("site_id", sa.String(), nullable=True),
        sa.Column("category", sa.String(), nullable=False, server_default=""),
        sa.Column("pack", sa.String(), nullable=False, server_default=""),
        sa.CheckConstraint(
            "(CASE WHEN asset_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN site_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN category = '' THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_contract_lines_one_thing"),
        ),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_contract_lines_contract_id")),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_contract_lines_asset_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_contract_lines_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_lines")),
    )
    _index("contract_lines", "contract_id", "asset_id", "site_id")


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _carry_over() -> None:
    link = op.get_bind()
    named = sa.select(customers.c.organisation, sa.func.min(customers.c.created_at, type_=INSTANT))
    named = named.where(customers.c.organisation != "").group_by(customers.c.organisation)
    for number, (name, since) in enumerate(link.execute(named.order_by(customers.c.organisation)).all(), 1):
        id = f"O{number:04}"
        link.execute(organisations.insert().values(id=id, name=name, created_at=since))
        link.execute(customers.update().where(customers.c.organisation == name).values(organisation_id=id))
    phones = sa.select(customers.c.id, sa.literal("phone"), customers.c.phone, sa.true()).where(customers.c.phone != "")
    link.execute(points.insert().from_select(["customer_id", "kind", "value", "preferred"], phones))
    carried = sa.select(machines.c.serial, machines.c.serial, *(machines.c[name] for name in CARRIED))
    link.execute(assets.insert().from_select(["id", "serial", *CARRIED], carried))
    link.execute(cases.update().values(asset_id=cases.c.serial))
    for column in ("pack", "policy_version"):
        of_case = sa.select(promises.c[column]).where(promises.c.case_id == cases.c.id)
        first = of_case.order_by(promises.c.id).limit(1).scalar_subquery()
        link.execute(cases.update().values({column: sa.func.coalesce(first, "")}))


def downgrade() -> None:
    """What has no place in the tables of before, among it things without serial number, is lost."""
    op.create_table(
        "equipment",
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("card_on", sa.Date(), nullable=True),
        sa.Column("handover_on", sa.Date(), nullable=True),
        sa.Column("commissioned_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_equipment_customer_id")),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_equipment")),
    )
    op.create_index(op.f("ix_equipment_customer_id"), "equipment", ["customer_id"])
    with op.batch_alter_table("customers") as batch:
        batch.add_column(sa.Column("phone", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("organisation", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("cases") as batch:
        batch.add_column(sa.Column("serial", sa.String(), nullable=True))
    _carry_back()
    with op.batch_alter_table("cases") as batch:
        for name in NEW_IN_CASES:
            batch.drop_index(op.f(f"ix_cases_{name}"))
            batch.drop_constraint(op.f(f"fk_cases_{name}"), type_="foreignkey")
        for name in (*NEW_IN_CASES, "pack", "policy_version"):
            batch.drop_column(name)
        batch.create_foreign_key(op.f("fk_cases_serial"), "equipment", ["serial"], ["serial"])
        batch.create_index(op.f("ix_cases_serial"), ["serial"])
    with op.batch_alter_table("customers") as batch:
        batch.drop_index(op.f("ix_customers_organisation_id"))
        batch.drop_constraint(op.f("fk_customers_organisation_id"), type_="foreignkey")
        for name in ("organisation_id", "title", "ended_at"):
            batch.drop_column(name)
        batch.create_index(op.f("ix_customers_phone"), ["phone"])
        batch.alter_column("phone", server_default=None)
        batch.alter_column("organisation", server_default=None)
    for table in ("contract_lines", "contracts", "assets", "sites", "contact_points", "organisations"):
        op.drop_table(table)


def _carry_back() -> None:
    link = op.get_bind()
    name = sa.select(organisations.c.name).where(organisations.c.id == customers.c.organisation_id).scalar_subquery()
    of_theirs = points.c.customer_id == customers.c.id, points.c.kind == "phone", points.c.preferred
    phone = sa.select(sa.func.min(points.c.value)).where(*of_theirs).scalar_subquery()
    link.execute(
        customers.update().values(organisation=sa.func.coalesce(name, ""), phone=sa.func.coalesce(phone, ""))
    )
    seen: set[str] = set()
    rows = sa.select(assets).where(assets.c.serial.is_not(None), assets.c.customer_id.is_not(None))
    for row in link.execute(rows.order_by(assets.c.id)).mappings().all():
        if row["serial"] not in seen:
            seen.add(row["serial"])
            link.execute(machines.insert().values({name: row[name] for name in ("serial", *CARRIED)}))
    kept = sa.select(assets.c.serial).where(assets.c.id == cases.c.asset_id, assets.c.customer_id.is_not(None))
    link.execute(cases.update().values(serial=kept.scalar_subquery()))
