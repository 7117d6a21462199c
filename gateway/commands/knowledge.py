"""The knowledge for a command: its faults end the command in their own words, with file and line."""

from pathlib import Path

from gateway.settings import ROOT
from kb import Knowledge, KnowledgeFault, load


def read_knowledge(folder: Path = ROOT / "kb") -> Knowledge:
    """SystemExit that names each fault when it cannot be used."""
    try:
        return load(folder)
    except KnowledgeFault as error:
        raise SystemExit(f"the knowledge under kb/ has faults:\n{error}") from None
