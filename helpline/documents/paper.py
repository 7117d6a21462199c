"""What stands on a paper (R29, R37), for the page and the PDF alike."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from helpline.cases import analysis
from helpline.conversations import confidential
from helpline.core.unit_of_work import ZONE, UnitOfWork
from helpline.tables import Case, Document, Visit, VisitStamp
from helpline.tables.document import DocumentKind
from helpline.tables.visit import Outcome
from helpline.tables.visit_record import Payer, PhotoKind
from helpline.visits import history
from helpline.visits.checklist import duties_of, questions_of
from helpline.visits.history import History
from helpline.visits.record import Record, record_of
from kb.lookup import business_of, category
from kb.models.knowledge import Knowledge

Rows = list[list[str]]


@dataclass(frozen=True)
class Part:
    """Facts with their labels, a table whose first row is its head, and pictures by their ids."""

    heading: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    table: Rows = field(default_factory=list)
    photos: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Paper:
    title: str
    number: str
    company: str
    hotline: str
    parts: list[Part]


def paper(work: UnitOfWork, document: Document) -> Paper:
    """As its facts are now."""
    visit, words, company = document.visit, work.kb.documents, work.kb.company
    stamps = work.session.scalars(select(VisitStamp).where(VisitStamp.visit_id == visit.id))
    told, record = history.read(stamps), record_of(work, visit)
    write = _Writer(work, visit, told, record)
    analysis = document.kind == DocumentKind.FAULT_ANALYSIS
    parts = write.analysis() if analysis else write.order()
    number = f"{visit.order.number}-{visit.seq}"
    hotline = f"{words.labels['hotline']} {company.hotline}"
    return Paper(title(work.kb, document), number, company.name, hotline, [one for one in parts if _says(one)])


def title(kb: Knowledge, document: Document) -> str:
    """What the paper is called in the business of its case."""
    business = business_of(kb, document.visit.case.category)
    own = kb.documents.business_titles.get(business.id, {}) if business else {}
    return own.get(document.kind, kb.documents.titles[document.kind])


def _says(part: Part) -> bool:
    return bool(part.facts or part.table or part.photos)


class _Writer:
    """The parts of one visit's papers, in the words of kb/documents.yml."""

    def __init__(self, work: UnitOfWork, visit: Visit, told: History, record: Record) -> None:
        self.work, self.visit, self.case, self.told, self.record = work, visit, visit.case, told, record
        self.words = work.kb.documents
        self.duties = {duty.id for duty in duties_of(work.kb, visit.case)}
        self.questions = {item.id for item in questions_of(work.kb, visit.case)}

    def order(self) -> list[Part]:
        return [
            self._facts("", self._who()),
            self._facts("", [("fault", self._fault()), *self._what()]),
            self._checks(),
            self._duties(),
            self._lines(),
            self._photos("photos_before", PhotoKind.BEFORE),
            self._photos("photos_after", PhotoKind.AFTER),
            self._ratings(),
            self._confirmation(),
        ]

    def analysis(self) -> list[Part]:
        grade = [("level", str(self.case.level)), ("before", "\n".join(self._before()))]
        learnt = analysis.of_case(self.work, self.case)
        cause, prevention = (learnt.cause, learnt.prevention) if learnt else ("", "")
        said = [("fault", self._fault()), *self._what(cause), ("prevention", self.told.prevention or prevention)]
        return [
            self._facts("", [*self._who(), *grade]),
            self._facts("", said),
            self._checks(),
            self._photos("photos_before", PhotoKind.BEFORE),
            self._photos("photos_after", PhotoKind.AFTER),
        ]

    def _facts(self, heading: str, facts: Iterable[tuple[str, str]]) -> Part:
        return Part(heading, [(self.words.labels[label], text) for label, text in facts if text])

    def _who(self) -> list[tuple[str, str]]:
        case, labels = self.case, self.words.labels
        product = category(self.work.kb, case.category).name if case.category else ""
        covered = case.warranty.get("covered")
        return [
            ("case", case.number),
            ("customer", case.contact_name),
            ("address", case.address),
            ("product", " ".join(filter(None, (product, case.product_text)))),
            ("serial", case.serial or ""),
            ("warranty", "" if covered is None else labels["covered" if covered else "not_covered"]),
            ("engineer", "、".join(one.person.name for one in self.visit.crew if one.is_live)),
            ("arrived", self._time(self.told.arrived_at)),
            ("ended", self._time(self.told.ended_at)),
        ]

    def _fault(self) -> str:
        """But for words of a complaint that the reader may not read (R41)."""
        return self.case.description if confidential.may_read(self.work, self.case.complaint_id) else ""

    def _what(self, cause: str = "") -> list[tuple[str, str]]:
        solved = self.told.outcome == Outcome.SOLVED
        return [
            ("cause", self.told.cause or cause),
            ("done" if solved else "why_not", self.told.words),
            ("result", self.words.outcomes[self.told.outcome] if self.told.outcome else ""),
            ("next", self.told.next_visit),
        ]

    def _before(self) -> list[str]:
        case = self.case
        if case.asset_id is None:
            return []
        rows = select(Case).where(Case.asset_id == case.asset_id, Case.id < case.id, Case.complaint_id.is_(None))
        newest = self.work.session.scalars(rows.order_by(Case.id.desc()).limit(3))
        return [f"{self._time(one.created_at)} {one.solution or one.description}" for one in newest]

    def _checks(self) -> Part:
        checks = [one for one in self.record.checks if one.item not in self.duties | self.questions]
        rows = [
            [one.name, _value(one.value, one.unit), _limits(one.low, one.high), self.words.verdicts[one.verdict]]
            for one in checks
        ]
        for row, one in zip(rows, checks):
            if not one.unit:
                row[1] = one.note
        return self._table("checks", "check_head", rows)

    def _duties(self) -> Part:
        ticked = [one for one in self.record.checks if one.item in self.duties]
        rows = [[one.name, self.words.duties[one.verdict], one.note] for one in ticked]
        return self._table("duties", "duty_head", rows)

    def _ratings(self) -> Part:
        rated = [one for one in self.record.checks if one.item in self.questions]
        return Part(self.words.labels["ratings"], [(one.name, _value(one.value, one.unit)) for one in rated])

    def _lines(self) -> Part:
        lines, words = self.record.lines, self.words
        rows = [
            [
                f"{words.lines[one.kind]}　{one.text}",
                f"{one.quantity}{one.unit}",
                _yuan(one.price_fen),
                _yuan(one.total_fen),
                words.payers[one.payer],
            ]
            for one in lines
        ]
        part = self._table("lines", "line_head", rows)
        if not rows:
            return part
        sums = [("total", self.record.total_fen()), ("due", self.record.total_fen(Payer.CUSTOMER))]
        return Part(part.heading, [(words.labels[name], _yuan(fen)) for name, fen in sums], part.table)

    def _table(self, heading: str, head: str, rows: Rows) -> Part:
        labels = self.words.labels
        return Part(labels[heading], table=[labels[head].split("　"), *rows] if rows else [])

    def _photos(self, heading: str, kind: PhotoKind) -> Part:
        return Part(self.words.labels[heading], photos=[one.id for one in self.record.photos if one.kind == kind])

    def _confirmation(self) -> Part:
        labels, said, signed, case = self.words.labels, self.words.confirmed, self.record.signature, self.case
        if signed is not None:
            text = said["signature"].format(time=self._time(signed.happened_at), name=signed.note)
        elif self.visit.confirmed_at is not None:
            text = said["code"].format(time=self._time(self.visit.confirmed_at))
        elif case.closed_by == "customer" and self.told.outcome == Outcome.SOLVED:
            text = said["talk"].format(time=self._time(case.closed_at))
        else:
            text = said["none"]
        return Part("", [(labels["confirmation"], text)], photos=[signed.id] if signed else [])

    def _time(self, at: datetime | None) -> str:
        return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}" if at else ""


def _value(value: str, unit: str) -> str:
    return f"{value} {unit}".strip()


def _limits(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ""
    if low is None or high is None:
        return f"≤ {high:g}" if high is not None else f"≥ {low:g}"
    return f"{low:g}–{high:g}"


def _yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}¥{abs(fen) / 100:.2f}"
