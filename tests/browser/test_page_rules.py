"""In a real browser: every page keeps to its policy, asks nobody else, and shows what people write as words."""

import http.server
import threading
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from gateway.api.deps import COOKIE
from gateway.app import create_app
from gateway.commands.migrate import migrate
from gateway.commands.seed import seed
from gateway.settings import Settings
from helpline.cases.filing import Request, file_case
from helpline.cases.lifecycle import CaseType
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.unit_of_work import UnitOfWork
from helpline.learning.review import relabel
from helpline.staff.people import actor_of, by_username
from helpline.staff.sessions import open_session
from helpline.tables import Conversation, Customer, Message
from helpline.tasks.ledger import open_task
from kb.models.knowledge import Knowledge
from simulator.serving import running
from tests.browser.talk import plate
from tests.browser.watched import Watched, framed
from tests.serving import served

pytestmark = pytest.mark.browser
RUNS = "window.hacked=1"
BAD = (
    f"<img src=x onerror={RUNS}>",
    f"<script>{RUNS}</script>",
    f"\"><svg onload='{RUNS}'>",
    f"javascript:{RUNS}",
    f'[看这里](javascript:{RUNS}) https://elsewhere.example/"onclick={RUNS}',
)
ALL = " ".join(BAD)
SITE = "<!doctype html><title>site</title><body>{body}</body>"


