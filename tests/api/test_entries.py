"""Files of entries, read strictly: each fault is one line that names the file and the entry."""

from datetime import date

import pytest

from conformance.api.entries import EntriesBroken, EntryFile, is_over

FRUIT = EntryFile(
    table="fruit",
    texts=("name", "color"),
    lists=("trees",),
    dates=("ripe",),
    optional=frozenset({"color", "ripe"}),
    example="The orchard",
)


def read(tmp_path, text):
    path = tmp_path / "fruit.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return FRUIT.read(path)


def test_entries_have_their_texts_on_one_line_and_their_dates_without_a_time(tmp_path):
    text = '[[fruit]]\nname = """\n a\n pear """\ntrees = ["x"]\nripe = 2026-11-23T10:00:00\n'
    wanted = {"name": "a pear", "trees": ["x"], "ripe": date(2026, 11, 23)}
    assert read(tmp_path, text) == [wanted]


def test_without_a_file_there_are_no_entries(tmp_path):
    assert FRUIT.read(tmp_path / "nothing.toml") == []


@pytest.mark.parametrize(
    "text, why",
    [
        (b"\xff", "it cannot be read as UTF-8 text"),
        ("[[fruit]", "it is no TOML"),
        ("fruit = 7", "it has something other than tables [[fruit]]"),
        ("[fruits]", "it has something other than tables [[fruit]]"),
        ("fruit = [7]", "entry 1 has other members than color, name, ripe, trees"),
        ("[[fruit]]\nsize = 7", "entry 1 has other members than color, name, ripe, trees"),
        ("[[fruit]]\nname = ' '\ntrees = ['x']", "entry 1 has no name"),
        ("[[fruit]]\nname = 'pear'", "entry 1 has no list of texts named trees"),
        ("[[fruit]]\nname = 'pear'\ntrees = []", "entry 1 has no list of texts named trees"),
        ("[[fruit]]\nname = 'pear'\ntrees = [7]", "entry 1 has no list of texts named trees"),
        ("[[fruit]]\nname = 'pear'\ntrees = ['x']\nripe = 7", "entry 1 ripe on no date"),
        ("[[fruit]]\nname = 'pear'\ntrees = ['x']\ncolor = 7", "entry 1 has no color"),
    ],
)
def test_a_faulty_file_says_what_to_mend_and_where_an_entry_is_shown(tmp_path, text, why):
    with pytest.raises(EntriesBroken) as error:
        read(tmp_path, text)
    assert str(error.value).startswith(f"fruit.toml: {why}")
    assert str(error.value).endswith(". The orchard shows an entry")


def test_what_lasts_until_a_day_is_over_on_the_next():
    day = date(2026, 11, 23)
    assert not is_over(day, day)
    assert is_over(day, date(2026, 11, 24))
    assert not is_over(None, day)
