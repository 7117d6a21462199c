"""Which of the customer's machines is meant: by place, model or number; several at once; or none of those on file."""

from bot.actions.engine import formatting, wished_time
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import chosen_lines, mentions
from helpline.customers.proof import customer_of
from helpline.customers.queries import asset_numbered
from kb.lookup import category
from language.denials import put_right
from language.facts import place_meant as places

NONE = "none"  # the choice that it is none of those offered


def take(turn: DialogueTurn, fresh: list[str]) -> None:
    """An answer to "which one is it?"."""
    offered = turn.get("machines") or []
    found = named(turn, offered)
    choice = str(turn.value("choice") or "")
    if choice == NONE or (not found and _none_of_them(turn, offered)):
        none_of_them(turn)
    elif found and len(found) < len(offered) or found and mentions(turn.text, "all_of_them"):
        choose_all(turn, [offered[n] for n in found])
    elif "serial" in fresh or "model" in fresh:
        turn.put("machines", None)
    elif wished_time.noted(turn):
        pass
    elif turn.is_("deny", "dont_know"):
        turn.put("machines", [])
    else:
        turn.not_understood = True
        ask(turn, offered, "ask_machine_again")


def named(turn: DialogueTurn, serials: list[str]) -> list[int]:
    """Which of these the words name, as indices; all where all are wanted."""
    choice = str(turn.value("choice") or "")
    if turn.pressed:
        return [int(choice) - 1] if choice.isdigit() and 0 < int(choice) <= len(serials) else []
    said = put_right(turn.text) or turn.text  # 不是1号柜，是2号柜 names the second
    found = [asset_numbered(turn.work, serial) for serial in serials]
    by_model = [n for n, machine in enumerate(found) if machine.model == turn.value("model")]
    by_tail = [n for n, machine in enumerate(found) if machine.number[-4:] in said]
    labels = [machine.place for machine in found]
    by_place = places.meant(said, labels)
    several = mentions(said, "several")
    lines = [] if places.denies_all(said, labels) else [line - 1 for line in chosen_lines(said, len(serials))]
    if several and (some := next((fit for fit in (by_place, lines) if 1 < len(fit) < len(serials)), None)):
        return some
    if mentions(turn.text, "all_of_them"):
        return list(range(len(serials)))
    for fit in (by_tail, by_place, by_model):
        if fit and len(fit) < len(serials):
            return fit if len(fit) == 1 else []
    return lines if len(lines) == 1 else []


def ask(turn: DialogueTurn, serials: list[str], id: str) -> None:
    """Asks with the phrase `id`; the last choice is that it is none of them."""
    lines, buttons = formatting.machine_list(turn, [asset_numbered(turn.work, s) for s in serials])
    none = turn.words("machine_none")
    turn.ask(
        "machines",
        id,
        [*buttons, (none, formatting.choice(NONE))],
        machines=f"{lines}\n{turn.words('machine_none_line')}",
    )


def choose_all(turn: DialogueTurn, serials: list[str]) -> None:
    """These are meant; each becomes a case of its own."""
    choose(turn, serials[0])
    turn.put("more_serials", serials[1:] or None)


def none_of_them(turn: DialogueTurn) -> None:
    """A machine that is not on file is meant; none of those on file is put in its place again."""
    turn.put("machines", [])
    turn.forget("serial", "more_serials")
    turn.put("not_on_file", True)


def let_go(turn: DialogueTurn) -> None:
    """The machine that was assumed is not the one; it is not put back from the file unless it is named."""
    wrong = [serial for serial in (turn.get("serial"), *(turn.get("more_serials") or ())) if serial]
    turn.put("not_meant", [*(turn.get("not_meant") or ()), *wrong] or None)
    turn.forget("serial", "more_serials", "model", "product_text", "machines", "not_on_file")


def choose(turn: DialogueTurn, chosen: str) -> None:
    """What was chosen: a machine of the customer's by its serial number or the tail of it, or a category."""
    customer = customer_of(turn.work, turn.conversation)
    machine = next((m for m in customer.assets if m.number.endswith(chosen)), None) if customer else None
    if machine:
        turn.put("serial", machine.number)
        turn.put("product", machine.category)
        turn.put("model", machine.model)
        turn.put("machines", [])
    else:
        turn.put("product", chosen)  # a category's button
        turn.put("product_text", category(turn.runtime.kb, chosen).name)


def _none_of_them(turn: DialogueTurn, serials: list[str]) -> bool:
    if turn.pressed:
        return False
    if mentions(turn.text, "none_of_them"):
        return True
    found = [asset_numbered(turn.work, serial) for serial in serials]
    return places.denies_all(turn.text, [machine.place for machine in found])
