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
from conformance.transcript.fragments import Fragments
from conformance.transcript.masking import KEY_SHAPE, LONG, PUBLIC
from conformance.transcript.tokens import STRING, decoded, strings

_MOST_INSIDE: Final = 64
"""So many secrets without a key's shape are also replaced inside longer strings."""
PLACEHOLDER: Final = re.compile(r"<(?:apiKey|signature|listenKey|secret)-\d+>x*")
_PADDING: Final = re.compile(r"(<(?:apiKey|signature|listenKey|secret)(?:-\d+)?>)x+")
_ESCAPED: Final = re.compile(r"\\u00([2-7][0-9A-Fa-f])")

_UNREADABLE: Final = '"\\q'
"""The beginning of a JSON string that cannot be read."""


def key_shapes(text: str) -> list[str]:
    """Return what looks like a key in a text; the padding of a replacement does not."""
    return KEY_SHAPE.findall(PLACEHOLDER.sub("\0", text) if "<" in text else text)


def short_placeholders(text: str) -> str:
    """Return a text in which what replaces a secret is no longer as long as the secret was."""
    return _PADDING.sub(r"\1", text)


def may_hide(text: str) -> bool:
    """Whether the escapes of JSON may hide something in a text."""
    return "\\" in text


@dataclass(slots=True)
class Redaction:
    """The secrets of one transcript, and what each is replaced by.

    ``keys`` are the accounts' own. ``words`` are no secrets, nor is what is in them. ``inside`` are
    the secrets that are looked for in longer strings, besides those that have a key's shape;
    ``fragments`` are parts of all. ``taken`` are numbers that a server has used.
    """

    replacements: dict[str, str] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    words: str = ""
    inside: list[str] = field(default_factory=list)
    taken: set[tuple[str, int]] = field(default_factory=set)
    fragments: Fragments = field(init=False)
    _counts: dict[str, int] = field(default_factory=dict)
    _own: Fragments = field(init=False)

    def __post_init__(self) -> None:
        self.fragments = Fragments(self.keys, self.words)
        self._own = Fragments(self.keys, self.words)

    def learn(self, kind: str, value: str) -> None:
        """Add a secret value, unless it contains a known one; ``kind`` is in its replacement."""
        if value in self.replacements or PLACEHOLDER.fullmatch(value):
            return
        if any(value in public for public in PUBLIC):
            return
        if self._is_word(value) or (kind != "listenKey" and self._has_known(value)):
            return
        self.replace(kind, value)
        self.fragments.add(value)
        if not KEY_SHAPE.fullmatch(value) and len(value) >= LONG:
            self.inside = sorted([*self.inside, value][:_MOST_INSIDE], key=len, reverse=True)

    def learn_parts(self, text: str) -> None:
        """Add the parts of secrets that are in a string, as they are written."""
        for part in self.fragments.split(text)[1::2]:
            if part not in self.replacements:
                whole = len(part) in map(len, self.keys) and bool(self._own.spans(part))
                self.replace("apiKey" if whole else "secret", part)

    def replace(self, kind: str, value: str) -> None:
        """Give a value a replacement, with a number that no server has used."""
        number = self._counts.get(kind, 0) + 1
        while (kind, number) in self.taken:
            number += 1
        self._counts[kind] = number
        self.replacements[value] = f"<{kind}-{number}>".ljust(len(value), "x")

    def _is_word(self, value: str) -> bool:
        if len(value) >= LONG:
            return value in self.words
        return f"\0{value}\0" in self.words

    def _has_known(self, value: str) -> bool:
        """Whether a value contains a known secret, and so is no secret of its own."""
        if any(known in value for known in self.inside):
            return True
        if self._own.spans(value):
            # one of the same length is a key itself, in other letters
            return len(value) > max(map(len, self.keys))
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
        whole = any(value in text for value in self.replacements)
        return whole or bool(self.fragments.spans(text))

    def _token(self, token: str) -> str:
        """Return a JSON string, cleaned; what cannot be read stays so."""
        value = decoded(token)
        if value is None:
            plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), token)
            cleaned = self._clean_inside(plain)
            if cleaned == plain:
                return token
            return cleaned if decoded(cleaned) is None else f"{_UNREADABLE}{cleaned[1:]}"
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
        parts = [text]
        for run in dict.fromkeys(key_shapes(text)):
            if run in self.replacements:
                parts = _split(parts, run, self.replacements[run])
        parts = self._without_fragments(parts)
        for value in self.inside:
            if value in text:
                parts = _split(parts, value, self.replacements[value])
        return "".join(parts)

    def _without_fragments(self, parts: list[str]) -> list[str]:
        """Replace parts of secrets in every second of some parts of a text."""
        done: list[str] = []
        for number, part in enumerate(parts):
            pieces = [part] if number % 2 else self.fragments.split(part)
            for place, piece in enumerate(pieces):
                known = self.replacements.get(piece) or "<secret>".ljust(len(piece), "x")
                done.append(known if place % 2 else piece)
        return done

    def clean_value(self, value: Any) -> Any:
        """Return a value as people may see it: a list or an object as words, and not all of it."""
        if isinstance(value, list | dict):
            return Phrase(shown_text(self.clean(json.dumps(value, default=repr))))
        if isinstance(value, Phrase):
            return Phrase(self.clean_string(value))
        return self.clean_string(value) if isinstance(value, str) else value

    def is_clean(self, text: str) -> bool:
        """Whether neither a part of an account's key nor another whole key is left in a text."""
        values = [text, *(value for _, value in strings(text))] if may_hide(text) else [text]
        return not any(self._has_key(value) for value in values)

    def _has_key(self, text: str) -> bool:
        """Whether an account's key or another is in a text; a number's digits are none."""
        runs = (run for run in key_shapes(text) if not run.isdigit())
        plain = PLACEHOLDER.sub("\0", text) if "<" in text else text
        return bool(self._own.spans(plain)) or any(r in self.replacements for r in runs)


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
