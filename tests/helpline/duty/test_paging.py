"""Paging (R22): who is on duty is rung, then the next, each once; what the customer is told is so at each moment."""

import asyncio
from datetime import timedelta

import pytest

from helpline.backups.resume import begin_held, resume
from helpline.cases.lifecycle import move
from helpline.core.errors import AlreadyTaken
from helpline.core.unit_of_work import CUSTOMER
from helpline.duty import paging
from helpline.duty.jobs import make_shifts
from helpline.duty.on_duty import to_ring
from helpline.duty.ring_out import Ringer
from helpline.escalation.jobs import page_step
from helpline.jobs.clock_back import straighten
from helpline.jobs.payloads import PageStepDue, RingOut, payload_of
from helpline.staff.people import by_username
from helpline.tables import Absence, Case, Page, PageRound, Person
from helpline.tables.page import RoundState
from helpline.tables.roster import AbsenceState
from helpline.tables.states import CaseStatus
from tests.gateway.fakes import gateway
from tests.helpline.duty.conftest import Phones, e164
from tests.threads import at_once
from tests.world import AGENT, World

pytestmark = pytest.mark.slow

# On duty on 2 October 2026 at 03:00, by kb/policies/duty.yml, in the order of ringing.
SMOKE = "配电箱冒烟了，文三路18号，电话13911110000"
RING, STALE = 45, 300


def alarm(world: World, channel: str = "web", words: str = SMOKE) -> tuple[str, Case]:
    """Somebody writes of danger; their conversation and its case."""
    if channel == "web":
        chat = world.chat()
        world.write("web", world.conversation(chat).external_id, words)
    else:
        chat = world.write(channel, e164("13911110000") if channel == "sms" else "openid-1", words)
    asyncio.run(gateway(world).answer(chat))
    return chat, world.all(Case, type="emergency")[-1]


def rung(world: World) -> list[tuple[str, str]]:
    """Who was rung, and what came of it, in order."""
    names = {person.id: person.username for person in world.all(Person)}
    return [(names[page.person_id], str(page.outcome)) for page in world.all(Page)]


def answer(world: World, page: Page, taken: bool = True) -> None:
    with world.work(CUSTOMER) as work:
        paging.answer(work, page.id, taken, "desk")


def on_duty(world: World, case: Case) -> list[str]:
    with world.work() as work:
        return [person.username for person in to_ring(work, work.session.get_one(Case, case.id), "safety")]


@pytest.mark.both_databases
@pytest.mark.parametrize("channel", ["web", "wechat", "sms"])
def test_an_emergency_at_three_in_the_morning_of_a_holiday(night: World, phones: Phones, channel: str) -> None:
    """The right person within ten seconds, the next after the set time, the customer told the truth at each moment."""
    chat, case = alarm(night, channel)
    said = night.said(chat)
    assert "正在联系值班人员。" in said and not any("已联系上" in text for text in said)
    order = on_duty(night, case)
    night.pass_(seconds=9)
    phones.ring()
    assert rung(night) == [(order[0], "ringing")]
    assert night.all(Page)[0].rung_out_at - case.created_at <= timedelta(seconds=10)
    assert phones.called() == [order[0]] and len(phones.texts(order[0])) == 1
    assert "文三路18号" in phones.texts(order[0])[0] and case.number in phones.texts(order[0])[0]

    night.pass_(seconds=RING - 10)
    phones.ring()
    assert phones.called() == [order[0]]  # it is not time yet
    night.pass_(seconds=2)
    phones.ring()
    assert rung(night) == [(order[0], "missed"), (order[1], "ringing")]
    assert phones.called() == order[:2] and len(phones.texts(order[1])) == 1
    assert night.said(chat) == said  # nothing has happened that the customer could be told

    answer(night, night.all(Page)[1])
    surname = night.all(Person, username=order[1])[0].name[0]
    assert [text for text in night.said(chat) if "已联系上" in text] == [
        f"已联系上值班的{surname}师傅，您说的情况已经告诉对方了，工单号 {case.number}。"
    ]
    night.pass_(hours=1)
    phones.ring()
    night.sweep()
    assert rung(night) == [(order[0], "missed"), (order[1], "answered")]
    assert len([text for text in night.said(chat) if "已联系上" in text]) == 1
    assert not any("没有联系上" in text for text in night.said(chat))


