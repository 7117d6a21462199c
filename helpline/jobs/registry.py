"""Which handler does which kind of job."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from helpline.core.unit_of_work import UnitOfWork
from helpline.jobs.payloads import PAYLOADS, Payload


class HandlersAndKindsDiffer(Exception):
    """A kind of job has no handler, or a handler no kind: the product does not start."""


@dataclass(frozen=True)
class InTransaction:
    """Acts in the transaction that marks the job done; looks first whether it still applies."""

    act: Callable[[UnitOfWork, Any], None]


@dataclass(frozen=True)
class Outside:
    """Calls others, so it runs outside of any transaction and may be run twice; what it raises is tried again.

    After `attempts` tries (None: there is no end) `give_up` is called in the transaction that ends the job.
    """

    run: Callable[[Any], None]
    attempts: int | None = None
    give_up: Callable[[UnitOfWork, Any], None] = lambda work, payload: None
    lasts: timedelta = timedelta(minutes=2)  # the longest that a run may take


Handler = InTransaction | Outside


class Registry:
    """Every kind with its handler; HandlersAndKindsDiffer unless each has just one."""

    def __init__(self, handlers: dict[type[Payload], Handler]) -> None:
        by_kind = {payload.kind: handler for payload, handler in handlers.items()}
        if missing := sorted(PAYLOADS.keys() ^ by_kind.keys()):
            raise HandlersAndKindsDiffer(f"no handler for the kinds of jobs: {', '.join(missing)}")
        self._by_kind = by_kind

    def __getitem__(self, kind: str) -> Handler:
        """KeyError for a kind that is no more."""
        return self._by_kind[kind]

    @property
    def lanes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(payload.lane for payload in PAYLOADS.values()))
