"""What browsers are told about our answers: nothing runs, loads or frames them but what a page's own rules allow."""

from collections.abc import Collection

# Of everything that is no page: an answer opened by itself shows what it is, and nothing of it runs.
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": NOTHING,
    "X-Frame-Options": "DENY",
}
SECURE_ONLY = "max-age=31536000"  # for a year browsers call this host by https, whatever a link says
_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "img-src 'self' blob:{images}; media-src 'self' blob:; frame-src {frames}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors {framed_by}"
)


def page(images: str = "", frames: str = "'none'") -> dict[str, str]:
    """A page with its own scripts, styles and pictures, in no frame. `images`: more kinds; `frames`: what it frames."""
    return {"Content-Security-Policy": _PAGE.format(images=images, frames=frames, framed_by="'none'")}


def framed_page(sites: Collection[str]) -> dict[str, str]:
    """A page that our own pages and these sites show in a frame."""
    framed_by = " ".join(("'self'", *sites))
    policy = _PAGE.format(images="", frames="'none'", framed_by=framed_by)
    # The older header names no sites; browsers that know the policy pass over it.
    return {"Content-Security-Policy": policy, "X-Frame-Options": "SAMEORIGIN", **ANYWHERE}


ANYWHERE = {"Cross-Origin-Resource-Policy": "cross-origin"}  # other sites may load it
