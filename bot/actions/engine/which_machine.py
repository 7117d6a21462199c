"""Which of the customer's machines is meant."""

from bot.actions.engine import formatting, wished_time
from bot.actions.engine.fault_words import place_named
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import chosen_line
from helpline.customers.proof import customer_of
from helpline.tables import Equipment
from kb.lookup import category


def take(turn: DialogueTurn, fresh: list[str]) -> None:
    """An answer to "which one is it?": by number, by where it stands, by its serial number; or none of them."""
    machines = turn.get("machines") or []
    number = chosen_line(str(turn.value("choice") or turn.text), len(machines)) or place_named(turn, machines)
    if number:
        choose(turn, machines[number - 1])
    elif "serial" in fresh or "model" in fresh:
        turn.put("machines", None)
    elif wished_time.noted(turn):
        pass
    elif turn.is_("deny", "dont_know"):
        turn.put("machines", [])
    else:
        ask(turn, machines, "ask_machine_again")


def ask(turn: DialogueTurn, serials: list[str], id: str) -> None:
    """Asks with the phrase `id`."""
    lines, buttons = formatting.machine_list(turn, [turn.work.session.get_one(Equipment, s) for s in serials])
    turn.ask("machines", id, buttons, machines=lines)


def choose(turn: DialogueTurn, chosen: str) -> None:
    """What was chosen: a machine of the customer's by its serial number or the tail of it, or a category."""
    customer = customer_of(turn.work, turn.conversation)
    machine = next((m for m in customer.equipment if m.serial.endswith(chosen)), None) if customer else None
    if machine:
        turn.put("serial", machine.serial)
        turn.put("product", machine.category)
        turn.put("model", machine.model)
        turn.put("machines", [])
    else:
        turn.put("product", chosen)  # a category's button
        turn.put("product_text", category(turn.runtime.kb, chosen).name)
