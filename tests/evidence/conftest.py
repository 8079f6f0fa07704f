"""What every test of evidence needs."""

import pytest
import stamina


@pytest.fixture(autouse=True)
def _at_once():
    """Try a connection three times, with no wait between; a test that waits says so."""
    stamina.set_testing(True, attempts=3)
    yield
    stamina.set_testing(False)
