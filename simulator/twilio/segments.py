"""How many segments a text takes, as Twilio bills them."""

GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
DOUBLE = set("^{}\\[~]|€\f")


def segments(text: str) -> int:
    """160 or 153 units of GSM's alphabet, otherwise 70 or 67 of UTF-16; no character is cut in two."""
    widths = (
        [2 if sign in DOUBLE else 1 for sign in text]
        if set(text) <= GSM | DOUBLE
        else [2 if ord(sign) > 0xFFFF else 1 for sign in text]
    )
    one, many = (160, 153) if set(text) <= GSM | DOUBLE else (70, 67)
    if sum(widths) <= one:
        return 1
    count, room = 1, many
    for width in widths:
        if width > room:
            count, room = count + 1, many
        room -= width
    return count


def units(text: str) -> int:
    """Against the limit of 1600."""
    return len(text.encode("utf-16-le")) // 2
