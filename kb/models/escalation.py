"""The shapes of `kb/policies/escalation.yml` (R19, R23)."""

from enum import StrEnum

from pydantic import Field

from kb.models.entry import Entry


class Trigger(StrEnum):
    """What escalation rules listen to (R19, R23)."""

    HUMAN_REQUESTED = "human_requested"
    COMPLAINT = "complaint"
    EMERGENCY = "emergency"
    NOT_UNDERSTOOD = "not_understood"
    DISPLEASURE = "displeasure"
    CUSTOMER_CHASED = "customer_chased"  # the customer asked again about the same case
    DEADLINE_NEAR = "deadline_near"
    DEADLINE_MISSED = "deadline_missed"
    DEADLINE_LATE = "deadline_late"  # missed some time ago, and still not kept
    CLOSURE_REFUSED = "closure_refused"
    LOW_SCORE = "low_score"
    BOT_FAILED = "bot_failed"  # Rasa down, slow, failing or silent
    IDENTITY_FAILED = "identity_failed"  # attempts to show ownership used up
    REPEAT_FAULT = "repeat_fault"  # R21
    NO_SLOTS = "no_slots"  # a visit is wanted and no window is free
    PAGE_UNANSWERED = "page_unanswered"  # everybody who is on duty was rung, and nobody has it (R22)


class Conditions(Entry):
    """All given conditions must hold; those not given do not matter."""

    count_at_least: int | None = None  # times in a row (not_understood), contacts about the case (customer_chased)
    displeasure_at_least: float | None = None  # 0–1
    level_at_most: int | None = None  # 1 is the most serious
    grades: tuple[str, ...] = ()
    case_types: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()  # kinds of `kb/policies/sla.yml`


class Does(StrEnum):
    HAND_OFF = "hand_off"  # the conversation goes to a human queue
    OFFER_HUMAN = "offer_human"  # the customer is asked whether a human shall take over
    NOTIFY = "notify"  # an alert on the desk for `notify` roles
    RAISE = "raise"  # one step up the ladder, and an alert for that step
    TASK = "task"  # a task for a queue's staff


class EscalationRule(Entry):
    id: str
    on: Trigger
    when: Conditions = Conditions()
    do: Does
    raises: bool = False  # and one step up the ladder
    queue: str = "service"
    priority: int = Field(ge=1, le=5)  # 1 is the most urgent
    notify: tuple[str, ...] = ()  # roles
    texts: tuple[str, ...] = ()  # by text message, as in the ladder
    assignee: str = ""  # the username whose task it is; empty: of anybody of the role
    due_minutes: int | None = Field(default=None, ge=1)  # by when the task is to be done
    page: str = ""  # purpose of the roster whose people are rung; empty: nobody is
    tell: str = ""  # id of a phrase for the customer; empty: nothing is said
    reason: str  # shown to staff


class LadderStep(Entry):
    """R19: who is told at each step of an escalation."""

    step: int
    name: str
    roles: tuple[str, ...]
    # By text message: `engineer`, `manager` of the case's contract, `point`, who heads its service point, and rosters.
    texts: tuple[str, ...] = ()


class EscalationPolicy(Entry):
    same_contact_minutes: int = Field(ge=0)  # questions about a case within them are one contact
    rules: tuple[EscalationRule, ...]  # the first that fits decides
    ladder: tuple[LadderStep, ...]
