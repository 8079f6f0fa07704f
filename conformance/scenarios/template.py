"""Fills in a step's template: the account's key, the time, a signature, the last listen key."""

from __future__ import annotations

import json
import re
from string import Template
from typing import Any, Final

from conformance.api.credentials import Credentials
from conformance.api.document import read
from conformance.api.signing import sign
from conformance.scenarios.script import LISTEN_KEY
from conformance.transcript.frames import Frame

_LISTEN_KEY: Final = re.compile(r"[!-~]{1,256}")
"""What is taken for a listen key: a documented one has 60 or 64 letters and digits."""


def resolve(
    frame: str | bytes, frames: tuple[Frame, ...], now: int, credentials: Credentials
) -> str | bytes:
    """Return a step's frame with its template filled in, with the keys of its account.

    A key that the account lacks is empty; a signature that it cannot make is left as it is.
    """
    if isinstance(frame, bytes) or "$" not in frame:
        return frame
    values = {
        "apiKey": credentials.api_key or "",
        "otherCase": (credentials.api_key or "").swapcase(),
        "listenKey": last_listen_key(frames),
        "timestamp": str(now),
        "hmacKey": credentials.hmac_api_key or "",
        "rsaKey": credentials.rsa_api_key or "",
    }
    written = {name: json.dumps(value)[1:-1] for name, value in values.items()}
    text = Template(frame).safe_substitute(written)
    if "$signature" not in text or credentials.private_key is None:
        return text
    params: dict[str, Any] = read(text).members["params"]
    return Template(text).safe_substitute(signature=sign(credentials.private_key, params))


def stream_key(frame: str | bytes, frames: tuple[Frame, ...]) -> str:
    """Return the listen key that a step opens a stream with; empty where none came that could."""
    key = last_listen_key(frames) if frame == LISTEN_KEY else str(frame)
    return key if _LISTEN_KEY.fullmatch(key) else ""


def last_listen_key(frames: tuple[Frame, ...]) -> str:
    """Return the listen key that came last; empty where none came."""
    for frame in reversed(frames):
        result = frame.document.members.get("result")
        if isinstance(result, dict) and isinstance(result.get("listenKey"), str):
            return str(result["listenKey"])
    return ""
