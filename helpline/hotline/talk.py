"""Talking with the bot: greeting, what was heard, waiting for an answer, silence."""

from connectors.voice.twiml import Script
from helpline.conversations.channel_selection import phone_to_reach
from helpline.conversations.messages import last_said, say
from helpline.core.phone import stored
from helpline.core.phrases import phrase
from helpline.escalation import rules
from helpline.hotline import calls, transfer
from helpline.hotline.scene import Scene
from kb.models.escalation import Trigger

MOST_WAITS = 2  # for one answer, each as long as a webhook may take; then a human takes over
AGAIN = "*"
PATIENCE = 5  # times longer, while a colleague types


def greet(scene: Scene) -> Script:
    """R06: company, 24-hour line and, where talks are recorded, the notice before anything else."""
    if scene.call.spoken_seq:  # the number's address was called once more
        return scene.listen([])
    company, kb = scene.work.kb.company, scene.work.kb
    texts = [phrase(kb, "voice_greeting", company=company.name, assistant=company.assistant)]
    if scene.policy.recording:
        texts.append(phrase(kb, "voice_recording"))
    if scene.event.values.get("To") == stored(company.complaint_phone):  # R41: the line for complaints
        outcome = rules.fire(scene.work, Trigger.COMPLAINT, conversation=scene.conversation)
        say(scene.work, scene.conversation, "".join([*texts, outcome.tell if outcome else ""]), author="bot")
        return transfer.onward(scene)
    texts.append(phrase(kb, "voice_how"))
    calls.said(scene.call, [say(scene.work, scene.conversation, "".join(texts), author="bot")])
    return scene.listen([scene.words_of(text) for text in texts])


def heard(scene: Scene) -> Script:
    """Something was said or keyed in, or nothing was."""
    call, event = scene.call, scene.event
    if call.stage == "offer" and event.digits in ("1", "2") and not event.speech:
        return _chosen(scene, event.digits)
    if event.digits == AGAIN:
        return scene.listen(_repeated(scene))
    if not event.speech and not event.digits:
        return _silent(scene)
    call.silences, call.waits = 0, 0
    return answer(scene)


def answer(scene: Scene) -> Script:
    """The bot's words; until they are there a short word and another look, at last a human."""
    call = scene.call
    if not calls.is_answered(scene.work, scene.conversation):
        call.waits += 1
        if call.waits <= MOST_WAITS:
            filler = scene.words("voice_filler" if call.waits == 1 else "voice_filler_again")
            return scene.script().say(filler).pause().redirect(scene.url("wait"))
        _too_slow(scene)
    call.waits = 0
    return transfer.onward(scene)


def _too_slow(scene: Scene) -> None:
    """What the bot may still say is dropped by its turn, since the conversation is no longer its own."""
    work, conversation = scene.work, scene.conversation
    outcome = rules.fire(work, Trigger.BOT_FAILED, conversation=conversation)
    told = outcome.tell if outcome and outcome.tell else phrase(work.kb, "bot_failed", last_said(work, conversation, 2))
    say(work, conversation, told)


def _repeated(scene: Scene) -> list[str]:
    newest = scene.last_said
    return [scene.spoken(newest)] if newest else []


def _silent(scene: Scene) -> Script:
    """Asked again a set number of times, then offered another way, then hung up: never for ever."""
    call, conversation, policy = scene.call, scene.conversation, scene.policy
    human = conversation.owner != "bot"
    if human and call.stage == "talk" and call.promised_for != conversation.queue:
        return transfer.onward(scene)  # somebody took over meanwhile
    more = scene.unsaid()
    if more:  # meanwhile there was something to hear
        return transfer.typed(scene, more) if call.stage == "typed" else scene.listen(more)
    call.silences += 1
    if call.stage == "typed" and call.silences <= policy.silences * PATIENCE:
        return transfer.typed(scene)
    if call.stage in ("offer", "typed"):
        return scene.end(scene.words("voice_goodbye_silent"))
    done = human or (conversation.case_id and not conversation.flow)
    if call.silences < policy.silences:
        return scene.listen(
            [scene.words("voice_silent_done")] if done else [scene.words("voice_silent"), *_repeated(scene)]
        )
    if done:
        return scene.end(scene.words("voice_goodbye"))
    if not phone_to_reach(scene.work, conversation):
        return scene.end(scene.words("voice_goodbye_silent"))
    return _offer(scene)


def _offer(scene: Scene) -> Script:
    """A call-back; a text message only where one will come."""
    script = scene.listen([scene.words("voice_offer" if _can_text(scene) else "voice_offer_call")], digits=1)
    scene.call.stage = "offer"
    return script


def _can_text(scene: Scene) -> bool:
    return scene.texts and calls.takes_texts(scene.work, scene.call)


def _chosen(scene: Scene, key: str) -> Script:
    """After silence: a call-back or a text message."""
    if key == "2" and not _can_text(scene):
        return _offer(scene)
    if key == "2":
        scene.call.stage = "text"
        return scene.end(scene.words("voice_goodbye_text"))
    rules.fire(scene.work, Trigger.HUMAN_REQUESTED, conversation=scene.conversation)
    time = calls.promise(scene.work, scene.call, scene.conversation)
    return scene.end(scene.words("voice_callback", time=time))
