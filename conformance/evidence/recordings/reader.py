"""File → transcript: a cassette in VCR.py's format, checked when it is read.

A cassette that was cut off or changed by hand is refused.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from shlex import quote
from typing import Any, Final

import yaml

from conformance.api.bad_input import BadInput
from conformance.api.venues import VENUES
from conformance.api.wording import counted, shown_text
from conformance.files import folder, read_file, restoring, suite_command
from conformance.transcript.frames import (
    ROLES,
    Direction,
    Ending,
    EvidenceClass,
    Frame,
    Opcode,
    Transcript,
)

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST: Final = 30
_LONGEST_NUMBER: Final = 200
LARGEST: Final = 8 * 2**20
"""The largest cassette that is read, in bytes."""
FORMAT_VERSION: Final = 1
"""The version of the members of a cassette's metadata."""


class CassetteBroken(BadInput):
    """A cassette cannot be used; the message says which, why, and how to get another."""

    def __init__(self, path: Path, why: str, hint: str = "") -> None:
        super().__init__(f"{_near(path)}: {why}. {hint or _again(path)}")


def _near(path: Path) -> str:
    return "/".join(path.parts[-3:])


def _again(path: Path) -> str:
    """Return how to get a cassette again; those of the documentation cannot be recorded."""
    if path.parent.name == EvidenceClass.DOCUMENTATION:
        return f"Restore it: {restoring(_near(path))}"
    target = path.parent.name if path.parent.name in {"reference", "testnet"} else "URL"
    name = _quoted(path.stem)
    option = next((v.option for v in VENUES.values() if v.folder == path.parent.parent.name), "")
    again = f"{suite_command()} {option}--live --target {target} --record-mode=all --only {name}"
    own = path.resolve().is_relative_to(folder("cassettes").resolve())
    other = f"restore it: {restoring(_near(path))}" if own else "remove it"
    return f"Record it again: {again}, or {other}"


def _quoted(name: str) -> str:
    """Return a name in quotes for a shell."""
    return f"'{name}'" if "'" not in name else quote(name)


@dataclass(frozen=True, slots=True)
class Cassette:
    """A transcript from a file, with the contract's revision then.

    ``day`` is when it was recorded; None where its clock was a virtual one.
    """

    transcript: Transcript
    day: date | None
    revision: str


def fingerprint(metadata: dict[str, Any], frames: tuple[Frame, ...]) -> str:
    """Return the hash (SHA-256, hex) of everything in a cassette but the hash itself."""
    members = {name: value for name, value in metadata.items() if name != "sha256"}
    rows = [
        [f.direction, f.opcode, f.at, f.data if isinstance(f.data, str) else f.data.hex()]
        + ([f.connection] if f.connection else [])
        for f in frames
    ]
    return hashlib.sha256(json.dumps([members, rows], sort_keys=True).encode()).hexdigest()


def load_cassette(path: Path, anywhere: bool = False) -> Cassette:
    """Read a cassette, whole. Raises CassetteBroken.

    ``anywhere``: the file may have any name, in any folder. Otherwise they must be its scenario's
    and its evidence class's.
    """
    try:
        text = read_file(path, LARGEST)
    except FileNotFoundError:
        raise CassetteBroken(path, "there is no such cassette") from None
    except UnicodeDecodeError:
        raise CassetteBroken(path, "it cannot be read as UTF-8 text") from None
    except OSError as error:
        raise CassetteBroken(path, f"it cannot be read ({error.strerror})") from None
    metadata, turns = _parse(path, text)
    try:
        frames = tuple(_frames(turns))
        transcript = _transcript(metadata, frames)
        virtual = metadata["clock"] == "virtual"
        day = None if virtual else date.fromisoformat(str(metadata["recorded"])[:10])
        hashed = fingerprint(metadata, frames)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise CassetteBroken(path, f"it is damaged ({type(error).__name__})") from None
    if metadata.get("frames") != len(frames):
        raise CassetteBroken(
            path, f"it was cut off: {counted(len(frames), 'frame')} left"
        ) from None
    if metadata.get("sha256") != hashed:
        raise CassetteBroken(path, "it was changed by hand: its hash does not match")
    if not anywhere:
        _check_place(path, transcript)
    return Cassette(transcript, day, str(metadata["contract"]))


