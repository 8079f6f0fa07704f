"""Reading a cassette; and every way in which one can be unusable."""

import pytest
from vcr.cassette import Cassette as StockCassette
from vcr.serializers import yamlserializer

from conformance.api.sources import REVISION
from conformance.evidence.recordings.reader import CassetteBroken, load_cassette
from conformance.files import folder

ALL = sorted(folder("cassettes").rglob("*.yaml"))


@pytest.fixture
def recorded(tmp_path):
    """Return a copy of a recording that may be damaged."""
    original = folder("cassettes") / "reference" / "stop-after-logon.yaml"
    path = tmp_path / "cassettes" / "reference" / original.name
    path.parent.mkdir(parents=True)
    path.write_bytes(original.read_bytes())
    return path


@pytest.mark.parametrize("path", ALL, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_cassette_loads_and_stock_vcr_can_load_it(path):
    cassette = load_cassette(path)
    stock = StockCassette.load(path=str(path), serializer=yamlserializer)
    sent = [request for request in stock.requests if request.method in {"SEND", "OPEN"}]
    assert len(sent) == len(cassette.transcript.sent)
    assert cassette.transcript.evidence_class == path.parent.name


def damaged(path, change):
    text = path.read_text("utf-8")
    path.write_text(change(text), "utf-8")


@pytest.mark.parametrize(
    "change, why",
    [
        (lambda _: "", "it is empty"),
        (lambda _: "{", "no YAML"),
        (lambda _: "just text", "no cassette"),
        (lambda _: "- 1\n- 2\n", "no cassette|no YAML"),
        (lambda _: "!!python/object:os.system {}\n", "no YAML"),
        (lambda text: text.replace("version: 1", "version: 2"), "version is 2"),
        (lambda text: text.replace("version: 1", ""), "version is none"),
        (lambda text: text[: text.index("metadata:")] + "version: 1\n", "no metadata"),
        (lambda text: text.replace("format: 1", "format: 9"), "format is 9"),
        (lambda text: text.replace('"status":200', '"status":201'), "changed by hand"),
        (lambda text: text.replace("evidence: reference", "evidence: testnet"), "changed by hand"),
        (lambda text: text.replace("kind: complete", "kind: silent"), "changed by hand"),
        (lambda text: text.replace("frames: 6", "frames: 8"), "cut off"),
        (lambda text: text.replace("method: SEND", "method: GET"), "damaged"),
        (lambda text: text.replace("opcode:", "upcode:"), "damaged"),
    ],
)
def test_a_damaged_cassette_is_an_error_that_says_how_to_record(recorded, change, why):
    damaged(recorded, change)
    with pytest.raises(CassetteBroken, match=why) as caught:
        load_cassette(recorded)
    assert "cassettes/reference/stop-after-logon.yaml: " in str(caught.value)
    assert "--record-mode" in str(caught.value)


def test_a_cassette_cut_off_anywhere_is_an_error(recorded):
    whole = recorded.read_bytes()
    for length in range(0, len(whole) - 1, 97):
        recorded.write_bytes(whole[:length])
        with pytest.raises(CassetteBroken):
            load_cassette(recorded)


def test_a_missing_cassette_is_an_error(tmp_path):
    with pytest.raises(CassetteBroken, match="no such cassette"):
        load_cassette(tmp_path / "reference" / "stop.yaml")


def test_a_cassette_under_another_name_is_an_error(recorded):
    other = recorded.with_name("stop-twice.yaml")
    recorded.rename(other)
    moved = f"mv {other} {recorded}$"
    with pytest.raises(CassetteBroken, match=f"recording of stop-after-logon.*{moved}"):
        load_cassette(other)


@pytest.mark.parametrize(
    "old, new",
    [
        ("string: '{", "string: 5 #'{"),
        (f"contract: '{REVISION}'", f"contract: {REVISION}"),
        ("metadata:\n", "metadata:\n  1: " + "[" * 3000 + "\n"),
    ],
    ids=["a number for a body", "a date for a text", "nested deeply"],
)
def test_a_value_of_another_type_is_refused_like_any_change_by_hand(tmp_path, old, new):
    text = (folder("cassettes") / "reference" / "stop-twice.yaml").read_text("utf-8")
    assert old in text
    path = tmp_path / "stop-twice.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(CassetteBroken):
        load_cassette(path)


@pytest.mark.parametrize(
    "value, why",
    [
        ("1" * 200, "format is"),
        ("1" * 201, "a number that is too long"),
        ("1:" * 150, "a number that is too long"),
        (f"'{'1' * 201}'", "format is"),
        ("x" * 201, "format is"),
        ("&a 1\nextra: *a", "aliases"),
        ("[" * 28 + "]" * 28, "format is"),
        ("[" * 29 + "]" * 29, "nested too deeply"),
    ],
)
def test_yaml_that_no_cassette_has_is_refused_before_it_is_read(recorded, value, why):
    damaged(recorded, lambda text: text.replace("format: 1", f"format: {value}"))
    with pytest.raises(CassetteBroken, match=why):
        load_cassette(recorded)


@pytest.mark.parametrize(
    "evidence, how",
    [
        ("reference", "pytest --live --target reference --record-mode=all --only 'stop-twice'"),
        ("testnet", "pytest --live --target testnet --record-mode=all --only 'stop-twice'"),
        ("other", "pytest --live --target URL --record-mode=all --only 'stop-twice'"),
        ("documentation", "Restore it: "),
    ],
)
def test_what_is_broken_says_how_to_get_another(tmp_path, evidence, how):
    path = tmp_path / "cassettes" / evidence / "stop-twice.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("{")
    with pytest.raises(CassetteBroken) as caught:
        load_cassette(path)
    assert how in str(caught.value)


@pytest.mark.parametrize(
    "folder_name, name, why",
    [
        ("reference", "stop-twice", None),
        ("elsewhere", "stop-twice", None),
        ("testnet", "stop-twice", "it says that it is of reference"),
        (
            "reference",
            "other",
            "it is a recording of stop-twice. Its name is to be stop-twice.yaml: mv",
        ),
    ],
)
def test_a_recording_lies_in_the_folder_of_its_class_under_its_name(
    tmp_path, folder_name, name, why
):
    path = tmp_path / folder_name / f"{name}.yaml"
    path.parent.mkdir()
    path.write_bytes((folder("cassettes") / "reference" / "stop-twice.yaml").read_bytes())
    assert load_cassette(path, anywhere=True).transcript.scenario == "stop-twice"
    if why is None:
        load_cassette(path)
        return
    with pytest.raises(CassetteBroken) as caught:
        load_cassette(path)
    assert why in str(caught.value)


def test_of_two_recordings_of_a_scenario_the_one_with_another_name_is_to_be_removed(recorded):
    other = recorded.with_name("other.yaml")
    other.write_bytes(recorded.read_bytes())
    with pytest.raises(
        CassetteBroken, match=r"There is a stop-after-logon.yaml, so remove this one"
    ):
        load_cassette(other)
