"""What the access table's rows are about: a talk with its case, its picture, its task and its review item."""

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path

from helpline.cases import surveys
from helpline.cases.emergency_plans import start
from helpline.cases.kept_papers import Place, Told, keep
from helpline.cases.lifecycle import CaseType
from helpline.cases.queries import case_numbered
from helpline.conversations.files import keep_picture, storing
from helpline.conversations.messages import next_seq
from helpline.conversations.opening import open_chat
from helpline.customers.register.kinds import ASSETS, CONTRACTS, CUSTOMERS, ORGANISATIONS, SITES, Kind
from helpline.customers.register.writing_rows import put
from helpline.dispatch.planning import plan
from helpline.documents.issue import issue
from helpline.duty.absences import ask
from helpline.duty.swaps import Hours, offer
from helpline.learning.review import relabel
from helpline.staff.people import actor_of
from helpline.tables import (
    Document,
    Message,
    Page,
    PageRound,
    Person,
    PersonRole,
    QualityCheck,
    Roster,
    Shift,
    Visit,
    VisitPhoto,
)
from helpline.tables.kept_paper import PaperKind
from helpline.tables.people import ENGINEER
from helpline.tables.visit_record import PhotoKind
from helpline.tasks.ledger import claim, open_task
from helpline.timeline.record import record
from helpline.visits.record import Told as Noted
from helpline.visits.record import add_photo
from tests.world import QUALITY, SUPERVISOR, World

NOTHING = "2147483647"  # the id of no thing
NUMBERS = count(1000)  # of people: above those of the world
PNG = b"\x89PNG\r\n\x1a\n"
# What every part of the thing says.
FAULT, COMPLAINT = "空调不制冷了", "上次那位师傅收了红包"
QUEUES = {"bot's": "", "complaint": "quality"}  # others wait for the service agents
# What `{id}` and `{file}` are, by where they stand.
PLACES = {
    "/api/conversations/": "conversation",
    "/api/engineer/visits/": "visit",
    "/api/documents/": "document",
    "/api/visits/": "visit",
    "/api/tasks/": "task",
    "/api/me/sessions/": "session",
    "/api/organisations/": "organisation",
    "/api/contacts/": "contact",
    "/api/sites/": "site",
    "/api/assets/": "asset",
    "/api/contracts/": "contract",
    "/api/learning/": "review",
    "/api/surveys/": "survey",
    "/api/pages/": "page",
    "/api/plan-runs/": "run",
    "/api/quality-checks/": "check",
    "/api/rosters/": "roster",
    "/api/shifts/": "shift",
    "/api/shift-changes/": "change",
    "/api/absences/": "absence",
    "/chat/attachments/": "attachment",
    "/chat/static/": "icon.svg",
    "/desk-static/": "icon.svg",
    "/engineer/static/": "icon.svg",
    "/docs-static/": "swagger-ui.css",
}
PARTS = ("conversation", "number", "attachment", "task", "review", "page")
FIXED = {
    "kind": "sites",
    "key": "k",
    "name": "wechat",
    "rest:path": "receipts",
    "path": "answer",
    "view": "queue",
    "plan": "malware",
}


