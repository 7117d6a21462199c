"""What Rasa's call of the action does: one turn of the dialogue, once."""

from typing import Any

from bot.actions.engine import danger, step
from bot.actions.engine.runtime import Runtime, runtime
from bot.actions.engine.state import State
from bot.actions.engine.turn import DialogueTurn
from bot.actions.engine.understanding import Understanding, read
from helpline.core import clock
from helpline.core.unit_of_work import CUSTOMER, UnitOfWork
from helpline.tables import Conversation, Dialogue


def answer(call: dict[str, Any]) -> dict[str, Any]:
    """The answer to Rasa's action server protocol (`next_action`, `tracker`): what is said, and the slot `dialogue`.

    State, deeds and answer commit together. The same turn again gets the same answer, and nothing is done twice.
    """
    message = call["tracker"]["latest_message"]
    metadata = message["metadata"]
    said, flow, asked = take_turn(runtime(), metadata["conversation_id"], metadata["message_id"], read(message))
    dialogue = {"event": "slot", "name": "dialogue", "value": {"flow": flow, "asked": asked}, "timestamp": None}
    return {"events": [dialogue], "responses": said}


def take_turn(
    held: Runtime, conversation_id: str, turn_id: str, heard: Understanding
) -> tuple[list[dict[str, Any]], str, str]:
    """What is said to a message, the task in hand afterwards, and what it asks for."""
    with held.database.read() as session:
        row = session.get(Dialogue, conversation_id)
        danger.listen_ahead(held.kb, heard, _state(row))
    with held.database.write() as session:
        conversation = session.get_one(Conversation, conversation_id, with_for_update=True)
        row = session.get(Dialogue, conversation_id)
        state = _state(row)
        if row is not None and row.turn_id == turn_id:
            return list(row.answer), state.task, state.asked
        work = UnitOfWork(session, held.kb, clock.now(), CUSTOMER)
        turn = DialogueTurn(work, conversation, held, turn_id, heard, state)
        step.take(turn)
        if row is None:
            row = Dialogue(conversation_id=conversation_id)
            session.add(row)
        row.state, row.turn_id, row.answer = turn.state.model_dump(mode="json"), turn_id, turn.said
        return turn.said, turn.state.task, turn.state.asked


def _state(row: Dialogue | None) -> State:
    return State.model_validate(row.state) if row is not None else State()
