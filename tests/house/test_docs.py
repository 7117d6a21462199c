"""The documentation is true: what it names exists, what it draws is so, and its links lead somewhere."""

import json
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
import tomllib
import yaml
from sqlalchemy import create_engine

from gateway.settings import Settings
from helpline.cases.lifecycle import MOVES
from helpline.tables import Base

ROOT = Path(__file__).resolve().parents[2]
DOCS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
CODE = (
    "bot",
    "helpline",
    "connectors",
    "envs/rasa",
    "gateway",
    "kb",
    "language",
    "migrations",
    "tools",
    "web",
)
ENDINGS = {
    ".py",
    ".yml",
    ".yaml",
    ".md",
    ".js",
    ".ts",
    ".css",
    ".html",
    ".csv",
    ".toml",
    ".ini",
    ".lock",
    ".svg",
    ".mako",
}
MADE_HERE = (
    "var/",
    "VAR_DIR/",
    ".tools/",
    ".venv/",
    "bot/models/",
    "envs/rasa/.venv",
)  # made by running, not kept in git

_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_TICKED = re.compile(r"`([^`\n]+)`")
_MAKE = re.compile(r"\bmake ([a-z][a-z-]*)")
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def _id(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _ticked(path: Path) -> list[str]:
    return _TICKED.findall(_FENCE.sub("", path.read_text(encoding="utf-8")))


def _is_path(text: str) -> bool:
    """A path of the repository: it has a slash or a known ending, and no blanks, placeholders or leading slash."""
    name = text.split("::")[0]
    if re.search(r"[^\w./-]", name) or name.startswith("/"):
        return False
    return Path(name).suffix in ENDINGS or "/" in name


@cache
def _sources() -> str:
    files = [
        file
        for folder in CODE
        for file in (ROOT / folder).rglob("*")
        if file.suffix in {".py", ".yml", ".js"} and not {".venv", "node_modules"} & set(file.parts)
    ]
    return "\n".join(file.read_text(encoding="utf-8") for file in [*files, ROOT / "domain.yml", ROOT / "config.yml"])


@pytest.mark.parametrize("path", DOCS, ids=_id)
def test_paths_exist(path: Path) -> None:
    """`folder/file.py` is a file or folder; `folder/file.py::name` is something defined in it."""
    for text in filter(_is_path, _ticked(path)):
        name, _, inside = text.partition("::")
        if name.startswith(MADE_HERE):
            continue
        assert (ROOT / name).exists(), f"{text} is named but does not exist"
        for part in filter(None, inside.split(".")):
            source = (ROOT / name).read_text(encoding="utf-8")
            assert re.search(rf"(?:\b(?:def|class|function|const) |^|    ){part}\b", source, re.MULTILINE), text


@pytest.mark.parametrize("path", DOCS, ids=_id)
def test_links_lead_somewhere(path: Path) -> None:
    for link in _LINK.findall(_FENCE.sub("", path.read_text(encoding="utf-8"))):
        if "://" in link:
            continue
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), f"{link} leads nowhere"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in headings}, link


@pytest.mark.parametrize("path", DOCS, ids=_id)
def test_make_targets_exist(path: Path) -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    text = path.read_text(encoding="utf-8")
    for part in [*_TICKED.findall(_FENCE.sub("", text)), *_FENCE.findall(text)]:
        assert set(_MAKE.findall(part)) <= targets, part


@pytest.mark.parametrize("path", READMES, ids=_id)
def test_every_make_target_is_told(path: Path) -> None:
    shown = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in re.findall(r"^make ([\w-]+)", shown, re.MULTILINE):
        assert f"make {target}" in path.read_text(encoding="utf-8"), f"make {target} is not told"


@pytest.mark.parametrize("path", READMES, ids=_id)
def test_settings_table_is_complete(path: Path) -> None:
    """Every setting with its true default, and none that does not exist."""
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+?) \|", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert set(rows) == {name.upper() for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        told = rows[name.upper()].strip("`")
        default = field.default
        if default in ("", ()):
            assert told in ("empty", "空")
        elif isinstance(default, float):
            assert float(told) == default
        else:
            assert told == str(default).lower() if isinstance(default, bool) else told == str(default)


def test_logins_exist() -> None:
    """The people the READMEs and `make run` name can log in."""
    staff = yaml.safe_load((ROOT / "kb" / "seed" / "staff.yml").read_text(encoding="utf-8"))
    assert {"agent", "supervisor", "quality", "administrator"} <= {member["username"] for member in staff}


def test_ready_line_is_quoted_as_printed() -> None:
    printed = (ROOT / "gateway" / "processes" / "watch.py").read_text(encoding="utf-8").replace("self._", "")
    filled = {"{base}": "http://127.0.0.1:8000", "{username}": "agent"}
    for line in (
        "ready: chat {base}/  ",
        "desk {base}/desk  engineer {base}/engineer",
        "API {base}/docs",
        "log in as {username}; password (shown once): ",
    ):
        assert line in printed
        for blank, value in filled.items():
            line = line.replace(blank, value)
        for path in READMES:
            assert line in path.read_text(encoding="utf-8")


def test_lifecycle_diagram_is_the_table() -> None:
    tour = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
    diagram = tour.split("stateDiagram-v2")[1].split("```")[0]
    drawn = re.findall(r"^\s*(\w+) --> (\w+)", diagram, re.MULTILINE)
    assert sorted(drawn) == sorted((frm.value, to.value) for frm, to in MOVES)


