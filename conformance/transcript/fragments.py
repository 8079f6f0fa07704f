"""Finds parts of secrets in a text: so many characters in a row, in any case of their letters.

A text is looked at in steps, so it takes time as the text is long, however many secrets there are.
"""

from __future__ import annotations

import string
from collections.abc import Iterable
from typing import Final

PART: Final = 12
"""So many characters of a secret in a row are a part of it; fewer say little."""
_PIECE: Final = 6
_STEP: Final = PART - _PIECE + 1
"""Every part has a whole piece at some multiple of this."""
_LONGEST: Final = 256
_MOST: Final = 200
"""Of so many secrets of at most this length parts are looked for."""
_LOWER: Final = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def in_lower_case(text: str) -> str:
    """Return a text with its ASCII letters in lower case; it stays as long as it is."""
    return text.translate(_LOWER)


class Fragments:
    """The parts of some secrets, but for those that are in ``words``, which are none."""

    def __init__(self, secrets: Iterable[str] = (), words: str = "") -> None:
        self.words = in_lower_case(words)
        self.parts: set[str] = set()
        self.pieces: set[str] = set()
        self.count = 0
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        """Look for parts of one more secret, unless it is shorter than a part."""
        if self.count >= _MOST or not PART <= len(secret) <= _LONGEST:
            return
        self.count += 1
        lower = in_lower_case(secret)
        parts = {lower[i : i + PART] for i in range(len(lower) - PART + 1)}
        self.parts |= {part for part in parts if part not in self.words}
        self.pieces |= {lower[i : i + _PIECE] for i in range(len(lower) - _PIECE + 1)}

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where parts of secrets are, each as long as it can be: begin and end."""
        spans: list[tuple[int, int]] = []
        if not self.parts or len(text) < PART:
            return spans
        lower, pieces, end = in_lower_case(text), self.pieces, 0
        for place in range(0, len(lower) - _PIECE + 1, _STEP):
            if place >= end and lower[place : place + _PIECE] in pieces:
                begin = self._begin(lower, max(end, place - _STEP + 1), place)
                if begin is not None:
                    end = self._end(lower, begin)
                    spans.append((begin, end))
        return spans

    def split(self, text: str) -> list[str]:
        """Return a text in pieces, of which every second is a part of a secret."""
        pieces, last = [], 0
        for begin, end in self.spans(text):
            pieces += [text[last:begin], text[begin:end]]
            last = end
        return [*pieces, text[last:]]

    def replaced(self, text: str, instead: str) -> str:
        """Return a text with the same in the place of each part of a secret."""
        return instead.join(self.split(text)[::2])

    def _begin(self, lower: str, first: int, last: int) -> int | None:
        """Return where a part begins, between two places."""
        places = range(first, last + 1)
        return next((each for each in places if lower[each : each + PART] in self.parts), None)

    def _end(self, lower: str, begin: int) -> int:
        """Return where the parts end that follow one another from a place."""
        end = begin + PART
        while lower[end - PART + 1 : end + 1] in self.parts and end < len(lower):
            end += 1
        return end
