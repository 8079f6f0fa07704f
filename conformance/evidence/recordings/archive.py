"""The cassettes by evidence class and scenario, and whether they match their scenarios."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from conformance.api.bad_input import BadInput
from conformance.api.credentials import Credentials
from conformance.api.document import ABSENT
from conformance.api.venues import COIN_M, Venue, judged_venue
from conformance.evidence.recordings.reader import Cassette, load_cassette
from conformance.files import folder, suite_command
from conformance.scenarios.script import PROBE, Scenario, Step
from conformance.scenarios.template import resolve, stream_key
from conformance.transcript.frames import EvidenceClass, Frame, Transcript

BEST_FIRST: Final = (EvidenceClass.TESTNET, EvidenceClass.REFERENCE)
"""The evidence classes that are replayed; of several recordings of a scenario the first counts."""
_RECORDED: Final = tuple(e for e in EvidenceClass if e is not EvidenceClass.DOCUMENTATION)


class RequestMissing(BadInput):
    """A cassette lacks a frame that the scenario sends; the message names the nearest one."""

    def __init__(self, scenario: Scenario, transcript: Transcript, wanted: Any, near: str) -> None:
        venue, evidence = judged_venue(transcript.endpoint), transcript.evidence_class
        super().__init__(
            f"{label_of(venue)}/{evidence}/{scenario.name}.yaml has no frame {_short(wanted)}. "
            f"{near} Record it: {suite_command()} {venue.option}--live --target {evidence} "
            f"--record-mode=new_episodes --only {scenario.name}"
        )


def label_of(venue: Venue) -> str:
    """Return what the folder of a venue's recordings is called in messages."""
    return "/".join(filter(None, ["cassettes", venue.folder]))


def _short(data: Any, limit: int = 200) -> str:
    text = data if isinstance(data, str) else repr(data)
    return text if len(text) <= limit else f"{text[:limit]}…"


@dataclass(frozen=True)
class Archive:
    """A folder of cassettes: ``<evidence class>/<scenario>.yaml``.

    ``beneath`` is another one, which is read where the first has nothing, and never written.
    """

    root: Path
    beneath: Path | None = None
    venue: Venue = COIN_M

    def path(self, evidence: EvidenceClass, scenario: str) -> Path:
        """Return where a cassette is written."""
        return self.root / evidence.value / f"{scenario}.yaml"

    def place(self, evidence: EvidenceClass, scenario: str) -> Path:
        """Return where a cassette is read."""
        own = self.path(evidence, scenario)
        if self.beneath is None or scenario in self._present[evidence]:
            return own
        return self.beneath / evidence.value / own.name

    @cached_property
    def _present(self) -> dict[EvidenceClass, frozenset[str]]:
        return _names(self.root)

    @cached_property
    def _present_beneath(self) -> dict[EvidenceClass, frozenset[str]]:
        return _names(self.beneath) if self.beneath else {}

    def names(self, evidence: EvidenceClass) -> tuple[str, ...]:
        """Return the names of an evidence class's recordings, sorted."""
        beneath = self._present_beneath.get(evidence, frozenset())
        return tuple(sorted(self._present[evidence] | beneath))

    def own_names(self, evidence: EvidenceClass) -> tuple[str, ...]:
        """Return the names of those that are written here, sorted."""
        return tuple(sorted(self._present[evidence]))

    def remove(self, evidence: EvidenceClass, name: str) -> None:
        """Remove a recording."""
        self.path(evidence, name).unlink(missing_ok=True)
        self.refresh()

    def refresh(self) -> None:
        """Look again for what there is, when it is needed next."""
        self.__dict__.pop("_present", None)

    def classes(self, scenario: Scenario) -> tuple[EvidenceClass, ...]:
        """Return the evidence classes whose recordings of a scenario are replayed.

        It is the best one of a folder. Above another folder each class of the first is, too.
        """
        if self.beneath is None:
            return (_best(scenario, self._present),)
        own = {e for e in _RECORDED if scenario.name in self._present[e]}
        best = _best(scenario, self._present_beneath)
        return tuple(e for e in _RECORDED if e in own or e is best)

    def load_cassette(self, scenario: Scenario, evidence: EvidenceClass) -> Cassette:
        """Load a scenario's recording. Raises CassetteBroken and RequestMissing."""
        cassette = load_cassette(self.place(evidence, scenario.name))
        check_requests(scenario, cassette.transcript)
        return cassette


