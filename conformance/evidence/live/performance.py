"""What came of one scenario: its transcript and its troubles, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field

from conformance.evidence.live.attempts import Trouble
from conformance.scenarios.script import Scenario
from conformance.transcript.frames import Transcript
from conformance.transcript.replacing import Redaction


@dataclass(frozen=True, slots=True)
class Performance:
    """The result of one scenario: a redacted transcript, or why there is none.

    ``seconds`` is real time, even where the transcript's clock is virtual. ``trouble`` is what may
    be gone at another attempt; ``may_pass``: another one is worth it. ``raw`` is not redacted.
    ``optional``: it was not performed as it needs what a run may do without.
    """

    scenario: Scenario
    transcript: Transcript | None = None
    redaction: Redaction = field(default_factory=Redaction)
    seconds: float = 0.0
    failure: str = ""
    trouble: Trouble | None = None
    may_pass: bool = False
    raw: Transcript | None = field(default=None, repr=False)
    optional: bool = False
