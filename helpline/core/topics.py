"""Topics: what a change of rows is announced as, and what a listener waits for.

A topic is a word, or a word and an id: `inbox/<conversation id>`.
"""

DESK = "desk"  # something that the desk shows
INBOX = "inbox"  # with the conversation's id: something for the bot to answer
OUTBOX = "outbox"  # a message to send
JOBS = "jobs"  # with the lane: something to do at its time
PERSON = "person"  # with the id: a log-in of theirs at the desk has begun or ended
EVERYTHING = "*"  # announcements may have been lost: whoever listens to anything looks


def conversation(id: str) -> str:
    """Something that the customer of this conversation sees."""
    return f"conversation/{id}"


def answered(id: str) -> str:
    """Nothing that this conversation's customer wrote may wait for the bot any longer."""
    return f"answered/{id}"


def jobs(lane: str) -> str:
    """A job of this lane."""
    return f"{JOBS}/{lane}"


def inbox(id: str) -> str:
    """Something in this conversation for the bot to answer."""
    return f"{INBOX}/{id}"


def person(id: int) -> str:
    """The log-ins of this person at the desk: one has begun or ended."""
    return f"{PERSON}/{id}"
