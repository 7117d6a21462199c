from pathlib import Path

import pytest

from kb import Knowledge, load

ROOT = Path(__file__).resolve().parents[2] / "kb"


@pytest.fixture(scope="session")
def kb() -> Knowledge:
    """The knowledge as shipped; it must be without fault for any test here to run."""
    return load(ROOT)
