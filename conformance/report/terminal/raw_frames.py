"""A shell command that sends a scenario's frames without this suite: websocat, from one line each.

Keys are variables of the environment. What a command cannot send has none: a signature, which holds
for seconds; several connections at once; what is no line of text.
"""

from __future__ import annotations

import re
from shlex import quote
from typing import Final

from conformance.transcript.frames import Direction, EvidenceClass, Frame, Opcode, Transcript
from conformance.transcript.masking import redact_url
from conformance.transcript.replacing import PLACEHOLDER

_VARIABLES: Final = {
    "hmacKey": "BINANCE_HMAC_API_KEY",
    "rsaKey": "BINANCE_RSA_API_KEY",
    "otherKey": "BINANCE_OTHER_API_KEY",
}
_OWN_VARIABLE: Final = "BINANCE_API_KEY"
_WAIT: Final = 3
"""How long answers are waited for, in s, before the input ends and so the connection."""
_NOWHERE: Final = {EvidenceClass.DOCUMENTATION, EvidenceClass.REFERENCE}
"""Nothing listens where these are from."""
_LONGEST: Final = 1000
"""A longer command is of no use to people. In characters."""
_LINE: Final = re.compile(r"[ -~]+")


def raw_command(transcript: Transcript, last: int | None = None) -> str:
    """Return a command that sends what was sent up to one of the frames; empty where none can.

    ``last`` is the frame's index; None for all.
    """
    end = None if last is None else last + 1
    frames = [f for f in transcript.frames[:end] if f.direction is Direction.SENT]
    lines = [_line(frame, transcript) for frame in frames]
    url = transcript.endpoint
    if transcript.evidence_class in _NOWHERE or url != redact_url(url) or "<" in url:
        return ""
    if not url or not lines or not all(lines) or len({frame.connection for frame in frames}) > 1:
        return ""
    sent = " ".join(lines)
    command = f"(printf '%s\\n' {sent}; sleep {_WAIT}) | websocat {quote(url)}"
    return command if len(command) <= _LONGEST else ""


def _line(frame: Frame, transcript: Transcript) -> str:
    """Return a frame as a word of the shell; empty where it cannot be one."""
    text = frame.data
    if frame.opcode is not Opcode.TEXT or not isinstance(text, str) or not _LINE.fullmatch(text):
        return ""
    if '"signature"' in text or '"timestamp"' in text:
        return ""
    word = quote(text)
    for key, variable in _variables(transcript).items():
        word = word.replace(key, f"'\"${variable}\"'")
    return "" if PLACEHOLDER.search(word) else word


def _variables(transcript: Transcript) -> dict[str, str]:
    """Return the variables of the environment for the keys in a transcript."""
    own = {transcript.api_key: _OWN_VARIABLE} if transcript.api_key else {}
    roles = transcript.keys.items()
    return own | {key: _VARIABLES[role] for role, key in roles if role in _VARIABLES}
