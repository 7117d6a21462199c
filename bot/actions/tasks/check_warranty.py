"""Warranty by phone, serial number, or what is on file (R07–R09)."""

from bot.actions.answers import warranty_answer
from bot.actions.engine import formatting
from bot.actions.engine.base import Flow
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import chosen_line
from helpline.customers.identity import customer_by_phone
from helpline.customers.queries import machines
from helpline.tables import Equipment

PHONES_A_TALK = 3  # numbers one conversation may look up: enough for a family, too few for a fishing trip


class CheckWarranty(Flow):
    form = "warranty_form"
    slots = ("serial", "machines", "model", "product", "product_text")
    fillable = ("serial", "phone", "product", "model")

    def answer(self, turn: DialogueTurn, asked: str) -> None:
        fresh = self.fill_slots(turn)
        if asked == "machines":
            serials = turn.get("machines") or []
            number = chosen_line(str(turn.value("choice") or turn.text), len(serials))
            if number:
                turn.put("serial", serials[number - 1])
            elif not fresh:
                self._ask_which(turn, serials, "ask_machine_again")
        elif wrong := next((kind for kind in ("phone", "serial") if turn.wrong(kind)), None):
            turn.ask("serial", f"wrong_{turn.wrong(wrong)}")
        elif not fresh and turn.is_("dont_know", "deny"):
            self._rule_or_hint(turn)
        elif not fresh:
            turn.ask_again("serial", "ask_serial_again")

    def advance(self, turn: DialogueTurn) -> None:
        serial = turn.get("serial")
        if serial:
            machine = turn.work.session.get(Equipment, serial)
            if machine:
                warranty_answer.of_machine(turn, machine)
                self._end(turn)
            else:
                turn.put("serial", None)
                turn.ask("serial", "serial_unknown_warranty", serial=serial)
            return
        owned = self._owned(turn)
        if owned is None:
            if turn.get("product") and not turn.get("phone"):
                warranty_answer.of_category(turn, turn.get("product"))
                turn.ask("serial", "ask_serial_for_exact")
            else:
                turn.ask("serial", "ask_serial")
        elif not owned:
            turn.put("phone", None)
            turn.ask("serial", "phone_unknown_warranty")
        elif len(owned) == 1:
            warranty_answer.of_machine(turn, owned[0])
            self._end(turn)
        else:
            self._ask_which(turn, [machine.serial for machine in owned], "ask_machine")

    def _owned(self, turn: DialogueTurn) -> list[Equipment] | None:
        """The machines on file: of who was shown to be the customer, or of the phone given."""
        customer = turn.conversation.customer
        if customer is None and turn.get("phone"):
            asked = set(turn.get("phones_asked") or []) | {turn.get("phone")}
            if len(asked) > PHONES_A_TALK:
                return []
            turn.put("phones_asked", sorted(asked))
            customer = customer_by_phone(turn.work, turn.get("phone"))
            if customer is None:
                return []
        if customer is None:
            return None
        owned = machines(turn.work, customer)
        of_model = [machine for machine in owned if machine.model == turn.get("model")]
        of_kind = [machine for machine in owned if machine.category == turn.get("product")]
        return of_model or of_kind or owned

    def _ask_which(self, turn: DialogueTurn, serials: list[str], id: str) -> None:
        found = [turn.work.session.get_one(Equipment, serial) for serial in serials]
        turn.put("machines", serials)
        lines, buttons = formatting.machine_list(turn, found)
        turn.ask("machines", id, buttons, machines=lines)

    def _rule_or_hint(self, turn: DialogueTurn) -> None:
        if turn.get("product"):
            warranty_answer.of_category(turn, turn.get("product"))
        else:
            turn.say("serial_hint")
        self._end(turn)

    def _end(self, turn: DialogueTurn) -> None:
        turn.say("anything_else")
        self.done(turn)
