"""Takes secrets out of transcripts: by value and by field, over JSON strings compared decoded.

It is for what is shown and written: what is judged is never redacted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Final

from conformance.api.document import read
from conformance.api.vocabulary import vocabulary
from conformance.transcript.events import without_contents
from conformance.transcript.fragments import PART, Fragments
from conformance.transcript.frames import Frame, Opcode, Transcript
from conformance.transcript.masking import KEY_SHAPE, LONG, masked, redact_url
from conformance.transcript.replacing import PLACEHOLDER, Redaction, key_shapes, may_hide
from conformance.transcript.tokens import strings

_FIELDS: Final = {"apikey": "apiKey", "signature": "signature", "listenkey": "listenKey"}
_FIELD: Final = re.compile(rf'"({"|".join(_FIELDS)})"\s*+:\s*+"([^"]*+)', re.IGNORECASE)
"""A member whose value is a secret, in a text without escapes."""
_STEM: Final = re.compile(r"<(apiKey|signature|listenKey|secret)-(\d{1,9})>")
_MOST_KNOWN: Final = 64
"""Of so many secrets of other transcripts parts are looked for, and those without a key's shape."""


class SecretLeft(Exception):
    """A secret is left in something that was to be written; the message does not quote it."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} was not written: a secret is left in it. Please report this")


def redact(
    transcript: Transcript, known: Collection[str] = (), keys: Collection[str] = ()
) -> tuple[Transcript, Redaction]:
    """Return a transcript without secrets, and the replacements. Raises SecretLeft.

    ``known`` are secrets of other transcripts, which a server may repeat anywhere, and ``keys`` the
    API keys of every account. Of a stream's events only types, times and shapes are left.
    """
    own = transcript.api_key or ""
    keys = tuple(dict.fromkeys(k for k in (own, *transcript.keys.values(), *keys) if k))
    redaction = _secrets_of(transcript, known, tuple(k for k in keys if not _is_replaced(k)))
    cleaned = tuple(_redact_frame(frame, redaction) for frame in transcript.frames)
    frames = without_contents(cleaned)
    if not all(redaction.is_clean(text) for text in _texts(frames)):
        raise SecretLeft(f"the recording of {transcript.scenario}")
    detail = masked(redaction.clean_string(transcript.ending.detail), keys)
    return (
        replace(
            transcript,
            frames=frames,
            endpoint=redact_url(transcript.endpoint),
            api_key=_replaced(own, redaction),
            keys={
                role: replaced
                for role, key in transcript.keys.items()
                if (replaced := _replaced(key, redaction))
            },
            ending=replace(transcript.ending, detail=detail),
        ),
        redaction,
    )


def _is_replaced(key: str) -> bool:
    return PLACEHOLDER.fullmatch(key) is not None


def _replaced(key: str, redaction: Redaction) -> str | None:
    """Return what an account's key is replaced by; None where it is in no frame."""
    return redaction.replacements.get(key) or (key if _is_replaced(key) else None)


def _secrets_of(transcript: Transcript, known: Collection[str], keys: tuple[str, ...]) -> Redaction:
    """Return the secrets in a transcript, of which some may be known."""
    texts = [*_texts(transcript.frames)]
    taken = {(kind, int(n)) for text in texts for kind, n in _STEM.findall(text)}
    redaction = Redaction(keys=keys, words=_words(transcript, keys), taken=taken)
    _learn_parts(redaction, texts)
    learn_fields(redaction, *texts)
    lasting = dict.fromkeys(value for value in known if len(value) >= LONG)
    for secret in [*lasting][-_MOST_KNOWN:]:
        redaction.fragments.add(secret)
    for text in texts if lasting else ():
        _learn_known(redaction, text, lasting)
    for opening in (f for f in transcript.frames if f.opcode is Opcode.OPEN):
        redaction.learn("listenKey", str(opening.data))
    for text in texts:
        _learn_shapes(redaction, text)
    _learn_parts(redaction, texts)
    return redaction


def _words(transcript: Transcript, keys: tuple[str, ...]) -> str:
    """Return what is no secret, with a NUL around each: the API's words, and the client's own.

    A client's own words are the strings that it sent, but for keys and signatures.
    """
    account = Fragments(keys)
    own = {
        value
        for text in _texts(f for f in transcript.sent if f.opcode is not Opcode.OPEN)
        for name, value in strings(text)
        if name.lower() not in _FIELDS and not KEY_SHAPE.search(value) and not account.spans(value)
    }
    return "\0".join(["", *sorted(vocabulary() | own), ""])


def _values(text: str, *secrets: str) -> Iterator[str]:
    """Yield a text, and each of its JSON strings, if these may have a secret that is not plain."""
    yield text
    if may_hide(text) or any(secret in text for secret in secrets):
        yield from (value for _, value in strings(text))


def _learn_parts(redaction: Redaction, texts: Iterable[str]) -> None:
    """Add each part of a known secret, as it is written; first the accounts' keys as they are."""
    keys, values = redaction.keys, (value for text in texts for value in _values(text))
    is_short = any(len(key) < PART for key in keys)
    spans = [value for value in values if redaction.fragments.spans(value) or is_short]
    for key in keys:
        if any(key in value for value in spans):
            redaction.learn("apiKey", key)
    for value in spans:
        redaction.learn_parts(value)


def learn_fields(redaction: Redaction, *texts: str) -> None:
    """Add the values of every apiKey, signature and listenKey in some texts."""
    for text in texts:
        for name, value in strings(text) if may_hide(text) else _FIELD.findall(text):
            if kind := _FIELDS.get(name.lower()):
                redaction.learn(kind, value)


def _learn_known(redaction: Redaction, text: str, known: Collection[str]) -> None:
    """Add what a text has of secrets that are known from elsewhere."""
    others = [value for value in known if not KEY_SHAPE.fullmatch(value)][-_MOST_KNOWN:]
    for value in _values(text, *others):
        runs = key_shapes(value)
        for secret in (*runs, *others):
            if secret in known and secret in value:
                redaction.learn("secret", secret)


def _learn_shapes(redaction: Redaction, text: str) -> None:
    """Add what looks like a key in the strings of a text, or anywhere where it is no JSON."""
    if not may_hide(text) and not KEY_SHAPE.search(text):
        return
    values = [value for _, value in strings(text)]
    for value in values if read(text).error is None else (text, *values):
        if value not in redaction.replacements:
            for run in key_shapes(value):
                redaction.learn("secret", run)


def _texts(frames: Iterable[Frame]) -> Iterator[str]:
    for frame in frames:
        yield frame.data if isinstance(frame.data, str) else frame.data.decode("latin-1")
        if frame.method is not None:
            yield frame.method


def _redact_frame(frame: Frame, redaction: Redaction) -> Frame:
    method = frame.method and redaction.clean_string(frame.method)
    if isinstance(frame.data, str):
        return replace(frame, data=redaction.clean(frame.data), method=method)
    data = redaction.clean(frame.data.decode("latin-1")).encode("latin-1")
    return replace(frame, data=data, method=method)
