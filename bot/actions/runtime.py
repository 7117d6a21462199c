"""What actions stand on: the case database and the company's knowledge, set once by the gateway."""

from dataclasses import dataclass

from cases.database import Database
from kb.models import Knowledge
from kb.search import ArticleIndex


@dataclass(frozen=True)
class Runtime:
    database: Database
    kb: Knowledge
    articles: ArticleIndex


_runtime: Runtime | None = None


def configure(database: Database, kb: Knowledge) -> None:
    """Called by the gateway before the first action runs."""
    global _runtime
    _runtime = Runtime(database, kb, ArticleIndex(kb))


def runtime() -> Runtime:
    if _runtime is None:
        raise RuntimeError("bot.actions.runtime.configure was not called")
    return _runtime
