"""Case numbers that count up, for tests of what is read out or kept to be read."""

from itertools import count


class Counted:
    """Stands in for `helpline.cases.case_numbers.draw`."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """From one again."""
        self._drawn = count(1)

    def __call__(self, digits: int) -> str:
        return f"{next(self._drawn):0{digits}d}"
