"""Taking up a draft that another channel left (`helpline.conversations.drafts`)."""

from bot.actions.engine.turn import DialogueTurn


def resume_draft(turn: DialogueTurn) -> None:
    """Begins the draft's form where it stopped; nothing when the customer has meanwhile done with it."""
    draft = turn.conversation.draft
    if not draft:
        turn.end()
        return
    for slot, value in draft["slots"].items():
        turn.put(slot, value)
    turn.state.resume = draft["flow"]
    turn.say("call_cut_off", company=turn.runtime.kb.company.short_name)
    turn.end(draft["flow"])
