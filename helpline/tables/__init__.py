"""All tables. Importing this module registers every one of them on `Base.metadata`."""

from helpline.tables.base import Base
from helpline.tables.call import Call, CallStep
from helpline.tables.case import Case, CaseCounter, CaseEvent, Heartbeat, Task, Visit
from helpline.tables.channel import AccessToken, Consent, Nonce, OneTimeCode, PullCursor, SentParcel
from helpline.tables.conversation import Attachment, Conversation, Message, Turn
from helpline.tables.job import Job
from helpline.tables.people import Customer, Engineer, Equipment, Identity, LoginAttempt, Staff, StaffSession
from helpline.tables.promise import Hold, Promise, PromiseStep
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
    "Heartbeat",
    "Hold",
    "Identity",
    "Job",
    "LoginAttempt",
    "Message",
    "Nonce",
    "OneTimeCode",
    "Promise",
    "PromiseStep",
    "PullCursor",
    "ReviewItem",
    "SentParcel",
    "Staff",
    "StaffSession",
    "Task",
    "Turn",
    "Visit",
]