def test_nobody_answers(night: World, phones: Phones) -> None:
    """Everybody is rung once, the customer hears the truth once, a call is somebody's task, the ladder is climbed."""
    chat, case = alarm(night)
    order = on_duty(night, case)
    for _ in range(len(order) + 2):
        phones.ring()
        night.sweep()
        night.pass_(seconds=RING)
    assert rung(night) == [(name, "missed") for name in order]
    assert phones.called() == order[:-1] and {"supervisor", "cen"} <= set(order)  # the last has no phone
    told = [text for text in night.said(chat) if "没有联系上" in text]
    assert len(told) == 1 and night.kb.company.duty_phone in told[0]
    assert night.all(PageRound)[0].state == RoundState.UNANSWERED
    assert night.roles_told("page_call") == [("agent", "task")]
    assert night.case(case.id).escalation_step == 1


def test_the_customer_hears_in_time_that_nobody_was_reached(night: World, phones: Phones) -> None:
    """After the seconds that policy gives, though there are people left to ring."""
    chat, _ = alarm(night)
    seconds = night.kb.policies.duty.page.unanswered_seconds
    night.pass_(seconds=seconds - 1)
    night.sweep()
    assert not any("没有联系上" in text for text in night.said(chat))
    night.pass_(seconds=1)
    night.sweep()
    assert len([text for text in night.said(chat) if "没有联系上" in text]) == 1
    assert night.all(PageRound)[0].state == RoundState.RINGING


def test_who_cannot_come_is_followed_at_once(night: World, phones: Phones) -> None:
    _, case = alarm(night)
    order = on_duty(night, case)
    phones.ring()
    answer(night, night.all(Page)[0], taken=False)
    phones.ring()
    assert rung(night) == [(order[0], "refused"), (order[1], "ringing")]
    assert phones.called() == order[:2]


def test_lifts_ring_those_who_can_free_people(night: World, phones: Phones) -> None:
    """The roster of the business that the words name, and its pack."""
    _, case = alarm(night, words="电梯卡在3楼，里面困了两个人")
    assert on_duty(night, case)[:2] in (["yu_guodong", "he_weijun"], ["he_weijun", "yu_guodong"])
    assert case.category == "lift"
    assert (night.promise(case.id, "onsite").pack, night.promise(case.id, "onsite").minutes) == ("machinery", 30)
    phones.ring()
    assert phones.called() == on_duty(night, case)[:1]


def test_who_is_away_is_not_rung(night: World, phones: Phones) -> None:
    _, case = alarm(night)
    order = on_duty(night, case)
    with night.work() as work:
        away = by_username(work, order[1])
        assert away
        work.session.add(
            Absence(
                person_id=away.id,
                begun_at=work.now - timedelta(hours=1),
                ended_at=work.now + timedelta(hours=1),
                state=AbsenceState.APPROVED,
                asked_at=work.now,
            )
        )
    night.pass_(seconds=RING)
    phones.ring()
    assert [name for name, _ in rung(night)] == [order[0], order[2]]


@pytest.mark.both_databases
def test_the_same_step_twice_rings_once(night: World, phones: Phones) -> None:
    """A sweeper that is killed and another that takes the job up: one ring, one row, one text message."""
    _, case = alarm(night)
    order = on_duty(night, case)
    step, ring = payload_of(night.jobs(PageStepDue)[0]), payload_of(night.jobs(RingOut)[0])
    assert isinstance(step, PageStepDue) and isinstance(ring, RingOut)
    ringer = Ringer(night.database, night.kb, phones.channels)
    assert at_once(3, lambda _: ringer.run(ring)) == [None] * 3
    assert phones.called() == order[:1] and len(phones.texts(order[0])) == 1
    night.pass_(seconds=RING)

    def go_on(_: int) -> None:
        with night.work() as work:
            page_step.act(work, step)

    at_once(3, go_on)
    assert [name for name, _ in rung(night)] == order[:2]


def test_two_alarms_of_one_case_ring_one_round(night: World, phones: Phones) -> None:
    chat, case = alarm(night)
    night.write("web", night.conversation(chat).external_id, "烟越来越大了，冒烟")
    asyncio.run(gateway(night).answer(chat))
    assert len(night.all(Case, type="emergency")) == 1 and len(night.all(PageRound)) == 1
    phones.ring()
    assert phones.called() == on_duty(night, case)[:1]


def test_one_who_answers_late_has_it_unless_a_colleague_has(night: World, phones: Phones) -> None:
    chat, case = alarm(night)
    phones.ring()
    night.pass_(seconds=RING)
    phones.ring()
    first, second = night.all(Page)
    answer(night, first)
    assert [outcome for _, outcome in rung(night)] == ["answered", "skipped"]
    with pytest.raises(AlreadyTaken), night.work() as work:
        paging.answer(work, second.id, True, "sms")
    answer(night, first)  # said again
    assert len([text for text in night.said(chat) if "已联系上" in text]) == 1
    assert night.all(PageRound)[0].state == RoundState.ANSWERED


