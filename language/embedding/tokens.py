"""From a text to the numbers of its pieces, as SentencePiece's unigram model cuts it: the likeliest way of all.

Our own because the package keeps its cutter to itself, and a library's would want the 250 000 pieces in a file of its
own form.
"""

from __future__ import annotations

from language.embedding.weights import Weights

BLANK = "\u2581"  # what SentencePiece writes for a blank
QUERY = "query: "  # E5 was taught with it before every text that looks for something
UNLIKELY = 10.0  # how much an unknown character is less likely than the rarest piece
WORST = float("-inf")


class Tokens:
    """Knows the pieces that may come in Chinese text; one of another script counts as unknown characters."""

    def __init__(self, weights: Weights) -> None:
        self._normal = weights.normal
        self._ends = (weights.first, weights.last)
        self._unknown = weights.unknown
        self._most = weights.longest - len(self._ends)
        self._pieces = {
            piece: (score, number)
            for number, (piece, score) in enumerate(weights.pieces())
            if piece and number != weights.unknown and _may_come(piece)
        }
        self._longest = max(map(len, self._pieces))
        self._miss = min(score for score, _ in self._pieces.values()) - UNLIKELY

    def of(self, text: str) -> list[int]:
        """At most as many numbers as the model takes, with those of beginning and end."""
        first, last = self._ends
        return [first, *self._cut(self._written(QUERY + text))[: self._most], last]

    def _written(self, text: str) -> str:
        normal = "".join(self._normal.get(character, character) for character in text)
        return BLANK + BLANK.join(normal.strip(" ").split())

    def _cut(self, text: str) -> list[int]:
        """Viterbi: of each place the likeliest way to get there, as (likelihood, where its last piece began, piece)."""
        ways: list[tuple[float, int, int]] = [(0.0, 0, self._unknown)] + [(WORST, 0, self._unknown)] * len(text)
        for start in range(len(text)):
            so_far = ways[start][0]
            if so_far + self._miss > ways[start + 1][0]:
                ways[start + 1] = (so_far + self._miss, start, self._unknown)
            for end in range(start + 1, min(len(text), start + self._longest) + 1):
                piece = self._pieces.get(text[start:end])
                if piece and so_far + piece[0] > ways[end][0]:
                    ways[end] = (so_far + piece[0], start, piece[1])
        numbers, at = [], len(text)
        while at:
            _, at, number = ways[at]
            numbers.append(number)
        return numbers[::-1]


def _may_come(piece: str) -> bool:
    """Latin letters, signs, Chinese, Japanese and Korean; the others would cost 15 MB in each process for nothing."""
    return all(character < "\u0250" or character >= "\u2000" for character in piece)
