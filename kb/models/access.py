"""kb/policies/access.yml: how people get in at the desk, and what is written down of what they read."""

from pydantic import Field

from kb.models.entry import Entry


class AccessPolicy(Entry):
    """Roles are those of kb/seed/staff.yml."""

    password_score: int = Field(ge=1, le=4)  # of zxcvbn: 3 stands a year of guessing at a stolen hash, 4 stands more
    link_hours: int = Field(ge=1)  # how long a one-time link to set a password is good
    idle_minutes: int = Field(ge=1)  # a session ends when its person has done nothing for so long
    session_hours: int = Field(ge=1)  # a session ends after so long in any case
    wrong_tries: int = Field(ge=1)  # wrong passwords or codes for one name from one address or known device
    wrong_minutes: int = Field(ge=1)  # within which they count, and after which the next may be tried
    device_days: int = Field(ge=1)  # how long a device somebody has logged in from is known
    second_factor: tuple[str, ...]  # the roles that must have one
    recovery_codes: int = Field(ge=1)
    auditors: tuple[str, ...]  # the roles that read the audit log
    register_readers: tuple[str, ...]  # the roles that look customers, machines and contracts up
    register_writers: tuple[str, ...]  # that add to them and put them right
    register_keepers: tuple[str, ...]  # that take the whole register in and out as files
    reread_minutes: int = Field(ge=1)  # the same person reading the same thing again within this is one line