def _check_place(path: Path, transcript: Transcript) -> None:
    evidence, kind = path.parent.name, transcript.evidence_class.value
    if evidence in set(EvidenceClass) and evidence != kind:
        raise CassetteBroken(path, f"it says that it is of {kind}")
    if transcript.scenario != path.stem:
        name = f"{transcript.scenario}.yaml"
        moved = f"mv {quote(str(path))} {quote(str(path.with_name(name)))}"
        hint = f"Its name is to be {name}: {moved}"
        if path.with_name(name).exists():
            hint = f"There is a {name}, so remove this one: rm {quote(str(path))}"
        raise CassetteBroken(path, f"it is a recording of {transcript.scenario}", hint)


def _parse(path: Path, text: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the metadata and the interactions of a text in YAML. Raises CassetteBroken."""
    if not text.strip():
        raise CassetteBroken(path, "it is empty")
    try:
        version = re.search(r"^version: (.*)$", text, re.MULTILINE)
        _check_plain(path, text)
        loaded = yaml.load(text, Loader=_LOADER)  # noqa: S506 - it is a safe one, if a fast one
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise CassetteBroken(path, f"it is no YAML ({str(error).splitlines()[0]})") from None
    if not isinstance(loaded, dict) or not isinstance(loaded.get("interactions"), list):
        raise CassetteBroken(path, "it is no cassette, or was cut off")
    if version is None or version[1] != "1":
        got = shown_text(version[1]) if version else "none"
        raise CassetteBroken(path, f"its version is {got}, not 1: it is another kind, or cut off")
    metadata = loaded.get("metadata")
    if not isinstance(metadata, dict):
        raise CassetteBroken(path, "it has no metadata: it is not one of ours, or was cut off")
    if metadata.get("format") != FORMAT_VERSION:
        got = shown_text(str(metadata.get("format")))
        raise CassetteBroken(path, f"its format is {got}, not {FORMAT_VERSION}")
    return metadata, loaded["interactions"]


def _check_plain(path: Path, text: str) -> None:
    """Check that YAML is nested as flatly as a cassette, without aliases. Raises CassetteBroken.

    In the fast loader's own code deep nesting ends the process, and aliases can multiply a text.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise CassetteBroken(path, "it is nested too deeply")
        if isinstance(event, yaml.ScalarEvent) and _is_giant(event):
            raise CassetteBroken(path, "it has a number that is too long")
        if isinstance(event, yaml.AliasEvent):
            raise CassetteBroken(path, "it has aliases, as no cassette has")


def _is_giant(event: yaml.ScalarEvent) -> bool:
    """Whether YAML reads a text as a number, and for ever: its digits may be to the base of 60."""
    is_plain = event.implicit[0] and len(event.value) > _LONGEST_NUMBER
    return bool(is_plain and re.fullmatch(r"[-+0-9_:.]*", event.value))


def _frames(turns: list[dict[str, Any]]) -> Iterator[Frame]:
    for turn in turns:
        request, response = turn["request"], turn["response"]
        if request["method"] in {"SEND", "OPEN"}:
            yield _frame(Direction.SENT, request["body"], request["headers"])
        elif request["method"] not in {"RECEIVE", "CLOSE"}:
            raise ValueError(request["method"])
        if response["status"]["code"]:
            yield _frame(Direction.RECEIVED, response["body"]["string"], response["headers"])


def _frame(direction: Direction, body: str | bytes | None, headers: Any) -> Frame:
    opcode = Opcode(headers["opcode"][0])
    if body is not None and not isinstance(body, str | bytes):
        raise TypeError(body)
    data: str | bytes = body or ""
    if opcode is Opcode.BINARY and isinstance(data, str):
        data = data.encode()  # bytes that are UTF-8 are written as text
    if opcode is not Opcode.BINARY and isinstance(data, bytes):
        with suppress(UnicodeDecodeError):  # a text frame that was not UTF-8 is kept as it came
            data = data.decode()
    (connection,) = headers.get("connection", [""])
    return Frame(direction, data, int(headers["at"][0]), opcode, connection=str(connection))


def _transcript(metadata: dict[str, Any], frames: tuple[Frame, ...]) -> Transcript:
    return Transcript(
        metadata["scenario"],
        frames,
        EvidenceClass(metadata["evidence"]),
        metadata["endpoint"],
        replace(Ending(), **metadata["ending"]),
        metadata["api_key"],
        metadata["exclusive_address"],
        logged_on=metadata.get("logged_on", False),
        keys={role: str(key) for role, key in metadata.get("keys", {}).items() if role in ROLES},
        stream_endpoint=str(metadata.get("stream_endpoint", "")),
        venues={str(name): str(url) for name, url in metadata.get("venues", {}).items()},
    )
