"""The licences of what an installation brings along: all are listed, and all are allowed."""

from email.message import Message
from importlib.metadata import files

import licences
import pytest

NEEDED = licences.needed()
LISTED = licences.listed()


def test_every_package_that_is_needed_is_listed_and_no_other():
    assert {*LISTED} == {*NEEDED}, "write it anew: make tables"


@pytest.mark.parametrize("name", NEEDED)
def test_a_package_has_the_licence_that_is_listed(name):
    if not licences.installed(name):
        pytest.skip("this Python does not need it")
    assert licences.licence_of(name) == LISTED[name]


@pytest.mark.parametrize("name", NEEDED)
def test_a_licence_is_allowed(name):
    assert licences.is_allowed(LISTED[name])


def test_writing_the_page_again_changes_nothing():
    assert licences.LICENCES.read_text("utf-8") == licences.as_markdown()


@pytest.mark.parametrize(
    "licence, allowed",
    [
        ("MIT", True),
        ("Apache-2.0 OR BSD-3-Clause", True),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND BSD-3-Clause", True),
        ("GPL-3.0-only", False),
        ("GPL-3.0-only AND (MIT OR ISC)", False),
        ("MIT AND GPL-3.0-only", False),
        ("BSD License", False),
        ("none is named", False),
        ("", False),
    ],
)
def test_a_licence_is_allowed_only_if_all_that_must_be_kept_of_it_are(licence, allowed):
    assert licences.is_allowed(licence) == allowed


@pytest.mark.parametrize(
    "fields, licence",
    [
        ([("License-Expression", "ISC"), ("License", "GPL")], "ISC"),
        ([("Classifier", "License :: OSI Approved :: MIT License")], "MIT"),
        ([("Classifier", "License :: OSI Approved :: BSD License")], "none is named"),
        (
            [
                ("Classifier", "License :: OSI Approved :: MIT License"),
                ("Classifier", "License :: OSI Approved :: GNU General Public License v3 (GPLv3)"),
            ],
            "none is named",
        ),
        ([("License", "Proprietary\nand more")], "Proprietary"),
    ],
    ids=["an expression", "one kind", "a family", "two kinds", "words"],
)
def test_only_what_names_one_licence_is_taken_for_it(fields, licence):
    metadata = Message()
    for name, value in fields:
        metadata[name] = value
    assert licences.licence_in(metadata) == licence


@pytest.mark.parametrize("name", licences.READ)
def test_what_was_read_is_in_the_text_that_is_installed(name):
    assert licences.READ[name] == "BSD-3-Clause"
    (path,) = [file for file in files(name) if file.name.startswith("LICENSE")]
    text = " ".join(path.read_text("utf-8").split())
    assert "Redistribution and use in source and binary forms" in text
    assert "Neither the name of the copyright holder" in text
