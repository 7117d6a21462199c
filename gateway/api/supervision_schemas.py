"""What is seen of the service from above: marks, reviews of complaints, scores."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from gateway.api.case_schemas import Key, Reason
from gateway.api.schemas import LONGEST_TEXT, Body, Day, Instant, Name, Page, Text, Words
from helpline.reports.satisfaction import By
from helpline.tables.supervision import Conduct


class NewMark(Body):
    key: Key
    person: Annotated[Name, Field(description="the username of whom it is about")]
    kind: Conduct
    words: Annotated[Words, Field(max_length=LONGEST_TEXT, description="what happened")]
    consequence: Annotated[Text, Field(max_length=500, description="what follows for the person")] = ""


class MarkRow(BaseModel):
    id: int
    person: str = Field(description="a username")
    name: str
    kind: Conduct
    case: str
    words: str
    consequence: str
    made_by: str = Field(description="a username; empty: the product saw it")
    made_at: Instant


class MarkPage(Page[MarkRow]):
    """Marks, newest first."""


class NewReview(Body):
    key: Key
    found_true: bool
    cause: Reason
    measure: Annotated[Words, Field(max_length=500, description="what is made better")]
    measure_by: Day | None = None
    person: Annotated[Text, Field(max_length=100, description="whom a mark is made against; empty: nobody")] = ""
    kind: Conduct | None = None
    consequence: Annotated[Text, Field(max_length=500)] = ""


class ComplaintReviewRow(BaseModel):
    case: str
    reviewer: str
    found_true: bool
    cause: str
    measure: str
    measure_by: date | None
    made_at: Instant


class ScoredRow(BaseModel):
    of: str = Field(description="a username, a category of kb/products.yml, or a channel; empty: none")
    asked: int
    answered: int
    average: float | None = Field(description="of 1 to 5")
    low: int = Field(description="one or two points")


class Satisfaction(BaseModel):
    """Scores by group."""

    by: By
    groups: list[ScoredRow]
