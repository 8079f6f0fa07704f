"""The history in a terminal."""

import pytest
import reports

from conformance.report.terminal.history import history_text


@pytest.mark.parametrize("width", [40, 60, 200])
def test_history_fits_the_window(nights, width):
    text = history_text(reports.history(nights), width)
    assert all(len(line) <= max(width, 75) for line in text.splitlines())
