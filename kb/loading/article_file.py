"""One article: front matter between `---` lines, then three sections in Markdown (R04)."""

import re

from kb.errors import Fault, KnowledgeFault
from kb.loading.validate import validate
from kb.loading.yaml_lines import Source, read_yaml
from kb.models.knowledge import Article

# Which field of the article each heading fills; the headings are words for people and part of the file format.
SECTIONS = {"现象": "symptom", "先自己看看": "steps", "请停手并联系我们": "stop"}

_STEP = re.compile(r"^(\d+)\.\s+(\S.*)$")
_BULLET = re.compile(r"^-\s+(\S.*)$")
_Section = list[tuple[int, str]]


def read_article(text: str, file: str, slug: str) -> tuple[Article, Source]:
    """The article, and the source that knows its lines. Raises KnowledgeFault with everything wrong in the file."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != "---":
        raise KnowledgeFault([Fault(file, 1, "the article must begin with a line '---' and its front matter")])
    end = next((number for number, line in enumerate(lines[1:], 1) if line.strip() == "---"), None)
    if end is None:
        raise KnowledgeFault([Fault(file, 1, "the front matter has no end; close it with a line '---'")])
    # A blank line stands for the first '---', so that lines are counted as in the file.
    source = read_yaml("\n" + "\n".join(lines[1:end]), file)
    if not isinstance(source.value, dict):
        raise KnowledgeFault([Fault(file, 2, "the front matter must hold 'key: value' lines")])
    faults: list[Fault] = []
    sections = _sections(lines, end + 1, file, faults)
    source.value |= {
        "slug": slug,
        "symptom": " ".join(line for _, line in sections.get("symptom", [])),
        "steps": _steps(sections.get("steps", []), file, faults),
        "stop": _bullets(sections.get("stop", []), file, faults),
    }
    for heading, name in SECTIONS.items():
        if not source.value[name] and not any(fault.line > end for fault in faults):
            faults.append(Fault(file, len(lines), f"the section '## {heading}' is missing or empty; write it"))
    try:
        article: Article = validate(source, Article)
    except KnowledgeFault as error:
        raise KnowledgeFault([*faults, *error.faults]) from error
    if faults:
        raise KnowledgeFault(faults)
    return article, source


def _sections(lines: list[str], start: int, file: str, faults: list[Fault]) -> dict[str, _Section]:
    sections: dict[str, _Section] = {}
    current: _Section | None = None
    for number, raw in enumerate(lines[start:], start + 1):
        line = raw.strip()
        if line.startswith("#"):
            name = SECTIONS.get(line.removeprefix("##").strip()) if line.startswith("## ") else None
            if name is None:
                known = ", ".join(f"'## {heading}'" for heading in SECTIONS)
                faults.append(Fault(file, number, f"the heading {line!r} is not known; use {known}"))
            elif name in sections:
                faults.append(Fault(file, number, f"the section {line!r} stands twice; join the two"))
            current = sections.setdefault(name or "", [])
        elif line and current is None:
            faults.append(Fault(file, number, "text before the first heading; move it into a section"))
        elif line and current is not None:
            current.append((number, line))
    return sections


def _steps(section: _Section, file: str, faults: list[Fault]) -> list[str]:
    steps: list[str] = []
    for number, line in section:
        found = _STEP.match(line)
        if not found or int(found[1]) != len(steps) + 1:
            faults.append(Fault(file, number, f"expected step '{len(steps) + 1}. …', one line each"))
        steps.append(found[2] if found else line)
    return steps


def _bullets(section: _Section, file: str, faults: list[Fault]) -> list[str]:
    bullets: list[str] = []
    for number, line in section:
        found = _BULLET.match(line)
        if not found:
            faults.append(Fault(file, number, "expected a line that begins with '- '"))
        bullets.append(found[1] if found else line)
    return bullets
