"""One article: front matter between `---` lines, then three sections in Markdown (R04).

A step is a numbered line and the indented lines under it; together they are one message.
"""

import re

from kb.errors import Fault, KnowledgeFault
from kb.loading.validate import validate
from kb.loading.yaml_lines import Source, read_yaml
from kb.models.knowledge import Article

# Which field each heading fills, by the kind of the article: only a fault is checked and has a point where to stop.
# The headings are words for people and part of the file format.
_EXPLAINED = {"说明": "symptom", "怎么做": "steps", "还请留意": "stop"}
SECTIONS = {
    "fault": {"现象": "symptom", "先自己看看": "steps", "请停手，告诉我们": "stop"},
    "usage": _EXPLAINED,
    "business": _EXPLAINED,
}

_STEP = re.compile(r"^(\d+)\.\s+(\S.*)$")
_BULLET = re.compile(r"^-\s+(\S.*)$")
_Line = tuple[int, str]  # its number in the file, and the text
_Section = list[_Line]


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
    headings = SECTIONS.get(str(source.value.get("kind")), SECTIONS["fault"])
    sections = _sections(lines, end + 1, headings, file, faults)
    steps = _steps(sections.get("steps", []), file, faults)
    source.lines |= {("steps", at): step[0][0] for at, step in enumerate(steps)}
    source.value |= {
        "slug": slug,
        "symptom": " ".join(line.strip() for _, line in sections.get("symptom", [])),
        "steps": ["\n".join(line for _, line in step) for step in steps],
        "stop": _bullets(sections.get("stop", []), file, faults),
    }
    for heading, name in headings.items():
        if not source.value[name] and not any(fault.line > end for fault in faults):
            faults.append(Fault(file, len(lines), f"the section '## {heading}' is missing or empty; write it"))
    try:
        article: Article = validate(source, Article)
    except KnowledgeFault as error:
        raise KnowledgeFault([*faults, *error.faults]) from error
    if faults:
        raise KnowledgeFault(faults)
    return article, source


def _sections(
    lines: list[str], start: int, headings: dict[str, str], file: str, faults: list[Fault]
) -> dict[str, _Section]:
    sections: dict[str, _Section] = {}
    current: _Section | None = None
    for number, raw in enumerate(lines[start:], start + 1):
        line = raw.strip()
        if line.startswith("#"):
            name = headings.get(line.removeprefix("##").strip()) if line.startswith("## ") else None
            if name is None:
                known = ", ".join(f"'## {heading}'" for heading in headings)
                faults.append(Fault(file, number, f"the heading {line!r} is not known; use {known}"))
            elif name in sections:
                faults.append(Fault(file, number, f"the section {line!r} stands twice; join the two"))
            current = sections.setdefault(name or "", [])
        elif line and current is None:
            faults.append(Fault(file, number, "text before the first heading; move it into a section"))
        elif line and current is not None:
            current.append((number, raw.rstrip()))
    return sections


def _steps(section: _Section, file: str, faults: list[Fault]) -> list[list[_Line]]:
    steps: list[list[_Line]] = []
    for number, line in section:
        found = _STEP.match(line)
        if not found and line.startswith(" ") and steps:
            steps[-1].append((number, line.strip()))
            continue
        if not found or int(found[1]) != len(steps) + 1:
            wanted = f"expected step '{len(steps) + 1}. …', or an indented line that belongs to the step above"
            faults.append(Fault(file, number, wanted))
        steps.append([(number, found[2] if found else line)])
    return steps


def _bullets(section: _Section, file: str, faults: list[Fault]) -> list[str]:
    bullets: list[str] = []
    for number, line in section:
        found = _BULLET.match(line)
        if not found:
            faults.append(Fault(file, number, "expected a line that begins with '- '"))
        bullets.append(found[1] if found else line)
    return bullets