class Thing:
    """One thing of a row, made for one asker; its parts are made when the row names them."""

    def __init__(self, world: World, uploads: Path, of: str, asker: Person | None) -> None:
        self._world, self._uploads, self._of, self._asker = world, uploads, of, asker
        self._made: dict[str, str] = {}
        self._words = COMPLAINT if of == "complaint" else FAULT
        with world.work() as work:
            self.token, talk = open_chat(work)
            talk.queue = QUEUES.get(of, "service")
            talk.owner = "queue" if talk.queue else "bot"
            if of in ("own", "other's"):
                talk.owner, talk.agent_id, talk.taken_at = "agent", self._owner().id, work.now
            work.session.flush()
            seq = next_seq(work, talk)
            words = {"author": "customer", "direction": "in", "text": self._words, "created_at": work.now}
            work.session.add(Message(conversation_id=talk.id, seq=seq, channel="web", handled_at=work.now, **words))
            self.talk = talk.id

    def filled(self, text: str, path: str = "") -> str:
        """The text with every `{…}` filled in; `path` tells what `{id}` and `{file}` are."""
        return re.sub(r"\{([\w:]+)\}", lambda found: self._part(found[1], path), text)

    def complete(self) -> "Thing":
        """With all its parts."""
        for name in PARTS:
            self._part(name, "")
        return self

    def names(self) -> list[str]:
        """What its parts are called that are made by now."""
        return list(self._made.values())

    def unnamed(self, answer: str) -> str:
        """The answer without what the request called the thing."""
        for name in (NOTHING, *self.names()):
            answer = answer.replace(f'"{name}"', '"…"')
        return answer

    def _part(self, name: str, path: str) -> str:
        if name in FIXED:
            return FIXED[name]
        if self._of == "none":
            return NOTHING
        if name in ("id", "file"):
            name = next(part for begins, part in PLACES.items() if path.startswith(begins))
        if "." in name:
            return name
        if name not in self._made:
            make: Callable[[], str] = getattr(self, f"_{name}")
            self._made[name] = make()
        return self._made[name]

    def _owner(self) -> Person:
        """Whoever has taken the talk: the asker, or an agent; and for `other's` never the asker."""
        mine = self._asker is not None and self._of == "own"
        return self._asker if self._asker and mine else person(self._world, "colleague", "agent")

    def _organisation(self) -> str:
        return self._put(ORGANISATIONS, name="甲酒店")

    def _contact(self) -> str:
        return self._put(CUSTOMERS, name="丁一", phone="13822220001")

    def _site(self) -> str:
        return self._put(SITES, name="主楼", customer_id=self._contact())

    def _asset(self) -> str:
        return self._put(ASSETS, model="QH-KFR35", customer_id=self._contact())

    def _contract(self) -> str:
        term = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
        return self._put(CONTRACTS, kind="works", customer_id=self._contact(), **term)

    def _put(self, of: Kind, /, **told: str) -> str:
        with self._world.work() as work:
            return put(work, of, told).id

    def _session(self) -> str:
        return self._world.logged_in(actor_of(person(self._world, "colleague", "agent"))).session

    def _username(self) -> str:
        return person(self._world, "colleague", "agent").username

    def _conversation(self) -> str:
        return self.talk

    def _number(self) -> str:
        kind = CaseType.COMPLAINT if self._of == "complaint" else CaseType.REPAIR
        return self._world.case(
            self._world.file(self.talk, type=kind, description=self._words, wish=self._words)
        ).number

    def _engineer(self) -> str:
        return person(self._world, "engineer", ENGINEER).username

    def _visit(self) -> str:
        """Of the engineer who asks where it is their own, else of another one."""
        number = self._part("number", "")
        mine = self._asker is not None and self._of == "own" and ENGINEER in self._asker.roles
        goes = self._asker if self._asker and mine else person(self._world, "engineer", ENGINEER)
        with self._world.work(SUPERVISOR) as work:
            begin = work.now + timedelta(hours=1)
            return str(plan(work, case_numbered(work, number), [goes.username], begin, begin + timedelta(hours=2)).id)

    def _document(self) -> str:
        """Of a visit that has ended."""
        visit_id = int(self._part("visit", ""))
        with self._world.work() as work:
            issue(work, work.session.get_one(Visit, visit_id))
        return str(self._world.all(Document, visit_id=visit_id)[0].id)

    def _photo(self) -> str:
        """Of the visit, taken by who goes there."""
        visit_id = int(self._part("visit", ""))
        with storing(self._uploads, PNG) as picture, self._world.work() as work:
            visit = work.session.get_one(Visit, visit_id)
            told = Noted(visit.engineer, work.now, f"photo {visit_id}")
            add_photo(work, visit, told, PhotoKind.BEFORE, picture)
        id: str = self._world.all(VisitPhoto, visit_id=visit_id)[0].id
        return id

    def _run(self) -> str:
        """Of a plan that was started for the case."""
        number = self._part("number", "")
        with self._world.work(SUPERVISOR) as work:
            return str(start(work, case_numbered(work, number), "malware", "中毒").id)

    def _check(self) -> str:
        """The case was drawn to be looked at."""
        number = self._part("number", "")
        with self._world.work() as work:
            drawn = QualityCheck(case_id=case_numbered(work, number).id, drawn_at=work.now)
            work.session.add(drawn)
            work.session.flush()
            return str(drawn.id)

    def _paper(self) -> str:
        """Kept with the case."""
        place, told = Place(case=self._part("number", "")), Told(PaperKind.OTHER, self._words)
        actor = QUALITY if self._of == "complaint" else SUPERVISOR
        with storing(self._uploads, PNG) as picture, self._world.work(actor) as work:
            return keep(work, place, told, picture).id

    def _line(self) -> str:
        """A note that the asker wrote into the case."""
        number = self._part("number", "")
        with self._world.work(actor_of(self._asker) if self._asker else SUPERVISOR) as work:
            line = record(work, case_numbered(work, number), "note", self._words)
            work.session.flush()
            return str(line.id)

    def _attachment(self) -> str:
        with storing(self._uploads, PNG) as picture, self._world.work() as work:
            return keep_picture(work, self.talk, "plate.png", picture)["id"]

    def _task(self) -> str:
        team = "quality" if self._of == "complaint" else "agent"
        with self._world.work() as work:
            task = open_task(work, team, "task", self._words, "callback", 3, conversation_id=self.talk)
            work.session.flush()
            id = task.id
        if self._of == "other's":
            with self._world.work(actor_of(person(self._world, "colleague", team))) as work:
                claim(work, id)
        return str(id)

    def _page(self) -> str:
        number, person_id = self._part("number", ""), self._owner().id
        with self._world.work() as work:
            case = case_numbered(work, number)
            rung = PageRound(
                case_id=case.id, round=1, purpose="safety", reason=self._words, asked_by="system", begun_at=work.now
            )
            work.session.add(rung)
            work.session.flush()
            rings = {"case_id": case.id, "round": 1, "rank": 1, "rung_at": work.now, "channels": []}
            page = Page(page_round_id=rung.id, person_id=person_id, **rings)
            work.session.add(page)
            work.session.flush()
            return str(page.id)

    def _roster(self) -> str:
        """Somebody has two days of it, from now on."""
        person_id = self._owner().id
        with self._world.work() as work:
            id = f"roster_{next(NUMBERS)}"
            work.session.add(Roster(id=id, name=id, purpose=id))
            work.session.flush()
            hours = {"begun_at": work.now, "ended_at": work.now + timedelta(days=2), "made_at": work.now}
            work.session.add(Shift(roster_id=id, rank=1, person_id=person_id, made_by="rule", **hours))
        return id

    def _shift(self) -> str:
        return str(self._world.all(Shift, roster_id=self._part("roster", ""))[0].id)

    def _change(self) -> str:
        shift = self._world.all(Shift, id=int(self._part("shift", "")))[0]
        with self._world.work(SUPERVISOR) as work:
            return str(offer(work, shift.id, Hours(), "").id)

    def _absence(self) -> str:
        owner = self._owner()
        with self._world.work(SUPERVISOR) as work:
            asked = ask(work, owner, work.now, work.now + timedelta(days=1), "")
            return str(asked.id)

    def _survey(self) -> str:
        with self._world.work() as work:
            return str(surveys.of_case(work, case_numbered(work, self._part("number", ""))).id)

    def _review(self) -> str:
        actor = QUALITY if self._of == "complaint" else SUPERVISOR
        with self._world.work(actor) as work:
            return str(relabel(work, self.talk, 1, "report_fault").id)


def person(world: World, name: str, role: str) -> Person:
    """Somebody new with one role."""
    id = next(NUMBERS)
    with world.work() as work:
        made = Person(id=id, username=f"{name}{id}", name=name, role_rows=[PersonRole(role=role)], totp_secret="set")
        work.session.add(made)
        work.session.flush()
        return made


def stranger(world: World) -> str:
    """The token of a customer with a talk of their own."""
    with world.work() as work:
        return open_chat(work)[0]
