"""A place where a value does not fit its schema: what was wanted there, and what was got."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.api.document import ABSENT
from conformance.api.wording import Phrase

if TYPE_CHECKING:
    from jsonschema import ValidationError


@dataclass(frozen=True, slots=True)
class Misfit:
    """One place where a value does not fit its schema; ``keyword`` is the schema's."""

    path: tuple[str | int, ...]
    keyword: str
    wanted: Any
    got: Any

    @property
    def where(self) -> str:
        """The place as a JSON path."""
        return json_path(self.path)


def json_path(path: Iterable[str | int]) -> str:
    """Write a place as a JSON path in ASCII: ``$.rateLimits[0].count``, ``$["odd name"]``."""
    return "$" + "".join(map(_path_part, path))


def _path_part(part: str | int) -> str:
    plain = isinstance(part, str) and part.isascii() and part.isidentifier()
    return f".{part}" if plain else f"[{json.dumps(part)}]"


def misfits_of(error: ValidationError) -> Iterable[Misfit]:
    """Yield the places of one error of jsonschema."""
    path: tuple[str | int, ...] = tuple(error.absolute_path)
    keyword: str = str(error.validator)
    rule: Any = error.validator_value
    got: Any = error.instance
    if keyword == "required" and isinstance(rule, list):
        for name in rule:  # jsonschema reports each missing member in an error of its own
            if error.message.startswith(repr(name)):
                yield Misfit((*path, name), keyword, Phrase("to be there"), ABSENT)
    elif keyword == "additionalProperties" and isinstance(error.schema, dict):
        for name in got.keys() - error.schema.get("properties", {}).keys():
            yield Misfit((*path, name), keyword, Phrase("no such member"), got[name])
    else:
        yield Misfit(path, keyword, _wanted(keyword, rule), got)


def _wanted(keyword: str, rule: Any) -> Any:
    """Return what a keyword of a schema wants, as a value or in words."""
    if keyword == "type":
        kinds = [rule] if isinstance(rule, str) else rule
        return Phrase(" or ".join("null" if kind == "null" else f"a JSON {kind}" for kind in kinds))
    if keyword == "enum":
        return Phrase("one of " + ", ".join(json.dumps(value) for value in rule))
    if keyword == "const":
        return rule
    limits = {"minimum": "at least", "maximum": "at most"}
    if keyword in limits:
        return Phrase(f"{limits[keyword]} {rule}")
    lengths = {"minItems": "at least", "minLength": "a length of at least"}
    if keyword in lengths:
        return Phrase(f"{lengths[keyword]} {rule}")
    return Phrase(f"a value that keeps {keyword!r}")
