"""Masked keys as people read them: short, with their length stated once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_PADDED: Final = re.compile(r"(<[A-Za-z]+-[0-9]+>)(x+)(…?)")
"""What stands for a key: ``<apiKey-1>``, filled up to the key's length."""


def short_masks(text: str) -> str:
    """Return a text in which what stands for a key is not filled up."""
    return _PADDED.sub(r"\1\3", text)


def mask_note(texts: Iterable[str]) -> str:
    """Return a sentence on how long the masked keys of some texts are; empty where none is."""
    lengths: dict[str, set[int]] = {}
    for text in texts:
        for name, filling, cut in _PADDED.findall(text):
            if not cut:
                kind = f"{name.rpartition('-')[0]}-…>"
                lengths.setdefault(kind, set()).add(len(name) + len(filling))
    by_length: dict[str, list[str]] = {}
    for kind, each in lengths.items():
        by_length.setdefault(" or ".join(map(str, sorted(each))), []).append(kind)
    named = (f"{' and '.join(k)} for {n} characters each" for n, k in by_length.items())
    return f"Keys are masked, and numbered: {'; '.join(named)}." if lengths else ""