def _names(root: Path) -> dict[EvidenceClass, frozenset[str]]:
    return {
        evidence: frozenset(path.stem for path in (root / evidence.value).glob("*.yaml"))
        for evidence in EvidenceClass
    }


def _best(scenario: Scenario, present: Mapping[EvidenceClass, frozenset[str]]) -> EvidenceClass:
    """Return the best evidence class that has a recording; ``reference`` where none has."""
    classes = (e for e in BEST_FIRST if scenario.name in present[e])
    return next(classes, EvidenceClass.REFERENCE)


def archive(venue: Venue = COIN_M) -> Archive:
    """Return a venue's archive that ships with the package, or lies in the checkout."""
    return Archive(folder("cassettes") / venue.folder, venue=venue)


def archive_above(root: Path, venue: Venue = COIN_M) -> Archive:
    """Return a venue's archive in a folder, above the one that ships with the package."""
    return Archive(root / venue.folder, folder("cassettes") / venue.folder, venue)


def check_requests(scenario: Scenario, transcript: Transcript) -> None:
    """Check that a recording has the frames that a scenario sends. Raises RequestMissing.

    Timestamps and signatures do not count, nor does the probe that is sent after a silence.
    """
    if _query(transcript.endpoint) != scenario.query:
        where = f"on a connection with the query {scenario.query!r}"
        raise RequestMissing(scenario, transcript, where, "")
    sent = transcript.sent
    if transcript.ending.kind == "silent" and sent and sent[-1].data == PROBE:
        sent = sent[:-1]
    for place, step in enumerate(scenario.steps):
        if place >= len(sent) and transcript.ending.kind != "complete":
            return
        wanted = _wanted_frame(step, sent[place] if place < len(sent) else None, transcript)
        there = place < len(sent) and sent[place].connection == step.connection
        if not there or not _matches(wanted, sent[place].data):
            near = nearest(wanted, sent)
            raise RequestMissing(scenario, transcript, wanted, near)
    if len(sent) > len(scenario.steps):
        extra = sent[len(scenario.steps)].data
        near = f"It has one that the scenario does not send: {_short(extra)}."
        raise RequestMissing(scenario, transcript, "beyond the last one sent", near)


def _query(endpoint: str) -> str:
    return endpoint.partition("?")[2]


def _wanted_frame(step: Step, sent: Frame | None, transcript: Transcript) -> str | bytes:
    """Return a step's frame, with timestamp, signature and the key in other case left open."""
    before = transcript.frames[: transcript.frames.index(sent)] if sent else transcript.frames
    template, keys = step.frame, transcript.keys
    if isinstance(template, bytes):
        return template
    if step.opens_stream:
        return stream_key(template, before)
    kept = template.replace("$timestamp", "$$timestamp").replace("$otherCase", "$$otherCase")
    own = Credentials(transcript.api_key, None, keys.get("hmacKey"), keys.get("rsaKey"))
    other = Credentials(keys.get("otherKey"))
    return resolve(kept, before, 0, own if step.account == "own" else other)


def _matches(wanted: str | bytes, got: str | bytes) -> bool:
    if isinstance(wanted, bytes) or isinstance(got, bytes):
        return wanted == got
    pattern = re.escape(wanted).replace(r"\$timestamp", r"\d+")
    pattern = re.sub(r"\\\$(signature|otherCase)", r'[^"]+', pattern)
    return re.fullmatch(pattern, got) is not None


def nearest(missing: str | bytes, sent: tuple[Frame, ...]) -> str:
    """Return a sentence on the recorded frame that is nearest to a missing one."""
    from deepdiff import DeepDiff  # noqa: PLC0415 - slow to import, and only needed to explain

    document = Frame(sent[0].direction, missing).document.value if sent else ABSENT
    if document is ABSENT or not sent:
        return "It has no frame like that."
    readable = [frame for frame in sent if frame.document.value is not ABSENT]
    if not readable:
        return "It has no frame like that."

    def distance(frame: Frame) -> float:
        comparison = DeepDiff(frame.document.value, document, get_deep_distance=True)
        return float(comparison.get("deep_distance", 0))

    near = min(readable, key=distance)
    differs = DeepDiff(near.document.value, document).pretty().replace("\n", " ")
    return f"The nearest is {_short(near.data)}; what differs: {_short(differs)}"
