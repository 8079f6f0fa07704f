"""The schemas by name, each compiled once, and where a value does not fit one.

It does not know which clause asks, nor what a misfit means. `jsonschema` and `referencing` are slow
to import: a function that needs them imports them.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, Final

from conformance.api.bad_input import BadInput
from conformance.api.methods import METHODS
from conformance.api.misfit import Misfit, misfits_of
from conformance.files import folder, read_file, restoring


class SchemaBroken(BadInput):
    """A schema file cannot be used."""

    def __init__(self, name: str, why: str, root: str = "schemas") -> None:
        super().__init__(
            f"{root}/{name}.json cannot be used: {why}. "
            f"Restore it, for instance with: {restoring(f'{root}/')}"
        )


_LARGEST: Final = 2**20
_MOST_MISFITS: Final = 100


def _is_integer(_: Any, value: Any) -> bool:
    """Whether a number was written as an integer: JSON Schema itself would take 200.0."""
    return isinstance(value, int) and not isinstance(value, bool)


@cache
def load_schema(name: str) -> dict[str, Any]:
    """Read one schema; raises SchemaBroken."""
    return read_schema(folder("schemas"), name)


def read_schema(root: Path, name: str) -> dict[str, Any]:
    """Read one schema from a folder; raises SchemaBroken."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415
    from jsonschema.exceptions import SchemaError  # noqa: PLC0415

    label = "schemas" if root == folder("schemas") else str(root)
    try:
        text = read_file(root / f"{name}.json", _LARGEST)
        schema = json.loads(text, parse_constant=_no_constant)
        Draft202012Validator.check_schema(schema)
    except FileNotFoundError:
        raise SchemaBroken(name, "there is no such file", label) from None
    except OSError as error:
        raise SchemaBroken(name, f"it cannot be read ({error.strerror})", label) from None
    except RecursionError:
        raise SchemaBroken(name, "it is nested too deeply", label) from None
    except SchemaError as error:
        raise SchemaBroken(name, f"it is no JSON Schema 2020-12 ({error.message})", label) from None
    except ValueError as error:
        raise SchemaBroken(name, f"it is not JSON ({error})", label) from None
    if not isinstance(schema, dict) or not str(schema.get("$id")).endswith(f"/{name}.json"):
        raise SchemaBroken(name, f"it has no $id that ends with /{name}.json", label)
    return schema


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


REQUIRED: Final = (
    *("request", "request-id", "answer", "error-answer", "error", "rate-limit"),
    *("report", "drift", "certificate"),
    *(schema for m in METHODS.values() for schema in (m.request_schema, m.answer_schema)),
)
"""The schemas that are used by name; these use others."""


def check_schemas() -> None:
    """Check that every schema is there and valid, and that each $ref leads to another.

    Raises SchemaBroken.
    """
    from referencing.exceptions import Unresolvable  # noqa: PLC0415

    for name in sorted({*REQUIRED, *schema_names()}):
        load_schema(name)
    for name in schema_names():
        try:
            for example in load_schema(name).get("examples", [{}]):
                list(_validator(name).iter_errors(example))
        except (RecursionError, Unresolvable):
            raise SchemaBroken(name, "a $ref in it leads nowhere, or back to itself") from None


def schema_names(root: Path | None = None) -> tuple[str, ...]:
    """Return the names of all schemas, or of those in a folder, sorted."""
    files = (root or folder("schemas")).glob("*.json")
    return tuple(sorted(path.name[: -len(".json")] for path in files))


def validators(schemas: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return a validator for each of some schemas by name, which may refer to each other."""
    from referencing import Registry  # noqa: PLC0415
    from referencing.jsonschema import DRAFT202012  # noqa: PLC0415

    validator = _validator_class()
    bare = {name: _undeclared(schema) for name, schema in schemas.items()}
    resources = [(s["$id"], DRAFT202012.create_resource(s)) for s in bare.values()]
    registry = Registry[Any]().with_resources(resources)
    return {name: validator(schema, registry=registry) for name, schema in bare.items()}


@cache
def _validator_class() -> Any:
    from jsonschema import Draft202012Validator  # noqa: PLC0415
    from jsonschema.validators import extend  # noqa: PLC0415

    return extend(  # type: ignore[no-untyped-call]  # the stubs leave it open
        Draft202012Validator,
        type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer),
    )


def _undeclared(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema without $schema; with it, a $ref would be judged by another validator."""
    return {key: value for key, value in schema.items() if key != "$schema"}


@cache
def _validators() -> dict[str, Any]:
    return validators({name: load_schema(name) for name in schema_names()})


def _validator(name: str) -> Any:
    return _validators()[name]


@cache
def _compiled(name: str) -> Callable[[Any], bool] | None:
    """Return the same schema compiled by jsonschema-rs (extra ``fast``), where it is installed."""
    try:
        engine = import_module("jsonschema_rs")
    except ImportError:
        return None
    resources = [(load_schema(other)["$id"], load_schema(other)) for other in schema_names()]
    registry = engine.Registry(resources)
    is_valid: Callable[[Any], bool] = engine.Draft202012Validator(
        load_schema(name), registry=registry
    ).is_valid
    return is_valid


_LATEST: Final[deque[tuple[str, Any, tuple[Misfit, ...]]]] = deque(maxlen=8)
"""The latest values that do not fit, each with its schema: several clauses look at one answer."""


def fits(name: str, value: Any) -> bool:
    """Whether a JSON value fits a schema; integers must be written as such."""
    return not misfits(name, value)


def misfits(name: str, value: Any) -> tuple[Misfit, ...]:
    """List the places where a JSON value does not fit a schema, in its order; the first hundred."""
    quick = _compiled(name)
    with suppress(UnicodeEncodeError):  # half a character, which the compiled one cannot read
        if quick is not None and _plain(value) and quick(value):
            return ()
    for schema, judged, listed in _LATEST:
        if judged is value and schema == name:
            return listed
    errors = _validator(name).iter_errors(value)
    first = islice((misfit for error in errors for misfit in misfits_of(error)), _MOST_MISFITS)
    listed = tuple(sorted(first, key=lambda misfit: [str(part) for part in misfit.path]))
    _LATEST.append((name, value, listed))
    return listed


def _plain(value: Any) -> bool:
    """Whether compiled and interpreted validation agree on it: no float, no giant integer."""
    if isinstance(value, dict):
        return all(map(_plain, value.values()))
    if isinstance(value, list):
        return all(map(_plain, value))
    if isinstance(value, int):
        return -(2**63) <= value < 2**64
    return not isinstance(value, float)
