"""Who does what at its time: every kind of timer with its handler, listed here and nowhere else."""

from helpline.cases.jobs import closure_by_rule, closure_reminder, deadline_missed, deadline_near
from helpline.conversations.jobs import callback
from helpline.dispatch.jobs import visit_reminder
from helpline.jobs.run import Handlers
from helpline.learning.jobs import forget_review

HANDLERS: Handlers = {
    "callback": callback.act,
    "closure_by_rule": closure_by_rule.act,
    "closure_reminder": closure_reminder.act,
    "deadline_missed": deadline_missed.act,
    "deadline_near": deadline_near.act,
    "forget_review": forget_review.act,
    "visit_reminder": visit_reminder.act,
}
