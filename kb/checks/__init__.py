"""What must agree across files. A check runs when all the parts it needs could be read."""

from kb.checks import calendars, escalation, hotline, menu, people, policies, products, texts
from kb.checks.check import Check

CHECKS: tuple[Check, ...] = (
    Check(("products",), products.ids),
    Check(("products",), products.references),
    Check(("products",), products.words),
    Check(("products", "warranty"), products.warranty),
    Check(("products", "sla"), products.packs),
    Check(("warranty",), policies.warranty),
    Check(("sla", "hours"), policies.sla),
    Check(("queues", "hours"), policies.queues),
    Check(("grading",), policies.grading),
    Check(("grading", "products"), policies.grading_categories),
    Check(("emergency",), policies.emergency),
    Check(("visits",), policies.visits),
    Check(("complaints",), policies.complaints),
    Check(("hotline", "queues", "hours", "staff"), hotline.lines),
    Check(("hotline",), hotline.voice),
    Check(("menu",), menu.entries),
    Check(("escalation", "queues"), escalation.queues),
    Check(("escalation", "queues"), escalation.complaints),
    Check(("escalation",), escalation.rules),
    Check(("escalation",), escalation.ladder),
    Check(("escalation", "sla"), escalation.grades),
    Check(("hours",), calendars.hours),
    Check((), calendars.years),
    Check((), texts.phrases),
    Check(("emergency", "escalation"), texts.used_phrases),
    Check(("products",), texts.articles),
    Check((), texts.questions),
    Check((), texts.forms),
    Check(("products", "out_of_domain"), texts.out_of_domain),
    Check(("engineers",), people.engineers),
    Check(("engineers", "products"), people.skills),
    Check(("staff",), people.staff),
)
