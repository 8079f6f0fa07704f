"""Candidate answers: schemas' examples, each with one thing different in it.

It knows schemas as plain JSON, and nothing of which answers they accept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from conformance.transcript.damage import damages
from conformance.transcript.frames import Direction, Frame

Schemas = Mapping[str, Mapping[str, Any]]
"""The schemas of one revision, as JSON, by name."""


def examples(name: str, old: Schemas, new: Schemas) -> list[Any]:
    """List the examples that either revision's schema of a name has, each once."""
    both = [*old[name].get("examples", []), *new[name].get("examples", [])]
    return list({json.dumps(example, sort_keys=True): example for example in both}.values())


def variants(example: Any, values: Mapping[str, list[Any]]) -> Iterator[Any]:
    """Yield an answer with one thing different in it, in every way that is known.

    ``values`` gives members by name the values to set, as `values_of_changed_members` returns them.
    """
    for damaged in damages(json.dumps(example)):
        document = Frame(Direction.RECEIVED, damaged.data).document
        if isinstance(document.value, dict) and not document.repeated and not document.constants:
            yield document.value
    yield from _with_values(example, values)


def _with_values(answer: Any, values: Mapping[str, list[Any]]) -> Iterator[Any]:
    """Yield a JSON value with one member, at any depth, set to one of its values."""
    if isinstance(answer, dict):
        for name, candidates in values.items():
            yield from (answer | {name: candidate} for candidate in candidates)
        for name, inner in answer.items():
            yield from (answer | {name: changed} for changed in _with_values(inner, values))
    elif isinstance(answer, list):
        for place, inner in enumerate(answer):
            for changed in _with_values(inner, values):
                yield [*answer[:place], changed, *answer[place + 1 :]]


def values_of_changed_members(old: Schemas, new: Schemas) -> dict[str, list[Any]]:
    """Return the members whose schemas differ, with values that either revision names for them."""
    before, now = _members(old), _members(new)
    return {
        name: list(_values([*before.get(name, []), *now.get(name, [])]))
        for name in before.keys() | now.keys()
        if before.get(name) != now.get(name)
    }


def _members(schemas: Schemas) -> dict[str, list[Any]]:
    """Return the schemas that a revision has for members, by the members' names.

    A list has the text ``required``, too, as often as a member is that.
    """
    members: dict[str, list[Any]] = {}

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            properties = node.get("properties")
            for name, inner in properties.items() if isinstance(properties, dict) else ():
                members.setdefault(name, []).append(inner)
            for name in node.get("required", []):
                members.setdefault(name, []).append("required")
            node = list(node.values())
        for inner in node if isinstance(node, list) else ():
            walk(inner)

    for name in filter(lambda name: "request" not in name, schemas):
        walk(schemas[name])
    return members


_SAMPLES = {
    "string": "text",
    "integer": 7,
    "number": 1.5,
    "boolean": True,
    "null": None,
    "object": {},
    "array": [],
}


def _values(schemas: Iterable[Any]) -> Iterator[Any]:
    """Yield values for a member from its schemas: enumerated, of its types, around its bounds."""
    yield "text"
    for node in schemas:
        if not isinstance(node, dict):
            continue
        yield from node.get("enum", [])
        yield from [node["const"]] if "const" in node else []
        kinds = node.get("type", [])
        yield from (_SAMPLES[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))
        for bound in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
            yield from (node[bound] + step for step in (-1, 0, 1) if bound in node)
        for length in ("minLength", "maxLength"):
            yield from ("x" * max(0, node[length] + step) for step in (-1, 0, 1) if length in node)