def test_rooms_of_the_business_stand_as_they_are_kept() -> None:
    """The tour's table has every room of helpline/, in the order of the import contract."""
    kept = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in kept if contract.get("containers") == ["helpline"])
    tour = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `helpline/(\w+)/` \|", tour, re.MULTILINE) == layers


def test_glossary_identifiers_occur_in_the_code() -> None:
    code = _sources()
    rows = re.findall(
        r"^\|([^|]+)\|([^|]+)\|([^|]+)\|([^|]+)\|$",
        (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    found = [(row[0].strip(), name) for row in rows for name in _TICKED.findall(row[2])]
    assert len(found) > 40
    for term, name in found:
        assert re.search(rf"(?<!\w){re.escape(name)}(?!\w)", code), f"{term}: {name} is not in the code"


def test_glossary_has_one_term_for_one_thing() -> None:
    rows = re.findall(
        r"^\|([^|]+)\|([^|]+)\|([^|]+)\|[^|]+\|$",
        (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    for column in zip(*rows, strict=True):
        cells = [cell.strip() for cell in column if cell.strip() not in ("中文", "English", "标识符", "---")]
        assert [cell for cell in cells if cells.count(cell) > 1] == []


def test_the_runbooks_sql_runs() -> None:
    """Every statement is one the database takes: its tables and columns are there."""
    text = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
    written = "\n".join(re.findall(r"^```sql\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    statements = re.sub(r"--.*", "", written).split(";")
    statements += re.findall(r"`((?:UPDATE|DELETE|SELECT)\b[^`;]*);?`", text)
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    statements = [sql.strip() for sql in statements if sql.strip()]
    assert len(statements) >= 5
    with engine.connect() as link:
        for sql in statements:
            link.exec_driver_sql(sql)


def test_rule_numbers_are_explained() -> None:
    """Every number of a service rule the code cites has its part of docs/service-rules.md."""
    told = set(
        re.findall(r"^## (R\d\d) ", (ROOT / "docs" / "service-rules.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert set(re.findall(r"\bR\d\d\b", _sources())) <= told


def test_decisions_are_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "index.md").read_text(encoding="utf-8")
    pages = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [int(name[:4]) for name in pages] == list(range(1, len(pages) + 1))
    for name in pages:
        assert f"({name})" in index, f"{name} is not listed"
        text = (folder / name).read_text(encoding="utf-8")
        for heading in ("## Context", "## Decision", "## Why", "## What would change it"):
            assert heading in text, f"{name}: {heading} is missing"


def _packages() -> set[str]:
    """What others made and we chose: of both Pythons and of the pages."""
    names: set[str] = set()
    for project in (ROOT / "pyproject.toml", ROOT / "envs" / "rasa" / "pyproject.toml"):
        told = tomllib.loads(project.read_text(encoding="utf-8"))
        wanted = [*told["project"]["dependencies"], *told["dependency-groups"]["dev"]]
        names |= {re.split(r"[^\w.-]", one)[0] for one in wanted}
    for package in (ROOT / "web", ROOT / "web" / "client", ROOT / "web" / "engineer"):
        told = json.loads((package / "package.json").read_text(encoding="utf-8"))
        names |= {*told.get("dependencies", {}), *told.get("devDependencies", {})}
    return {name.lower() for name in names if not name.startswith("@helpline/")}


def test_every_package_has_its_reason() -> None:
    """Each library stands in a decision by its own name."""
    told = "\n".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs" / "decisions").glob("*.md")).lower()
    missing = [name for name in _packages() if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", told)]
    assert not missing, f"say in docs/decisions what they are for: {', '.join(sorted(missing))}"


@pytest.mark.parametrize("path", DOCS, ids=_id)
def test_variables_are_read_somewhere(path: Path) -> None:
    """What is written like a variable of the environment, or a name in the code, is one of ours."""
    code = _sources() + "".join((ROOT / name).read_text(encoding="utf-8") for name in ("Makefile", "bench/__main__.py"))
    for text in _ticked(path):
        for name in re.findall(r"(?<![\w.])[A-Z]+_[A-Z_]*[A-Z](?!\w)", text):
            known = name.lower() in Settings.model_fields or re.search(rf"(?<!\w){name}(?!\w)", code)
            assert known, f"{name} is read by nothing"
