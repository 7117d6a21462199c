"""Errors of the domain: each is a named fact with an HTTP status and a code.

The sentence staff read for a code is in `web/desk/vocabulary.js`.
"""


class CaseError(Exception):
    """A request the domain refuses."""

    status = 409
    code = "refused"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.__doc__ or self.code)
        self.detail = str(self)


class NotFound(CaseError):
    """There is no such thing, or the asker may not know of it."""

    status = 404
    code = "not_found"


class NotAllowed(CaseError):
    """The asker's role does not permit this."""

    status = 403
    code = "not_allowed"


class NotLoggedIn(CaseError):
    """No valid session came with the request."""

    status = 401
    code = "not_logged_in"


class LoginFailed(CaseError):
    """Name or password is wrong, or too many attempts were made."""

    status = 401
    code = "login_failed"


class TooManyAttempts(CaseError):
    """The limit of attempts is used up for a while."""

    status = 429
    code = "too_many_attempts"


class MoveNotAllowed(CaseError):
    """The transition table does not list this move for this actor."""

    code = "move_not_allowed"


class AlreadyTaken(CaseError):
    """Somebody else took the conversation first."""

    code = "already_taken"


class NotOwner(CaseError):
    """Only the agent who has taken the conversation may do this."""

    code = "not_owner"


class SlotTaken(CaseError):
    """The visit window has just been booked by another customer."""

    code = "slot_taken"


class AlreadyReviewed(CaseError):
    """Somebody has already decided on the message, or it has become an example."""

    code = "already_reviewed"


class Invalid(CaseError):
    """What was sent is not acceptable; the detail says why."""

    status = 422
    code = "invalid"


class NotHeld(CaseError):
    """Nothing is held: the product goes on as usual."""

    code = "not_held"
