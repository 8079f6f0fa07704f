"""The JSON strings in a text, whether or not it is JSON: each is read once, from left to right."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

STRING: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
"""A JSON string, or the beginning of one up to the end of the text. It never goes back."""

_CONTROL: Final = re.compile(r"[\x00-\x1f]")


def decoded(token: str) -> str | None:
    """Return the value of a JSON string; None where its escapes or controls cannot be read.

    One that was cut off is read as far as it goes.
    """
    is_whole = len(token) > 1 and token.endswith('"')
    if "\\" not in token:
        if not token.isprintable() and _CONTROL.search(token):
            return None
        return token[1:-1] if is_whole else token[1:]
    try:
        value = json.loads(token if is_whole else f'{token}"')
    except ValueError:
        return None
    return value if isinstance(value, str) else None


def strings(text: str) -> Iterator[tuple[str, str]]:
    """Yield every JSON string in a text, after the one that names it, which may be empty.

    Each is decoded where it can be, else as it is written. A name has a colon behind it.
    """
    name, end = "", -1
    for match in STRING.finditer(text):
        value = decoded(match[0])
        value = match[0].strip('"') if value is None else value
        is_named = end >= 0 and text[end : match.start()].strip() == ":"
        yield name if is_named else "", value
        name, end = value, match.end()
