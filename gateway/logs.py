"""Logs of the processes: one line a fact, phone numbers masked."""

import logging
import re

# A mobile of the mainland with or without its country code, or any number written as E.164, also as it stands in a URL.
_PHONE = re.compile(r"((?:\+|%2B)\d{0,7}|(?<!\d)(?:86)?1[3-9]\d)\d{4}(\d{4})(?!\d)", re.IGNORECASE)
_NOISY = ("httpx", "alembic", "jieba", "twilio", "urllib3")


class Masking(logging.Formatter):
    """Masks phone numbers in everything that is written, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return _PHONE.sub(r"\1****\2", super().format(record))


def configure(process: str) -> None:
    """Logs to standard error, which `make run` keeps under VAR_DIR/log."""
    handler = logging.StreamHandler()
    handler.setFormatter(Masking(f"%(asctime)s {process} %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
