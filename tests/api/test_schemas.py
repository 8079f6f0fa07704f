"""The schemas: sound, explained, used, and strict about what JSON Schema is not."""

import ast
import json
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator
from properties import given
from referencing import Registry
from referencing.jsonschema import DRAFT7, DRAFT202012

import conformance
from conformance.api import schemas
from conformance.api.methods import METHODS
from conformance.api.schemas import SchemaBroken, fits, load_schema, misfits, schema_names
from conformance.api.sources import Kind
from conformance.files import folder

JUDGED = [name for name in schema_names() if name not in {"report", "drift", "certificate"}]
EXAMPLES = [(name, example) for name in JUDGED for example in load_schema(name)["examples"]]


@pytest.mark.parametrize("name, example", EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_every_example_fits_its_schema(name, example):
    assert misfits(name, example) == ()


@pytest.mark.parametrize("name", JUDGED)
def test_every_fact_has_a_description_and_a_source(name):
    schema = load_schema(name)
    kinds = tuple(f"{kind}:" for kind in get_args(Kind))
    for where, part in _facts(schema, name):
        assert part.get("description"), where
        assert part.get("$comment", "").startswith(kinds), where


def _facts(schema, where):
    """Yield a schema and every property in it that says something."""
    yield where, schema
    for name, part in schema.get("properties", {}).items():
        if isinstance(part, dict):
            yield from _facts(part, f"{where}.{name}")
    for part in schema.get("anyOf", []):
        yield from _facts(part, where)


def _references(schema):
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "$ref":
                yield value.removesuffix(".json")
            else:
                yield from _references(value)
    elif isinstance(schema, list):
        for part in schema:
            yield from _references(part)


def _named_in_clauses():
    """Return the schemas that are used by name, or as the schemas of every method."""
    named = set()
    root = Path(conformance.__file__).parent
    for path in (root / "transcript" / "requests.py", *(root / "contract").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and node.value in schema_names():
                named.add(node.value)
            if isinstance(node, ast.Attribute) and node.attr in {"answer_schema", "request_schema"}:
                named |= {getattr(method, node.attr) for method in METHODS.values()}
    return named


def test_no_schema_is_an_orphan():
    used = _named_in_clauses()
    while more := {ref for name in used for ref in _references(load_schema(name))} - used:
        used |= more
    assert set(JUDGED) - used == set()


@pytest.mark.parametrize("value", [200.0, True])
def test_an_integer_must_be_written_as_one(value):
    answer = {"id": 1, "status": value, "result": {}}
    assert [m.path for m in misfits("userDataStream.stop.answer", answer)] == [("status",)]


ANNOTATIONS = {"$ref", "title", "description", "$comment"}


def _parts(schema):
    """Yield a schema and every object in it, but for examples."""
    if isinstance(schema, dict):
        yield schema
        schema = [part for key, part in schema.items() if key != "examples"]
    if isinstance(schema, list):
        for part in schema:
            yield from _parts(part)


@pytest.mark.parametrize("name", JUDGED)
def test_nothing_that_judges_stands_beside_a_ref_as_older_drafts_ignore_it(name):
    for part in _parts(load_schema(name)):
        assert "$ref" not in part or part.keys() <= ANNOTATIONS


@pytest.mark.parametrize("name", JUDGED)
def test_no_member_has_a_bare_true_or_false_as_schema_as_code_generators_fail_on_it(name):
    for part in _parts(load_schema(name)):
        members = part.get("properties", {})
        assert all(isinstance(member, dict) for member in members.values())


def _judges(validator, draft):
    """Return what a draft of JSON Schema makes of every schema."""
    bare = [
        {key: part for key, part in load_schema(name).items() if key != "$schema"}
        for name in schema_names()
    ]
    resources = [(schema["$id"], draft.create_resource(schema)) for schema in bare]
    registry = Registry().with_resources(resources)
    return [validator(schema, registry=registry) for schema in bare]


@pytest.mark.parametrize("name, example", EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_draft_7_judges_an_example_by_each_schema_as_2020_12_does(name, example):
    old, new = _judges(Draft7Validator, DRAFT7), _judges(Draft202012Validator, DRAFT202012)
    assert [each.is_valid(example) for each in old] == [each.is_valid(example) for each in new]


def test_a_misfit_says_where_and_what():
    entry = load_schema("rate-limit")["examples"][0]
    answer = {"id": 1, "status": 200, "result": {}, "rateLimits": [entry | {"count": "2"}]}
    (misfit,) = misfits("answer", answer)
    assert (misfit.where, str(misfit.wanted)) == ("$.rateLimits[0].count", "a JSON integer")


def test_a_missing_and_an_additional_member_are_told_by_name():
    keywords = {m.where: m.keyword for m in misfits("error", {"code": -1, "message": "x"})}
    assert keywords == {"$.msg": "required", "$.message": "additionalProperties"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["MINUTE", "a", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "status", "result", "error", "rateLimits", "code", "msg"]), inner
        )
    ),
    max_leaves=12,
)


@given(st.sampled_from(JUDGED), JSON)
def test_compiled_validation_agrees_with_jsonschema(name, value):
    quick = schemas._compiled(name)
    assert quick is not None, "the extra `fast` is part of `dev`"
    slow = not [*schemas._validator(name).iter_errors(value)]
    assert fits(name, value) == slow
    if schemas._plain(value):
        assert quick(value) == slow


@pytest.mark.parametrize(
    "text, why",
    [
        (None, "no such file"),
        ("{", "not JSON"),
        ('{"type": "nonsense"}', "no JSON Schema"),
        ("{}", "has no \\$id"),
    ],
)
def test_a_broken_schema_is_named(tmp_path, monkeypatch, text, why):
    if text is not None:
        (tmp_path / "rate-limit.json").write_text(text)
    monkeypatch.setattr(schemas, "folder", lambda _: tmp_path)
    with pytest.raises(SchemaBroken, match=rf"rate-limit\.json cannot be used: .*{why}"):
        schemas.load_schema.__wrapped__("rate-limit")


def test_all_schemas_together_are_sound(monkeypatch):
    schemas.check_schemas()
    monkeypatch.setattr(schemas, "REQUIRED", ("nowhere",))
    with pytest.raises(SchemaBroken, match=r"nowhere\.json"):
        schemas.check_schemas()


def test_ids_resolve_to_the_files():
    for name in schema_names():
        assert json.loads((folder("schemas") / f"{name}.json").read_text())["$id"].endswith(
            f"/{name}.json"
        )
