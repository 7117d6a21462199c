"""kb/policies/hotline.yml: every queue has phones, answered by people who may take its conversations."""

import re
from collections.abc import Iterator

from kb.checks.check import known, unique
from kb.errors import Fault
from kb.loading.parts import Parts

_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
_VOICE = re.compile(r"(Polly|Google)\.[A-Za-z0-9-]+")


def lines(parts: Parts) -> Iterator[Fault]:
    """R22: the emergency queue above all; R41: nobody but quality staff answers for their queue."""
    source, policy = parts.source("hotline"), parts["hotline"]
    yield from unique(source, ("lines",), policy.lines, key="queue")
    queues = {queue.id: queue for queue in parts["queues"]}
    calendars = {hours.id for hours in parts["hours"]}
    staff = {member.username: member for member in parts["staff"]}
    for missing in sorted(queues.keys() - {line.queue for line in policy.lines}):
        yield source.fault(("lines",), f"the queue {missing!r} has no line; add one, without phones if nobody answers")
    for index, line in enumerate(policy.lines):
        here = ("lines", index)
        yield from known(source, (*here, "queue"), "queue", line.queue, queues)
        yield from known(source, (*here, "calendar"), "calendar", line.calendar, calendars)
        for at, phone in enumerate(line.phones):
            if not _NUMBER.fullmatch(phone.number):
                fault = f"{phone.number!r} is no phone number; write it as +, country and number, without blanks"
                yield source.fault((*here, "phones", at, "number"), fault)
            yield from known(source, (*here, "phones", at, "staff"), "person at the desk", phone.staff, staff)
            member, queue = staff.get(phone.staff), queues.get(line.queue)
            if member and queue and member.role not in queue.roles:
                fault = f"{phone.staff!r} may not take conversations of the queue {queue.id!r} (role {member.role!r})"
                yield source.fault((*here, "phones", at, "staff"), fault)


def voice(parts: Parts) -> Iterator[Fault]:
    policy = parts["hotline"]
    if not _VOICE.fullmatch(policy.voice.name):
        fault = f"{policy.voice.name!r} is no voice of Twilio's; take one such as Polly.Zhiyu-Neural"
        yield parts.source("hotline").fault(("voice", "name"), fault)
    if policy.music and not policy.music.startswith("https://"):
        yield parts.source("hotline").fault(("music",), "the address of the music must begin with https://")
