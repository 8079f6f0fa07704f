"""The parts of a transcript: messages, exchanges, and answers that belong to none."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from conformance.api.document import ABSENT, Document
from conformance.api.samples import WRONG_SIGNATURE
from conformance.transcript.frames import Direction, Frame, Opcode, Owner, Transcript

Session = Literal["none", "logged-on", "logged-out", "refused", "unknown"]
Stream = Literal["open", "none", "unknown"]
KeyKind = Literal["valid", "unknown", "absent", "invalid", "unverifiable"]


@dataclass(frozen=True)
class Message:
    """A frame with its place in the transcript."""

    index: int
    frame: Frame

    @cached_property
    def document(self) -> Document:
        """The frame's text read as JSON."""
        return self.frame.document


@dataclass(frozen=True)
class Exchange:
    """A request and the answer to it; either may be missing.

    ``stated_method`` is the method that a capture states where the request is not known.
    ``session`` and ``stream`` are the states before it, by the answers so far; ``scripted`` is the
    session's state if every logon and logout had worked as meant.
    ``account`` is whose request it is, by its apiKey or else by its session, whose apiKey is
    ``session_key`` and which was authorized at ``session_since`` (ms), if the logon tells.
    ``key_refused_before``: the account's last start with a key was refused.
    ``logon_code``: the code of the last logon's error. ``alone``: no other request was in flight.
    ``near_unattached``: an answer that could not be paired came while the request was open.
    """

    number: int
    request: Message | None
    answer: Message | None
    stated_method: str | None = None
    session: Session = "unknown"
    scripted: Session = "unknown"
    stream: Stream = "unknown"
    key: KeyKind = "unverifiable"
    account: Owner | None = None
    session_key: str | None = None
    session_since: int | None = None
    key_refused_before: bool = False
    logon_code: Any = ABSENT
    alone: bool = True
    near_unattached: bool = False
    transcript: Transcript = field(default_factory=lambda: Transcript("", ()), repr=False)

    @property
    def place(self) -> str:
        """Where it is, in words."""
        where = f", on {self.connection}" if self.connection else ""
        return f"exchange {self.number}{where}"

    @property
    def connection(self) -> str:
        """The name of its connection; empty where there is one."""
        message = self.request or self.answer
        return message.frame.connection if message else ""

    @property
    def venue(self) -> str:
        """The venue that it was asked of; empty for the transcript's own."""
        return self.transcript.venue_of(self.connection)

    @property
    def listen_key(self) -> str | None:
        """The listen key in its answer; None where there is none."""
        result = self.answer_members.get("result") if self.success else None
        key = result.get("listenKey") if isinstance(result, dict) else None
        return key if isinstance(key, str) else None

    @cached_property
    def request_members(self) -> dict[str, Any]:
        """The request's members; empty where it is unknown or no object."""
        return self.request.document.members if self.request else {}

    @cached_property
    def answer_members(self) -> dict[str, Any]:
        """The answer's members; empty where there is no answer, or it is no object."""
        return self.answer.document.members if self.answer else {}

    @cached_property
    def method(self) -> str | None:
        """The request's method, or the one that a capture states; None where it is no string."""
        method = self.request_members.get("method", self.stated_method)
        return method if isinstance(method, str) else None

    @cached_property
    def params(self) -> dict[str, Any]:
        """The request's params; empty where they are absent or no object."""
        params = self.request_members.get("params")
        return params if isinstance(params, dict) else {}

    @cached_property
    def success(self) -> bool:
        """Whether the answer has a result and no error."""
        return "result" in self.answer_members and "error" not in self.answer_members

    @cached_property
    def refused(self) -> bool:
        """Whether the answer has an error and no result."""
        return "error" in self.answer_members and "result" not in self.answer_members

    @cached_property
    def code(self) -> Any:
        """The error's code; ABSENT where there is none, or it is a list or an object."""
        error = self.answer_members.get("error")
        code = error.get("code", ABSENT) if isinstance(error, dict) else ABSENT
        return ABSENT if isinstance(code, list | dict) else code


@dataclass(frozen=True, slots=True)
class Unattached:
    """An answer that belongs to no request; ``open`` counts requests that it could belong to.

    ``session`` is the state in which it came, by the answers before it. ``elsewhere``: it has the
    id of a request on another connection.
    """

    answer: Message
    open: int
    session: Session = "unknown"
    elsewhere: bool = False

    @property
    def number(self) -> int:
        """A number of its own, below 0, as it belongs to no exchange."""
        return -1 - self.answer.index

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return place_of(self.answer)


def place_of(message: Message) -> str:
    """Return where a frame is, in words."""
    connection = message.frame.connection
    return f"frame {message.index + 1}{f', on {connection}' if connection else ''}"


def is_event(message: Message) -> bool:
    """Whether this is an object with none of ``id``, ``status``, ``result``, ``error``."""
    value = message.document.value
    return isinstance(value, dict) and not value.keys() & {"id", "status", "result", "error"}


def is_answer(frame: Frame) -> bool:
    """Whether a frame came, and is neither a close nor an event."""
    came = frame.direction is Direction.RECEIVED and frame.opcode is not Opcode.CLOSE
    return came and not is_event(Message(0, frame))


def is_unreadable(exchange: Exchange) -> bool:
    """Whether a request's answer is no JSON: that need not be an answer to it at all."""
    return exchange.answer is not None and exchange.answer.document.value is ABSENT


def readable_id(document: Document) -> Any:
    """Return the id that a server can read from a request; None where it can read none."""
    return document.members.get("id")


def key_kind(exchange: Exchange, transcript: Transcript) -> KeyKind:
    """Return which kind of apiKey a request carries; that of any known account is valid."""
    key, account_key = exchange.params.get("apiKey", ABSENT), transcript.api_key
    if key is ABSENT:
        return "absent"
    if not isinstance(key, str) or not key:
        return "invalid"
    if account_key is None or (key != account_key and key.strip() == account_key):
        return "unverifiable"  # where keys become HTTP headers, blanks around them are trimmed
    return "valid" if transcript.account_of(key) else "unknown"


def is_wrong_logon(exchange: Exchange) -> bool:
    """Whether a logon is meant to be refused, as its signature or its key is wrong."""
    return exchange.params.get("signature") == WRONG_SIGNATURE or exchange.key == "unknown"
