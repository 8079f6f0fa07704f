"""The fixtures that a contract test goes without."""

from running import counts, suite

CONFTEST = """
import pytest

@pytest.fixture(autouse=True)
def asking(request, record_mode):
    assert record_mode == "none"
    yield
    assert {"vcr", "block_network", "vcr_markers"}.isdisjoint(request.node.funcargs)
"""


def test_a_fixture_that_asks_for_the_record_mode_gets_it_and_others_are_not_made(project):
    (project / "tests" / "contract" / "conftest.py").write_text(CONFTEST)
    done = suite(project, "-k", "stop-id-zero and ID-1")
    assert counts(done)["passed"] == 1, done.stdout
    assert "error" not in done.stdout
