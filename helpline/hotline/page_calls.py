"""The call to a colleague who is paged: what it is about, and a key to take it or not. Who presses none has not got it,
whatever the line says: an answering machine picks up too."""

from connectors.voice.channel import CallEvent, VoiceChannel
from connectors.voice.tts_text import tts_text
from connectors.voice.twiml import Script, Speech
from helpline.core.errors import AlreadyTaken, NotFound
from helpline.core.phone import VOICE
from helpline.core.phrases import phrase
from helpline.core.unit_of_work import UnitOfWork
from helpline.duty import page_words, paging
from helpline.tables import Page
from helpline.tables.page import RoundState

KEY_SECONDS = 10
TAKE, REFUSE = "1", "2"


def answer(work: UnitOfWork, event: CallEvent, channel: VoiceChannel, speech: Speech) -> Script:
    """The TwiML for one webhook of the call. The same key twice changes nothing more."""
    script = Script(speech)
    page = work.session.get(Page, event.page)
    if page is None:
        raise NotFound(str(event.page))
    if event.path == "paged" and event.digits[:1] in (TAKE, REFUSE):
        return script.say(_spoken(work, _settled(work, page, event.digits[:1] == TAKE))).hangup()
    if page.page_round.state in (RoundState.ANSWERED, RoundState.STOPPED):
        return script.say(_spoken(work, "duty_voice_over")).hangup()
    if event.path == "paged":
        return script.say(_spoken(work, "duty_voice_no_key")).hangup()
    told = tts_text(page_words.for_ear(work, page.page_round))
    return script.keys([told], channel.page_url("paged", page.id), KEY_SECONDS, always=True)


def _settled(work: UnitOfWork, page: Page, taken: bool) -> str:
    try:
        paging.answer(work, page.id, taken, VOICE)
    except AlreadyTaken:
        return "duty_voice_over"
    return "duty_voice_taken" if taken else "duty_voice_refused"


def _spoken(work: UnitOfWork, id: str) -> str:
    return tts_text(phrase(work.kb, id))
