"""The values TwiML attributes may have, as far as we use them. Twilio's own library lets anything pass.

Hearing and speaking call the same language by different names, and Twilio refuses the one where it expects the other.
"""

VALUES: dict[tuple[str, str], frozenset[str]] = {
    ("Gather", "input"): frozenset(["dtmf", "speech", "dtmf speech"]),
    ("Gather", "language"): frozenset(["cmn-Hans-CN", "cmn-Hant-TW", "yue-Hant-HK"]),
    ("Gather", "speechTimeout"): frozenset(["auto"]),
    ("Say", "language"): frozenset(["cmn-CN", "cmn-TW", "yue-HK"]),
    ("Say", "voice"): frozenset(
        [
            "Polly.Zhiyu",
            "Polly.Zhiyu-Neural",
            *(f"Google.cmn-CN-{kind}-{letter}" for kind in ("Standard", "Wavenet") for letter in "ABCD"),
            *(f"Google.cmn-TW-{kind}-{letter}" for kind in ("Standard", "Wavenet") for letter in "ABC"),
            *(f"Google.yue-HK-Standard-{letter}" for letter in "ABCD"),
        ]
    ),
    ("Dial", "record"): frozenset(["do-not-record", "record-from-answer-dual"]),
    ("Dial", "ringTone"): frozenset(["cn"]),
}
METHODS = frozenset(["POST"])


def check(verb: str, attributes: dict[str, str]) -> None:
    """ValueError when a value is not one of those Twilio knows for this verb."""
    for name, value in attributes.items():
        allowed = METHODS if name.lower().endswith("method") else VALUES.get((verb, name))
        if allowed is not None and value not in allowed:
            raise ValueError(f"<{verb} {name}={value!r}> is unknown to Twilio")
