"""All tables. Importing this module registers every one of them on `Base.metadata`."""

from cases.tables.base import Base
from cases.tables.call import Call, CallStep
from cases.tables.case import Case, CaseCounter, CaseEvent, Heartbeat, Task, Timer, Visit
from cases.tables.channel import AccessToken, Consent, Erasure, Nonce, OneTimeCode, PullCursor, SentParcel
from cases.tables.conversation import Attachment, Conversation, Message, Turn
from cases.tables.people import Customer, Engineer, Equipment, Identity, LoginAttempt, Staff, StaffSession
from cases.tables.review import ReviewItem

__all__ = [
    "AccessToken",
    "Attachment",
    "Base",
    "Call",
    "CallStep",
    "Case",
    "CaseCounter",
    "CaseEvent",
    "Consent",
    "Conversation",
    "Customer",
    "Engineer",
    "Equipment",
    "Erasure",
    "Heartbeat",
    "Identity",
    "LoginAttempt",
    "Message",
    "Nonce",
    "OneTimeCode",
    "PullCursor",
    "ReviewItem",
    "SentParcel",
    "Staff",
    "StaffSession",
    "Task",
    "Timer",
    "Turn",
    "Visit",
]
