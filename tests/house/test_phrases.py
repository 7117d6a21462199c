"""Every phrase the code says exists in kb/phrases, also those whose id is put together."""

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from bot.actions.engine.agenda import SEPARATE
from bot.actions.engine.detail_slots import CONTACT
from bot.actions.tasks.request import KINDS
from helpline.cases.emergency import SHOWN
from helpline.cases.lifecycle import CaseType
from helpline.tables.report import Period
from helpline.tables.states import CaseStatus
from helpline.tables.visit import Outcome
from kb.models.knowledge import Knowledge
from tests.house.sources import ROOT, files, place, tree

# Where the id of a phrase stands in a call.
ARGUMENT = {"customer": 2, "say": 0, "words": 0, "ask": 1, "ask_again": 1, "phrase": 1}
ROOMS = ("bot/actions", "helpline", "gateway")
FACTS = "\n".join(file.read_text(encoding="utf-8") for file in files("language/facts"))
FAULTS = sorted(set(re.findall(r"error ?= ?\"(\w+)\"|error = None if \w+ else \"(\w+)\"", FACTS)))
ASKED_AGAIN = ("phone", "name", "address", "symptom", "product", "detail", "serial", "code")

# What stands in for {} of an id that is put together. A new shape needs its line here.
FIELDS = (
    "phone", "name", "address", "product", "model", "serial", "symptom", "service_type", "detail", "case_number", "slot",
    "bought",
)  # fmt: skip

SHAPES: dict[str, list[tuple[str, ...]]] = {
    "wrong_{}": [(next(filter(None, fault)),) for fault in FAULTS],
    "field_{}": [(field,) for field in FIELDS],
    "emergency_noted_{}": [(kind,) for kind in SHOWN],
    "emergency_ask_{}": [("address",), ("phone",), ("address_phone",)],
    "wish_{}": [(intent,) for intent in sorted(SEPARATE)],
    "why_{}": [(detail,) for detail in CONTACT],
    "page_answered_{}": [("engineer",), ("colleague",)],
    "status_{}": [(status,) for status in CaseStatus],
    "type_{}": [(kind,) for kind in (*CaseType, *KINDS)],
    "task_visit_{}": [("declined",), *((why,) for why in Outcome if why not in (Outcome.NONE, Outcome.SOLVED))],
    "visit_{}_notice": [(why,) for why in Outcome if why not in (Outcome.NONE, Outcome.SOLVED)],
    "report_{}": [(period,) for period in Period],
    "time_{}": [("today",), ("tomorrow",)],
    "warranty_from_{}": [("card",), ("handover",), ("commissioned",)],
    "filed_{}": [(kind,) for kind in KINDS],
    "ask_{}_again": [(slot,) for slot in ASKED_AGAIN],
    "ask_{}_complaint": [("phone",), ("name",)],
    "ask_{}": [("complaint",), ("about",), ("since_when",), ("wish",), ("phone",), ("name",)],
    "ask_{}_{}": [
        ("product", "return"),
        ("bought", "return"),
        ("people", "training"),
        *product(("detail",), KINDS),
    ],
}


def texts(node: ast.expr) -> Iterator[str]:
    """The ids an argument can be, as far as they stand there; {} for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)


def said() -> Iterator[tuple[str, str]]:
    """Every (place, id) in the code."""
    for file in files(*ROOMS):
        for node in ast.walk(tree(file)):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            at = ARGUMENT.get(name)
            if at is None or len(node.args) <= at or (name == "say" and not isinstance(node.func, ast.Attribute)):
                continue
            for id in texts(node.args[at]):
                yield place(file, node), id


def test_every_phrase_exists(kb: Knowledge) -> None:
    missing = [
        f"{where}: {id}"
        for where, template in said()
        for filled in SHAPES.get(template, [()])
        if (id := template.format(*filled) if filled else template) not in kb.phrases and "{}" not in id
    ]
    assert missing == []


def test_every_shape_is_known() -> None:
    shapes = {id for _, id in said() if "{}" in id}
    assert shapes - SHAPES.keys() == set(), "say in SHAPES what these can become"
    assert SHAPES.keys() - shapes == set(), "nobody says these any more"


def test_the_policies_phrases_exist(kb: Knowledge) -> None:
    told = {rule.tell for rule in kb.policies.escalation.rules if rule.tell}
    advice = {kind.advice for kind in kb.policies.emergency.kinds}
    assert told | advice <= kb.phrases.keys()


def test_every_phrase_is_said_by_somebody(kb: Knowledge) -> None:
    """A phrase nobody says is left over: its id stands in no code, no policy, no page and in no shape."""
    code = "\n".join(
        file.read_text(encoding="utf-8")
        for file in [*files("bot", "helpline", "gateway", "kb"), *Path(ROOT / "kb" / "policies").glob("*.yml")]
    )
    advised = {f"{kind.advice}_{business.id}" for kind in kb.policies.emergency.kinds for business in kb.businesses}
    advised |= {f"{kind.advice}_known" for kind in kb.policies.emergency.kinds}
    advised |= {business.particulars for business in kb.businesses}
    shaped = advised | {template.format(*filled) for template, all_filled in SHAPES.items() for filled in all_filled}
    assert [id for id in kb.phrases if id not in shaped and not re.search(rf"\b{id}\b", code)] == []
