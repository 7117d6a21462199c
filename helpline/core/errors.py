"""Errors of the domain: each is a named fact with an HTTP status and a code.

The sentence staff read for a code is in `web/desk/vocabulary.js`.
"""


class CaseError(Exception):
    """A request the domain refuses."""

    status = 409
    code = "refused"
    longest = 500  # characters of its detail

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.__doc__ or self.code)
        self.detail = str(self)

    def headers(self) -> dict[str, str]:
        """What an HTTP answer says besides."""
        return {}


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
    """Name or password is wrong."""

    status = 401
    code = "login_failed"


class CodeNeeded(CaseError):
    """Name and password are right; a code of the second factor is to be sent with them."""

    status = 401
    code = "code_needed"


class CodeWrong(CaseError):
    """The code of the second factor is wrong, too old, or was used already."""

    status = 401
    code = "code_wrong"


class PasswordWrong(CaseError):
    """Who is logged in has not shown their password once more."""

    status = 403
    code = "password_wrong"


class SecondFactorMissing(CaseError):
    """The person's role must have a second factor, and they have not set one up yet."""

    status = 403
    code = "second_factor_missing"


class LinkSpent(CaseError):
    """The one-time link was used, replaced by another, or is too old."""

    code = "link_spent"


class PasswordWeak(CaseError):
    """The new password is too easy to guess; the detail says in the desk's language what to do."""

    status = 422
    code = "password_weak"


class TooManyAttempts(CaseError):
    """The limit of attempts is used up for a while."""

    status = 429
    code = "too_many_attempts"

    def __init__(self, detail: str = "", retry_after_seconds: int = 1) -> None:
        super().__init__(detail)
        self.retry_after_seconds = retry_after_seconds

    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after_seconds)}


class TooManyRequests(TooManyAttempts):
    """More than one visitor or one address may ask for."""

    code = "too_many_requests"


class NoRoom(CaseError):
    """There is no room for more files."""

    status = 413
    code = "no_room"


class DiskFull(CaseError):
    """Nothing can be stored just now; in danger, say so, or call the hotline."""

    status = 503
    code = "disk_full"


class MoveNotAllowed(CaseError):
    """The transition table does not list this move for this actor."""

    code = "move_not_allowed"


class AlreadyTaken(CaseError):
    """Somebody else took the conversation first."""

    code = "already_taken"


class SwapOver(CaseError):
    """Nobody need take these hours of duty any more: withdrawn, past, or the shift is another one by now."""

    code = "swap_over"


class NotOwner(CaseError):
    """Only the agent who has taken the conversation may do this."""

    code = "not_owner"


class SlotTaken(CaseError):
    """The visit window has just been booked by another customer."""

    code = "slot_taken"


class EngineerExcluded(CaseError):
    """The engineer is not sent to this customer."""

    code = "engineer_excluded"


class WrongCode(CaseError):
    """Not the code the customer was sent, or too many wrong ones before."""

    code = "wrong_code"


class KeyReused(CaseError):
    """The key of the request stood for something else before."""

    code = "key_reused"


class AlreadyReviewed(CaseError):
    """Somebody has already decided on the message, or it has become an example."""

    code = "already_reviewed"


class Invalid(CaseError):
    """What was sent is not acceptable; the detail says why."""

    status = 422
    code = "invalid"


class FileRefused(Invalid):
    """A file cannot be taken in; the detail has a line for each fault."""

    longest = 20_000


class ArrivalByVisit(Invalid):
    """An arrival is agreed by a visit: one is planned, or the one that is booked is moved."""

    code = "arrival_by_visit"


class NothingToKeep(Invalid):
    """What another time was to be agreed for is not promised of the case, or not any more."""

    code = "nothing_to_keep"


class ReasonMissing(CaseError):
    """This is not done without saying why."""

    status = 422
    code = "reason_missing"


class PictureUnfit(Invalid):
    """The file is no JPEG, PNG, WebP or GIF picture of at most 8 MB."""

    code = "picture_unfit"


class NotHeld(CaseError):
    """Nothing is held: the product goes on as usual."""

    code = "not_held"
