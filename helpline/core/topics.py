"""Topics: what a change of rows is announced as, and what a listener waits for.

A topic is a word, or a word and an id: `inbox/<conversation id>`.
"""

DESK = "desk"  # something that the desk shows
INBOX = "inbox"  # with the conversation's id: something for the bot to answer
OUTBOX = "outbox"  # a message to send
TIMERS = "timers"
ATTACHMENTS = "attachments"  # a file to fetch
PULLS = "pulls"  # an account to fetch messages from
ERASURES = "erasures"
EVERYTHING = "*"  # announcements may have been lost: whoever listens to anything looks


def conversation(id: str) -> str:
    """Something that the customer of this conversation sees."""
    return f"conversation/{id}"


def inbox(id: str) -> str:
    """Something in this conversation for the bot to answer."""
    return f"{INBOX}/{id}"
