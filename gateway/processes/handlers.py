"""Who does what at its time: every kind of job with its handler, listed here and nowhere else."""

from connectors.contract.channel import Registry as Channels
from gateway.settings import Settings
from gateway.workers.erasing import Eraser
from helpline.backups.register_copy import RegisterCopier
from helpline.cases.jobs import closure_by_rule, closure_reminder, regular_survey
from helpline.conversations.jobs import callback
from helpline.conversations.remove_unused import UnusedFiles
from helpline.core.database import Database
from helpline.dispatch.jobs import told_arrival, visit_overdue, visit_ready, visit_reminder, visit_unanswered
from helpline.duty import paging, swaps
from helpline.duty.jobs import make_shifts
from helpline.duty.ring_out import Ringer
from helpline.erasure import retention
from helpline.escalation.jobs import page_step, promise_step, year_published
from helpline.inbound import media
from helpline.inbound.puller import MessagePuller
from helpline.jobs import payloads
from helpline.jobs.registry import InTransaction, Outside, Registry
from helpline.learning.jobs import forget_review
from helpline.reports.jobs import look_after_service
from helpline.visits.jobs.remove_files import FileRemover
from kb.models.knowledge import Knowledge

RING_ATTEMPTS = 3  # then the next in line is rung anyway


def registry(database: Database, kb: Knowledge, channels: Channels, settings: Settings) -> Registry:
    """HandlersAndKindsDiffer when a kind of `helpline.jobs.payloads` is missing here."""
    files = media.MediaFetcher(database, kb, channels, settings.uploads)
    unused = UnusedFiles(database, settings.uploads)
    messages = MessagePuller(database, kb, channels)
    ringer = Ringer(database, kb, channels)
    eraser = Eraser(settings.rasa_url, settings.internal_token, settings.uploads, settings.erasures)
    second, kept = settings.backup_copy_to, settings.backups_kept
    copier = RegisterCopier(database, kb, settings.register_copy, second, kept)
    return Registry(
        {
            payloads.PromiseStepDue: InTransaction(promise_step.act),
            payloads.CallbackDue: InTransaction(callback.act),
            payloads.ClosureReminder: InTransaction(closure_reminder.act),
            payloads.ClosureByRule: InTransaction(closure_by_rule.act),
            payloads.VisitReminder: InTransaction(visit_reminder.act),
            payloads.VisitReady: InTransaction(visit_ready.act),
            payloads.VisitUnanswered: InTransaction(visit_unanswered.act),
            payloads.VisitOverdue: InTransaction(visit_overdue.act),
            payloads.ToldArrival: InTransaction(told_arrival.act),
            payloads.RegularSurvey: InTransaction(regular_survey.act),
            payloads.YearPublished: InTransaction(year_published.act),
            payloads.RegisterCopy: Outside(copier.write),
            payloads.ForgetReview: InTransaction(forget_review.act),
            payloads.FetchAttachment: Outside(files.fetch, media.ATTEMPTS, media.lose),
            payloads.RemoveUnused: Outside(unused.remove),
            payloads.PullMessages: Outside(messages.pull),
            payloads.EraseConversation: Outside(eraser.erase),
            payloads.RemoveFiles: Outside(FileRemover(settings.uploads).remove),
            payloads.EraseOld: InTransaction(retention.act),
            payloads.MakeShifts: InTransaction(make_shifts.act),
            payloads.ShiftChangeDue: InTransaction(swaps.past_due),
            payloads.LookAfterService: InTransaction(look_after_service.act),
            payloads.RingOut: Outside(ringer.run, RING_ATTEMPTS),
            payloads.PageStepDue: InTransaction(page_step.act),
            payloads.PageUnanswered: InTransaction(paging.tell_unanswered),
        }
    )
