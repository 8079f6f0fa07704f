"""What a scenario does, in one sentence, read off its steps: nobody writes it, so it is true."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from conformance.api.document import ABSENT
from conformance.api.methods import LOGON, LOGOUT, PING, START, STATUS, STOP
from conformance.api.samples import UNKNOWN_API_KEY, WRONG_SIGNATURE
from conformance.api.wording import counted, shown
from conformance.scenarios.script import LISTEN_KEY, OTHER_VENUE, Scenario, Step

_VERBS: Final = {
    START.name: "starts a stream",
    STOP.name: "stops",
    PING.name: "pings the stream",
    LOGON.name: "logs on",
    LOGOUT.name: "logs out",
    STATUS.name: "reads the session's status",
}
_KEYS: Final = {
    "$apiKey": "its apiKey",
    "$hmacKey": "its HMAC apiKey",
    "$rsaKey": "its RSA apiKey",
    "$otherCase": "its apiKey in the other case",
    UNKNOWN_API_KEY: "an apiKey of nobody",
}
_LONGEST: Final = 40
_PLAIN_ID: Final = 30
"""Shorter texts are plain ids, of letters, digits and hyphens."""
_MOST: Final = 7
"""How many steps are written at most."""


def sentence_of(scenario: Scenario) -> str:
    """Return what a scenario does: ``Starts a stream; stops.``."""
    parts = [_repeated(text, len([*same])) for text, same in groupby(_phrases(scenario))]
    more = len(parts) - _MOST
    parts = [*parts[:_MOST], f"and {counted(more, 'step')} more"] if more > 1 else parts
    text = "; ".join(parts)
    end = f"; the URL has {scenario.query}" if scenario.query else ""
    return f"{text[:1].upper()}{text[1:]}{end}."


def _repeated(text: str, times: int) -> str:
    return text if times == 1 else f"{text}, {counted(times, 'time')}"


def _phrases(scenario: Scenario) -> Iterator[str]:
    """Yield what each step does, after its connection where there are several."""
    several = len(scenario.connections) > 1
    for step in scenario.steps:
        if step.opens_stream:
            yield _stream(step)
            continue
        place = "the neighbouring venue" if step.connection == OTHER_VENUE else step.connection
        end = "" if step.waits else ", not waiting"
        yield (f"on {place} " if several else "") + _request(step) + end


def _stream(step: Step) -> str:
    key = "the listen key" if step.frame == LISTEN_KEY else "a listen key of nobody"
    return f"listens to the stream with {key}"


def _request(step: Step) -> str:
    """Return what a request does, with what is special about it."""
    if not step.frame:
        return "sends an empty frame"
    is_binary = isinstance(step.frame, bytes)
    text = step.frame.decode() if isinstance(step.frame, bytes) else step.frame
    try:
        members = dict(pairs := json.loads(text.replace("$timestamp", "0"), object_pairs_hook=list))
    except ValueError:
        return "sends a stop that is no JSON"
    twice = len(members) < len(pairs)
    method, params = str(members.get("method")), members.get("params", ABSENT)
    params = dict(params) if _is_members(params) else params
    verb = _VERBS.get(method, f"calls {method}")
    owner = " as another account" if step.account == "other" else ""
    return "".join(
        (
            verb,
            owner,
            _credentials(method, params),
            _extras(params),
            _id(members.get("id", ABSENT)),
            ", a member twice" if twice else "",
            ", the id last" if [*members][-1] == "id" else "",
            ", in a binary frame" if is_binary else "",
        )
    )


def _is_members(value: Any) -> bool:
    """Whether a value is the members of an object; an array holds no pairs here."""
    return isinstance(value, list) and all(isinstance(each, tuple) for each in value)


def _credentials(method: str, params: Any) -> str:
    """Return with which apiKey and signature; nothing where that is the ordinary way."""
    if method == LOGON.name:
        key = params["apiKey"]
        wrong = " with a wrong signature" if params["signature"] == WRONG_SIGNATURE else ""
        return wrong + ("" if key == "$apiKey" else f" with {_key(key)}")
    if method in {LOGOUT.name, STATUS.name} or (method == START.name and _only_key(params)):
        return ""
    if isinstance(params, dict):
        return f" with {_key(params['apiKey'])}" if "apiKey" in params else " without an apiKey"
    return " without params" if params is ABSENT else f" with the params {shown(params, _LONGEST)}"


def _only_key(params: Any) -> bool:
    return bool(params == {"apiKey": "$apiKey"})


def _key(key: Any) -> str:
    """Name an apiKey, by what its template stands for."""
    if isinstance(key, str) and "{apiKey}" in key:
        return "its apiKey and a letter more"
    if isinstance(key, str) and key.strip() != key:
        return "a blank before its apiKey"
    if isinstance(key, list):
        return "its apiKey in an object" if _is_members(key) else "its apiKey in a list"
    known = _KEYS.get(key) if isinstance(key, str) else None
    return known or f"the apiKey {shown(key, _LONGEST)}"


def _extras(params: Any) -> str:
    """Return which params there are besides an apiKey and a signature."""
    if not isinstance(params, dict) or "timestamp" in params:
        return ""
    rest = {name: value for name, value in params.items() if name != "apiKey"}
    if not rest:
        return ""
    named = (f"{name} {_value(value)}".strip() for name, value in rest.items())
    return f", with {', '.join(named)}"


def _value(value: Any) -> str:
    is_template = isinstance(value, str) and (value.startswith("$") or value == WRONG_SIGNATURE)
    return "" if is_template else shown(value, _LONGEST)


def _id(value: Any) -> str:
    """Return which id a request has, where that is no plain name."""
    if value is ABSENT:
        return ", without an id"
    if isinstance(value, str) and value.replace("-", "").isalnum() and 1 < len(value) < _PLAIN_ID:
        return ""
    text = json.dumps(dict(value)) if _is_members(value) else shown(value, _LONGEST)
    return f", id {text}"
