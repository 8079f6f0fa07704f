"""The paths of the reference server: a mutant, choices and a handshake, before the API's path.

``/mutant/NAME/ws-dapi/v1``, ``/choice/NAME=VALUE/…``, ``/handshake/410/…``, in any order. Paths
with one mutant and the same choices are one server, whose accounts have streams of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from typing import Any, Final, get_args, get_type_hints
from urllib.parse import unquote

from conformance.api.venues import COIN_M, STREAM_PATH, Venue
from conformance.contract.clauses import MUTANTS
from conformance.contract.mutant import Mutant
from conformance.reference.choices import Choices, Refusal
from conformance.scenarios.script import OTHER_VENUE

_PREFIX: Final = re.compile(r"/(mutant|choice|handshake)/([^/]+)(?=/)")
_WHOLE: Final = re.compile("-?[0-9]{1,9}")
_STATUS: Final = re.compile("[345][0-9]{2}")
_BY_NAME: Final = {mutant.name: mutant for _, mutant in MUTANTS}
_TYPES: Final[dict[str, Any]] = get_type_hints(Choices)
_REFUSAL: Final = "none, or a status and a code, as 400,-1102"
_BOUNDS: Final = {"indent": (0, 8), "fragments": (1, 100), "limit": (1, 10**9 - 1)}
"""The least and the most of a choice that is a number."""
_MESSAGE: Final = "Refused."
HANDSHAKES: Final = ("slow", "cut", "a status of 300 to 599")
"""What a handshake can be, besides one that succeeds at once."""


class NoRoute(Exception):
    """A path, or a choice, that there is not; the message says what there is."""


@dataclass(frozen=True, slots=True)
class Variation:
    """How a server differs from the ordinary one: a mutant, and choices."""

    mutant: Mutant | None = None
    choices: Choices = field(default_factory=Choices)


@dataclass(frozen=True, slots=True)
class Route:
    """A path taken apart: the server, what becomes of the handshake, and what is at the path's end.

    ``venue`` is empty, or the neighbour; None where ``listen_key`` is of a user data stream.
    """

    variation: Variation
    handshake: str
    venue: str | None
    listen_key: str


def route_of(path: str, ordinary: Variation, venue: Venue = COIN_M) -> Route:
    """Take a path of a venue's server apart; its neighbour is served, too. Raises NoRoute.

    ``ordinary`` is what it is without parts before it.
    """
    variation, handshake, rest = ordinary, "", path
    while match := _PREFIX.match(rest):
        kind, value, rest = match[1], unquote(match[2]), rest[match.end(2) :]
        if kind == "mutant":
            variation = replace(variation, mutant=mutant_named(value))
        elif kind == "choice":
            variation = replace(variation, choices=chosen(value, variation.choices))
        else:
            handshake = _handshake(value)
    venues = {venue.path: "", venue.neighbour.path: OTHER_VENUE}
    if rest in venues:
        return Route(variation, handshake, venues[rest], "")
    if rest.startswith(STREAM_PATH):
        return Route(variation, handshake, None, unquote(rest.removeprefix(STREAM_PATH)))
    raise NoRoute(f"Try {venue.path}")


def mutant_named(name: str) -> Mutant:
    """Return the mutant of a name. Raises NoRoute."""
    if name not in _BY_NAME:
        near = _near(name, [*_BY_NAME])
        raise NoRoute(f"there is no such mutant{near}; see: conformance mutants")
    return _BY_NAME[name]


def chosen(text: str, choices: Choices) -> Choices:
    """Return choices with one made as ``NAME=VALUE`` says. Raises NoRoute."""
    name, _, value = text.partition("=")
    own = name.replace("-", "_")
    if own not in _TYPES:
        raise NoRoute(f"there is no such choice{_near(name, choice_names())}: {choice_names()}")
    try:
        read = _read(_TYPES[own], value)
        least, most = _BOUNDS.get(own, (0, 0))
        if own in _BOUNDS and read is not None and not least <= read <= most:
            _reject(value)
        return replace(choices, **{own: read})
    except ValueError:
        raise NoRoute(f"{name.replace('_', '-')} takes {values_of(own)}") from None


def choice_names() -> list[str]:
    """Return the names of all choices, as they are written in paths and options."""
    return [each.name.replace("_", "-") for each in fields(Choices)]


def values_of(choice: str) -> str:
    """Return in words what a choice may be."""
    kind = _TYPES[choice]
    if kind is bool:
        return "true or false"
    if Refusal in (kind, *get_args(kind)):
        return _REFUSAL if type(None) in get_args(kind) else _REFUSAL.removeprefix("none, or ")
    if choice in _BOUNDS:
        least, most = _BOUNDS[choice]
        return f"{'none or ' * (kind is not int)}a whole number from {least} to {most}"
    return " or ".join(map(str, get_args(kind)))


def _read(kind: Any, value: str) -> Any:
    """Return a choice's value from its text. Raises ValueError."""
    optional = type(None) in get_args(kind)
    if optional and value == "none":
        return None
    if kind is bool:
        return value == "true" if value in {"true", "false"} else _reject(value)
    if Refusal in (kind, *get_args(kind)):
        status, _, code = value.partition(",")
        return Refusal(_whole(status), _whole(code), _MESSAGE)
    if int in (kind, *get_args(kind)):
        return _whole(value)
    return value if value in get_args(kind) else _reject(value)


def _whole(text: str) -> int:
    """Return a number of at most nine digits. Raises ValueError."""
    return int(text) if _WHOLE.fullmatch(text) else _reject(text)


def _reject(value: str) -> Any:
    raise ValueError(value)


def _handshake(value: str) -> str:
    if _STATUS.fullmatch(value) or value in HANDSHAKES[:2]:
        return value
    raise NoRoute(f"a handshake is {', '.join(HANDSHAKES[:2])} or {HANDSHAKES[2]}")


def _near(name: str, names: list[str]) -> str:
    near = get_close_matches(name, names, 1)
    return f" (is it {near[0]}?)" if near else ""
