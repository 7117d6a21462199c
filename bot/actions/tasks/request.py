"""Returns, spare parts, invoices and suggestions: written down, read back, filed for staff (R11, R17, R42)."""

from bot.actions.engine import address_told, formatting, interruptions
from bot.actions.engine.base import Task
from bot.actions.engine.contact_details import name_said
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.wordlists import bare, field_named, mentions
from helpline.cases.filing import Request, file_case
from helpline.cases.lifecycle import CaseType
from helpline.conversations.ownership import said_time
from helpline.customers.identity import match
from helpline.promises.ledger import newest

TYPES = {"request_return": "return", "request_part": "part", "request_invoice": "invoice", "suggest": "suggestion"}
QUESTIONS = {
    "return": ("product", "detail", "bought"),
    "part": ("detail",),
    "invoice": ("detail",),
    "suggestion": ("detail",),
}
SHORTEST_DETAIL = {"return": 12, "part": 10, "invoice": 14, "suggestion": 7}
SHORTEST_ADDITION = 6


class ServiceRequest(Task):
    name = "service_request"
    slots = (
        "service_type",
        "detail",
        "bought",
        "product",
        "product_text",
        "model",
        "serial",
        "confirmed",
        "door_asked",
    )
    persistent_slots = ("service_type",)
    fillable = ("phone", "name", "address", "product", "model", "serial")
    free_text = frozenset({"detail", "bought"})

    def begin(self, turn: DialogueTurn) -> None:
        self.fill_slots(turn)
        turn.put("service_type", TYPES.get(turn.intent, "part"))
        kind = turn.get("service_type")
        told = len(bare(turn.text)) >= SHORTEST_DETAIL[kind] and not turn.pressed
        if told and (kind != "invoice" or mentions(turn.text, "invoice_details")):
            turn.put("detail", turn.text[:1000])

    def answer(self, turn: DialogueTurn, asked: str) -> None:
        fresh = self.fill_slots(turn)
        if turn.wrong("phone") and not turn.get("phone"):
            turn.ask("phone", f"wrong_{turn.wrong('phone')}")
        elif asked in ("detail", "bought"):
            turn.put(asked, turn.text[:1000])
        elif asked == "product" and not fresh:
            turn.put("product_text", turn.text[:40])
        elif asked == "name" and not fresh:
            turn.put("name", name_said(turn))
        elif asked == "phone" and not turn.get("phone"):
            self._no_phone(turn, fresh)
        elif asked == "address" and not fresh:
            address_told.take(turn, fresh)
        elif asked == "confirmed":
            self._confirmed(turn, fresh)

    def _no_phone(self, turn: DialogueTurn, fresh: list[str]) -> None:
        """More about the request, told while the phone was asked for, is kept."""
        if fresh:
            turn.ask("phone", "ask_phone")
        elif len(bare(turn.text)) >= SHORTEST_ADDITION and not turn.pressed:
            self._add(turn)
        else:
            turn.ask_again("phone", "ask_phone_again")

    def _add(self, turn: DialogueTurn) -> None:
        turn.put("detail", f"{turn.get('detail')}{turn.words('full_stop')}{turn.text}"[:1000])
        turn.say("added_to_description")

    def _confirmed(self, turn: DialogueTurn, fresh: list[str]) -> None:
        if fresh:
            turn.say("corrected")
        elif turn.yes():
            turn.put("confirmed", True)
        elif turn.yes() is False:
            named = field_named(turn.text)
            named = named if named in ("phone", "name", "address") else "detail"
            turn.put(named, None)
            turn.ask(named, f"ask_{named}_again")
        elif name := interruptions.short_name(turn):
            turn.put("name", name)
            turn.say("corrected")
        else:
            self._add(turn)

    def advance(self, turn: DialogueTurn) -> None:
        kind = turn.get("service_type")
        customer = match(turn.work, turn.conversation, turn.get("phone"), turn.get("name"))
        if customer:
            for slot, value in (("phone", customer.phone), ("name", customer.name), ("address", customer.address)):
                if not turn.get(slot):
                    turn.put(slot, value)
        asked = (*QUESTIONS[kind], "phone", "name", *(("address",) if kind == "part" else ()))
        for slot in asked:
            if slot == "product" and turn.get("product_text"):
                continue
            if not turn.get(slot):
                turn.ask(slot, f"ask_{slot}_{kind}" if slot in ("detail", "bought", "product") else f"ask_{slot}")
                return
        if kind == "part" and address_told.asks_for_door(turn):
            return
        if turn.get("confirmed"):
            self._file(turn)
        else:
            turn.ask(
                "confirmed",
                "confirm_request",
                [(turn.words("button_submit"), "/affirm"), (turn.words("button_change"), "/deny")],
                kind=turn.words(f"type_{kind}"),
                detail=self._detail(turn),
                name=formatting.person(turn, turn.get("name")),
                phone=turn.get("phone"),
            )

    def _detail(self, turn: DialogueTurn) -> str:
        parts = [turn.get("product_text"), turn.get("detail"), turn.get("bought")]
        return turn.words("semicolon").join(str(part) for part in parts if part)

    def _file(self, turn: DialogueTurn) -> None:
        kind = turn.get("service_type")
        case = file_case(
            turn.work,
            turn.conversation,
            Request(
                type=CaseType(kind),
                description=self._detail(turn),
                key=turn.draft_key,
                category=turn.get("product") or "",
                product_text=turn.get("product_text") or "",
                serial=turn.get("serial") or "",
                name=turn.get("name"),
                phone=turn.get("phone"),
                address=turn.get("address") or "",
            ),
        )
        due = said_time(turn.work, due_at) if (due_at := newest(turn.work, case)["reply"].due_at) else ""
        rule = f"{turn.runtime.kb.policies.returns.words}\n" if kind == "return" else ""
        turn.put("case_number", case.number)
        turn.say(f"filed_{kind}", number=case.number, due=due, rule=rule)
        self.done(turn)
