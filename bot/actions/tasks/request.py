"""What is written down, read back and filed for staff: returns, parts, invoices, suggestions, praise, contracts,
training, manuals (R11, R17, R42, R48).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.actions.engine import (
    address_told,
    correction_confirmed,
    formatting,
    not_a_but_b,
    parts_told,
    purchase_date,
    slot_filling,
)
from bot.actions.engine.base import Task
from bot.actions.engine.contact_details import about_the_matter, name_said, nothing_else
from bot.actions.engine.detail_slots import CONTACT, MATTER
from bot.actions.engine.task_of_intent import REQUEST_OF
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import bare, field_named, is_exactly, mentions, words
from bot.actions.tasks import same_case
from helpline.cases.filing import Request, file_case
from helpline.cases.lifecycle import CaseType
from helpline.cases.returns import ReturnDecision, decide
from helpline.conversations.ownership import said_time
from helpline.customers.identity import match
from helpline.promises.ledger import newest
from kb.lookup import policies_of_category
from kb.models.knowledge import ReturnPolicy
from language import buyer, quantity
from language.courtesies import is_courtesy
from language.denials import asks_back, denied, put_right
from language.facts.fault import find_faults
from language.facts.normalise import normalise
from language.not_a_but_b import exchanged


@dataclass(frozen=True)
class Kind:
    """One kind of request. What it asks for has phrases `ask_<slot>_<kind>` or `ask_<slot>`; it ends with
    `filed_<kind>`.
    """

    type: CaseType
    asks: tuple[str, ...]
    shortest: int  # characters of a first message that already says what is wanted
    contact: tuple[str, ...] = ("phone", "name")
    once: bool = False  # told again in the same talk for such a product, it is asked whether it is the same
    read_back: bool = True
    contact_needed: bool = True  # else it is filed without, where the customer will not tell it


KINDS = {
    "return": Kind(CaseType.RETURN, ("product", "detail", "bought"), 12, once=True),
    "part": Kind(CaseType.PART, ("detail",), 10, CONTACT, once=True),
    "invoice": Kind(CaseType.INVOICE, ("detail",), 14, once=True),
    "suggestion": Kind(CaseType.SUGGESTION, ("detail",), 7, contact_needed=False),
    "praise": Kind(CaseType.SUGGESTION, ("detail",), 8, (), read_back=False),
    "contract": Kind(CaseType.QUESTION, ("detail",), 8),
    "training": Kind(CaseType.QUESTION, ("detail", "people"), 8),
    "manual": Kind(CaseType.QUESTION, ("detail",), 8),
}
OWN_PHRASES = ("detail", "bought", "product", "people")
SHORTEST_ADDITION = 6
LONGEST = 1000


class ServiceRequest(Task):
    name = "service_request"
    slots = (
        "service_type",
        "detail",
        "bought",
        "bought_on",
        "people",
        "product",
        "product_text",
        "model",
        "serial",
        same_case.SLOT,
        "confirmed",
        "door_asked",
        "no_contact",
    )
    persistent_slots = ("service_type",)
    fillable = MATTER
    free_text = frozenset({"detail", "bought", "people"})

    def wishes(self, turn: DialogueTurn) -> bool:
        return bool(REQUEST_OF.get(turn.intent) == turn.get("service_type"))

    def means_answer(self, turn: DialogueTurn, asked: str) -> bool:
        """That goods are not wanted any more is why they are returned; 4个人 tells how many, and wants no person; that
        nobody need call is no end of a suggestion.
        """
        if asked == "phone" and mentions(turn.text, "no_contact"):
            return self._refuses_contact(turn)
        if asked in ("people", "confirmed") and quantity.is_told_alone(turn.text):
            return not turn.pressed
        return asked == "detail" and turn.get("service_type") == "return" and mentions(turn.text, "goods_unwanted")

    def hands_on(self, turn: DialogueTurn) -> dict[str, Any]:
        """Also what is wrong with the goods, where they are not to be returned but to be repaired."""
        detail, anew = str(turn.get("detail") or ""), turn.anew
        repaired = anew is not None and anew.intent in ("report_fault", "book_visit") and mentions(detail, "faulty")
        return super().hands_on(turn) | ({"symptom": detail} if repaired else {})

    def begin(self, turn: DialogueTurn) -> None:
        kind = REQUEST_OF.get(turn.intent, "part")
        turn.put("service_type", kind)
        self.fill_slots(turn)
        told = (len(bare(turn.matter)) >= KINDS[kind].shortest or parts_told.counted(turn)) and not turn.pressed
        if before := turn.get("detail"):  # what is wrong with the goods, told when they were to be repaired
            turn.put("detail", f"{before}{turn.words('full_stop')}{self._told(turn)}"[:LONGEST])
        elif told and (kind != "invoice" or buyer.named(turn.text)):
            turn.put("detail", self._told(turn)[:LONGEST])
        self._take_bought(turn)

    def _told(self, turn: DialogueTurn) -> str:
        """What was said of the matter; of an invoice a name or an address may be the buyer's."""
        return turn.matter if turn.get("service_type") == "invoice" else about_the_matter(turn, taken=True)

    def fill_slots(self, turn: DialogueTurn) -> list[str]:
        """Names in praise are those of others."""
        if turn.get("service_type") == "praise":
            return []
        return super().fill_slots(turn)

    def _take_bought(self, turn: DialogueTurn) -> None:
        if turn.get("service_type") == "return" and (day := purchase_date.bought_on(turn)):
            turn.put("bought_on", day.isoformat())
            turn.put("bought", turn.get("bought") or formatting.day(turn, day.isoformat()))

    def exchange(self, turn: DialogueTurn, asked: str) -> dict[str, str]:
        """Also when it was bought: it decides whether it is taken back."""
        found = None if turn.pressed or asked in ("detail", "people") else exchanged(turn.text)
        bought, day = turn.get("bought"), purchase_date.bought_on(turn)
        if found and bought and day and (found.wrong in bought or mentions(found.right, "bought")):
            turn.put("bought", found.clause)
            turn.put("bought_on", day.isoformat())
            return {"bought": found.clause}
        changed = not_a_but_b.taken(turn, "detail", asked in self.free_text)
        if "product" in changed:
            turn.forget("machines", "not_on_file", "not_meant")
        return changed

    def puts_right(self, turn: DialogueTurn) -> bool:
        return self._says_which(turn)

    def _says_which(self, turn: DialogueTurn) -> bool:
        """Whether it is said of goods that are returned which of the two is meant: 是退货，不是换货."""
        if turn.get("service_type") != "return" or turn.pressed:
            return False
        named = [words_ for words_ in words()["returns_of"] if any(word in turn.text for word in words_)]
        return len(named) > 1 and any(denied(turn.text, words_) for words_ in named) and not asks_back(turn.text)

    def correct(self, turn: DialogueTurn) -> dict[str, str]:
        """Other words for the matter take the place of those before, where they are no contact detail."""
        changed = super().correct(turn)
        if not changed and field_named(turn.text) == "symptom" and len(bare(turn.text)) > 8:
            told = (put_right(turn.text) or turn.text)[:LONGEST]
            turn.put("detail", told)
            changed = {"detail": told}
        return changed

    def answer(self, turn: DialogueTurn, asked: str) -> None:
        apart = mentions(turn.text, "apart") and not turn.pressed and turn.fact("product") is not None
        if apart and turn.get("service_type") != "return":  # 空调是另外一件事: not of this one
            return
        fresh = self.fill_slots(turn)
        if turn.wrong("phone") and not turn.get("phone"):
            turn.ask("phone", f"wrong_{turn.wrong('phone')}")
        elif asked in ("detail", "bought", "people") and fresh and nothing_else(turn) and not self._is_buyer(turn):
            pass  # asked again
        elif asked == "detail" and self._wishes_only(turn):
            pass  # 发票也要开 does not say to whom
        elif asked in ("detail", "bought", "people"):
            turn.put(asked, self._told(turn)[:LONGEST])
            self._take_bought(turn)
        elif asked == "product" and not fresh:
            turn.put("product_text", turn.text[:40])
        elif asked == "name" and not fresh:
            turn.put("name", name_said(turn))
        elif asked == "phone" and not turn.get("phone"):
            self._no_phone(turn, fresh)
        elif asked == same_case.SLOT:
            self._same_case(turn)
        elif asked in CONTACT and fresh and self._tells_more(turn):
            self._add(turn)
        elif asked == "address" and not fresh:
            address_told.take(turn, fresh)
        elif asked == "confirmed":
            self._confirmed(turn, fresh)

    def _same_case(self, turn: DialogueTurn) -> None:
        case = same_case.answered(turn)
        if case is not None:
            told = str(turn.get("detail"))
            self.done(turn)
            same_case.join(turn, case, told)

    def _wishes_only(self, turn: DialogueTurn) -> bool:
        """Whether an invoice is wished for once more, and nothing told of it."""
        if turn.get("service_type") != "invoice" or turn.pressed or not mentions(turn.text, "an_invoice"):
            return False
        return not bare(turn.text).strip("".join(words()["around_an_invoice"]))

    def _is_buyer(self, turn: DialogueTurn) -> bool:
        """Whether a name may be that of whom the invoice is made out to."""
        return turn.get("service_type") == "invoice" and turn.fact("name") is not None

    def _no_phone(self, turn: DialogueTurn, fresh: list[str]) -> None:
        """More about the request, told while the phone was asked for, is kept."""
        long = len(bare(turn.text)) >= SHORTEST_ADDITION or quantity.is_told_alone(turn.text)
        if not fresh and self._refuses_contact(turn):
            turn.put("no_contact", True)
        elif fresh and not self._tells_more(turn):
            turn.ask("phone", "ask_phone")
        elif long and not turn.pressed:
            self._add(turn)
        else:
            turn.ask_again("phone", "ask_phone_again")

    def _refuses_contact(self, turn: DialogueTurn) -> bool:
        """Whether the customer will not tell how to be reached, where it can be filed without."""
        if KINDS[turn.get("service_type")].contact_needed or turn.pressed:
            return False
        return turn.yes() is False or turn.is_("deny") or mentions(turn.text, "no_contact")

    def _tells_more(self, turn: DialogueTurn) -> bool:
        """Whether something of the request stands beside a contact detail: 13911119999，税号91330100MA2B12345X."""
        rest = about_the_matter(turn)
        more = len(bare(rest)) >= SHORTEST_ADDITION and not is_courtesy(rest) and not nothing_else(turn)
        return more and not mentions(rest, "question")

    def _add(self, turn: DialogueTurn) -> None:
        more = about_the_matter(turn)
        turn.put("detail", f"{turn.get('detail')}{turn.words('full_stop')}{more}"[:LONGEST])
        turn.say("added_to_description")

    def _confirmed(self, turn: DialogueTurn, fresh: list[str]) -> None:
        if fresh:
            correction_confirmed.tell(self, turn, {slot: formatting.field(turn, slot) for slot in fresh})
        elif self._says_which(turn):
            self._add(turn)
        elif turn.yes() and not is_exactly(turn.text, "wants_change"):
            turn.put("confirmed", True)
        elif turn.yes() is False or is_exactly(turn.text, "wants_change"):
            named = field_named(turn.text)
            named = named if named in CONTACT else "detail"
            turn.put(named, None)
            turn.ask(named, f"ask_{named}_again")
        elif name := slot_filling.short_name(turn):
            turn.put("name", name)
            correction_confirmed.tell(self, turn, {"name": formatting.field(turn, "name")})
        else:
            self._add(turn)

    def advance(self, turn: DialogueTurn) -> None:
        name = turn.get("service_type")
        kind = KINDS[name]
        if kind.contact:
            self._use_file(turn)
        for slot in (*kind.asks, *(() if turn.get("no_contact") else kind.contact)):
            if slot == "product" and turn.get("product_text"):
                continue
            if not turn.get(slot):
                turn.ask(slot, f"ask_{slot}_{name}" if slot in OWN_PHRASES else f"ask_{slot}")
                return
            if slot == kind.asks[-1] and self._declines(turn):
                return
        if "address" in kind.contact and address_told.asks_for_door(turn):
            return
        if kind.once and same_case.asks_of_request(turn, kind.type):
            return
        if turn.get("confirmed") or not kind.read_back:
            self._file(turn, name, kind)
        else:
            turn.ask(
                "confirmed",
                _read_back(turn, kind),
                [(turn.words("button_submit"), "/affirm"), (turn.words("button_change"), "/deny")],
                kind=turn.words(f"type_{name}"),
                detail=self._detail(turn),
                **({} if turn.get("no_contact") else self._contact(turn)),
            )

    @staticmethod
    def _contact(turn: DialogueTurn) -> dict[str, str]:
        name, address = formatting.person(turn, turn.get("name")), formatting.address(turn)
        return {"name": name, "phone": turn.get("phone"), "address": address}

    def _use_file(self, turn: DialogueTurn) -> None:
        customer = match(turn.work, turn.conversation, turn.get("phone"), turn.get("name"))
        if customer:
            for slot, value in (("phone", customer.phone), ("name", customer.name), ("address", customer.address)):
                if not turn.get(slot):
                    turn.put(slot, value)

    def _declines(self, turn: DialogueTurn) -> bool:
        """Says at once where goods cannot be taken back, and offers the repair instead (R11)."""
        if turn.get("service_type") != "return" or turn.get("confirmed"):
            return False
        told = f"{turn.get('detail')}{turn.get('bought')}"
        broken = mentions(told, "faulty") or any(find_faults(normalise(told)))
        faulty = broken and not mentions(told, "not_faulty")
        day = date.fromisoformat(turn.get("bought_on")) if turn.get("bought_on") else None
        decision = decide(turn.runtime.kb, turn.get("product") or "", day, turn.work.today, faulty)
        if decision != ReturnDecision.DECLINED:
            return False
        days = _returns(turn).days_on_request
        buttons = [(turn.words("button_report"), "/report_fault"), (turn.words("button_human"), "/request_human")]
        turn.say("return_declined", buttons, days=days)
        self.done(turn)
        return True

    def _detail(self, turn: DialogueTurn) -> str:
        product = turn.get("product_text") or (formatting.product(turn) if turn.get("product") else "")
        detail = str(turn.get("detail"))
        parts = [product if product not in detail else "", detail, turn.get("bought"), turn.get("people")]
        return turn.words("semicolon").join(str(part) for part in parts if part)

    def _file(self, turn: DialogueTurn, name: str, kind: Kind) -> None:
        case = file_case(
            turn.work,
            turn.conversation,
            Request(
                type=kind.type,
                description=self._detail(turn),
                key=turn.draft_key,
                category=turn.get("product") or "",
                product_text=turn.get("product_text") or "",
                serial=turn.get("serial") or "",
                name=(turn.get("name") or "") if kind.contact else "",
                phone=(turn.get("phone") or "") if kind.contact else "",
                address=(turn.get("address") or "") if "address" in kind.contact else "",
                extra={"request": name},
            ),
        )
        due = said_time(turn.work, due_at) if (due_at := newest(turn.work, case)["reply"].due_at) else ""
        rule = f"{_returns(turn).words}\n" if name == "return" else ""
        turn.put("case_number", case.number)
        turn.became("service_request", words=turn.words("became_filed", number=case.number))
        turn.say(f"filed_{name}", of=case, number=case.number, due=due, rule=rule)
        if name == "part" and case.level == 1:
            turn.say("part_while_standing", [(turn.words("button_report"), "/report_fault")])
        self.done(turn)


def _read_back(turn: DialogueTurn, kind: Kind) -> str:
    if turn.get("no_contact"):
        return "confirm_request_alone"
    return "confirm_request_placed" if "address" in kind.contact else "confirm_request"


def _returns(turn: DialogueTurn) -> ReturnPolicy:
    """What the business of the product says of taking goods back (R11)."""
    return policies_of_category(turn.runtime.kb, turn.get("product") or "").returns
