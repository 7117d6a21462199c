import shutil
from pathlib import Path

import pytest

from kb import Knowledge, KnowledgeFault, load

ROOT = Path(__file__).resolve().parents[2] / "kb"


@pytest.fixture(scope="session")
def kb() -> Knowledge:
    """The knowledge as shipped; it must be without fault for any test here to run."""
    return load(ROOT)


def faults_of(folder: Path, policy: str, old: str, new: str) -> list[str]:
    """What is told of the knowledge as shipped when one policy file has `new` in place of `old`."""
    shutil.copytree(ROOT, folder / "kb", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    file = folder / "kb" / "policies" / f"{policy}.yml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeFault) as caught:
        load(folder / "kb")
    return [str(fault) for fault in caught.value.faults]
