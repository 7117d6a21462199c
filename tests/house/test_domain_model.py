"""docs/domain-model.md shows the tables as they are."""

from helpline.tables import Base
from tools.domain_model import PAGE, parts_of, printed


def test_the_page_is_what_the_tool_prints() -> None:
    told = "PYTHONPATH=. .venv/bin/python tools/domain_model.py --write"
    _, shown, _ = parts_of(PAGE.read_text(encoding="utf-8"))
    assert shown == printed(), f"the tables have changed: {told}"


def test_every_table_and_foreign_key_is_drawn() -> None:
    drawn = [line.strip() for line in printed().splitlines()]
    for mapper in Base.registry.mappers:
        name = mapper.class_.__name__
        assert drawn.count(f"{name} {{") == 1, f"{name} is not drawn once"
        for key in mapper.local_table.foreign_keys:
            ends = f" {name} : {key.parent.name}"
            assert any(line.endswith(ends) for line in drawn), f"{ends} is not drawn"
