"""Logs of the processes: one line a fact, with what was being worked on as key=value, phone numbers masked.

Work binds what it is about where it begins (`structlog.contextvars`): conversation, turn, case, job. Every line written
inside carries it, whoever writes it: structlog's loggers and those of the standard library go the same way.
"""

import logging
import re

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_PHONES = (
    # A mobile of the mainland with or without its country code, or any number as E.164, also as it stands in a URL.
    re.compile(r"((?:\+|%2B)\d{0,7}|(?<!\d)(?:86)?1[3-9]\d)\d{4}(\d{4})(?!\d)", re.IGNORECASE),
    re.compile(r"(?<![\d-])(0\d{2,3}-)\d{3,4}(\d{4})(?!\d)"),  # a landline with its area
    re.compile(r"(\+\d{1,3} )\d[\d -]{4,12}(\d{2})(?!\d)"),  # a foreign one in groups
)
_NOISY = ("httpx", "alembic", "jieba", "twilio", "urllib3")
_TIME = "%Y-%m-%d %H:%M:%S,%f"
_BESIDE = ("timestamp", "level", "exception", "stack")  # what does not stand among the keys

_pairs = structlog.processors.LogfmtRenderer(sort_keys=True)


def configure(process: str) -> None:
    """Logs to standard error, which `make run` keeps under VAR_DIR/log."""
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(process))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def formatter(process: str) -> logging.Formatter:
    """Writes a line as `time process LEVEL what happened key=value …`, tracebacks after it."""

    def line(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
        words = str(event.pop("event", ""))
        beside = {name: event.pop(name, "") for name in _BESIDE}
        head = f"{beside['timestamp']} {process} {beside['level'].upper()} {words}"
        pairs = _pairs(None, "", {name: str(value) for name, value in event.items()})
        lines = [f"{head} {pairs}".rstrip(), str(beside["exception"]), str(beside["stack"])]
        return "\n".join(text for text in lines if text)

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            line,
            lambda _logger, _method, text: masked(str(text)),
        ],
    )


def masked(text: str) -> str:
    """The text with phone numbers made unreadable."""
    for pattern in _PHONES:
        text = pattern.sub(r"\1****\2", text)
    return text


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt=_TIME, utc=False),
        structlog.processors.StackInfoRenderer(),
    ]
