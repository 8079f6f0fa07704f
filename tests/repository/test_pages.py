"""The pages in docs/: the README links each, their links lead somewhere, and each is one page."""

import re

import pytest
from places import ROOT

PAGES = sorted((ROOT / "docs").glob("*.md"))
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_linked_from_the_readme(page):
    assert f"](docs/{page.name})" in README


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_of_a_page_leads_to_a_file(page):
    for link in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        assert (page.parent / link).exists(), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_one_page(page):
    assert page.read_text("utf-8").count("\n") <= 100


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_of_make_on_a_page_exists(page):
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"`make ([a-z-]+)", page.read_text("utf-8")):
        assert f"\n{target}:" in makefile
