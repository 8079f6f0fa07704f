"""Fills in a step's template: the account's key, the time, a signature, the last listen key."""

from __future__ import annotations

import json
from string import Template
from typing import Any

from conformance.api.credentials import Credentials
from conformance.api.document import read
from conformance.api.signing import sign
from conformance.transcript.frames import Frame


def resolve(
    frame: str | bytes, frames: tuple[Frame, ...], now: int, credentials: Credentials
) -> str | bytes:
    """Return a step's frame with its template filled in.

    A key that the account lacks is empty; a signature that it cannot make is left as it is.
    """
    if isinstance(frame, bytes) or "$" not in frame:
        return frame
    values = {
        "apiKey": credentials.api_key or "",
        "otherCase": (credentials.api_key or "").swapcase(),
        "listenKey": last_listen_key(frames),
        "timestamp": str(now),
    }
    written = {name: json.dumps(value)[1:-1] for name, value in values.items()}
    text = Template(frame).safe_substitute(written)
    if "$signature" not in text or credentials.private_key is None:
        return text
    params: dict[str, Any] = read(text).members["params"]
    return Template(text).safe_substitute(signature=sign(credentials.private_key, params))


def last_listen_key(frames: tuple[Frame, ...]) -> str:
    """Return the listen key that came last; empty where none came."""
    for frame in reversed(frames):
        result = frame.document.members.get("result")
        if isinstance(result, dict) and isinstance(result.get("listenKey"), str):
            return str(result["listenKey"])
    return ""
