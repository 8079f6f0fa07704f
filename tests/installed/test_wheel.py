"""What is in the wheel, and that it is always the same."""

import zipfile

from wheels import build

NEEDED = {
    "conformance/suite/test_identity.py",
    "conformance/plugin/packaged.ini",
    "conformance/schemas/answer.json",
    "conformance/schemas/asyncapi.yaml",
    "conformance/cassettes/untested.toml",
    "conformance/cassettes/reference/stop-twice.yaml",
    "conformance/py.typed",
}


def test_it_has_the_suite_the_schemas_and_the_recordings_and_nothing_made_by_running(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {*names} >= NEEDED
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {
        "conformance",
        "userstream_conformance",
    }


def test_it_is_byte_for_byte_the_same_twice(wheel, tmp_path):
    assert build(tmp_path).read_bytes() == wheel.read_bytes()
