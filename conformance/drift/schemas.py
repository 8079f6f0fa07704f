"""Two revisions of the schemas: which answers only one of them accepts, and whether it matters.

Both revisions get candidate answers, which `candidates` derives from the schemas' own examples. An
answer that only one revision accepts is compared with one that the other accepts, as answers of a
server would be.
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
from conformance.drift.candidates import examples, values_of_changed_members, variants
from conformance.drift.change import Change, Severity
from conformance.drift.compare import compare_transcripts
from conformance.scenarios.script import ask
from conformance.transcript.frames import Direction, Frame, Transcript

ONLY_NOW = "accepted now, not before"
ONLY_BEFORE = "accepted before, not now"
ASYNCAPI = "asyncapi.yaml"
"""What stands beside the schemas and is no recording."""


@dataclass(slots=True)
class Revision:
    """The schemas of one folder; ``unusable`` holds, by name, why a schema could not be read."""

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
    recordings = (each for each in path.rglob("*.yaml") if each.name != ASYNCAPI)
    return path.is_dir() and any(path.glob("*.json")) and not any(recordings)


def read_revision(root: Path) -> Revision:
    """Read a folder of schemas; those that cannot be read are in ``unusable``."""
    revision = Revision(root)
    for name in schemas.schema_names(root):
        try:
            revision.schemas[name] = schemas.read_schema(root, name)
        except SchemaBroken as error:
            revision.unusable[name] = str(error)
    revision.validators = schemas.validators(revision.schemas)
    return revision


def compare_revisions(old: Revision, new: Revision) -> JsonObject:
    """Compare what two revisions accept as answers; `schemas/drift.json` describes the result."""
    unusable = {**old.unusable, **new.unusable}
    both = sorted(old.schemas.keys() & new.schemas.keys() - unusable.keys())
    values = values_of_changed_members(old.schemas, new.schemas)
    changes: list[Change] = []
    for name in filter(_is_answer, both):
        try:
            changes += _changes(name, old, new, values)
        except SchemaBroken as error:
            unusable[name] = str(error)
    return {
        "kind": "schemas",
        "old": {"name": str(old.root), "evidence": [], "recorded": []},
        "new": {"name": str(new.root), "evidence": [], "recorded": []},
        "told": list(_notes(old, new, both, changes)),
        "compared": len(set(both) - unusable.keys()),
        "only_old": sorted(old.schemas.keys() - new.schemas.keys() - unusable.keys()),
        "only_new": sorted(new.schemas.keys() - old.schemas.keys() - unusable.keys()),
        "not_compared": [{"scenario": n, "why": why} for n, why in sorted(unusable.items())],
        "changes": [change.as_json() for change in changes],
    }


def _is_answer(name: str) -> bool:
    """Whether a schema describes whole answers; the others are parts of them, or requests."""
    return name == "answer" or name.endswith((".answer", "-answer"))


def _notes(old: Revision, new: Revision, both: list[str], changes: list[Change]) -> Iterator[str]:
    """Yield a sentence for requests that differ, and one for answers that differ without effect."""
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


def _changes(name: str, old: Revision, new: Revision, values: dict[str, list[Any]]) -> list[Change]:
    """List the changes from answers of the old revision to those of the new one.

    Of several new members in one place, the first is listed. Raises SchemaBroken where an example
    is accepted by one revision and nothing like it by the other.
    """
    changes: dict[tuple[Any, ...], Change] = {}
    every_example = examples(name, old.schemas, new.schemas)
    for example in every_example:
        others = (other for other in every_example if other is not example)
        answers = [example, *others, *variants(example, values)]
        before = [old.accepts(name, answer) for answer in answers]
        now = [new.accepts(name, answer) for answer in answers]
        if before[0] != now[0] and not any(now if before[0] else before):
            why = "of its example no variant was found that the other revision accepts"
            raise SchemaBroken(name, why, str((old if before[0] else new).root))
        for change in _of_example(name, answers, before, now):
            place = change.difference.place
            path = place[:-1] if change.difference.fact == "new" else place
            changes.setdefault((change.rule.name, path, change.where), change)
    return list(changes.values())


def _of_example(
    name: str, answers: list[Any], before: list[bool], now: list[bool]
) -> Iterable[Change]:
    """Return the changes between an example, the first of the answers, and the others.

    ``before`` and ``now`` are whether the old and the new revision accept each answer. An
    example that only one revision accepts is compared with the nearest that the other accepts.
    """
    example = answers[0]
    if before[0] and now[0]:
        for answer, was, is_now in zip(answers, before, now, strict=True):
            if was and not is_now:
                yield from _between(name, answer, example, ONLY_BEFORE)
            elif is_now and not was:
                yield from _between(name, example, answer, ONLY_NOW)
    elif before[0]:
        others = [_between(name, example, a, ONLY_BEFORE) for a in itertools.compress(answers, now)]
        yield from min(others, key=_distance, default=[])
    elif now[0]:
        others = [_between(name, a, example, ONLY_NOW) for a in itertools.compress(answers, before)]
        yield from min(others, key=_distance, default=[])


def _distance(changes: list[Change]) -> tuple[int, bool]:
    """Return how far apart two answers are: how many changes, and whether one is breaking."""
    return len(changes), any(change.severity is Severity.BREAKING for change in changes)


def _between(name: str, old: Any, new: Any, where: str) -> list[Change]:
    """List the changes between two answers, as if a server had sent them.

    Both answer one request, which has the old answer's id.
    """
    scenario = f"{name}.json"
    method = name.removesuffix(".answer") if "." in name else STOP.name
    request_text = ask(method, None, json.dumps(old.get("id", 1)))
    before, now = (_transcript(scenario, request_text, answer) for answer in (old, new))
    changes = compare_transcripts(before, now)
    return [Change(scenario, change.rule, change.difference, where) for change in changes]


def _transcript(scenario: str, request_text: str, answer: Any) -> Transcript:
    frames = (Frame(Direction.SENT, request_text), Frame(Direction.RECEIVED, json.dumps(answer)))
    return Transcript(scenario, frames)
