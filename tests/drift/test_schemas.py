"""Two revisions of the schemas: which answers only one of them accepts."""

import json
import shutil

import pytest
from places import ROOT

from conformance.api.schemas import misfits
from conformance.cli.commands.drift import find_drift
from conformance.drift.schemas import ONLY_BEFORE, ONLY_NOW, is_revision

SCHEMAS = ROOT / "schemas"


@pytest.fixture
def revised(tmp_path):
    """Return a copy of the schemas, and what changes one of them."""
    folder = tmp_path / "schemas"
    shutil.copytree(SCHEMAS, folder)

    def change(name, alter):
        path = folder / f"{name}.json"
        schema = json.loads(path.read_text("utf-8"))
        alter(schema)
        path.write_text(json.dumps(schema), "utf-8")

    return folder, change


def kinds(drift, schema=None):
    return {
        (c["class"], c["rule"], c["where"])
        for c in drift["changes"]
        if schema in (None, c["scenario"])
    }


def changes(folder, old=SCHEMAS, schema="userDataStream.stop.answer.json"):
    return kinds(find_drift(old, folder), schema)


def test_the_same_schemas_accept_the_same(revised):
    folder, _ = revised
    drift = find_drift(SCHEMAS, folder)
    assert drift["changes"] == []
    assert drift["kind"] == "schemas"
    assert drift["compared"] == len([*SCHEMAS.glob("*.json")])


TABLE = {
    "the status may be a text": (
        ("answer", lambda s: s["properties"]["status"].update(type=["integer", "string"])),
        ("breaking", "member-retyped", ONLY_NOW),
    ),
    "the status may be missing": (
        ("answer", lambda s: s["required"].remove("status")),
        ("breaking", "member-gone", ONLY_NOW),
    ),
    "there may be a note": (
        ("answer", lambda s: s["properties"].update(note={"type": "string"})),
        ("additive", "member-new", ONLY_NOW),
    ),
    "there may be anything": (
        ("answer", lambda s: s.update(additionalProperties=True)),
        ("additive", "member-new", ONLY_NOW),
    ),
    "the rateLimits must be there": (
        ("answer", lambda s: s["required"].append("rateLimits")),
        ("additive", "member-new", ONLY_BEFORE),
    ),
    "the rateLimits are not known": (
        ("answer", lambda s: s["properties"].pop("rateLimits")),
        ("breaking", "member-gone", ONLY_BEFORE),
    ),
    "an interval may be a week": (
        ("rate-limit", lambda s: s["properties"]["interval"]["enum"].append("WEEK")),
        ("breaking", "rate-limit-of-another-kind", ONLY_NOW),
    ),
    "an interval is never a day": (
        ("rate-limit", lambda s: s["properties"]["interval"]["enum"].remove("DAY")),
        ("breaking", "rate-limit-of-another-kind", ONLY_BEFORE),
    ),
    "a limit is never -1": (
        ("rate-limit", lambda s: s["properties"]["limit"].update(minimum=0)),
        ("breaking", "limit-known-otherwise", ONLY_BEFORE),
    ),
    "a count is never -1": (
        ("rate-limit", lambda s: s["properties"]["count"].update(minimum=0)),
        ("breaking", "count-out-of-range", ONLY_BEFORE),
    ),
    "a count may be missing": (
        ("rate-limit", lambda s: s["required"].remove("count")),
        ("breaking", "member-gone", ONLY_NOW),
    ),
    "the result of a stop may hold anything": (
        (
            "userDataStream.stop.answer",
            lambda s: s["properties"]["result"].update(additionalProperties=True),
        ),
        ("breaking", "result-not-empty", ONLY_NOW),
    ),
    "the result of a stop may be a list": (
        (
            "userDataStream.stop.answer",
            lambda s: s["properties"]["result"].update(type=["object", "array"]),
        ),
        ("breaking", "member-retyped", ONLY_NOW),
    ),
}


@pytest.mark.slow("compares every schema")
@pytest.mark.parametrize("what", TABLE)
def test_a_changed_schema_is_classed_by_the_answers_that_it_lets_in_or_out(revised, what):
    folder, change = revised
    altered, wanted = TABLE[what]
    change(*altered)
    assert wanted in changes(folder)
    # what was let in is let out the other way round
    back = {where for _, _, where in changes(SCHEMAS, old=folder)}
    assert back == {ONLY_BEFORE if wanted[-1] == ONLY_NOW else ONLY_NOW}


def test_a_new_member_that_must_be_there_is_set_beside_an_answer_that_has_it(revised):
    folder, change = revised

    def alter(schema):
        schema["properties"]["window"] = {"type": "integer"}
        schema["required"].append("window")

    change("rate-limit", alter)
    assert changes(folder) == {("additive", "member-new", ONLY_BEFORE)}


def test_a_description_that_changed_lets_nothing_in_or_out_and_is_told(revised):
    folder, change = revised
    change("rate-limit", lambda s: s.update(description="Another."))
    drift = find_drift(SCHEMAS, folder)
    assert drift["changes"] == []
    assert "no answer that was tried" in drift["told"][0]


def test_a_request_that_changed_is_told_and_not_compared(revised):
    folder, change = revised
    change("request", lambda s: s["properties"].update(more={}))
    (note,) = find_drift(SCHEMAS, folder)["told"]
    assert "request" in note


def test_a_schema_that_one_revision_lacks_is_listed_and_no_drift(tmp_path):
    names = {"old": ("error", "drift", "report"), "new": ("error",)}
    for side, schemas in names.items():
        (tmp_path / side).mkdir()
        for name in schemas:
            shutil.copy(SCHEMAS / f"{name}.json", tmp_path / side)
    drift = find_drift(tmp_path / "old", tmp_path / "new")
    assert drift["only_old"] == ["drift", "report"]
    assert drift["compared"] == 1
    assert drift["changes"] == []


@pytest.mark.parametrize(
    "text, why",
    [("{", "it is not JSON"), ("{}", "no $id"), ('{"type": 7}', "no JSON Schema 2020-12")],
)
def test_a_broken_schema_is_named_and_the_rest_compared(revised, text, why):
    folder, change = revised
    change("answer", lambda s: s["required"].remove("status"))
    (folder / "session.json").write_text(text)
    drift = find_drift(SCHEMAS, folder)
    reasons = {entry["scenario"]: entry["why"] for entry in drift["not_compared"]}
    assert why in reasons["session"]
    assert f"{folder}/session.json" in reasons["session"]
    assert ("breaking", "member-gone", ONLY_NOW) in kinds(drift)


def test_a_comparison_of_schemas_is_as_the_schema_says(revised):
    folder, change = revised
    change("answer", lambda s: s["required"].remove("status"))
    assert misfits("drift", find_drift(SCHEMAS, folder)) == ()


def test_a_folder_with_schemas_and_without_recordings_is_a_revision(tmp_path):
    assert is_revision(SCHEMAS)
    assert not is_revision(SCHEMAS / "answer.json")
    assert not is_revision(tmp_path)
    (tmp_path / "asyncapi.yaml").write_text("")
    assert not is_revision(tmp_path)
    (tmp_path / "answer.json").write_text("{}")
    assert is_revision(tmp_path)
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "stop-twice.yaml").write_text("")
    assert not is_revision(tmp_path)


def test_a_schema_that_accepts_nothing_any_more_is_named_and_not_compared(revised):
    folder, change = revised
    change("answer", lambda schema: schema.update({"not": {}}))
    drift = find_drift(SCHEMAS, folder)
    whys = {entry["scenario"]: entry["why"] for entry in drift["not_compared"]}
    assert "of its example no variant was found" in whys["answer"]
