"""Talking with the bot: greeting, what was heard, waiting for an answer, silence."""

from connectors.voice.twiml import Script
from helpline.conversations.channel_selection import phone_to_reach
from helpline.conversations.messages import last_said, say
from helpline.core.phone import stored
from helpline.core.phrases import phrase
from helpline.escalation import rules
from helpline.hotline import calls, transfer
from helpline.hotline.call_context import CallContext
from kb.models.escalation import Trigger

MOST_WAITS = 2  # for one answer, each as long as a webhook may take; then a human takes over
AGAIN = "*"
PATIENCE = 5  # times longer, while a colleague types


def greet(context: CallContext) -> Script:
    """R06: company, 24-hour line and, where talks are recorded, the notice before anything else."""
    if context.call.spoken_seq:  # the number's address was called once more
        return context.listen([])
    company, kb = context.work.kb.company, context.work.kb
    texts = [phrase(kb, "voice_greeting", company=company.name, assistant=company.assistant)]
    if context.policy.recording:
        texts.append(phrase(kb, "voice_recording"))
    if context.event.values.get("To") == stored(company.complaint_phone):  # R41: the line for complaints
        outcome = rules.fire(context.work, Trigger.COMPLAINT, conversation=context.conversation)
        say(context.work, context.conversation, "".join([*texts, outcome.tell if outcome else ""]), author="bot")
        return transfer.onward(context)
    texts.append(phrase(kb, "voice_how"))
    calls.said(context.call, [say(context.work, context.conversation, "".join(texts), author="bot")])
    return context.listen([context.words_of(text) for text in texts])


def heard(context: CallContext) -> Script:
    """Something was said or keyed in, or nothing was."""
    call, event = context.call, context.event
    if call.stage == "offer" and event.digits in ("1", "2") and not event.speech:
        return _chosen(context, event.digits)
    if event.digits == AGAIN:
        return context.listen(_repeated(context))
    if not event.speech and not event.digits:
        return _silent(context)
    call.silences, call.waits = 0, 0
    return answer(context)


def answer(context: CallContext) -> Script:
    """The bot's words; until they are there a short word and another look, at last a human."""
    call = context.call
    if not calls.is_answered(context.work, context.conversation):
        call.waits += 1
        if call.waits <= MOST_WAITS:
            filler = context.words("voice_filler" if call.waits == 1 else "voice_filler_again")
            return context.script().say(filler).pause().redirect(context.url("wait"))
        _too_slow(context)
    call.waits = 0
    return transfer.onward(context)


def _too_slow(context: CallContext) -> None:
    """What the bot may still say is dropped by its turn, since the conversation is no longer its own."""
    work, conversation = context.work, context.conversation
    outcome = rules.fire(work, Trigger.BOT_FAILED, conversation=conversation)
    told = outcome.tell if outcome and outcome.tell else phrase(work.kb, "bot_failed", last_said(work, conversation, 2))
    say(work, conversation, told)


def _repeated(context: CallContext) -> list[str]:
    newest = context.last_said
    return [context.spoken(newest)] if newest else []


def _silent(context: CallContext) -> Script:
    """Asked again a set number of times, then offered another way, then hung up: never for ever."""
    call, conversation, policy = context.call, context.conversation, context.policy
    human = conversation.owner != "bot"
    if human and call.stage == "talk" and call.promised_for != conversation.queue:
        return transfer.onward(context)  # somebody took over meanwhile
    more = context.unsaid()
    if more:  # meanwhile there was something to hear
        return transfer.typed(context, more) if call.stage == "typed" else context.listen(more)
    call.silences += 1
    if call.stage == "typed" and call.silences <= policy.silences * PATIENCE:
        return transfer.typed(context)
    if call.stage in ("offer", "typed"):
        return context.end(context.words("voice_goodbye_silent"))
    done = human or (conversation.case_id and not conversation.flow)
    if call.silences < policy.silences:
        return context.listen(
            [context.words("voice_silent_done")] if done else [context.words("voice_silent"), *_repeated(context)]
        )
    if done:
        return context.end(context.words("voice_goodbye"))
    if not phone_to_reach(context.work, conversation):
        return context.end(context.words("voice_goodbye_silent"))
    return _offer(context)


def _offer(context: CallContext) -> Script:
    """A call-back; a text message only where one will come."""
    script = context.listen([context.words("voice_offer" if _can_text(context) else "voice_offer_call")], digits=1)
    context.call.stage = "offer"
    return script


def _can_text(context: CallContext) -> bool:
    return context.texts and calls.takes_texts(context.work, context.call)


def _chosen(context: CallContext, key: str) -> Script:
    """After silence: a call-back or a text message."""
    if key == "2" and not _can_text(context):
        return _offer(context)
    if key == "2":
        context.call.stage = "text"
        return context.end(context.words("voice_goodbye_text"))
    rules.fire(context.work, Trigger.HUMAN_REQUESTED, conversation=context.conversation)
    return context.end(transfer.promised(context, "voice_callback"))
