"""What is said about a warranty (R07–R09): covered or not, until when, why."""

from datetime import date

from bot.actions.answers import articles
from bot.actions.engine import formatting
from bot.actions.engine.turn import DialogueTurn
from helpline.customers.contracts import in_force
from helpline.customers.proof import Act, customer_of, may
from helpline.customers.warranty import add_months, assess
from helpline.tables import Asset
from kb.lookup import category, warranty_of

RULE_FITS = 0.75  # what only sounds alike asks about the customer's own machine


def of_machine(turn: DialogueTurn, machine: Asset) -> None:
    """The answer for one machine of the register."""
    contracts = in_force(turn.work, machine.customer, machine.organisation)
    found = assess(turn.runtime.kb, machine, turn.work.today, contracts)
    name = formatting.machine(turn, machine)
    if found.covered is None:
        turn.say("warranty_unknown_date", machine=name, term=found.term)
        return
    why = turn.words(f"warranty_from_{found.began_by}", date=formatting.day(turn, found.began_on))
    until = formatting.day(turn, found.until)
    if found.covered:
        term = warranty_of(turn.runtime.kb, machine.category)
        turn.say(
            "warranty_covered",
            machine=name,
            until=until,
            why=why,
            term=found.term,
            not_covered=turn.words("comma").join(term.not_covered),
        )
    else:
        turn.say("warranty_over", machine=name, until=until, why=why, term=found.term, afterwards=found.afterwards)


def of_category(turn: DialogueTurn, product: str, bought_on: date | None = None) -> None:
    """The rule for a kind of product, when no machine is known; what it comes to, where it was told when it began."""
    term = warranty_of(turn.runtime.kb, product)
    turn.say("warranty_rule", product=category(turn.runtime.kb, product).name, term=term.name)
    if bought_on is not None and term.months:
        until = add_months(bought_on, term.months)
        id = "warranty_told_covered" if turn.work.today <= until else "warranty_told_over"
        turn.say(id, until=formatting.day(turn, until.isoformat()))


def by_rule(turn: DialogueTurn) -> bool:
    """Says what holds for every machine, where that is what was asked: 保修卡丢了. False where it was not."""
    article = None if turn.pressed else articles.best(turn, turn.text, None, "business", RULE_FITS)
    if article is not None:
        turn.say_text(articles.shown(turn, article))
    return article is not None


def in_passing(turn: DialogueTurn) -> None:
    """Asked in the middle of something else: with what is known, nothing asked back."""
    if by_rule(turn):
        return
    serial = turn.value("serial") or turn.get("serial")
    machine = turn.work.session.get(Asset, serial) if serial else None
    product = turn.value("product") or turn.get("product")
    customer = customer_of(turn.work, turn.conversation)
    if machine is None and customer and product:
        owned = [m for m in customer.assets if m.category == product]
        machine = owned[0] if len(owned) == 1 else None
    if machine and may(turn.work, turn.conversation, Act.HEAR_WARRANTY, machine):
        of_machine(turn, machine)
    elif product := product or (machine.category if machine else None):
        of_category(turn, product)
    else:
        turn.say("warranty_need_product")
