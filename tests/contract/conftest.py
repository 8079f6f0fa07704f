"""The network guard is up for the whole session: pytest-recording need not set it a test."""

import pytest


@pytest.fixture(scope="session")
def block_network():
    """Leave the session's guard as it is."""


@pytest.fixture(scope="session")
def vcr():
    """Cassettes here are transcripts, had once a session, not VCR.py's interactions a test."""
