"""A fetched page beside the contract."""

from pathlib import Path

import pytest

from conformance.drift.pages.compare import compare_pages


@pytest.fixture(scope="module")
def vcr_cassette_dir():
    """Return the folder of recordings that the modules beside this one replay, too."""
    return str(Path(__file__).parent / "cassettes")


@pytest.mark.vcr("test_a_page_is_fetched_with_its_other_language.yaml")
@pytest.mark.block_network
def test_a_fetched_page_is_compared_in_both_languages():
    compared = compare_pages(["http://127.0.0.1:8017/docs/close"])
    assert [page.language for page in compared.pages] == ["en", "zh-CN"]
    assert (compared.rows, compared.complaints, compared.doubts) == ([], [], [])


def test_a_file_that_is_no_page_of_the_api_is_a_complaint(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Something else\n\nNothing of an API.\n")
    compared = compare_pages([str(page)])
    (complaint,) = compared.complaints
    assert str(page) in complaint
    assert (compared.pages, compared.rows, compared.doubts) == ([], [], [])
