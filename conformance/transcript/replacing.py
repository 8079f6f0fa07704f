"""Replaces secrets in texts, each by a value of its own that keeps type and length where it can.

What was equal stays equal, and what was different stays different. It takes time as a text is long.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Final

from conformance.api.document import read
from conformance.api.wording import Phrase, shown_text
from conformance.transcript.masking import KEY_SHAPE, LONG, PUBLIC, places_of_key
from conformance.transcript.tokens import STRING, decoded, strings

_MOST_INSIDE: Final = 64
"""So many secrets without a key's shape are also replaced inside longer strings."""
PLACEHOLDER: Final = re.compile(r"<(?:apiKey|signature|listenKey|secret)-\d+>x*")
_ESCAPED: Final = re.compile(r"\\u00([2-7][0-9A-Fa-f])")


def key_shapes(text: str) -> list[str]:
    """Return what looks like a key in a text; the padding of a replacement does not."""
    return KEY_SHAPE.findall(PLACEHOLDER.sub("\0", text) if "<" in text else text)


def may_hide(text: str) -> bool:
    """Whether the escapes of JSON may hide something in a text."""
    return "\\" in text


@dataclass(slots=True)
class Redaction:
    """The secrets of one transcript, and what each is replaced by.

    ``key`` is the account's own, which is replaced in any case of its letters. ``words`` are no
    secrets, nor is what is in them. ``inside`` are the secrets that are looked for in longer
    strings, besides those that have a key's shape. ``taken`` are numbers that a server has used.
    """

    replacements: dict[str, str] = field(default_factory=dict)
    key: str = ""
    words: str = ""
    inside: list[str] = field(default_factory=list)
    taken: set[tuple[str, int]] = field(default_factory=set)
    _counts: dict[str, int] = field(default_factory=dict)

    def learn(self, kind: str, value: str) -> None:
        """Add a secret value, unless it contains a known one; ``kind`` is in its replacement."""
        if value in self.replacements or PLACEHOLDER.fullmatch(value):
            return
        if any(value in public for public in PUBLIC):
            return
        if self._is_word(value) or (kind != "listenKey" and self._has_known(value)):
            return
        number = self._counts.get(kind, 0) + 1
        while (kind, number) in self.taken:
            number += 1
        self._counts[kind] = number
        self.replacements[value] = f"<{kind}-{number}>".ljust(len(value), "x")
        is_key = value == self.key or KEY_SHAPE.fullmatch(value)
        if not is_key and len(value) >= LONG and len(self.inside) < _MOST_INSIDE:
            self.inside.append(value)
            self.inside.sort(key=len, reverse=True)

    def _is_word(self, value: str) -> bool:
        if len(value) >= LONG:
            return value in self.words
        return f"\0{value}\0" in self.words

    def _has_known(self, value: str) -> bool:
        """Whether a value contains a known secret, and so is no secret of its own."""
        if any(known in value for known in self.inside):
            return True
        if value != self.key and places_of_key(value, self.key):
            return len(value) > len(self.key)  # of the same length, it is the key in other letters
        return any(run in self.replacements for run in key_shapes(value))

    def clean(self, text: str) -> str:
        """Return a frame's text with every secret replaced in its JSON strings.

        Where it is no JSON, what is between them is cleaned as well. JSON stays JSON, and what is
        none becomes none.
        """
        if not self._may_have_any(text):
            return text
        is_json = read(text).error is None
        end, parts = 0, []
        for match in STRING.finditer(text):
            between = text[end : match.start()]
            parts += [between if is_json else self._clean_inside(between), self._token(match[0])]
            end = match.end()
        if not end and not is_json:
            return self.clean_string(text)
        return "".join([*parts, text[end:] if is_json else self._clean_inside(text[end:])])

    def _may_have_any(self, text: str) -> bool:
        """Whether some secret may be in a text: a quick answer, which is sure only if it is no."""
        if may_hide(text) or len(self.replacements) > _MOST_INSIDE:
            return bool(self.replacements)
        return any(value in text for value in self.replacements) or bool(
            places_of_key(text, self.key)
        )

    def _token(self, token: str) -> str:
        """Return a JSON string, cleaned; what cannot be read stays so."""
        value = decoded(token)
        if value is None:
            plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), token)
            cleaned = self._clean_inside(plain)
            return token if cleaned == plain else cleaned
        cleaned = self.clean_string(value)
        if cleaned == value:
            return token
        end = '"' if len(token) > 1 and token.endswith('"') else ""
        written = json.dumps(cleaned)[1:-1] if "\\" in token else cleaned
        return f'"{written}{end}'

    def clean_string(self, text: str) -> str:
        """Return a string with the secret that it is, or those that it has in it, replaced."""
        return self.replacements.get(text) or self._clean_inside(text)

    def _clean_inside(self, text: str) -> str:
        """Replace secrets in a string; what is put in is not looked at again."""
        if len(text) < LONG:
            return text
        runs = [run for run in key_shapes(text) if run in self.replacements]
        parts, others = [text], [value for value in self.inside if value in text]
        for value in (*dict.fromkeys(runs), *(v for v in others if len(v) >= len(self.key))):
            parts = _split(parts, value, self.replacements[value])
        parts = self._without_key(parts)
        for value in (v for v in others if len(v) < len(self.key)):
            parts = _split(parts, value, self.replacements[value])
        return "".join(parts)

    def _without_key(self, parts: list[str]) -> list[str]:
        """Replace the account's key in every second of some parts, in each case of its letters."""
        done: list[str] = []
        for number, part in enumerate(parts):
            end = 0
            for place in () if number % 2 else places_of_key(part, self.key):
                key = part[place : place + len(self.key)]
                instead = self.replacements.get(key) or "<apiKey>".ljust(len(key), "x")
                done += [part[end:place], instead]
                end = place + len(key)
            done.append(part[end:])
        return done

    def clean_value(self, value: Any) -> Any:
        """Return a value as people may see it: a list or an object as words, and not all of it."""
        if isinstance(value, list | dict):
            return Phrase(shown_text(self.clean(json.dumps(value, default=repr))))
        if isinstance(value, Phrase):
            return Phrase(self.clean_string(value))
        return self.clean_string(value) if isinstance(value, str) else value

    def is_clean(self, text: str) -> bool:
        """Whether neither the account's key nor a secret with a key's shape is left in a text."""
        values = [text, *(value for _, value in strings(text))] if may_hide(text) else [text]
        return not any(self._has_key(value) for value in values)

    def _has_key(self, text: str) -> bool:
        """Whether the account's key or another is in a text; a number's digits are none."""
        runs = (run for run in key_shapes(text) if not run.isdigit())
        return bool(places_of_key(text, self.key)) or any(r in self.replacements for r in runs)


def _split(parts: list[str], value: str, replacement: str) -> list[str]:
    """Replace a value in every second of some parts, so that replacements stay between them."""
    done: list[str] = []
    for place, part in enumerate(parts):
        if place % 2:
            done.append(part)
            continue
        first, *rest = part.split(value)
        done.append(first)
        for each in rest:
            done += [replacement, each]
    return done
