"""How many parts a text message takes: it is paid by the part, and the phone joins them again."""

LONGEST = 1600  # units of one message, whatever it is written in
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = "^{}\\[~]|€\f"  # each takes two units


def is_gsm7(text: str) -> bool:
    """Whether every character is in GSM's own alphabet, so that 160 fit into a part instead of 70."""
    return all(character in _BASIC or character in _EXTENDED for character in text)


def size(text: str) -> int:
    """Units: septets of GSM-7, otherwise UTF-16 units, of which an emoji has two."""
    if is_gsm7(text):
        return len(text) + sum(character in _EXTENDED for character in text)
    return len(text.encode("utf-16-le")) // 2


def parts(text: str) -> int:
    """Parts that the message takes: one of 160 or 70 units, or several of 153 or 67, none of which cuts a character."""
    if not text:
        return 0
    gsm7 = is_gsm7(text)
    one, many = (160, 153) if gsm7 else (70, 67)
    if size(text) <= one:
        return 1
    count, left = 1, many
    for character in text:
        width = size(character) if gsm7 else len(character.encode("utf-16-le")) // 2
        if width > left:
            count, left = count + 1, many
        left -= width
    return count
