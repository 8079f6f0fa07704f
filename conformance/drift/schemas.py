"""Two revisions of the schemas: which answers only one of them accepts, and whether it matters.

Answers are tried that are derived from the schemas' own examples: damage, and what the places that
differ between the revisions name. What they accept is compared as answers of a server would be.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from referencing.exceptions import Unresolvable

from conformance.api import schemas
from conformance.api.document import JsonObject
from conformance.api.methods import STOP
from conformance.api.schemas import SchemaBroken
from conformance.drift.change import Change, Severity
from conformance.drift.compare import compare
from conformance.scenarios.script import ask
from conformance.transcript.damage import damages
from conformance.transcript.frames import Direction, Frame, Transcript

ONLY_NOW = "accepted now, not before"
ONLY_BEFORE = "accepted before, not now"


@dataclass(slots=True)
class Revision:
    """The schemas of one folder; ``unusable`` says of what could not be read why."""

    root: Path
    schemas: dict[str, dict[str, Any]] = field(default_factory=dict)
    unusable: dict[str, str] = field(default_factory=dict)
    validators: dict[str, Any] = field(default_factory=dict)

    def accepts(self, name: str, answer: Any) -> bool:
        """Whether a schema takes an answer. Raises SchemaBroken where a $ref leads nowhere."""
        try:
            return bool(self.validators[name].is_valid(answer))
        except (Unresolvable, RecursionError):
            why = "a $ref in it leads nowhere, or back to itself"
            raise SchemaBroken(name, why, str(self.root)) from None


def is_revision(path: Path) -> bool:
    """Whether a path is a folder of schemas."""
    return path.is_dir() and any(path.glob("*.json")) and not any(path.rglob("*.yaml"))


def read_revision(root: Path) -> Revision:
    """Read a folder of schemas; what cannot be read says why."""
    found = Revision(root)
    for name in schemas.schema_names(root):
        try:
            found.schemas[name] = schemas.read_schema(root, name)
        except SchemaBroken as error:
            found.unusable[name] = str(error)
    found.validators = schemas.validators(found.schemas)
    return found


def compare_revisions(old: Revision, new: Revision) -> JsonObject:
    """Compare what two revisions accept as answers."""
    unusable = {**old.unusable, **new.unusable}
    both = sorted(old.schemas.keys() & new.schemas.keys() - unusable.keys())
    words = _words(old, new)
    changes: list[Change] = []
    for name in filter(_is_answer, both):
        try:
            changes += _changes(name, old, new, words)
        except SchemaBroken as error:
            unusable[name] = str(error)
    return {
        "kind": "schemas",
        "old": {"name": str(old.root), "evidence": [], "recorded": []},
        "new": {"name": str(new.root), "evidence": [], "recorded": []},
        "told": list(_told(old, new, both, changes)),
        "compared": len(set(both) - unusable.keys()),
        "only_old": sorted(old.schemas.keys() - new.schemas.keys() - unusable.keys()),
        "only_new": sorted(new.schemas.keys() - old.schemas.keys() - unusable.keys()),
        "not_compared": [{"scenario": n, "why": why} for n, why in sorted(unusable.items())],
        "changes": [change.as_json() for change in changes],
    }


def _is_answer(name: str) -> bool:
    """Whether a schema describes whole answers; the others are parts of them, or requests."""
    return name == "answer" or name.endswith((".answer", "-answer"))


def _told(old: Revision, new: Revision, both: list[str], changes: list[Change]) -> Iterator[str]:
    """Yield which files differ though no answer tells them apart."""
    differing = [name for name in both if old.schemas[name] != new.schemas[name]]
    requests = [name for name in differing if "request" in name]
    others = [name for name in differing if name not in requests]
    if requests:
        yield f"these differ, and describe requests, which are not compared: {', '.join(requests)}"
    if others and not changes:
        yield (
            "these differ, though no answer that was tried is accepted by one revision alone: "
            f"{', '.join(others)}"
        )


def _changes(name: str, old: Revision, new: Revision, words: dict[str, list[Any]]) -> list[Change]:
    """List what changes from answers that the old revision accepts to those for the new one.

    Of new members in one place one is enough.
    """
    found: dict[tuple[Any, ...], Change] = {}
    seeds = _seeds(name, old, new)
    for seed in seeds:
        tried = [seed, *(other for other in seeds if other is not seed), *_variants(seed, words)]
        before = [old.accepts(name, answer) for answer in tried]
        now = [new.accepts(name, answer) for answer in tried]
        if before[0] != now[0] and not any(now if before[0] else before):
            why = "of its example no variant was found that the other revision accepts"
            raise SchemaBroken(name, why, str((old if before[0] else new).root))
        for change in _of_seed(name, tried, before, now):
            place = change.difference.place
            path = place[:-1] if change.difference.fact == "new" else place
            found.setdefault((change.rule.name, path, change.where), change)
    return list(found.values())


def _of_seed(name: str, tried: list[Any], before: list[bool], now: list[bool]) -> Iterable[Change]:
    """Return the changes between an example, the first of those tried, and its variants.

    An example that only one revision accepts is set beside the nearest that the other accepts.
    """
    seed = tried[0]
    if before[0] and now[0]:
        for answer, was, is_now in zip(tried, before, now, strict=True):
            if was and not is_now:
                yield from _between(name, answer, seed, ONLY_BEFORE)
            elif is_now and not was:
                yield from _between(name, seed, answer, ONLY_NOW)
    elif before[0]:
        others = [_between(name, seed, a, ONLY_BEFORE) for a in itertools.compress(tried, now)]
        yield from min(others, key=_distance, default=[])
    elif now[0]:
        others = [_between(name, a, seed, ONLY_NOW) for a in itertools.compress(tried, before)]
        yield from min(others, key=_distance, default=[])


def _distance(changes: list[Change]) -> tuple[int, bool]:
    """Tell how far two answers are apart: by how many changes, and whether one is breaking."""
    return len(changes), any(change.severity is Severity.BREAKING for change in changes)


def _seeds(name: str, old: Revision, new: Revision) -> list[Any]:
    both = [*old.schemas[name].get("examples", []), *new.schemas[name].get("examples", [])]
    return list({json.dumps(seed, sort_keys=True): seed for seed in both}.values())


def _between(name: str, old: Any, new: Any, where: str) -> list[Change]:
    """List the changes between two answers, as if a server had given them.

    The request has the first one's id.
    """
    scenario = f"{name}.json"
    method = name.removesuffix(".answer") if "." in name else STOP.name
    asked = ask(method, None, json.dumps(old.get("id", 1)))
    found = compare(_said(scenario, asked, old), _said(scenario, asked, new))
    return [Change(scenario, change.rule, change.difference, where) for change in found]


def _said(scenario: str, asked: str, answer: Any) -> Transcript:
    frames = (Frame(Direction.SENT, asked), Frame(Direction.RECEIVED, json.dumps(answer)))
    return Transcript(scenario, frames)


def _variants(seed: Any, words: dict[str, list[Any]]) -> Iterator[Any]:
    """Yield an answer with one thing different in it, in every way that is known."""
    for damaged in damages(json.dumps(seed)):
        document = Frame(Direction.RECEIVED, damaged.data).document
        if isinstance(document.value, dict) and not document.repeated and not document.constants:
            yield document.value
    yield from _with_words(seed, words)


def _with_words(value: Any, words: dict[str, list[Any]]) -> Iterator[Any]:
    """Yield a value with a member of a name that differs set to what a revision says of it."""
    if isinstance(value, dict):
        for name, meant in words.items():
            yield from (value | {name: each} for each in meant)
        for name, inner in value.items():
            yield from (value | {name: changed} for changed in _with_words(inner, words))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            for changed in _with_words(inner, words):
                yield [*value[:place], changed, *value[place + 1 :]]


def _words(old: Revision, new: Revision) -> dict[str, list[Any]]:
    """Return the members whose schemas differ, with values that either revision names for them."""
    ours, theirs = _members(old), _members(new)
    return {
        name: list(_values([*ours.get(name, []), *theirs.get(name, [])]))
        for name in ours.keys() | theirs.keys()
        if ours.get(name) != theirs.get(name)
    }


def _members(revision: Revision) -> dict[str, list[Any]]:
    """Return what a revision says of members, by their names."""
    found: dict[str, list[Any]] = {}

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            properties = node.get("properties")
            for name, inner in properties.items() if isinstance(properties, dict) else ():
                found.setdefault(name, []).append(inner)
            for name in node.get("required", []):
                found.setdefault(name, []).append("required")
            node = list(node.values())
        for inner in node if isinstance(node, list) else ():
            walk(inner)

    for name in filter(lambda name: "request" not in name, revision.schemas):
        walk(revision.schemas[name])
    return found


_SAMPLES = {
    "string": "text",
    "integer": 7,
    "number": 1.5,
    "boolean": True,
    "null": None,
    "object": {},
    "array": [],
}


def _values(said: Iterable[Any]) -> Iterator[Any]:
    """Yield values that what is said of a member is about: its enumeration, types and bounds."""
    yield "text"
    for node in said:
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
