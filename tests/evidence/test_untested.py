"""The list of pairs that are expected to be untested."""

import pytest

from conformance.api.entries import EntriesBroken
from conformance.evidence import untested
from conformance.evidence.untested import UntestedListMissing, read_untested

TABLE = """
[[untested]]
evidence = "{evidence}"
why = "{why}"
clauses = ["ERR-1", "ERR-2"]
scenarios = ["stop-twice"]
"""


def listed(tmp_path, *tables):
    text = "".join(TABLE.format(evidence=evidence, why=why) for evidence, why in tables)
    (tmp_path / "untested.toml").write_text(text)
    return read_untested(tmp_path)


def test_each_scenario_of_a_table_has_its_reason_with_each_clause(tmp_path):
    expected = listed(tmp_path, ("reference", "it is let through"))
    for clause in ("ERR-1", "ERR-2"):
        assert expected.why("reference", "stop-twice", clause) == "it is let through"
    assert expected.why("reference", "stop-twice", "ERR-3") is None
    assert expected.why("reference", "stop-id-zero", "ERR-1") is None


def test_a_class_without_a_list_is_expected_to_be_as_the_reference_server(tmp_path):
    expected = listed(tmp_path, ("reference", "as ours"))
    assert expected.why("testnet", "stop-twice", "ERR-1") == "as ours"
    expected = listed(tmp_path, ("reference", "as ours"), ("testnet", "its own"))
    assert expected.why("testnet", "stop-twice", "ERR-1") == "its own"


def test_a_folder_without_a_list_has_the_projects_own(tmp_path):
    assert read_untested(tmp_path).why("reference", "stop-twice", "ERR-1")


@pytest.mark.parametrize("place, gone", [(".", "cassettes/untested.toml"), ("x", "cassettes")])
def test_a_missing_list_of_the_project_is_bad_input(tmp_path, monkeypatch, place, gone):
    monkeypatch.setattr(untested, "folder", lambda _: tmp_path / place)
    with pytest.raises(UntestedListMissing) as error:
        read_untested(tmp_path)
    assert str(error.value) == f"{gone} is missing. Restore it: git checkout -- {gone}"


def test_a_faulty_list_is_bad_input(tmp_path):
    (tmp_path / "untested.toml").write_text("[[untested]]\n")
    with pytest.raises(EntriesBroken, match="entry 1 has no evidence"):
        read_untested(tmp_path)
