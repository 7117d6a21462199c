"""Report a fault, or ask for an installation or maintenance (R02–R05, R13): from the first words to the filed case."""

from typing import Any

from bot.actions.engine import (
    address_told,
    correction_confirmed,
    corrections,
    formatting,
    not_a_but_b,
    pointed_at,
    slot_filling,
    which_machine,
    wished_time,
)
from bot.actions.engine.base import Task
from bot.actions.engine.contact_details import LONGEST_NAME, about_the_matter, is_a_name, name_said
from bot.actions.engine.detail_slots import CORRECTED, MATTER
from bot.actions.engine.fault_words import (
    field_buttons,
    keep_product,
    kind_named,
    of_others,
    product_buttons,
    take_bare_name,
    tells_of_fault,
    tells_what_was_seen,
    type_of,
    yes_no_buttons,
)
from bot.actions.engine.prefill_from_customer import use_file
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import bare, field_named, is_exactly, mentions, says_fixed, says_nothing_yet
from bot.actions.tasks import particulars, same_case, self_checks
from bot.actions.tasks.fault_filing import file_and_tell, read_back
from kb.lookup import category
from language import quantity

NAMES_PRODUCT = ("product", "which_field", "confirmed")  # questions whose answer may be another one
CHOOSING = ("machines", "same_case")  # whose answer may say which is not meant
LONGEST_DESCRIPTION = 1000


