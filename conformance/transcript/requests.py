"""Kinds of requests, by their texts alone; each text is tested once.

It does not judge: requests come from scenarios, and many are faulty on purpose.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from conformance.api.document import Document
from conformance.api.methods import METHODS, STOP, is_known
from conformance.api.schemas import fits
from conformance.transcript.frames import Direction, Frame

Test = Callable[[Frame], bool]
_REMEMBERED: Final = 2**16
"""Texts up to this length are remembered."""


def _once_a_text(test: Callable[[Document], bool]) -> Test:
    """Return a test of frames that remembers its result for each text."""
    remembered = lru_cache(maxsize=4096)(lambda data: test(Frame(Direction.SENT, data).document))

    def tested(frame: Frame) -> bool:
        short = isinstance(frame.data, str) and len(frame.data) <= _REMEMBERED
        return remembered(frame.data) if short else test(frame.document)

    tested.__doc__ = test.__doc__
    return tested


def is_readable_request(document: Document) -> bool:
    """Whether it is a JSON object without a member given twice."""
    return isinstance(document.value, dict) and not document.repeated


@_once_a_text
def has_legal_request_id(document: Document) -> bool:
    """Whether it carries an id of the kind that futures servers were seen to take."""
    return "id" in document.members and fits("request-id", document.members["id"])


@_once_a_text
def is_well_formed_request(document: Document) -> bool:
    """Whether it keeps the API's general rules for requests, whatever its params hold."""
    members = document.members
    if isinstance(members.get("params"), dict):
        members = members | {"params": {}}
    return is_readable_request(document) and fits("request", members)


@_once_a_text
def is_plain_stop_request(document: Document) -> bool:
    """Whether it is a stop with nothing unusual about it, whatever its apiKey may be."""
    members = document.members
    if members.get("method") != STOP.name or not is_readable_request(document):
        return False
    params = members.get("params")
    if params is None:  # as good as none
        members = {name: value for name, value in members.items() if name != "params"}
    if isinstance(params, dict):
        members = members | {"params": {k: v for k, v in params.items() if k != "apiKey"}}
    return fits(STOP.request_schema, members)


@_once_a_text
def is_documented(document: Document) -> bool:
    """Whether it is just what the page of its method describes."""
    method = document.members.get("method")
    return (
        is_known(method)
        and is_readable_request(document)
        and fits(METHODS[method].request_schema, document.members)
    )
