"""A value as it was written: reading goes by simplified characters, but a name or a place is never rewritten."""


def as_written(value: str, normal: str, original: str) -> str:
    """`value`, made of the characters of `normal` in their order, with those of `original`, which is as long.

    Figures and letters stay as `value` has them: 三幢 may have become 3幢.
    """
    written, at = [], 0
    for char in value:
        place = normal.find(char, at)
        if place < 0 or char.isascii():
            written.append(char)
        else:
            written.append(original[place])
            at = place + 1
    return "".join(written)
