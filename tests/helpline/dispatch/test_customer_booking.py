"""R25, R27: free windows of fitting engineers; booked, changed, cancelled, kept; nobody is promised twice."""

from datetime import datetime, time, timedelta

import pytest

from connectors.contract.notice_facts import NOTICE_FACTS
from helpline.cases.lifecycle import move
from helpline.core.errors import MoveNotAllowed, SlotTaken
from helpline.core.unit_of_work import ZONE
from helpline.dispatch import customer_booking
from helpline.dispatch.customer_booking import Slot
from helpline.dispatch.exclusions import exclude
from helpline.staff.people import set_work
from helpline.staff.people import works as works_then
from helpline.tables import Case, Job, Message, Person, Visit
from helpline.tables.states import CaseStatus
from kb.calendar import calendar
from kb.models.knowledge import Knowledge
from tests.world import AGENT, World

AC = {"category": "air_conditioner"}


def slots(
    world: World, id: int, begin: datetime | None = None, end: datetime | None = None, limit: int | None = None
) -> list[Slot]:
    with world.work() as work:
        return customer_booking.free_slots(work, work.session.get_one(Case, id), begin, end, limit)


def book(world: World, id: int, slot: Slot) -> Visit:
    with world.work() as work:
        return customer_booking.book(work, work.session.get_one(Case, id), slot)


def starts(found: list[Slot]) -> list[str]:
    return [f"{slot.start_at.astimezone(ZONE):%m-%d %H:%M}" for slot in found]


def local(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=ZONE)


def test_the_earliest_three_with_lead(world: World) -> None:
    assert starts(slots(world, world.file(**AC))) == ["11-23 13:00", "11-23 15:00", "11-23 17:00"]


# the wish, and the first windows found
@pytest.mark.parametrize(
    ("begin", "end", "found"),
    [
        (local(24, 0), local(25, 0), ["11-24 09:00", "11-24 11:00", "11-24 13:00"]),
        (local(24, 15), local(24, 18), ["11-24 15:00", "11-24 17:00"]),
        (local(22, 0), local(23, 10), []),  # past
        (local(23, 9), local(23, 13), []),  # too soon
        (local(28, 0), local(30, 0), []),  # nobody works at the weekend
    ],
)
def test_inside_a_wish(world: World, begin: datetime, end: datetime, found: list[str]) -> None:
    assert starts(slots(world, world.file(**AC), begin, end)) == found


def test_nothing_beyond_the_horizon(world: World) -> None:
    days = world.kb.policies.visits.horizon_days
    last = slots(world, world.file(**AC), limit=1000)[-1]
    assert last.start_at <= local(23, 10) + timedelta(days=days + 1)
    assert slots(world, world.file(**AC), local(23, 10) + timedelta(days=days + 1)) == []


@pytest.mark.parametrize(
    ("category", "district", "engineers"),
    [
        ("air_conditioner", "西湖区", ("e_west",)),
        ("air_conditioner", "余杭区", ("e_far",)),
        ("air_conditioner", "滨江区", ("e_far", "e_west")),
        ("lift", "西湖区", ("e_lift",)),
        ("printer", "西湖区", None),
        ("", "余杭区", ("e_far",)),
    ],
)
def test_engineers_fit_by_skill_and_district(
    world: World, category: str, district: str, engineers: tuple[str, ...] | None
) -> None:
    found = slots(world, world.file(category=category, district=district))
    ids = {person.username: person.id for person in world.all(Person)}
    wanted = tuple(ids[name] for name in engineers) if engineers else None
    assert (found[0].engineers if found else None) == wanted


def test_an_engineer_the_customer_complained_about_does_not_come(world: World) -> None:
    earlier = world.file(world.chat("K1"), phone="13911110001")
    with world.work(AGENT) as work:
        exclude(work, work.session.get_one(Case, earlier), work.session.get_one(Person, 11))
    by_account = world.file(world.chat("K1"), phone="13700000001", **AC)
    by_phone, another = (world.file(phone=phone, **AC) for phone in ("13911110001", "13911110002"))
    assert [slots(world, id)[0].engineers for id in (by_account, by_phone, another)] == [
        (12,),
        (12,),
        (11,),
    ]


def test_booking_assigns_and_reminds(world: World) -> None:
    id = world.file(**AC)
    visit = book(world, id, slots(world, id, local(26, 9))[0])
    case = world.case(id)
    assert (visit.engineer_id, case.status, case.engineer_id) == (11, CaseStatus.ASSIGNED, 11)
    assert [job.due_at for job in world.all(Job, kind="visit_reminder")] == [local(25, 9)]


def test_a_booked_window_is_gone(world: World) -> None:
    first, second = world.file(**AC), world.file(**AC)
    slot = slots(world, first)[0]
    book(world, first, slot)
    assert slot.start_at not in [free.start_at for free in slots(world, second)]
    with pytest.raises(SlotTaken):
        book(world, second, slot)
    assert (world.case(second).status, world.case(second).visits) == (CaseStatus.NEW, [])


