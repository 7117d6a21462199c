"""All tables. Importing this module registers every one of them on `Base.metadata`."""

from cases.tables.base import Base
from cases.tables.case import Case, CaseCounter, CaseEvent, Heartbeat, Task, Timer, Visit
from cases.tables.conversation import Attachment, Conversation, Message, Turn
from cases.tables.people import Customer, Engineer, Equipment, Identity, LoginAttempt, Staff, StaffSession

__all__ = [
    "Attachment",
    "Base",
    "Case",
    "CaseCounter",
    "CaseEvent",
    "Conversation",
    "Customer",
    "Engineer",
    "Equipment",
    "Heartbeat",
    "Identity",
    "LoginAttempt",
    "Message",
    "Staff",
    "StaffSession",
    "Task",
    "Timer",
    "Turn",
    "Visit",
]
