"""Warranty of one machine (R07–R09): for who has shown to be its owner; the rule of its kind for anybody."""

from bot.actions.answers import warranty_answer
from bot.actions.engine import formatting, prefill, proof_step, purchase_date, thresholds, which_machine
from bot.actions.engine.base import Task
from bot.actions.engine.contact_details import answered_name
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import mentions, says_service
from helpline.customers.proof import customer_of
from helpline.customers.queries import asset_numbered, machines
from helpline.customers.serials import LookUp, look_up, own_machine
from helpline.tables import Asset, Customer
from language.facts import place_meant

DETAILS = ("phone", "serial", "case_number")


class CheckWarranty(Task):
    name = "check_warranty"
    slots = ("serial", "machines", "warranty_words", "model", "product", "product_text", "case_number")
    fillable = ("serial", "phone", "name", "product", "model", "case_number")

    def begin(self, turn: DialogueTurn) -> None:
        if turn.state.last == self.name:  # 那主卧的呢 asks of another
            turn.forget("serial", "model")
        self.fill_slots(turn)
        turn.put("warranty_words", turn.text[:200])
        warranty_answer.by_rule(turn)

    def becomes(self, turn: DialogueTurn) -> str:
        """A report, where something is to be repaired: 那报修吧."""
        told = turn.is_("report_fault", "book_visit", above=thresholds.SWITCH)
        wanted = says_service(turn.text) or told and not mentions(turn.text, "wants_warranty")
        return "report_fault" if wanted and not turn.pressed else ""

    def answer(self, turn: DialogueTurn, asked: str) -> None:
        fresh = self.fill_slots(turn)
        if asked == "machines":
            serials = turn.get("machines") or []
            found = which_machine.named(turn, serials)
            if len(found) == 1:
                turn.put("serial", serials[found[0]])
            elif not fresh:
                self._ask_which(turn, serials, "ask_machine_again")
        elif not fresh and (wrong := next((kind for kind in DETAILS if turn.wrong(kind)), None)):
            turn.ask("serial" if asked == "serial" else wrong, f"wrong_{turn.wrong(wrong)}")
        elif asked == "name" and not fresh and (name := answered_name(turn)):
            turn.put("name", name)
        elif not fresh and turn.is_("dont_know", "deny"):
            self._rule_or_hint(turn)
        elif not fresh and asked == "serial" and turn.get("product"):  # its rule was told already
            turn.say("warranty_rule_only")
            self.done(turn)
        elif not fresh:
            again = {"serial": "ask_serial_again", "case_number": "ask_case_or_phone"}
            turn.ask_again(asked, again.get(asked, f"ask_{asked}_again"))

    def advance(self, turn: DialogueTurn) -> None:
        customer = self._customer(turn)
        if customer is None:
            return
        serial = turn.get("serial")
        if serial:
            machine = own_machine(turn.work, turn.conversation, serial)
            if machine:
                self._tell(turn, machine)
                return
            turn.put("serial", None)
            if look_up(turn.work, turn.conversation, serial) == LookUp.UNKNOWN:
                turn.ask("serial", "serial_unknown_warranty", serial=serial)
            else:
                turn.ask("phone", "ask_phone_for_warranty")
            return
        owned = self._meant(turn, customer)
        if not owned:
            turn.ask("serial", "no_machine_on_file")
        elif len(owned) == 1:
            self._tell(turn, owned[0])
        else:
            self._ask_which(turn, [machine.number for machine in owned], "ask_machine")

    def _customer(self, turn: DialogueTurn) -> Customer | None:
        """Whose warranty is asked about; None after asking what shows it."""
        proof_step.take_own_phone(turn)
        if not customer_of(turn.work, turn.conversation) and not turn.get("phone"):
            if turn.get("serial"):
                turn.ask("phone", "ask_phone_for_warranty")
                return None
            if turn.get("product"):
                warranty_answer.of_category(turn, turn.get("product"), purchase_date.bought_on(turn))
            turn.ask("serial", "ask_serial_for_exact" if turn.get("product") else "ask_serial")
            return None
        if not proof_step.shown(self, turn, "ask_serial", turn.get("serial")):
            return None
        return customer_of(turn.work, turn.conversation)

    def _meant(self, turn: DialogueTurn, customer: Customer) -> list[Asset]:
        """The customer's machines of the model or the kind that was named, or all."""
        owned = machines(turn.work, customer)
        of_model = [machine for machine in owned if machine.model == turn.get("model")]
        of_kind = [machine for machine in owned if machine.category == turn.get("product")]
        fitting = of_model or of_kind or owned
        by_place = place_meant.meant(str(turn.get("warranty_words") or ""), [machine.place for machine in fitting])
        return [fitting[n] for n in by_place] or fitting

    def _ask_which(self, turn: DialogueTurn, serials: list[str], id: str) -> None:
        found = [asset_numbered(turn.work, serial) for serial in serials]
        turn.put("machines", serials)
        lines, buttons = formatting.machine_list(turn, found)
        turn.ask("machines", id, buttons, machines=lines)

    def _rule_or_hint(self, turn: DialogueTurn) -> None:
        if turn.get("product"):
            warranty_answer.of_category(turn, turn.get("product"))
        else:
            turn.say("serial_hint")
        self._end(turn)

    def _tell(self, turn: DialogueTurn, machine: Asset) -> None:
        """What is said next may be about the same machine: 那帮我约一下人来修."""
        warranty_answer.of_machine(turn, machine)
        self._end(turn)
        prefill.keep(turn, {"serial": machine.number, "product": machine.category, "model": machine.model})

    def _end(self, turn: DialogueTurn) -> None:
        turn.say("anything_else")
        self.done(turn)
