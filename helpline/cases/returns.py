"""Whether goods can be taken back (R11): on request within some days, later only for a fault within the warranty."""

from datetime import date, timedelta
from enum import StrEnum

from helpline.customers.warranty import add_months
from kb.lookup import policies_of_category, warranty_of
from kb.models.knowledge import Knowledge


class ReturnDecision(StrEnum):
    ON_REQUEST = "on_request"  # no reason is needed
    QUALITY = "quality"  # when the fault is found to be one of quality
    DECLINED = "declined"
    UNKNOWN = "unknown"  # the day is not known


def decide(kb: Knowledge, category: str, bought_on: date | None, today: date, faulty: bool) -> ReturnDecision:
    """What can be said of a return of goods bought on a day; they may turn out not to be as they were told."""
    if bought_on is None:
        return ReturnDecision.UNKNOWN
    if today <= bought_on + timedelta(days=policies_of_category(kb, category).returns.days_on_request):
        return ReturnDecision.ON_REQUEST
    months = warranty_of(kb, category).months if category else None
    if faulty and (months is None or today <= add_months(bought_on, months)):
        return ReturnDecision.QUALITY
    return ReturnDecision.DECLINED
