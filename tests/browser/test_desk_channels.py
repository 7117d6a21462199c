"""An agent with a customer of four channels: one thread, the way of an answer, pictures, and what did not get through.

`SCREENSHOTS=some/folder` keeps pictures of the desk.
"""

import base64
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Route, expect
from sqlalchemy import select

from gateway.app import create_app
from gateway.processes.ports import any_port
from gateway.settings import Settings
from helpline.conversations import ownership
from helpline.conversations.allowances import open_allowance
from helpline.conversations.files import keep_picture, storing
from helpline.core import clock
from helpline.core.unit_of_work import Actor, UnitOfWork
from helpline.tables import Conversation, Person
from kb.models.knowledge import Knowledge
from tests.browser.talk import Talks, plate, silence
from tests.databases import demo
from tests.serving import served

pytestmark = pytest.mark.browser
PASSWORD = "only-here"
CHANNELS = {
    "WECHAT_APPID": "wx0000000000000000",
    "WECHAT_SECRET": "s" * 32,
    "WECHAT_TOKEN": "made-up",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "a" * 32,
    "TWILIO_SMS_FROM": "+15005550006",
    "TWILIO_VOICE_NUMBER": "+15005550006",
    "PUBLIC_URL": "https://help.example.com",
}
DROP = """([selector, content]) => {
  const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], 'plate.png', { type: 'image/png' }));
  for (const type of ['dragover', 'drop'])
    document.querySelector(selector).dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(var_dir=tmp_path_factory.mktemp("desk"), port=any_port())


@pytest.fixture(scope="module")
def talks(settings: Settings, kb: Knowledge, browser: Browser) -> Iterator[Talks]:
    """A database with the demo company and one customer's day in it."""
    database = demo(settings, kb, PASSWORD)
    made = Talks(database, kb, settings.uploads)
    fill(made, plate(browser))
    yield made
    database.close()


@pytest.fixture(scope="module")
def base(settings: Settings, kb: Knowledge, talks: Talks) -> Iterator[str]:
    """Where a gateway with all channels switched on answers; there is no sweeper, so nothing is really sent."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in CHANNELS.items():
            patch.setenv(name, value)
        app = create_app(settings, kb)
    with served(app, settings.port) as url:
        yield url


def fill(talks: Talks, photograph: bytes) -> None:
    """A call, a web chat, WeChat and text messages of one customer; a colleague's and two waiting ones beside."""
    with talks.database.read() as session:
        agent = session.scalars(select(Person).where(Person.username == "agent")).one()
    mine = {"owner": "agent", "agent_id": agent.id, "taken_at": talks.now - timedelta(minutes=40)}
    voice = talks.open("voice", "CA1", "C0001", unreachable="call_over")
    web = talks.open("web", "", "C0001")
    sms = talks.open("sms", "+8613805711001", "C0001", **mine)
    wechat = talks.open("wechat", "oA1", "C0001", **mine, handoff_reason="客户要求人工")
    said, heard = ("customer", "bot")
    talks.put(voice, said, "客厅那台空调从昨晚起一直滴水", 1500)
    talks.put(voice, heard, "好的，给您登记报修。请问方便的上门时间是？", 1499)
    talks.put(voice, said, "明天下午吧，先挂了", 1498)
    talks.put(web, said, "昨天电话里报的那单，现在到哪一步了", 190)
    talks.put(web, heard, "工单已派给工程师，今天 14:00–16:00 上门。", 190, status="delivered")
    talks.put(wechat, said, "", 60, kind="joined")
    talks.put(wechat, said, "师傅说要看铭牌，拍给你们了", 45)
    talks.put(wechat, said, "", 44, kind="picture", attachments=[talks.file("p1", wechat, photograph, "image/png")])
    talks.put(wechat, said, "", 43, kind="voice", attachments=[talks.file("v1", wechat, silence(), "audio/wav")])
    amr = talks.file("v2", wechat, b"#!AMR\n", "audio/amr")
    talks.put(wechat, said, "", 43, kind="voice", attachments=[amr])
    talks.put(wechat, said, "", 42, kind="voice", attachments=[talks.file("v3", wechat, b"", "", "waiting")])
    talks.put(wechat, said, "杭州市西湖区文澜路88号桂语里3幢", 41, kind="location")
    talks.put(wechat, "system", "人工客服 林夏 已接入，为您服务。", 40, status="read")
    talks.put(
        wechat, "agent", "您好，铭牌收到了，是 2025 年 6 月买的，还在保修期内。", 39, author_name="林夏", status="read"
    )
    talks.put(wechat, "agent", "工程师改到 15:30 到，您看方便吗？", 38, author_name="林夏")
    notice = "【上门提醒】工程师今天 15:30 到访。"
    talks.put(wechat, "system", notice, 30, status="rerouted", error="allowance_used_up", purpose="notice:visit")
    talks.put(sms, said, "我在开会，先发短信吧", 25)
    talks.put(sms, "agent", "您好，微信没回，发条短信跟您确认 15:30 上门。", 20, author_name="林夏", status="delivered")
    talks.put(sms, "agent", "工程师电话稍后发您。", 15, author_name="林夏", status="failed", error="twilio_30003")
    talks.put(wechat, said, "方便的，15:30 可以", 6)
    talks.put(wechat, "agent", "客户下午在家，工程师带排水泵", 5, direction="note", author_name="林夏", status="")
    with talks.database.write() as session:
        work = UnitOfWork(session, talks.kb, talks.now)
        open_allowance(work, session.get_one(Conversation, wechat), "message", 4, timedelta(hours=48))
    waiting = {"owner": "queue", "queue": "service", "queued_at": talks.now - timedelta(minutes=2)}
    for channel, reason in (("voice", "客户要求人工"), ("sms", "连续没听懂"), ("web", "客户情绪不满")):
        id = talks.open(channel, f"q-{channel}", None, **waiting, handoff_reason=reason)
        talks.put(id, said, "麻烦接一下人工", 2)


