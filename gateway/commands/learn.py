"""`make learn`: approved messages become training examples, as a diff to commit. DRY_RUN=1 only shows it.

`make learn TSV=labelled.tsv` writes the held-out ones instead, for `make evaluate FILE=labelled.tsv`.
"""

import csv
import os
import sys
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path

from gateway.commands.knowledge import read_knowledge
from gateway.commands.migrate import migrate
from gateway.settings import ROOT, read_settings
from helpline.core import clock
from helpline.core.database import Database
from helpline.core.unit_of_work import UnitOfWork
from helpline.learning.examples import Known, Sentence, file_of, tested, trained, with_example
from helpline.learning.review import forget_later, reviewed
from helpline.tables import ReviewItem


@dataclass
class Lesson:
    """What is to change: new contents of files, and what becomes of each message."""

    files: dict[Path, str] = field(default_factory=dict)
    taken: list[ReviewItem] = field(default_factory=list)
    known: list[tuple[ReviewItem, Sentence]] = field(default_factory=list)
    disputed: list[tuple[ReviewItem, Sentence]] = field(default_factory=list)  # an example says otherwise
    homeless: list[ReviewItem] = field(default_factory=list)  # their intent is no longer there


def lesson(root: Path, approved: list[ReviewItem], held_out: list[ReviewItem]) -> Lesson:
    """The approved messages put beside the examples under `root`. What the examples, the test sentences, the held-out
    messages or an earlier one of these already say in nearly the same words is not taken again; where they say it of
    another intent, somebody has to decide, and the message waits.
    """
    seen = Known()
    for sentence in (*trained(root), *tested(root)):
        seen.add(sentence)
    for item in held_out:
        seen.add(Sentence(item.example, item.intent, Path("held out")))
    made = Lesson()
    for item in approved:
        file = file_of(root, item.intent)
        if file is None:
            made.homeless.append(item)
        elif like := seen.like(item.example):
            (made.known if like.intent == item.intent else made.disputed).append((item, like))
        else:
            content = made.files.get(file) or file.read_text(encoding="utf-8")
            made.files[file] = with_example(content, item.intent, item.example)
            made.taken.append(item)
            seen.add(Sentence(item.example, item.intent, file))
    return made


def learn(work: UnitOfWork, root: Path, dry_run: bool) -> str:
    """Changes the files under `root` and marks the messages; returns what to print. A dry run changes nothing."""
    made = lesson(root, reviewed(work, "approved"), reviewed(work, "held_out"))
    lines = [_diff(root, file, content) for file, content in made.files.items()]
    lines += [
        f"skipped: {item.example!r} ({item.intent}) is like {like.text!r} ({like.intent}) in {_name(root, like.file)}"
        for item, like in made.known
    ]
    lines += [
        f"kept: {item.example!r} was labelled {item.intent}, but {_name(root, like.file)} has {like.text!r} under "
        f"{like.intent}: move or remove that line, or label the message anew"
        for item, like in made.disputed
    ]
    lines += [f"kept: {item.example!r}: there is no intent {item.intent}" for item in made.homeless]
    lines.append(f"{len(made.taken)} new examples in {len(made.files)} files, {len(made.known)} skipped")
    if dry_run:
        lines.append("nothing was written (dry run)")
    else:
        # Files first: dying in between leaves messages that the next run finds among the examples and skips.
        for file, content in made.files.items():
            file.write_text(content, encoding="utf-8")
        for item in made.taken:
            item.status = "taken"
        for item, _ in made.known:
            item.status = "known"
        for item in (*made.taken, *(item for item, _ in made.known)):
            forget_later(work, item)
        if made.taken:
            lines.append("look at the diff, commit it, then: make train")
    return "\n".join(lines)


def export(work: UnitOfWork, path: Path) -> str:
    """Writes the held-out messages as `make evaluate` reads them; returns what to print."""
    rows = [(_no_formula(item.example), item.intent) for item in reviewed(work, "held_out")]
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter="\t", lineterminator="\n").writerows([("text", "intent"), *rows])
    return f"{path}: {len(rows)} held-out messages"


def _no_formula(text: str) -> str:
    """With a space before what a spreadsheet program would calculate, or run: customers write what they like."""
    return f" {text}" if text.startswith(tuple("=+-@＝＋－＠")) else text


def _diff(root: Path, file: Path, content: str) -> str:
    name, before = _name(root, file), file.read_text(encoding="utf-8")
    return "".join(
        unified_diff(before.splitlines(True), content.splitlines(True), f"a/{name}", f"b/{name}", n=2)
    ).rstrip()


def _name(root: Path, file: Path) -> str:
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else str(file)


def main(tsv: str, dry_run: bool) -> int:
    settings = read_settings()
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    migrate(settings.database)
    with Database(settings.database).write() as session:
        work = UnitOfWork(session, read_knowledge(), clock.now())
        try:
            print(export(work, Path(tsv)) if tsv else learn(work, ROOT, dry_run))
        except OSError as error:
            print(f"{error.filename}: {error.strerror}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "", os.environ.get("DRY_RUN", "") not in ("", "0")))
