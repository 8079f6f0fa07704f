"""The cassettes by evidence class and scenario; whether one is of what is asked today."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from conformance.api.bad_input import BadInput
from conformance.api.credentials import Credentials
from conformance.api.document import ABSENT
from conformance.evidence.recordings.reader import Cassette, load_cassette
from conformance.files import folder
from conformance.scenarios.script import PROBE, Scenario
from conformance.scenarios.template import resolve
from conformance.transcript.frames import EvidenceClass, Frame, Transcript

BEST_FIRST: Final = (EvidenceClass.TESTNET, EvidenceClass.REFERENCE)
"""Which evidence counts offline where there is more than one class of it."""


class RequestMissing(BadInput):
    """A cassette lacks a frame that the scenario sends; names the nearest one that it has."""

    def __init__(self, scenario: Scenario, evidence: EvidenceClass, asked: Any, near: str) -> None:
        super().__init__(
            f"cassettes/{evidence}/{scenario.name}.yaml has no frame {_short(asked)}. {near} "
            f"Record it: pytest --live --target {evidence} --record-mode=new_episodes "
            f"-k '{scenario.name}'"
        )


def _short(data: Any, limit: int = 200) -> str:
    text = data if isinstance(data, str) else repr(data)
    return text if len(text) <= limit else f"{text[:limit]}…"


@dataclass(frozen=True)
class Archive:
    """A folder of cassettes: ``<evidence class>/<scenario>.yaml``."""

    root: Path

    def path(self, evidence: EvidenceClass, scenario: str) -> Path:
        """Return where a cassette is, or would be."""
        return self.root / evidence.value / f"{scenario}.yaml"

    @cached_property
    def _present(self) -> dict[EvidenceClass, frozenset[str]]:
        return {
            evidence: frozenset(path.stem for path in (self.root / evidence.value).glob("*.yaml"))
            for evidence in EvidenceClass
        }

    def names(self, evidence: EvidenceClass) -> tuple[str, ...]:
        """Name the recordings of an evidence class."""
        return tuple(sorted(self._present[evidence]))

    def remove(self, evidence: EvidenceClass, name: str) -> None:
        """Remove a recording."""
        self.path(evidence, name).unlink()
        self.__dict__.pop("_present", None)  # what was there before is known no more

    def best(self, scenario: Scenario) -> EvidenceClass:
        """Return the best evidence class that has a recording; ``reference`` where none has."""
        found = (e for e in BEST_FIRST if scenario.name in self._present[e])
        return next(found, EvidenceClass.REFERENCE)

    def load_cassette(self, scenario: Scenario, evidence: EvidenceClass) -> Cassette:
        """Load a scenario's recording. Raises CassetteBroken and RequestMissing."""
        cassette = load_cassette(self.path(evidence, scenario.name))
        check_requests(scenario, cassette.transcript)
        return cassette


def archive() -> Archive:
    """Return the archive that ships with the package, or lies in the checkout."""
    return Archive(folder("cassettes"))


def check_requests(scenario: Scenario, transcript: Transcript) -> None:
    """Check that a recording is of the frames that a scenario sends. Raises RequestMissing.

    Timestamps and signatures are no part of the match; nor is what was asked after a silence.
    """
    if _query(transcript.endpoint) != scenario.query:
        where = f"on a connection with the query {scenario.query!r}"
        raise RequestMissing(scenario, transcript.evidence_class, where, "")
    sent = transcript.sent
    if transcript.ending.kind == "silent" and sent and sent[-1].data == PROBE:
        sent = sent[:-1]
    for place, step in enumerate(scenario.steps):
        if place >= len(sent) and transcript.ending.kind != "complete":
            return
        asked = _asked(step.frame, sent[place] if place < len(sent) else None, transcript)
        if place >= len(sent) or not _matches(asked, sent[place].data):
            near = nearest(asked, sent)
            raise RequestMissing(scenario, transcript.evidence_class, asked, near)
    if len(sent) > len(scenario.steps):
        extra = sent[len(scenario.steps)].data
        near = f"It has one that the scenario does not send: {_short(extra)}."
        raise RequestMissing(scenario, transcript.evidence_class, "beyond the last one sent", near)


def _query(endpoint: str) -> str:
    return endpoint.partition("?")[2]


def _asked(template: str | bytes, sent: Frame | None, transcript: Transcript) -> str | bytes:
    """Return what a step sends, with timestamp, signature and the key in other case left open."""
    before = transcript.frames[: transcript.frames.index(sent)] if sent else transcript.frames
    if isinstance(template, bytes):
        return template
    kept = template.replace("$timestamp", "$$timestamp").replace("$otherCase", "$$otherCase")
    return resolve(kept, before, 0, Credentials(transcript.api_key))


def _matches(asked: str | bytes, got: str | bytes) -> bool:
    if isinstance(asked, bytes) or isinstance(got, bytes):
        return asked == got
    pattern = re.escape(asked).replace(r"\$timestamp", r"\d+")
    pattern = re.sub(r"\\\$(signature|otherCase)", r'[^"]+', pattern)
    return re.fullmatch(pattern, got) is not None


def nearest(asked: str | bytes, sent: tuple[Frame, ...]) -> str:
    """Say which recorded frame is nearest to one that is missing, and what differs."""
    from deepdiff import DeepDiff  # noqa: PLC0415 - slow to import, and only needed to explain

    wanted = Frame(sent[0].direction, asked).document.value if sent else ABSENT
    if wanted is ABSENT or not sent:
        return "It has no frame like that."
    readable = [frame for frame in sent if frame.document.value is not ABSENT]
    if not readable:
        return "It has no frame like that."

    def distance(frame: Frame) -> float:
        found = DeepDiff(frame.document.value, wanted, get_deep_distance=True)
        return float(found.get("deep_distance", 0))

    near = min(readable, key=distance)
    differs = DeepDiff(near.document.value, wanted).pretty().replace("\n", " ")
    return f"The nearest is {_short(near.data)}; what differs: {_short(differs)}"
