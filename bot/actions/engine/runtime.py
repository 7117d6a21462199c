"""What actions stand on: the case database and the company's knowledge, set once by the gateway."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from helpline.core.database import Database
from kb.models.knowledge import Knowledge
from kb.search.index import ArticleIndex

VECTORS = Path(__file__).resolve().parents[2] / "models" / "articles.npz"  # made by running, like the model beside it


@dataclass(frozen=True)
class Runtime:
    database: Database
    kb: Knowledge
    articles: ArticleIndex
    channels: Mapping[str, str]  # those that are switched on, each with the form its articles take (chat, sms, voice)


_runtime: Runtime | None = None


def configure(database: Database, kb: Knowledge, channels: Mapping[str, str] | None = None) -> None:
    """Called by the gateway before the first action runs. The same knowledge is learnt once a process."""
    global _runtime
    learnt = _runtime.articles if _runtime and _runtime.kb is kb else ArticleIndex(kb, VECTORS)
    _runtime = Runtime(database, kb, learnt, channels or {})


def runtime() -> Runtime:
    if _runtime is None:
        raise RuntimeError("bot.actions.engine.runtime.configure was not called")
    return _runtime