def test_a_false_alarm_rings_nobody_any_more(night: World, phones: Phones) -> None:
    _, case = alarm(night)
    with night.work(AGENT) as work:
        move(work, work.session.get_one(Case, case.id), CaseStatus.CANCELLED, "误报")
    night.pass_(seconds=RING)
    phones.ring()
    assert len(rung(night)) == 1 and night.all(PageRound)[0].state == RoundState.STOPPED


@pytest.mark.parametrize("error", ["no channel", "no line"])
def test_where_there_is_no_way_the_next_is_tried_at_once(night: World, error: str) -> None:
    """Without accounts only who is at the desk can be rung, and a call that fails is no ring."""
    phones = Phones(night, *([] if error == "no channel" else ["voice"]))
    phones.voice.fails = True
    _, case = alarm(night)
    for _ in range(9):
        phones.ring()
    assert rung(night) == [(name, "missed") for name in on_duty(night, case)]
    assert night.all(PageRound)[0].state == RoundState.UNANSWERED
    assert night.all(Page)[0].channels == []


def test_who_is_at_the_desk_is_rung_there(night: World) -> None:
    with night.work() as work:
        supervisor = by_username(work, "supervisor")
        assert supervisor
        supervisor.seen_at = work.now
    phones = Phones(night)
    alarm(night)
    for _ in range(9):
        phones.ring()
    assert rung(night)[-1] == ("supervisor", "ringing") and night.all(Page)[-1].channels == ["desk"]


# -- standstills -----------------------------------------------------------------------------------------------------


def test_after_the_sweeper_slept_what_is_stale_is_skipped(night: World, phones: Phones) -> None:
    chat, case = alarm(night)
    night.pass_(hours=2)
    for _ in range(3):
        phones.ring()
    assert {outcome for _, outcome in rung(night)} == {"skipped"} and phones.called() == []
    assert phones.texts(rung(night)[0][0]) == []
    assert night.roles_told("page_call") == [("agent", "task")]
    assert len([text for text in night.said(chat) if "没有联系上" in text]) == 1


def test_it_slept_after_the_first_ring(night: World, phones: Phones) -> None:
    _, case = alarm(night)
    phones.ring()
    night.pass_(seconds=RING + STALE + 1)
    phones.ring()
    order = on_duty(night, case)
    assert rung(night)[0] == (order[0], "missed")
    assert {outcome for _, outcome in rung(night)[1:]} == {"skipped"} and phones.called() == order[:1]


def test_after_a_restore_what_is_stale_is_skipped(night: World, phones: Phones) -> None:
    alarm(night)
    with night.work() as work:
        begin_held(work, work.now)
    night.pass_(hours=5)
    phones.ring()
    assert [outcome for _, outcome in rung(night)] == ["ringing"] and phones.called() == []  # held
    with night.work() as work:
        resume(work)
    for _ in range(3):
        phones.ring()
    assert {outcome for _, outcome in rung(night)} == {"skipped"} and phones.called() == []


def test_a_new_alarm_rings_while_the_product_is_held(night: World, phones: Phones) -> None:
    """What was under way in the backup leads nobody on; who writes now is rung for."""
    chat, case = alarm(night)
    with night.work() as work:
        begin_held(work, work.now)
    night.pass_(hours=1)
    night.write("web", night.conversation(chat).external_id, "还在冒烟，快来")
    asyncio.run(gateway(night).answer(chat))
    phones.ring()
    assert [row.round for row in night.all(PageRound)] == [1, 2]
    assert phones.called() == on_duty(night, case)[:1]


def test_when_the_clock_went_back_the_next_is_rung(night: World, phones: Phones) -> None:
    _, case = alarm(night)
    phones.ring()
    night.pass_(hours=-2)
    with night.work() as work:
        straighten(work.session, work.now)
    phones.ring()
    assert [name for name, _ in rung(night)][:2] == on_duty(night, case)[:2]


# -- text messages of those who were rung ------------------------------------------------------------------------------


def writes(world: World, username: str, words: str) -> list[str]:
    """What they are answered."""
    phone = world.all(Person, username=username)[0].phone
    chat = world.write("sms", e164(phone), words)
    before = len(world.said(chat))
    asyncio.run(gateway(world).answer(chat))
    return world.said(chat)[before:]


def code(case: Case) -> str:
    """What their text message asks for."""
    return case.number[-4:]


