"""Fetching a page with its other language."""

from pathlib import Path

import docusaurus
import pytest
from running import conformance

from conformance.drift.pages.compare import compare_pages
from conformance.drift.pages.fetch import PageGone, PageUnreachable, fetch


@pytest.fixture(scope="module")
def vcr_cassette_dir():
    """Return the folder of recordings that the modules beside this one replay, too."""
    return str(Path(__file__).parent / "cassettes")


@pytest.mark.vcr
@pytest.mark.block_network
def test_a_page_is_fetched_with_its_other_language():
    texts, troubles = fetch("http://127.0.0.1:8017/docs/close")
    assert troubles == []
    assert list(texts) == [f"http://127.0.0.1:8017{path}" for path in docusaurus.PATHS.values()]


@pytest.mark.vcr
@pytest.mark.block_network
def test_a_page_that_is_not_there_is_bad_input():
    with pytest.raises(PageGone, match="there is no such page"):
        fetch("http://127.0.0.1:8017/docs/moved")
    (complaint,) = compare_pages(["http://127.0.0.1:8017/docs/moved"]).complaints
    assert "there is no such page" in complaint


def test_a_host_that_cannot_be_reached_is_nobodys_fault():
    with pytest.raises(PageUnreachable, match=r"could not be fetched: .*refused"):
        fetch("http://127.0.0.1:9/docs")
    done = conformance("docs", "http://127.0.0.1:9/docs")
    assert done.returncode == 6
    assert len(done.stderr.splitlines()) == 1
