"""The command line, as a user meets it: whatever the command."""

import pytest
from running import conformance


@pytest.mark.parametrize(
    "arguments",
    [
        ("serve", "--mutant", "nonsense"),
        ("serve", "--api-key", "k", "--public-key", "nowhere.pem"),
        ("serve", "--public-key", "nowhere.pem"),
        ("serve", "--host", "nowhere.invalid"),
        ("serve", "--port", "99999"),
        ("nonsense",),
        ("check",),
    ],
)
def test_bad_usage_exits_with_2_and_no_traceback(arguments):
    done = conformance(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr
