"""Takes secrets out of transcripts: by value and by field, over JSON strings compared decoded.

A replacement keeps the value's type and length where it can, and each value has its own
(``<listenKey-1>``, ``<listenKey-2>``), so that what was equal stays equal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from conformance.api.samples import UNKNOWN_API_KEY, WRONG_SIGNATURE
from conformance.transcript.frames import Frame, Transcript

_FIELDS: Final = {"apikey": "apiKey", "signature": "signature", "listenkey": "listenKey"}
_PUBLIC: Final = frozenset({"", UNKNOWN_API_KEY, WRONG_SIGNATURE})
_LONG: Final = 8
"""A secret of at least this length is also replaced inside other strings."""
_STRING: Final = r'"(?:[^"\\]|\\.)*(?:"|\\?\Z)'
_TOKEN: Final = re.compile(_STRING, re.DOTALL)
_PAIR: Final = re.compile(rf"({_STRING})\s*:\s*({_STRING})", re.DOTALL)
_KEY_SHAPE: Final = re.compile(r"[A-Za-z0-9]{48,128}")
"""API keys and listen keys have 60 or 64 letters and digits; ids have 36 at most."""
_PLACEHOLDER: Final = re.compile(r"<(?:apiKey|signature|listenKey|secret)-\d+>x*")


class SecretLeft(Exception):
    """A secret is left in something that was to be written; the message does not quote it."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} was not written: a secret is left in it. Please report this")


@dataclass(slots=True)
class Redaction:
    """The secrets of one transcript, and what each is replaced by."""

    replacements: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def learn(self, kind: str, value: str) -> None:
        """Add a secret value, unless it contains a known one; ``kind`` is in its replacement."""
        if value in _PUBLIC or value in self.replacements or _PLACEHOLDER.fullmatch(value):
            return
        if any(len(known) >= _LONG and known in value for known in self.replacements):
            return
        number = self._counts[kind] = self._counts.get(kind, 0) + 1
        self.replacements[value] = f"<{kind}-{number}>".ljust(len(value), "x")

    def learn_fields(self, text: str) -> None:
        """Add the values of every apiKey, signature and listenKey in a text."""
        for name, value in _PAIR.findall(text):
            kind = _FIELDS.get(_decoded(name).lower())
            if kind:
                self.learn(kind, _decoded(value))

    def learn_shapes(self, text: str) -> None:
        """Add the strings in a text that look like a key, whatever member has them."""
        for value in _strings(text):
            if _KEY_SHAPE.fullmatch(value):
                self.learn("secret", value)

    def clean(self, text: str) -> str:
        """Return a text with every secret replaced."""
        if not self.replacements:
            return text
        text = _TOKEN.sub(lambda match: self._clean_token(match[0]), text)
        return self._clean_inside(text)

    def _clean_token(self, token: str) -> str:
        value = _decoded(token)
        cleaned = self.replacements.get(value) or self._clean_inside(value)
        if cleaned == value:
            return token
        written = json.dumps(cleaned)
        return written if token.endswith('"') and len(token) > 1 else written[:-1]

    def _clean_inside(self, text: str) -> str:
        for value, replacement in sorted(self.replacements.items(), key=lambda kv: -len(kv[0])):
            if len(value) >= _LONG:
                text = text.replace(value, replacement)
        return text

    def is_clean(self, text: str) -> bool:
        """Whether no secret is left in a text, written plainly or with JSON escapes."""
        text = _PLACEHOLDER.sub("", text)  # its padding could be what a secret looks like
        long = [value for value in self.replacements if len(value) >= _LONG]
        return not any(value in string for value in long for string in _strings(text))


def _strings(text: str) -> list[str]:
    """Return a text, and every JSON string in it, decoded."""
    return [text, *(_decoded(token) for token in _TOKEN.findall(text))]


def _decoded(token: str) -> str:
    """Return the value of a JSON string; one that was cut off is read as far as it goes."""
    try:
        value = json.loads(token if token.endswith('"') and len(token) > 1 else token + '"')
    except ValueError:
        return token.strip('"')
    return value if isinstance(value, str) else token


def redact(transcript: Transcript, known: Iterable[str] = ()) -> tuple[Transcript, Redaction]:
    """Return a transcript without secrets, and the replacements. Raises SecretLeft.

    ``known`` are secrets of other transcripts, which a server may repeat anywhere.
    """
    redaction, own = _secrets_of(transcript, known), transcript.api_key or ""
    frames = tuple(_redact_frame(frame, redaction) for frame in transcript.frames)
    if not all(redaction.is_clean(text) for text in _texts(frames)):
        raise SecretLeft(f"the recording of {transcript.scenario}")
    return (
        replace(
            transcript,
            frames=frames,
            endpoint=redact_url(transcript.endpoint),
            api_key=redaction.replacements.get(own)
            or (own if _PLACEHOLDER.fullmatch(own) else None),
            ending=replace(transcript.ending, detail=redaction.clean(transcript.ending.detail)),
        ),
        redaction,
    )


def _secrets_of(transcript: Transcript, known: Iterable[str]) -> Redaction:
    """Return the secrets in a transcript, of which some may be known."""
    redaction = Redaction()
    texts = list(_texts(transcript.frames))
    strings = [string for text in texts for string in _strings(text)]
    if transcript.api_key and any(transcript.api_key in string for string in strings):
        redaction.learn("apiKey", transcript.api_key)
    for text in texts:
        redaction.learn_fields(text)
    for value in known:
        if len(value) >= _LONG and any(value in string for string in strings):
            redaction.learn("secret", value)
    for text in texts:
        redaction.learn_shapes(text)
    return redaction


def _texts(frames: Iterable[Frame]) -> Iterator[str]:
    for frame in frames:
        yield frame.data if isinstance(frame.data, str) else frame.data.decode("latin-1")


def _redact_frame(frame: Frame, redaction: Redaction) -> Frame:
    if isinstance(frame.data, str):
        return replace(frame, data=redaction.clean(frame.data))
    return replace(frame, data=redaction.clean(frame.data.decode("latin-1")).encode("latin-1"))


def redact_url(url: str) -> str:
    """Return a URL without user, password and parameters other than returnRateLimits."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    query = [
        (name, value if name == "returnRateLimits" else "<secret>")
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    ]
    return urlunsplit(parts._replace(netloc=host, query=urlencode(query, safe="<>")))
