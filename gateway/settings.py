"""Settings, from the environment."""

import os
import re
import socket
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from helpline.backups.product_data import KEY, ProductData, product_data
from helpline.erasure.erasure_list import ErasureList

ROOT = Path(__file__).resolve().parents[1]
_SITE = re.compile(r"https?://(\*\.)?[\w.-]+(:\d+)?", re.ASCII)


def _words(value: object) -> object:
    return value.split() if isinstance(value, str) else value


def _sites(value: tuple[str, ...]) -> tuple[str, ...]:
    for site in value:
        if not _SITE.fullmatch(site):
            raise ValueError(f"{site!r} is no site: write it like https://www.example.com, without a path")
    return value


def _database(value: str) -> str:
    if value and not value.startswith(("sqlite://", "postgresql+psycopg://")):
        raise ValueError("write it like postgresql+psycopg://user:password@host/helpline, or leave it empty for SQLite")
    return value


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)]  # with spaces between them


class Settings(BaseSettings):
    """Every setting has a default that is right for one machine."""

    model_config = SettingsConfigDict(extra="ignore")

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    var_dir: Path = Path("var")
    database_url: Annotated[str, AfterValidator(_database)] = ""  # empty: SQLite under var_dir
    skip_copy: bool = False  # true: migrate without a copy of the database
    demo_password: str = ""
    demo_week: bool = False  # true: the invented company first opens with a week of cases and visits
    rasa_url: str = "http://127.0.0.1:5005"
    rasa_timeout_seconds: float = 15.0
    rasa_patience_seconds: float = 10.0  # how long a turn waits for a Rasa that does not answer
    rasa_boot_seconds: float = 300.0  # the same while Rasa is starting for the first time
    rasa_was_ready: bool = False  # it has been, before this gateway was started: `make run` tells one it starts again
    rasa_tracker_url: str = ""  # where Rasa remembers its dialogues; empty: SQLite under var_dir
    rasa_check_seconds: float = 3.0  # between two looks whether Rasa answers
    rasa_check_timeout_seconds: float = 5.0
    rasa_check_misses: int = 3  # in a row, and it is started anew
    internal_token: str = ""  # shared with Rasa: who may call the actions, and who may talk to it
    burst_quiet_seconds: float = 0.8  # quiet spell that ends a burst of messages
    burst_longest_seconds: float = 4.0
    turns_at_once: int = 8
    limits_times: int = Field(default=1, ge=1)  # so many times what kb/policies/limits.yml lets through
    redis_url: str = ""  # several gateways count those limits together there; empty: each by itself
    trusted_proxies: str = "127.0.0.1 ::1"  # whose X-Forwarded-For tells the caller's address
    secure_cookies: bool = False  # true behind https
    public_url: str = ""  # where browsers and platforms reach this product, e.g. https://help.example.com
    allowed_hosts: Words = ()  # more names it is called by; this machine's own and private addresses need not be told
    chat_sites: Annotated[Words, AfterValidator(_sites)] = ()  # sites that may show the chat, e.g. https://example.com
    backups_kept: int = Field(default=14, ge=1)  # in VAR_DIR/backups, and in the folder of BACKUP_COPY_TO
    backup_copy_to: str = ""  # a folder, or a command with {file} (and {name}) in it

    @cached_property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{(self.var_dir / 'helpline.db').absolute()}"

    @cached_property
    def tracker(self) -> str:
        return self.rasa_tracker_url or f"sqlite:///{(self.var_dir / 'rasa.db').absolute()}"

    @cached_property
    def backups(self) -> Path:
        return self.var_dir / "backups"

    @cached_property
    def register_copy(self) -> Path:
        """Workbooks of the register, for when the product is down."""
        return self.var_dir / "register"

    @cached_property
    def erasures(self) -> ErasureList:
        return ErasureList(self.backups, self.var_dir / KEY)

    @cached_property
    def product_data(self) -> ProductData:
        return product_data(self.database, self.tracker, self.uploads, self.erasures.key)

    @cached_property
    def uploads(self) -> Path:
        return self.var_dir / "uploads"

    @cached_property
    def instance(self) -> str:
        """Who claims a turn; the same after a restart, so that its unfinished turns are taken up at once."""
        return f"{socket.gethostname()}:{self.port}"


class WrongSettings(SystemExit):
    """Settings that cannot be used. Uncaught it ends the program, with a line for each that says what it takes."""


def read_settings() -> Settings:
    """The settings of the environment; WrongSettings, which tells none of their values, as they may be secret."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [f"{one['loc'][0]}".upper() + f": {one['msg'].removeprefix('Value error, ')}" for one in error.errors()]
        raise WrongSettings("\n".join([*lines, "README.md says what each setting means"])) from None


def port_of(name: str) -> int | None:
    """A port of the environment that is not among the settings; None where it is not told, WrongSettings if wrong."""
    told = os.environ.get(name, "")
    if told and not (told.isascii() and told.isdecimal() and 0 < int(told) <= 65535):
        raise WrongSettings(f"{name}: a port is a number from 1 to 65535")
    return int(told) if told else None
