"""Displeasure over a conversation: it rises at once, fades slowly, and grows when nobody answers."""

from connectors.contract.inbound import Inbound
from helpline.conversations.messages import say
from helpline.inbound.ingest import receive
from helpline.tables import Conversation, Message
from tests.world import World

ANNOYED, ALSO_ANNOYED = "你们售后太差劲了", "这服务真是离谱"


def tell(world: World, chat: str, *texts: str, after_minutes: float = 0) -> list[float]:
    """The displeasure after each of these messages."""
    seen = []
    for text in texts:
        world.pass_(minutes=after_minutes)
        n = len(world.all(Message, conversation_id=chat))
        receive(world.database, world.kb, Inbound("web", chat, f"{chat}:{n}", "text", text), chat)
        seen.append(world.conversation(chat).displeasure)
    return seen


def answer(world: World, chat: str) -> None:
    with world.work() as work:
        say(work, work.session.get_one(Conversation, chat), "好的", author="bot")


def test_it_rises_at_once_and_fades_slowly(world: World) -> None:
    calm, annoyed, later, last = tell(world, world.chat(), "你好", ANNOYED, "好的", "好的")
    assert calm == 0
    assert annoyed > later > last > 0


def test_a_second_reproach_weighs_more_than_the_first(world: World) -> None:
    first, second = tell(world, world.chat(), ANNOYED, ALSO_ANNOYED)
    alone = tell(world, world.chat(), ALSO_ANNOYED)[0]
    assert second > alone and second > first


def test_the_same_words_again_weigh_more_than_other_words(world: World) -> None:
    chat, other = world.chat(), world.chat()
    assert tell(world, chat, ANNOYED, "好的", ANNOYED)[2] > tell(world, other, ANNOYED, "好的", ALSO_ANNOYED)[2]


def test_a_reproach_after_unanswered_messages_weighs_more(world: World) -> None:
    waiting, answered = world.chat(), world.chat()
    tell(world, waiting, "在吗", "有人吗")
    tell(world, answered, "在吗", "有人吗")
    answer(world, answered)
    left = tell(world, waiting, ANNOYED, after_minutes=5)
    assert left > tell(world, answered, ANNOYED)


def test_messages_of_one_burst_do_not_count_as_unanswered(world: World) -> None:
    burst = tell(world, world.chat(), "在吗", "有人吗", ANNOYED)
    assert burst[2] == tell(world, world.chat(), ANNOYED)[0]


def test_calm_messages_never_raise_it(world: World) -> None:
    chat = world.chat()
    assert tell(world, chat, "在吗", "在吗", "在吗", after_minutes=5) == [0, 0, 0]
