"""What notices of a purpose tell, fact by fact, for channels where a notice is a form to be filled in."""

NOTICE_FACTS = {
    "notice:visit": ("number", "product", "time", "engineer", "phone", "address"),
    "notice:closure": ("number", "product", "time", "solution"),
}
