"""The words of the API itself, which are no secrets whoever calls them one.

Requests and answers are made of them, so a server that gives one as a listen key hides nothing by
that.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from conformance.api.methods import METHODS
from conformance.api.schemas import load_schema, schema_names

_REPORTS: Final = {"report", "drift"}


@cache
def vocabulary() -> frozenset[str]:
    """Return the names of methods, and the names and fixed values of members in the schemas."""
    names = [name for name in schema_names() if name not in _REPORTS]
    words = [word for name in names for word in _words(load_schema(name))]
    return frozenset([*METHODS, *words])


def _words(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for each in schema:
            yield from _words(each)
    if not isinstance(schema, dict):
        return
    fixed = [*schema.get("enum", ()), schema.get("const")]
    yield from (value for value in fixed if isinstance(value, str))
    yield from (name for name in schema.get("properties", ()))
    for keyword, inner in schema.items():
        if keyword not in {"enum", "const", "examples"}:
            yield from _words(inner)
