"""What is on file about who reports: used instead of asked, once they have shown who they are, weakly at least.

It is matched, not recited: `formatting` says of an address or a name that it is the one on file.
"""

from bot.actions.engine import formatting, otp_step
from bot.actions.engine.turn import DialogueTurn
from helpline.customers.identity import match
from helpline.tables import Equipment


def use_file(turn: DialogueTurn) -> None:
    """What is on file is not asked, once the phone and the name or a serial number fit together."""
    session = turn.work.session
    if not turn.get("phone") and (own := otp_step.own_phone(turn)):
        turn.put("phone", own)
    serial = turn.get("serial")
    machine = session.get(Equipment, serial) if serial else None
    if serial and machine is None:
        turn.put("serial", None)
        turn.say("serial_unknown", serial=serial)
    known_serial = serial if machine else None
    customer = match(turn.work, turn.conversation, turn.get("phone"), turn.get("name"), known_serial)
    if machine and not turn.get("product"):
        turn.put("product", machine.category)
        turn.put("model", machine.model)
    if customer is None:
        return
    if not turn.get("phone"):
        turn.put("phone", customer.phone)
    if not turn.get("name"):
        turn.put("name", customer.name)
    if not turn.get("serial") and turn.get("product") and turn.get("machines") is None:
        owned = [m.serial for m in customer.equipment if m.category == turn.get("product")]
        turn.put("machines", owned if len(owned) > 1 else [])
        if len(owned) == 1:
            turn.put("serial", owned[0])
            machine = session.get(Equipment, owned[0])
    mine = session.get(Equipment, turn.get("serial")) if turn.get("serial") else None
    if mine and mine.customer_id == customer.id:
        turn.put("model", mine.model)
    if not turn.get("address"):
        elsewhere = mine and mine.customer_id == customer.id and formatting.is_address(mine.place)
        turn.put("address", mine.place if mine and elsewhere else customer.address)
        turn.put("district", customer.district)