@pytest.fixture
def page(browser: Browser, base: str) -> Iterator[Page]:
    """The agent's desk with the customer's thread open, from the row in the list."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    made, errors = context.new_page(), list[str]()
    made.on("pageerror", lambda error: errors.append(str(error)))
    made.set_default_timeout(20_000)
    made.goto(f"{base}/desk/mine")
    made.get_by_label("用户名").fill("agent")
    made.get_by_label("密码").fill(f"{PASSWORD}-agent")
    made.get_by_label("密码").press("Enter")
    made.locator(".row-link", has_text="王秀兰").filter(has_text="微信").click()
    expect(made.locator(".bubble", has_text="方便的，15:30 可以")).to_be_visible()
    yield made
    context.close()
    assert errors == []


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def write(page: Page, text: str) -> None:
    page.get_by_label("回复客户").last.fill(text)
    page.keyboard.press("Enter")


def by(page: Page, channel: str) -> None:
    """Chooses the channel; what stands behind its name in the list changes."""
    option = page.locator(".way-list option", has_text=channel)
    page.get_by_label("选择回复渠道").select_option(option.get_attribute("value"))


def test_one_thread_and_the_way_of_an_answer(page: Page, talks: Talks) -> None:
    thread = page.locator(".thread")
    for words in ("一直滴水", "现在到哪一步了", "微信没回", "客户下午在家"):
        expect(thread.get_by_text(words)).to_have_count(1)
    marks = page.locator(".message:not(.joined) .channel").all_inner_texts()
    assert {"电话", "网页", "微信", "短信"} == set(marks)
    expect(page.locator(".message.failed")).to_contain_text("手机关机或不在服务区")
    expect(page.locator(".message-status.rerouted")).to_contain_text("已改用短信发送")
    expect(page.locator("audio")).to_have_count(1)
    expect(page.locator(".attachment")).to_have_attribute("download", "v2.amr")
    expect(page.locator(".media-state")).to_have_text("正在取语音…")
    expect(page.locator(".way-list")).to_contain_text("还可发 3 条")
    page.wait_for_timeout(300)
    shot(page, "thread")
    page.locator(".thread").evaluate("node => node.scrollTo(0, 330)")
    page.wait_for_timeout(400)
    shot(page, "thread-media")

    page.keyboard.press("c")
    expect(page.get_by_label("选择回复渠道")).to_be_focused()
    by(page, "短信")
    write(page, "师傅姓方，到小区门口会给您打电话。")
    expect(page.locator(".message.agent:not(.unsent)").last).to_contain_text("师傅姓方")
    (sent,) = talks.all(text="师傅姓方，到小区门口会给您打电话。")
    assert sent.channel == "sms"
    talks.change(sent.text, status="delivered")
    expect(page.locator(".message.agent").last).to_contain_text("已送达")


@pytest.mark.parametrize(("left", "words"), [(2, "还可发 1 条"), (1, "留给满意度调查"), (0, "可发的条数用完了")])
def test_a_warning_before_words_are_held(page: Page, talks: Talks, left: int, words: str) -> None:
    with talks.database.write() as session:
        wechat = session.scalars(select(Conversation).where(Conversation.channel == "wechat")).one()
        open_allowance(UnitOfWork(session, talks.kb, clock.now()), wechat, "message", left, timedelta(hours=40))
        wechat.changed_at = clock.now()
    by(page, "微信")
    expect(page.locator(".way-warning")).to_contain_text(words)
    shot(page, f"left-{left}")


def test_held_words_say_what_they_wait_for(page: Page, talks: Talks) -> None:
    by(page, "微信")
    write(page, "工程师已经出发。")
    expect(page.locator(".message.agent:not(.unsent)").last).to_contain_text("工程师已经出发。")
    talks.change("工程师已经出发。", status="held", error="allowance_used_up")
    expect(page.locator(".message.held")).to_contain_text("等客户来消息后")
    shot(page, "held")


def test_what_fails_is_told_wherever_the_agent_looks_and_sent_another_way(page: Page, talks: Talks) -> None:
    by(page, "短信")
    write(page, "上门师傅的照片稍后给您。")
    expect(page.locator(".message.agent:not(.unsent)").last).to_contain_text("上门师傅的照片")
    page.keyboard.press("Escape")
    page.keyboard.press("4")
    talks.change("上门师傅的照片稍后给您。", status="failed", error="nobody_foresaw_this")
    expect(page.locator(".toast.bad")).to_contain_text("没有送到", timeout=20_000)
    page.keyboard.press("2")
    failed = page.locator(".message.failed").last
    expect(failed).to_contain_text("nobody_foresaw_this")
    shot(page, "failed")
    failed.get_by_role("button", name="再发").or_(failed.get_by_role("button", name="改走")).click()
    expect(page.get_by_label("回复客户").last).to_have_value("上门师傅的照片稍后给您。")


def test_the_customer_sees_an_agents_picture(browser: Browser, base: str, talks: Talks) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    visitor = context.new_page()
    visitor.goto(base)
    visitor.locator("textarea").fill("拍张接线图给我看看")
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_text("已发送").last).to_be_attached(timeout=20_000)
    id = talks.all(text="拍张接线图给我看看")[0].conversation_id
    with storing(talks.uploads, plate(browser)) as picture, talks.database.write() as session:
        agent = session.scalars(select(Person).where(Person.username == "agent")).one()
        work = UnitOfWork(session, talks.kb, clock.now(), Actor("agent", "agent", agent.name, ("agent",), agent.id))
        ownership.take(work, id)
        made = keep_picture(work, id, "wiring.png", picture)
        session.flush()
        ownership.reply(work, id, "", attachments=[made["id"]])
    expect(visitor.locator(".thumbnail img")).to_be_visible(timeout=20_000)
    shot(visitor, "webchat")
    context.close()


def test_pictures_by_drop_and_button(page: Page, talks: Talks, browser: Browser) -> None:
    picture = plate(browser)
    page.evaluate(DROP, [".talk", base64.b64encode(picture).decode()])
    expect(page.locator(".composer-pictures img")).to_have_count(1)
    page.locator(".composer input[type=file]").set_input_files(
        FilePayload(name="line.png", mimeType="image/png", buffer=picture)
    )
    expect(page.locator(".composer-pictures img")).to_have_count(2)
    shot(page, "pictures")
    by(page, "短信")
    page.get_by_role("button", name="发送", exact=True).click()
    expect(page.locator(".toast.bad")).to_contain_text("短信发不了图片")
    by(page, "网页")
    page.get_by_role("button", name="不发 line.png").click()
    page.get_by_label("回复客户").last.fill("排水管要这样接")
    page.get_by_role("button", name="发送", exact=True).click()
    expect(page.locator(".message.agent:not(.unsent)").last).to_contain_text("排水管要这样接")
    first, second = talks.all(channel="web", author="agent")[-2:]
    assert (first.text, first.attachments[0]["name"], second.text) == ("", "plate.png", "排水管要这样接")


def test_an_answer_lost_on_its_way_is_repeated_and_written_once(page: Page, talks: Talks) -> None:
    lost: list[str] = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().text())  # the server has written it
        route.abort()

    page.route("**/reply", lose)
    write(page, "单号稍后发您")
    expect(page.locator(".message.agent:not(.unsent)").last).to_contain_text("单号稍后发您", timeout=20_000)
    expect(page.locator(".message.unsent")).to_have_count(0)
    assert len(lost) == 1
    assert len(talks.all(text="单号稍后发您")) == 1


def test_the_queue_by_channel(page: Page) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.locator(".row")).to_have_count(3)
    shot(page, "queue")
    page.get_by_label("全部渠道").select_option(label="短信")
    expect(page.locator(".row")).to_have_count(1)
    expect(page.locator(".row .channel")).to_have_text("短信")
