"""What is said about a warranty (R07–R09): covered or not, until when, why."""

from bot.actions.engine import formatting
from bot.actions.engine.turn import DialogueTurn
from helpline.customers.contracts import in_force
from helpline.customers.proof import Act, customer_of, may
from helpline.customers.warranty import assess
from helpline.tables import Asset
from kb.lookup import category, warranty_of


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


def of_category(turn: DialogueTurn, product: str) -> None:
    """The rule for a kind of product, when no machine is known."""
    term = warranty_of(turn.runtime.kb, product)
    turn.say("warranty_rule", product=category(turn.runtime.kb, product).name, term=term.name)


def in_passing(turn: DialogueTurn) -> None:
    """Asked in the middle of something else: with what is known, nothing asked back."""
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
