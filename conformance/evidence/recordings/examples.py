"""The examples of the API pages: which recordings of them there must be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from conformance.api.bad_input import BadInput
from conformance.api.methods import METHODS, STOP, STREAM_PREFIX, Method
from conformance.api.venues import Venue
from conformance.evidence.recordings.archive import Archive, label_of
from conformance.files import folder, restoring
from conformance.transcript.frames import EvidenceClass

EXAMPLE_LANGUAGES: Final = ("en", "zh-CN")
"""The languages in which the examples of user data streams are recorded; of sessions, one is."""


class ExamplesMissing(BadInput):
    """Recordings of the pages' examples are not there; the message says how to restore them."""

    def __init__(self, names: Sequence[str], venue: Venue) -> None:
        where = f"{label_of(venue)}/{EvidenceClass.DOCUMENTATION}"
        super().__init__(
            f"{where} lacks {', '.join(names)}, so less would be judged. "
            f"Restore what is missing: {restoring(where)}"
        )


def check_examples(archive: Archive) -> None:
    """Check that no example is missing. Raises ExamplesMissing.

    A folder of somebody's own recordings may be without any.
    """
    roots = {root.resolve() for root in (archive.root, archive.beneath) if root}
    is_packaged = (folder("cassettes") / archive.venue.folder).resolve() in roots
    if not is_packaged and not (archive.root / EvidenceClass.DOCUMENTATION).is_dir():
        return
    present = archive.names(EvidenceClass.DOCUMENTATION)
    if missing := [name for name in example_names() if name not in present]:
        raise ExamplesMissing(missing, archive.venue)


def example_names() -> Iterator[str]:
    """Yield the names of all examples: one for each method, two for those of streams."""
    for method in METHODS.values():
        of_streams = method.name.startswith(STREAM_PREFIX)
        languages = EXAMPLE_LANGUAGES if of_streams else EXAMPLE_LANGUAGES[:1]
        yield from (example_name(method, language) for language in languages)


def example_name(method: Method, language: str) -> str:
    """Return the name of a method's example; only a stop's says that it is English."""
    name = f"page-{method.name.removeprefix(STREAM_PREFIX).replace('.', '-')}"
    return name if language == "en" and method is not STOP else f"{name}-{language}"