class Company:
    """A running gateway with the demo company; the database beside it."""

    def __init__(self, settings: Settings, kb: Knowledge) -> None:
        migrate(settings.database)
        self.database, self.kb, self.settings = Database(settings.database), kb, settings
        seed(self.database, kb, "only-here")
        self.base = ""

    def logged_in(self, username: str) -> tuple[str, str]:
        """The session's cookie."""
        with self.database.write() as session:
            work = UnitOfWork(session, self.kb, clock.now())
            person = by_username(work, username)
            assert person
            return COOKIE, open_session(work, person)[0]


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """Somebody's web site at an origin of its own: `/chat` embeds the chat, any other path frames that path of ours."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, base = self.path.partition("?")
            frame = f'<iframe src="{base}{path}"></iframe>'
            body = f'<script src="{base}/chat/widget.js"></script>' if path == "/chat" else frame
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(SITE.format(body=body).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def company(kb: Knowledge, site: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    var = tmp_path_factory.mktemp("company")
    settings = Settings(var_dir=var, rasa_url="http://127.0.0.1:9", rasa_patience_seconds=0.2, chat_sites=(site,))
    made = Company(settings, kb)
    with served(create_app(settings, kb)) as made.base:
        yield made
    made.database.close()


def test_what_people_write_is_shown_and_never_run(company: Company, browser: Browser) -> None:
    visitor = Watched(browser, company.base)
    page = visitor.page
    page.goto(f"{company.base}/chat")
    for text in BAD:
        page.locator("#text").fill(text)
        page.locator("#text").press("Enter")
    bad_name = {"name": f"{BAD[0]}.png", "mimeType": "image/png", "buffer": plate(browser)}
    page.locator("#picture-input").set_input_files(bad_name)  # type: ignore[arg-type]  # a dict is a FilePayload
    page.locator("#send").click()
    expect(page.locator("#log img")).to_be_visible(timeout=20_000)
    expect(page.locator("#log")).to_contain_text(BAD[0])
    with company.database.read() as session:
        talk = session.scalars(select(Message.conversation_id).where(Message.text == BAD[0])).one()
    agent = httpx.Client(base_url=company.base, cookies=dict([company.logged_in("agent")]), trust_env=False)
    at = f"/api/conversations/{talk}"
    assert agent.post(f"{at}/take").status_code == 200
    number, task, item = written(company, talk)
    assert [agent.post(f"{at}/{verb}", json={"text": ALL}).status_code for verb in ("reply", "note")] == [200, 200]
    expect(page.locator("#log .row").last).to_contain_text(BAD[1], timeout=20_000)
    visitor.was_quiet()

    for who, views in {
        "agent": ("queue", "mine", "cases", "tasks", "dispatch"),
        "supervisor": ("queue", "cases", "tasks", "learning"),
    }.items():
        desk = Watched(browser, company.base, cookie=company.logged_in(who))
        for view in views:
            for opened in ("", f"?conversation={talk}", f"?case={number}", f"?task={task}", f"?item={item}"):
                desk.page.goto(f"{company.base}/desk/{view}{opened}")
                expect(desk.page.locator("#desk")).to_be_visible()
                desk.page.wait_for_load_state("load")
                if opened.startswith(("?conversation", "?case")) and view != "learning":
                    column = "#side" if view == "dispatch" else "#middle"
                    expect(desk.page.locator(column)).to_contain_text(BAD[0])
        desk.was_quiet()
        desk.close()
    visitor.close()


@pytest.mark.parametrize("path", ["/chat", "/chat/demo", "/desk", "/desk/password#link", "/docs"])
def test_even_what_slips_into_a_page_does_not_run(company: Company, browser: Browser, path: str) -> None:
    slipped = Watched(browser, company.base)
    slipped.page.goto(f"{company.base}{path}")
    slipped.was_quiet()
    for bad in BAD[:3]:
        slipped.page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", bad)
    slipped.page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'hacked=1'}))")
    slipped.page.wait_for_timeout(200)
    assert slipped.page.evaluate("window.hacked") is None
    assert len(slipped.breaches) >= 3
    slipped.close()


def written(company: Company, id: str) -> tuple[str, int, int]:
    """What the same visitor is called in the register, in a case, a task and a message to be reviewed."""
    with company.database.write() as session:
        work = UnitOfWork(session, company.kb, clock.now())
        talk = session.get_one(Conversation, id)
        talk.customer = Customer(id="X1", name=ALL, phone="13811110000", address=ALL, created_at=work.now)
        session.add(talk.customer)
        session.flush()
        request = Request(
            CaseType.REPAIR, ALL, "x", product_text=ALL, name=ALL, phone="13811110000", address=ALL, wish=ALL
        )
        case = file_case(work, talk, request)
        tasks = [open_task(work, team, "task", ALL, "x", 1, case_id=case.id) for team in ("agent", "supervisor")]
        supervisor = by_username(work, "supervisor")
        assert supervisor
        item = relabel(work.as_(actor_of(supervisor)), talk.id, 1, "report_fault")
        session.flush()
        return case.number, tasks[0].id, item.id


def test_the_api_is_documented_without_the_internet(company: Company, browser: Browser) -> None:
    docs = Watched(browser, company.base)
    docs.page.goto(f"{company.base}/docs")
    expect(docs.page.locator(".info .title")).to_contain_text("Helpline")
    docs.page.locator("#operations-operation-show_alive .opblock-summary-control").click()
    docs.page.get_by_role("button", name="Try it out").click()
    docs.page.get_by_role("button", name="Execute").click()
    expect(docs.page.locator(".responses-table.live-responses-table")).to_contain_text('"status": "ok"')
    docs.was_quiet()
    docs.close()


def test_the_simulated_phones_keep_to_their_policy(company: Company, browser: Browser) -> None:
    with running(company.base) as platform:
        phones = Watched(browser, platform.accounts.platform)
        phones.page.goto(f"{platform.accounts.platform}/")
        expect(phones.page.locator("#sms")).not_to_be_empty()
        expect(phones.page.locator("#telephone")).not_to_be_empty()
        phones.was_quiet()
        phones.close()


def test_the_companys_site_shows_the_chat(company: Company, site: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{site}/chat?{company.base}")
    page.locator("helpline-chat .launcher").click()
    expect(page.frame_locator("helpline-chat iframe").locator("#greeting-text")).not_to_be_empty(timeout=20_000)
    page.close()


@pytest.mark.parametrize("path", ["/desk", "/docs", "/chat/demo", "/api/me"])
def test_nobody_else_shows_what_is_ours(company: Company, site: str, browser: Browser, path: str) -> None:
    page = browser.new_page()
    page.goto(f"{site}{path}?{company.base}")
    assert framed(page).url == "chrome-error://chromewebdata/"
    page.close()


def test_a_site_that_is_not_listed_shows_no_chat(company: Company, site: str, browser: Browser) -> None:
    page = browser.new_page()
    elsewhere = site.replace("localhost", "127.0.0.1")
    page.goto(f"{elsewhere}/chat?{company.base}")
    page.locator("helpline-chat .launcher").click()
    assert framed(page).url == "chrome-error://chromewebdata/"
    page.close()
