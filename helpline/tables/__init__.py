"""All tables. Importing this module registers every one of them on `Base.metadata`."""

from helpline.tables.analysis import FaultAnalysis, GuidedFault
from helpline.tables.asset import Asset
from helpline.tables.base import Base
from helpline.tables.call import Call, CallStep
from helpline.tables.case import Case, CaseCounter, CaseEvent, Heartbeat
from helpline.tables.case_link import CaseLink
from helpline.tables.channel import AccessToken, Consent, Nonce, OneTimeCode, PullCursor, SentParcel
from helpline.tables.complaint import Accused, Complaint
from helpline.tables.contract import Contract, ContractLine
from helpline.tables.conversation import Attachment, Conversation, Message, Turn
from helpline.tables.dialogue import Dialogue
from helpline.tables.document import Document
from helpline.tables.job import Job
from helpline.tables.kept_paper import KeptPaper
from helpline.tables.login import AuditLine, LoginSession, LoginTry, PasswordLink, RecoveryCode
from helpline.tables.page import Page, PageRound
from helpline.tables.party import ContactPoint, Customer, Identity, Organisation, Site, WrongClaim
from helpline.tables.people import (
    Person,
    PersonArea,
    PersonHours,
    PersonRole,
    PersonSkill,
)
from helpline.tables.plan import PlanDrill, PlanRun, PlanRunStep
from helpline.tables.promise import CalendarYear, Hold, Promise, PromiseStep
from helpline.tables.recovery import Erasure, Restore
from helpline.tables.report import QualityCheck, ServiceReport
from helpline.tables.request_key import RequestKey
from helpline.tables.review import ReviewItem
from helpline.tables.roster import Absence, HandOverNote, Roster, Shift, ShiftChange
from helpline.tables.supervision import ComplaintReview, ConductMark
from helpline.tables.survey import Survey
from helpline.tables.task import Task
from helpline.tables.visit import (
    EngineerExclusion,
    Occupancy,
    Visit,
    VisitCrew,
    VisitReadiness,
    VisitStamp,
    WorkOrder,
)
from helpline.tables.visit_record import CheckAnswer, VisitPhoto, WorkLine

__all__ = [
    "Absence",
    "AccessToken",
    "Accused",
    "Asset",
    "Attachment",
    "AuditLine",
    "Base",
    "CalendarYear",
    "Call",
    "CallStep",
    "Case",
    "CaseCounter",
    "CaseEvent",
    "CaseLink",
    "CheckAnswer",
    "Complaint",
    "ComplaintReview",
    "ConductMark",
    "Consent",
    "ContactPoint",
    "Contract",
    "ContractLine",
    "Conversation",
    "Customer",
    "Dialogue",
    "Document",
    "EngineerExclusion",
    "Erasure",
    "FaultAnalysis",
    "GuidedFault",
    "HandOverNote",
    "Heartbeat",
    "Hold",
    "Identity",
    "Job",
    "KeptPaper",
    "LoginSession",
    "LoginTry",
    "Message",
    "Nonce",
    "Occupancy",
    "OneTimeCode",
    "Organisation",
    "Page",
    "PageRound",
    "PasswordLink",
    "Person",
    "PersonArea",
    "PersonHours",
    "PersonRole",
    "PersonSkill",
    "PlanDrill",
    "PlanRun",
    "PlanRunStep",
    "Promise",
    "PromiseStep",
    "PullCursor",
    "QualityCheck",
    "RecoveryCode",
    "RequestKey",
    "Restore",
    "ReviewItem",
    "Roster",
    "SentParcel",
    "ServiceReport",
    "Shift",
    "ShiftChange",
    "Site",
    "Survey",
    "Task",
    "Turn",
    "Visit",
    "VisitCrew",
    "VisitPhoto",
    "VisitReadiness",
    "VisitStamp",
    "WorkLine",
    "WorkOrder",
    "WrongClaim",
]
