"""What stands in a machine's QR code: the scene of a parametric code, which comes back when it is scanned."""

_MARK = "sn:"
LONGEST = 64


def scene(serial: str) -> str:
    """The scene of a machine's QR label; ValueError when the serial number is too long for one."""
    made = _MARK + serial
    if not serial or len(made.encode()) > LONGEST:
        raise ValueError("a serial number on a label has 1 to 61 letters and digits")
    return made


def serial(scene: str) -> str:
    """The serial number in a scene, or "" when the code was none of ours."""
    return scene.removeprefix(_MARK) if scene.startswith(_MARK) else ""