class ReportFault(Task):
    name = "report_fault"
    slots = (
        "product",
        "product_text",
        "model",
        "serial",
        "symptom",
        "service_type",
        *self_checks.SLOTS,
        "confirmed",
        "machines",
        "offer_visit",
        "door_asked",
        "more_serials",
        "not_on_file",
        "not_meant",
        particulars.SLOT,
        same_case.SLOT,
        "filed",
    )
    persistent_slots = ("service_type",)
    fillable = MATTER
    listens_for = ("time",)
    free_text = frozenset({"symptom", "particulars"})

    def begin(self, turn: DialogueTurn) -> None:
        self.fill_slots(turn)
        turn.put("service_type", type_of(turn))
        wished_time.keep_told(turn)
        if turn.get("symptom") and not turn.pressed:  # noted before
            if not says_nothing_yet(turn.text, turn.get("product_text")):
                self._add_symptom(turn)
        else:
            self._describe(turn)

    def means_answer(self, turn: DialogueTurn, asked: str) -> bool:
        """After self-checks "send somebody" is an answer, and so is "fixed, thanks"; so is "you call me, then"."""
        if asked == "machines":
            return bool(which_machine.named(turn, turn.get("machines") or []))
        if asked == "offer_visit":
            return turn.yes() is False or mentions(turn.text, "later")
        if asked != "tips" or mentions(turn.text, "human"):
            return False
        told = self_checks.wants_somebody(turn) or mentions(turn.text, "still_broken")
        return told or says_fixed(turn.text)

    def puts_right(self, turn: DialogueTurn) -> bool:
        """是保养不是报修 names another kind of the same."""
        return bool(corrections.service_type(turn))

    def hands_on(self, turn: DialogueTurn) -> dict[str, Any]:
        """Also what is wrong, where the goods are to be returned instead: that is the reason."""
        returned = (turn.anew or turn.heard).intent == "request_return"
        reason = turn.get("symptom") if returned and turn.get("service_type") == "repair" else None
        return super().hands_on(turn) | ({"detail": reason} if reason else {})

    def exchange(self, turn: DialogueTurn, asked: str) -> dict[str, str]:
        if asked in CHOOSING or self.puts_right(turn):
            return {}
        changed = not_a_but_b.taken(turn, "symptom", asked in self.free_text)
        if "product" in changed or "symptom" in changed:
            self_checks.begin_anew(turn)
        return changed

    def correct(self, turn: DialogueTurn) -> dict[str, str]:
        """Also the kind of service, the fault itself, and another machine than the one assumed."""
        changed = {}
        if type_ := corrections.service_type(turn):
            turn.put("service_type", type_)
            changed["service_type"] = formatting.field(turn, "service_type")
        fresh = corrections.with_machine(turn, self.fill_slots(turn))
        others = not fresh or "product" in fresh and turn.fact("fault")
        if not changed and others and (symptom := corrections.symptom(turn)):
            turn.put("symptom", symptom[:LONGEST_DESCRIPTION])
            changed["symptom"] = formatting.field(turn, "symptom")
        elif (
            "product" in fresh
            and not_a_but_b.retold(turn, "symptom", turn.before.get("product"))
            and turn.get("symptom")
        ):
            changed["symptom"] = formatting.field(turn, "symptom")
        if "symptom" in changed or "product" in fresh:
            self_checks.begin_anew(turn)
        return changed | {slot: formatting.field(turn, slot) for slot in fresh}

    def answer(self, turn: DialogueTurn, asked: str) -> None:
        fresh = self.fill_slots(turn)
        wished_time.keep_told(turn)
        if asked in ("product", "symptom") and (kind := kind_named(turn)):
            turn.put("service_type", kind)
        if "product" in fresh and asked not in NAMES_PRODUCT and keep_product(turn):
            fresh.remove("product")
        if wrong := next((kind for kind in ("phone", "serial") if turn.wrong(kind)), None):
            if asked == "symptom":  # told along with what is wrong with the machine
                self._symptom(turn, fresh)
            turn.ask(wrong if wrong == "phone" else asked, f"wrong_{turn.wrong(wrong)}")
            return
        if asked in MATTER and not fresh and turn.get("symptom") and self._tells_more(turn, asked):
            return
        {
            "product": self._product,
            "symptom": self._symptom,
            "particulars": self._particulars,
            "same_case": self._same_case,
            "tips": self._tips,
            "machines": which_machine.take,
            "confirmed": self._confirmed,
            "offer_visit": self._offer_visit,
            "name": self._name,
            "address": self._address,
            "phone": self._phone,
            "which_field": self._which_field,
        }[asked](turn, fresh)

    # -- what was asked ------------------------------------------------------------------------------------------

    def _product(self, turn: DialogueTurn, fresh: list[str]) -> None:
        chosen = turn.value("choice")
        if chosen:
            which_machine.choose(turn, str(chosen))
        elif "product" in fresh or "model" in fresh or "serial" in fresh:
            not_a_but_b.retold(turn, "symptom", None)  # where it was put right
            self._describe(turn)
        elif fresh:
            turn.ask("product", "ask_product", product_buttons(turn))
        elif tells_of_fault(turn) and turn.get("symptom") and not of_others(turn.text):
            self._add_symptom(turn)  # more about what is wrong with it
            turn.ask_again("product", "ask_product_again", product_buttons(turn))
        elif pointed := pointed_at.thing(turn):
            turn.put("product_text", pointed)
        elif (
            pointed == ""
            or turn.is_("dont_know", "affirm", "deny")
            or not bare(turn.text)
            or mentions(turn.text, "question")
        ):
            turn.ask_again("product", "ask_product_again", product_buttons(turn))
        else:
            # A product the company does not list is still written down.
            turn.put("product_text", of_others(turn.text) or turn.text[:40])

    def _symptom(self, turn: DialogueTurn, fresh: list[str]) -> None:
        nothing = says_nothing_yet(turn.text, turn.get("product_text")) or pointed_at.nothing_new(turn)
        if nothing and not turn.get("symptom"):
            turn.ask_again("symptom", "ask_symptom_again")
        else:
            turn.put("symptom", about_the_matter(turn)[:LONGEST_DESCRIPTION])

    def _same_case(self, turn: DialogueTurn, fresh: list[str]) -> None:
        case = same_case.answered(turn)
        if case is not None:
            told = str(turn.get("symptom"))
            self.done(turn)
            same_case.join(turn, case, told)

    def _particulars(self, turn: DialogueTurn, fresh: list[str]) -> None:
        particulars.take(turn, fresh, LONGEST_DESCRIPTION)

    def _tips(self, turn: DialogueTurn, fresh: list[str]) -> None:
        fixed = turn.yes() or says_fixed(turn.text) and not turn.pressed
        if "product" in fresh and not fixed:
            self_checks.begin_anew(turn)
            own = corrections.symptom(turn) if turn.fact("fault") and mentions(turn.text, "puts_right") else None
            if own:  # that of the machine that was meant takes the place of what was told of the other
                turn.put("symptom", own[:LONGEST_DESCRIPTION])
                correction_confirmed.tell(
                    self, turn, {slot: formatting.field(turn, slot) for slot in ("product", "symptom")}
                )
            else:
                self._add_symptom(turn)
            return
        if tells_what_was_seen(turn) and not fixed:
            self._add_symptom(turn)
        if self_checks.answered(turn):
            self_checks.keep(turn)
            turn.say("solved_by_tips")
            self.done(turn)

    def _phone(self, turn: DialogueTurn, fresh: list[str]) -> None:
        if turn.get("phone"):
            return
        if fresh:  # something else that will be needed was told first
            turn.ask("phone", "ask_phone")
        else:
            turn.ask_again("phone", "ask_phone_again")

    def _name(self, turn: DialogueTurn, fresh: list[str]) -> None:
        if "name" in fresh or take_bare_name(turn):
            return
        again = bool(turn.conversation.misunderstood) and len(bare(turn.text)) <= LONGEST_NAME
        if again or turn.is_("dont_know", "deny"):
            turn.put("name", name_said(turn, again))
        elif not fresh:
            turn.ask_again("name", "ask_name_again")

    def _address(self, turn: DialogueTurn, fresh: list[str]) -> None:
        if not fresh:
            address_told.take(turn, fresh)

    def _confirmed(self, turn: DialogueTurn, fresh: list[str]) -> None:
        if fresh:
            fresh = corrections.with_machine(turn, fresh) if "model" in fresh else fresh
            fresh = not_a_but_b.with_matter(turn, fresh, "symptom")
            correction_confirmed.tell(self, turn, {slot: formatting.field(turn, slot) for slot in fresh})
            return
        answer = False if is_exactly(turn.text, "wants_change") else turn.yes()
        if wished_time.noted(turn) and answer is None:
            return
        if answer:
            turn.put("confirmed", True)
        elif answer is False:
            named = field_named(turn.text)
            if named in CORRECTED and not turn.pressed:
                if named == "product":
                    which_machine.let_go(turn)
                turn.put(named, None)
                turn.ask(named, f"ask_{named}_again")
            else:
                turn.ask("which_field", "ask_which_field", field_buttons(turn))
        elif name := slot_filling.short_name(turn):
            turn.put("name", name)
            correction_confirmed.tell(self, turn, {"name": formatting.field(turn, "name")})
        elif mentions(turn.text, "puts_right") and not turn.fact("fault"):  # no more of the fault
            turn.ask("which_field", "ask_which_field", field_buttons(turn))
        elif (len(bare(turn.text)) >= 6 or quantity.is_told_alone(turn.text)) and not turn.pressed:
            self._add_symptom(turn)
        else:
            read_back(turn, "confirm_again")

    def _tells_more(self, turn: DialogueTurn, asked: str) -> bool:
        """More about the fault, or the wished time, while something else was asked: kept, and asked again."""
        if wished_time.noted(turn):
            return True
        if asked == "name" and is_a_name(turn):
            return False
        if asked in ("phone", "name", "address") and self_checks.wants_somebody(turn) and not tells_of_fault(turn):
            turn.ask(asked, f"ask_{asked}")
            return True
        longest_answer = {"phone": 3, "name": LONGEST_NAME + 1}.get(asked, LONGEST_DESCRIPTION)
        if len(bare(turn.text)) > longest_answer and turn.intent in ("report_fault", "book_visit", "inform"):
            self._add_symptom(turn)
            return True
        if turn.is_("report_fault", "request_installation", "request_maintenance"):
            self._add_symptom(turn)
            return True
        return False

    def _add_symptom(self, turn: DialogueTurn) -> None:
        if turn.get("tips") == self_checks.NONE:
            turn.put("tips", None)  # the fuller description may fit an article
        more = about_the_matter(turn)
        turn.put("symptom", f"{turn.get('symptom')}{turn.words('full_stop')}{more}"[:LONGEST_DESCRIPTION])
        turn.say("added_to_description")

    def _which_field(self, turn: DialogueTurn, fresh: list[str]) -> None:
        named = turn.value("choice") or field_named(turn.text)
        if fresh:
            fresh = not_a_but_b.with_matter(turn, fresh, "symptom")
            correction_confirmed.tell(self, turn, {slot: formatting.field(turn, slot) for slot in fresh})
        elif named in CORRECTED:
            if named == "product":
                which_machine.let_go(turn)
            turn.put(named, None)
            turn.ask(named, f"ask_{named}_again")
        else:
            turn.ask("which_field", "ask_which_field", field_buttons(turn))

    def _offer_visit(self, turn: DialogueTurn, fresh: list[str]) -> None:
        answer = turn.yes()
        if wrong := turn.wrong("time"):
            turn.ask("offer_visit", f"wrong_{wrong}", yes_no_buttons(turn))
        elif answer or turn.fact("time") or turn.is_("book_visit", "change_visit"):
            self.done(turn, "book_visit")
        elif answer is False or mentions(turn.text, "later"):
            turn.put("slot", None)
            turn.say("visit_later")
            self.done(turn)
        else:
            turn.ask_again("offer_visit", "offer_visit_again", yes_no_buttons(turn))

    # -- what comes next -----------------------------------------------------------------------------------------

    def advance(self, turn: DialogueTurn) -> None:
        if turn.get("filed"):  # only that is open yet
            turn.ask("offer_visit", "offer_visit_again", yes_no_buttons(turn))
            return
        use_file(turn)
        kb = turn.runtime.kb
        if not turn.get("product") and (other := of_others(turn.get("product_text") or turn.get("symptom") or "")):
            ours = turn.words("comma").join(business.name for business in kb.businesses)
            turn.say("not_ours", product=other, ours=ours)
            self.done(turn)
            return
        if not turn.get("product") and not turn.get("product_text"):
            turn.ask("product", "ask_product", product_buttons(turn))
        elif not turn.get("symptom"):
            id = {"installation": "ask_installation", "maintenance": "ask_maintenance"}.get(
                turn.get("service_type"), "ask_symptom"
            )
            name = turn.get("product_text") or category(kb, turn.get("product")).name
            turn.ask("symptom", id, product=name)
        elif same_case.asks(turn) or self_checks.offers(turn) or particulars.asks(turn):
            return
        elif not turn.get("phone"):
            turn.ask("phone", "ask_phone")
        elif not turn.get("name"):
            turn.ask("name", "ask_name")
        elif turn.get("machines") is not None and turn.get("machines") and not turn.get("serial"):
            which_machine.ask(turn, turn.get("machines"), "ask_machine")
        elif not turn.get("address"):
            turn.ask("address", "ask_address")
        elif address_told.asks_for_door(turn):
            return
        elif not turn.get("confirmed"):
            read_back(turn, "confirm")
        else:
            file_and_tell(turn)

    def _describe(self, turn: DialogueTurn) -> None:
        text = "" if turn.pressed else about_the_matter(turn)
        word = (turn.fact("product") or {}).get("text") or turn.get("product_text")
        beside = text  # a number of the machine does not say what is wrong with it
        for kind in ("serial", "model"):
            beside = beside.replace(str((turn.fact(kind) or {}).get("text") or ""), "")
        if not text or says_nothing_yet(beside, word):
            return
        if known := turn.get("symptom"):  # told with the machine: it is what is wrong with it
            if turn.fact("fault") and text not in known:
                turn.put("symptom", f"{known}{turn.words('full_stop')}{text}"[:LONGEST_DESCRIPTION])
        elif turn.intent != "inform" or not turn.task or turn.requested is None:  # else it holds facts only
            turn.put("symptom", text[:LONGEST_DESCRIPTION])
