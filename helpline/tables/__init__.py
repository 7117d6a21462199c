"""All tables. Importing this module registers every one of them on `Base.metadata`."""

from helpline.tables.base import Base
from helpline.tables.call import Call, CallStep
from helpline.tables.case import Case, CaseCounter, CaseEvent, Heartbeat, Task, Timer, Visit
from helpline.tables.channel import AccessToken, Consent, Erasure, Nonce, OneTimeCode, PullCursor, SentParcel
from helpline.tables.conversation import Attachment, Conversation, Message, Turn
from helpline.tables.people import Customer, Engineer, Equipment, Identity, LoginAttempt, Staff, StaffSession
from helpline.tables.review import ReviewItem

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