@pytest.mark.parametrize(
    ("words", "outcome"),
    [("{}", "answered"), ("{}。", "answered"), (" {} ", "answered"), ("2", "refused"), ("来不了", "refused")],
)
def test_a_text_message_answers(night: World, phones: Phones, words: str, outcome: str) -> None:
    chat, case = alarm(night)
    phones.ring()
    order = on_duty(night, case)
    assert f"回复 {code(case)}" in phones.texts(order[0])[-1]
    answered = writes(night, order[0], words.format(code(case)))
    assert len(answered) == 1 and case.number in answered[0]
    assert rung(night)[0] == (order[0], outcome)
    assert any("已联系上" in text for text in night.said(chat)) == (outcome == "answered")
    assert night.all(Page)[0].answered_by == "sms"


def test_other_words_of_theirs_are_no_answer(night: World, phones: Phones) -> None:
    """Who is on duty may be a customer, and may be in danger, too."""
    _, case = alarm(night)
    phones.ring()
    order = on_duty(night, case)
    assert writes(night, order[0], "我家空调不制冷") == ["收到：我家空调不制冷"]
    assert rung(night)[0] == (order[0], "ringing")
    writes(night, order[0], "我触电了，手麻")
    assert len(night.all(Case, type="emergency")) == 2


def test_who_answers_after_a_colleague_hears_who_has_it(night: World, phones: Phones) -> None:
    _, case = alarm(night)
    phones.ring()
    night.pass_(seconds=RING)
    phones.ring()
    order = on_duty(night, case)
    writes(night, order[1], code(case))
    name = night.all(Person, username=order[1])[0].name
    assert writes(night, order[0], code(case)) == [f"工单 {case.number} 已由{name}接下，您不用去了。"]


@pytest.mark.parametrize("words", ["1", "收到，马上到！", "好的"])
def test_who_only_knows_the_number_of_a_colleague_takes_nothing_on(night: World, phones: Phones, words: str) -> None:
    """The sender of a text message is a claim: an emergency would be left to somebody who has not heard of it."""
    chat, case = alarm(night)
    phones.ring()
    order = on_duty(night, case)
    (asked,) = writes(night, order[0], words)
    assert asked.startswith("尚未接单") and code(case) in asked  # it goes to the colleague's own phone
    assert rung(night)[0] == (order[0], "ringing") and not any("已联系上" in text for text in night.said(chat))
    night.pass_(seconds=RING)
    phones.ring()
    assert [name for name, _ in rung(night)] == order[:2]


def test_the_digits_are_guessed_a_few_times_only(night: World, phones: Phones) -> None:
    _, case = alarm(night)
    phones.ring()
    order = on_duty(night, case)
    wrong = [f"{n:04}" for n in range(5000, 5010) if f"{n:04}" != code(case)]
    for guess in wrong[: night.kb.policies.identity.attempts]:
        assert writes(night, order[0], guess)[0].startswith("尚未接单")
    assert "到工作台接下" in writes(night, order[0], code(case))[0]
    assert rung(night)[0] == (order[0], "ringing")
    night.pass_(minutes=night.kb.policies.identity.lock_minutes, seconds=1)
    assert "交给您了" in writes(night, order[0], code(case))[0]


def test_who_refused_may_take_it_after_all(night: World, phones: Phones) -> None:
    """Or others refused in their name."""
    _, case = alarm(night)
    phones.ring()
    order = on_duty(night, case)
    writes(night, order[0], "2")
    assert "交给您了" in writes(night, order[0], code(case))[0]
    assert rung(night)[0] == (order[0], "answered") and night.all(PageRound)[0].state == "answered"


# -- complaints and staff ----------------------------------------------------------------------------------------------


def test_a_complaint_rings_its_readers_and_tells_no_words(night: World, phones: Phones) -> None:
    chat = night.chat()
    case = night.case(night.file(chat, type="complaint", description="陈建峰收了红包"))
    with night.work() as work:
        paging.page(work, work.session.get_one(Case, case.id), "on_site", "请回电")
    for _ in range(4):
        phones.ring()
        night.pass_(seconds=RING)
    assert {name for name, _ in rung(night)} == {"quality", "di"}
    assert phones.texts("quality") and all("红包" not in text for text in phones.texts("quality"))
    assert night.case(case.id).escalation_step == 0
    assert {team for team, _ in night.roles_told("page_call") + night.roles_told("page_unanswered_complaint")} == {
        "quality"
    }


def test_shifts_are_made_every_day(world: World) -> None:
    with world.work() as work:
        make_shifts.begin(work)
    world.pass_(days=1)
    assert world.sweep() >= 1
    assert world.jobs()[-1].kind == "make_shifts"
