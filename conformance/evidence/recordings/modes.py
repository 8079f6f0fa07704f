"""The record modes: which recordings a run replaces."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from conformance.api.bad_input import BadInput
from conformance.api.wording import counted
from conformance.evidence.recordings.archive import Archive, RequestMissing, check_requests
from conformance.evidence.recordings.reader import load_cassette
from conformance.evidence.recordings.writer import Provenance, write
from conformance.files import write_whole
from conformance.scenarios.catalogue import BY_NAME
from conformance.scenarios.script import Scenario
from conformance.transcript.fragments import Fragments
from conformance.transcript.frames import EvidenceClass, Transcript
from conformance.transcript.redaction import SecretLeft
from conformance.transcript.replacing import Redaction


class RecordingsUnwritable(BadInput):
    """Recordings could not be written; nothing was performed yet."""

    def __init__(self, root: Path, why: str | None) -> None:
        super().__init__(f"recordings cannot be written to {root}: {why}")


def check_writable(archive: Archive) -> None:
    """Check that recordings can be written, before anything is sent. Raises RecordingsUnwritable.

    The folder is made if it is not there.
    """
    try:
        archive.root.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=archive.root).close()
    except OSError as error:
        raise RecordingsUnwritable(archive.root, error.strerror) from None


@dataclass(slots=True)
class Recorder:
    """Writes one evidence class's recordings, as a record mode says.

    ``due``, ``written`` and ``removed`` are names of scenarios, ``texts`` what was written;
    ``failed`` are the files that could not be written or removed, by why.
    """

    archive: Archive
    evidence_class: EvidenceClass
    mode: str = "none"
    provenance: Provenance = field(default_factory=Provenance)
    due: set[str] = field(default_factory=set)
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    failed: dict[str, list[Path]] = field(default_factory=dict)

    def plan(self, scenarios: Iterable[Scenario]) -> None:
        """Decide what to write, before anything is performed. Raises CassetteBroken."""
        self.due |= {scenario.name for scenario in scenarios if self._is_due(scenario)}

    def _is_due(self, scenario: Scenario) -> bool:
        path = self.archive.path(self.evidence_class, scenario.name)
        if self.mode in {"all", "rewrite"}:
            return True
        if self.mode == "none" or not path.exists():
            return self.mode != "none"
        if self.mode == "once":
            return False
        try:
            check_requests(scenario, load_cassette(path).transcript)
        except RequestMissing:
            return True
        return False

    def record(self, transcript: Transcript, redaction: Redaction) -> None:
        """Write a recording that is due, if its scenario was performed to its end.

        A file that cannot be written keeps nothing else from being judged.
        """
        ending = transcript.ending
        whole = ending.kind == "complete" or (ending.kind in {"closed", "silent"} and ending.alive)
        if transcript.scenario in self.due and whole:
            path = self.archive.path(self.evidence_class, transcript.scenario)
            with self._noting(path):
                text = write(path, transcript, redaction, self.provenance)
                self.texts[transcript.scenario] = text
                self.written.append(transcript.scenario)

    @contextlib.contextmanager
    def _noting(self, path: Path) -> Iterator[None]:
        """Note a file that could not be written or removed, and go on."""
        try:
            yield
        except OSError as error:
            self.failed.setdefault(error.strerror or str(error), []).append(path)
        except SecretLeft:
            self.failed.setdefault("a secret is left in it, please report this", []).append(path)

    def keep(self, texts: Mapping[str, str], api_keys: Iterable[str]) -> None:
        """Write recordings that were made elsewhere, unless they are here; none with a key in it.

        On a tree of files that is shared, whoever made them wrote them here.
        """
        secrets = Fragments(tuple(api_keys))
        self.archive.refresh()
        for name in BY_NAME.keys() & texts.keys():
            path = self.archive.path(self.evidence_class, name)
            with self._noting(path):
                if secrets.spans(texts[name]):
                    raise SecretLeft(path.name)
                if not path.exists() or path.read_bytes() != texts[name].encode():
                    write_whole(path, texts[name])
        self.finish()
        self.archive.refresh()

    def finish(self) -> None:
        """Remove the recordings of no scenario, where the mode is ``rewrite``."""
        if self.mode != "rewrite":
            return
        for name in self.archive.own_names(self.evidence_class):
            if name not in BY_NAME:
                with self._noting(self.archive.path(self.evidence_class, name)):
                    self.archive.remove(self.evidence_class, name)
                    self.removed.append(name)

    def summary_lines(self) -> list[str]:
        """Return a sentence on what was written; none in the mode ``none``."""
        if self.mode == "none":
            return []
        return [f"{counted(len(self.written), 'recording')} written, {len(self.removed)} removed"]

    def complaints(self) -> list[str]:
        """Return a sentence for each reason why files could not be written or removed."""
        return [
            f"the recording {paths[0]}{f' and {len(paths) - 1} more' if paths[1:] else ''} "
            f"could not be written: {why}"
            for why, paths in self.failed.items()
        ]
