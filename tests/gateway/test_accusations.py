"""R41: an accusation told as a fault or as a reason for cancelling is a complaint all the same: hidden, and filed."""

import asyncio

import pytest

from connectors.contract.inbound import Inbound
from gateway.workers.turns import Turns
from helpline.cases.filing import Request, file_case
from helpline.cases.lifecycle import CaseType
from helpline.core.unit_of_work import CUSTOMER
from helpline.inbound.ingest import receive
from helpline.tables import Case, Conversation, Message, Task
from tests.gateway.desk_calls import As
from tests.gateway.fakes import gateway
from tests.world import AGENT, QUALITY, SUPERVISOR, World

FAULT = "空调还是不制冷，上次来的师傅收了我两百块红包"
REASON = "取消吧，你们师傅态度恶劣"


def turns(world: World) -> Turns:
    """A bot that takes everything for a fault and files it."""

    def answer(sender: str, text: str) -> list[str]:
        with world.work(CUSTOMER) as work:
            request = Request(
                CaseType.REPAIR, text, f"case:{text}", phone="13911110001", wish=text, extra={"why": text}
            )
            return [file_case(work, work.session.get_one(Conversation, sender), request).number]

    return gateway(world, answer)


def says(world: World, bot: Turns, chat: str, text: str) -> None:
    name = f"{chat}:{len(world.all(Message))}"
    receive(world.database, world.kb, Inbound("web", chat, name, text=text), chat)
    world.pass_(seconds=5)
    asyncio.run(bot.answer(chat))


def read(desk: As, world: World, chat: str, who: object) -> str:
    client = desk(who)  # type: ignore[arg-type]
    paths = ["/api/conversations", f"/api/conversations/{chat}", "/api/cases", "/api/tasks"]
    paths += [f"/api/cases/{case.number}" for case in world.all(Case)]
    return "\n".join(client.get(path).text for path in paths)


@pytest.mark.parametrize(("said", "secret"), [(FAULT, "红包"), (REASON, "恶劣")])
def test_told_in_passing_it_is_hidden_filed_and_the_customer_hears_so(
    world: World, desk: As, said: str, secret: str
) -> None:
    chat, bot = world.chat(), turns(world)
    says(world, bot, chat, said)
    for who in (AGENT, SUPERVISOR):
        assert secret not in read(desk, world, chat, who)
    assert secret in read(desk, world, chat, QUALITY)
    repair, complaint = world.all(Case)
    assert (repair.type, complaint.type, complaint.description) == ("repair", "complaint", said)
    assert complaint.number in world.said(chat)[-1] and repair.number in world.said(chat)[0]
    assert [task.team for task in world.all(Task, case_id=complaint.id)] == ["quality"]
    assert world.conversation(chat).owner == "bot" and world.conversation(chat).complaint_id is None


def test_what_is_told_of_the_fault_stays_in_its_case(world: World) -> None:
    chat = world.chat()
    says(world, turns(world), chat, FAULT)
    assert world.all(Case)[0].description == "空调还是不制冷"


def test_a_second_one_is_added_to_the_first(world: World) -> None:
    chat, bot = world.chat(), turns(world)
    says(world, bot, chat, FAULT)
    says(world, bot, chat, REASON)
    assert [case.type for case in world.all(Case)] == ["repair", "complaint", "repair"]
    assert world.kinds(world.all(Case)[1].id)[-1] == "customer_chased"


@pytest.mark.parametrize("said", ["外机骂人一样响", "压缩机老是偷停", "楼下邻居投诉外机太吵"])
def test_a_plain_fault_stays_plain(world: World, said: str) -> None:
    chat = world.chat()
    says(world, turns(world), chat, said)
    (case,) = world.all(Case)
    assert (case.type, case.description) == ("repair", said)
    assert world.all(Message, direction="in")[0].complaint_id is None
