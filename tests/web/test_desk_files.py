"""What every file of the desk keeps to: plain modules, no markup from strings, nothing fetched from elsewhere."""

import re
from pathlib import Path

import pytest

from connectors.contract.inbound import Status as Delivered
from connectors.sms import errors as sms
from connectors.wechat.errors import WECHAT
from connectors.wecom.errors import WECOM
from gateway.channels import CHANNELS
from helpline.cases.lifecycle import CaseType
from helpline.core import errors
from helpline.inbound.ingest_message import EVENTS
from helpline.tables.document import DocumentKind
from helpline.tables.states import CaseStatus, CrewState, VisitStatus
from language.han import HAN

DESK = Path(__file__).parents[2] / "web" / "desk"
SCRIPTS = sorted(DESK.glob("*.js"))
SHEETS = sorted(DESK.glob("*.css"))
WORDS = {
    "strings.js",
    "vocabulary.js",
    "channel-words.js",
    "delivery-reasons.js",
    "quick-replies.js",
    "timeline-words.js",
    "record-words.js",
    "service-words.js",
    "duty-words.js",
    "dispatch-words.js",
    "review-words.js",
    "account-words.js",
}
MARKUP = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function")
CHINESE = re.compile(f"[{HAN}]")


@pytest.mark.parametrize("path", SCRIPTS + SHEETS, ids=lambda path: path.name)
def test_file_is_small_and_fetches_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert len(text.splitlines()) <= 300
    assert "://" not in text
    assert "@import" not in text


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_customers_words_never_become_markup(path: Path) -> None:
    assert not MARKUP.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [path for path in SCRIPTS if path.name not in WORDS], ids=lambda path: path.name)
def test_words_for_people_live_in_the_word_files(path: Path) -> None:
    assert not CHINESE.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_imports_name_what_the_other_file_exports(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for names, target in re.findall(r"import \{([^}]*)\} from '\./([\w-]+\.js)'", text):
        exported = set(
            re.findall(
                r"^export (?:async )?(?:function|const|class|let) (\w+)",
                (DESK / target).read_text(encoding="utf-8"),
                re.MULTILINE,
            )
        )
        for name in (part.strip() for part in names.split(",") if part.strip()):
            assert name in exported, f"{target} exports no {name}"
            assert len(re.findall(rf"\b{name}\b", text)) > 1, f"{name} is imported and not used"


def test_page_links_every_sheet_and_only_files_that_exist() -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in DESK.glob("*.html"))
    linked = set(re.findall(r"/desk-static/([\w.-]+)", pages))
    assert {path.name for path in SHEETS} <= linked
    assert all((DESK / name).is_file() for name in linked)


def _table(name: str, file: str = "vocabulary.js") -> set[str]:
    text = (DESK / file).read_text(encoding="utf-8")
    found = re.search(rf"^(?:export )?const {name} = \{{(.*?)\}};", text, re.MULTILINE | re.DOTALL)
    assert found, name
    return set(re.findall(r"(\w+):", found.group(1)))


def _reason_keys() -> set[str]:
    """Every key that connectors and the gateway can give as the reason why a message has not got through."""
    keys = {f"wechat_{'busy' if code == -1 else code}" for code in WECHAT}
    keys |= {f"wecom_{'busy' if code == -1 else code}" for code in WECOM}
    keys |= {f"twilio_{code}" for code in sms.NEVER | sms.UNREACHABLE | sms.SETTINGS_WRONG}
    keys |= {sms.reason("")}
    told = re.compile(r'(?:reason|error)="(\w+)"|(?:unreachable|OVER) = "(\w+)"|"((?:wechat|wecom|twilio)_[a-z]\w*)"')
    for room in ("connectors", "gateway", "helpline"):
        for path in (DESK.parent / room).rglob("*.py"):
            found = told.findall(path.read_text(encoding="utf-8"))
            keys |= {"".join(groups) for groups in found}
    return keys


def test_every_reason_has_words() -> None:
    common = _table("COMMON", "delivery-reasons.js")
    words = {f"{platform}_{code}" for platform in ("wechat", "wecom") for code in common}
    for platform in ("wechat", "wecom", "twilio", "sms"):
        words |= {f"{platform}_{code}" for code in _table(platform.upper(), "delivery-reasons.js")}
    words |= _table("OURS", "delivery-reasons.js")
    assert len(_reason_keys()) > 50
    assert _reason_keys() - words == set()


def test_every_channel_status_and_event_has_words() -> None:
    channels = set(CHANNELS)
    assert channels <= _table("CHANNELS")
    assert {"pending", "held", "rerouted", *(status.value for status in Delivered)} <= _table("MESSAGE_STATUSES")
    assert {kind.value for kind in EVENTS} == _table("EVENTS")


def test_every_status_and_type_has_a_word() -> None:
    assert {status.value for status in CaseStatus} <= _table("STATUSES")
    assert {kind.value for kind in CaseType} <= _table("TYPES")


def test_every_state_of_a_visit_and_its_papers_has_a_word() -> None:
    words = "dispatch-words.js"
    assert {status.value for status in VisitStatus} - {"booked"} <= _table("STANDINGS", words)  # `standing` parts it
    assert {state.value for state in CrewState} == _table("CREW_STATES", words)
    assert {kind.value for kind in DocumentKind} == _table("PAPERS", words)


def test_every_refusal_has_a_sentence_or_is_said_where_it_happens() -> None:
    codes = {
        error.code
        for error in vars(errors).values()
        if isinstance(error, type) and issubclass(error, errors.CaseError) and error is not errors.CaseError
    }
    assert codes - {"already_taken"} <= _table("ERRORS")


def test_every_kind_of_timeline_line_has_a_headline() -> None:
    root = DESK.parents[1]
    sources = [path for room in ("helpline", "gateway", "bot/actions") for path in (root / room).rglob("*.py")]
    kinds = {
        kind
        for path in sources
        for kind in re.findall(r"\brecord\(\s*[\w.]+,\s*[\w.]+,\s*\"(\w+)\"", path.read_text(encoding="utf-8"))
    }
    assert kinds
    headlines = (DESK / "timeline-words.js").read_text(encoding="utf-8")
    assert {kind for kind in kinds if f"  {kind}: (" not in headlines} == set()
