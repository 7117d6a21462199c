"""People at the desk, and what they get in with, as the API takes and shows them."""

from typing import Annotated

from pydantic import BaseModel, Field

from gateway.api.schemas import Body, Instant, Name, Page, Text
from helpline.staff.strength import LONGEST

LONGEST_LINK = 200

Password = Annotated[Text, Field(max_length=LONGEST)]
NewPassword = Annotated[Text, Field(min_length=1, max_length=LONGEST, description="judged by zxcvbn")]
Code = Annotated[Text, Field(max_length=20, description="six digits of the app, or a recovery code")]


class Credentials(Body):
    username: Name
    password: Password
    code: Annotated[Code, Field(description="of the second factor, where there is one")] = ""


class PasswordOfLink(Body):
    token: Annotated[Text, Field(max_length=LONGEST_LINK, description="what follows # in the link")]
    password: NewPassword


class PasswordChange(Body):
    current: Password
    password: NewPassword


class Again(Body):
    """Who is logged in shows once more who they are."""

    password: Password
    code: Annotated[Code, Field(description="of the second factor in force, where there is one")] = ""


class Confirmation(Body):
    code: Code


class Person(BaseModel):
    """Somebody at the desk."""

    username: str
    name: str
    role: str
    may_review: bool = Field(description="whether they decide what the assistant learns from messages it missed")
    second_factor: bool = Field(description="whether they have one")
    second_factor_missing: bool = Field(description="they must set one up before anything else")


class NewSecondFactor(BaseModel):
    """Shown once."""

    secret: str = Field(description="to type into the app")
    uri: str = Field(description="the same for a program")
    qr: str = Field(description="the same to photograph, an SVG as a `data:` address")


class RecoveryCodes(BaseModel):
    """Shown once; each stands in for the second factor once."""

    codes: list[str]


class SessionRow(BaseModel):
    """A log-in that has not ended."""

    id: str
    opened_at: Instant
    used_at: Instant
    expires_at: Instant
    device: str = Field(description="what the browser calls itself")
    own: bool = Field(description="whether it is the one that asks")


class SessionPage(Page[SessionRow]):
    pass


class PersonRow(BaseModel):
    """Somebody at the desk, as administrators see them."""

    username: str
    name: str
    roles: list[str]
    has_password: bool
    second_factor: bool
    seen_at: Instant | None
    ended_at: Instant | None = Field(description="since when they may not log in")


class PeoplePage(Page[PersonRow]):
    pass


class PasswordLink(BaseModel):
    """Good once."""

    path: str = Field(description="to put behind the desk's address")
    expires_at: Instant


class AuditRow(BaseModel):
    """Who read or did what."""

    id: int
    at: Instant
    actor: str
    what: str
    about: str
    session: str
    address: str = Field(description="hashed: equal for equal addresses")


class AuditPage(Page[AuditRow]):
    pass