def test_the_next_best_engineer_comes_when_the_first_is_taken(world: World) -> None:
    first, second, third = (world.file(district="滨江区", **AC) for _ in range(3))
    slot = slots(world, first)[0]
    assert [book(world, id, slot).engineer_id for id in (first, second)] == [12, 11]
    with pytest.raises(SlotTaken):
        book(world, third, slot)


def test_the_same_window_twice_is_one_visit(world: World) -> None:
    id = world.file(**AC)
    slot = slots(world, id)[0]
    assert book(world, id, slot).id == book(world, id, slot).id
    assert world.kinds(id).count("visit_booked") == 1


def test_changing_frees_the_first_window(world: World) -> None:
    id, other = world.file(**AC), world.file(**AC)
    old, new = slots(world, id)[:2]
    book(world, id, old)
    book(world, id, new)
    assert [visit.status for visit in world.case(id).visits] == ["changed", "booked"]
    assert "visit_changed" in world.kinds(id)
    book(world, other, old)


def test_a_change_to_a_taken_window_keeps_the_first(world: World) -> None:
    id, other = world.file(**AC), world.file(**AC)
    old, wanted = slots(world, id)[:2]
    book(world, id, old)
    book(world, other, wanted)
    with pytest.raises(SlotTaken):
        book(world, id, wanted)
    assert [(visit.status, visit.start_at) for visit in world.case(id).visits] == [("booked", old.start_at)]


def test_cancelling_frees_the_window(world: World) -> None:
    id = world.file(**AC)
    slot = slots(world, id, local(26, 9))[0]
    book(world, id, slot)
    for _ in range(2):
        with world.work() as work:
            customer_booking.cancel(work, work.session.get_one(Case, id), "改天")
    case = world.case(id)
    assert (case.status, case.engineer_id, case.visits[0].status) == (CaseStatus.NEW, None, "cancelled")
    assert world.kinds(id).count("visit_cancelled") == 1
    assert slots(world, id, local(26, 9))[0].start_at == slot.start_at
    assert all(job.cancelled_at for job in world.all(Job, kind="visit_reminder"))


@pytest.mark.parametrize("status", [CaseStatus.CANCELLED, CaseStatus.SOLVED, CaseStatus.NEW])
def test_a_case_nobody_comes_for_frees_its_window(world: World, status: CaseStatus) -> None:
    chat = world.chat("K1")
    id = world.file(chat, **AC)
    slot = slots(world, id, local(26, 9))[0]
    book(world, id, slot)
    with world.work(AGENT) as work:
        move(work, work.session.get_one(Case, id), status)
    assert (world.case(id).visits[0].status, world.case(id).engineer_id) == ("cancelled", None)
    book(world, world.file(**AC), slot)
    world.go_to(local(25, 9))
    world.sweep()
    assert "visit_reminded" not in world.kinds(id)


def test_the_reminder_goes_out_once(world: World) -> None:
    chat = world.chat("K1")
    id = world.file(chat, **AC)
    book(world, id, slots(world, id, local(26, 9))[0])
    world.go_to(local(25, 9))
    world.sweep()
    world.sweep()
    assert world.kinds(id).count("visit_reminded") == 1
    reminder = world.all(Message, conversation_id=chat, direction="out")[-1]
    assert world.prompts(chat) == [f'/ask_ready{{"case_number": "{world.case(id).number}"}}'], "and asked once (R27)"
    assert "西工" in reminder.text
    assert set(reminder.facts) == set(NOTICE_FACTS["notice:visit"])
    assert (reminder.facts["time"], reminder.facts["product"]) == ("2026年11月26日 09:00", "家用空调")


def test_arriving_meets_the_promise(world: World) -> None:
    id = world.file(**AC)
    book(world, id, slots(world, id)[0])
    world.go_to(local(23, 14))
    with world.work(AGENT) as work:
        customer_booking.arrive(work, work.session.get_one(Case, id))
    case = world.case(id)
    assert (case.status, case.visits[0].status, world.promise(id, "onsite").met_at) == (
        CaseStatus.IN_PROGRESS,
        "arrived",
        local(23, 14),
    )
    with pytest.raises(MoveNotAllowed), world.work(AGENT) as work:
        customer_booking.arrive(work, work.session.get_one(Case, id))


@pytest.mark.parametrize(
    ("opens", "closes", "works"),
    [("09:00", "11:00", True), ("11:00", "13:00", False), ("13:00", "15:00", True), ("17:00", "19:00", False)],
)
def test_a_window_lies_inside_the_working_time(kb: Knowledge, opens: str, closes: str, works: bool) -> None:
    engineer = Person()
    set_work(engineer, (), (), [1], [(time(8), time(12)), (time(13), time(18))])
    window = [datetime.strptime(at, "%H:%M").time() for at in (opens, closes)]
    opens_at, closes_at = window
    office = calendar(kb, "office")
    assert works_then(engineer.hour_rows, local(23, 0).date(), opens_at, closes_at, office) is works
    assert works_then(engineer.hour_rows, local(24, 0).date(), opens_at, closes_at, office) is False
