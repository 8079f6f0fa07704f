"""The options of the plugin, together and alone."""

import pytest
from running import suite


@pytest.mark.parametrize(
    "arguments, advice",
    [
        (("--record-mode=all",), "add --live"),
        (("--target", "reference"), "add --live"),
        (("--live", "--target", "nonsense"), "is no target"),
        (("--live", "--target", ""), "is no target"),
        (("--live", "--target", "production"), "--i-own-this-production-account"),
        (("--live", "--target", "reference", "--answer-timeout", "0"), "more than 0"),
        (("--live", "--target", "reference", "--answer-timeout", "nan"), "more than 0"),
        (("--live", "--target", "reference", "-n", "2"), "--dist loadgroup"),
        (("--disable-recording",), "without evidence"),
        (("--weight-budget", "0"), "more than 0, at most 100"),
        (("--weight-budget", "nan"), "more than 0, at most 100"),
        (("--max-age", "-1"), "a number of days"),
        (("--conformance-report", "report.txt"), "ends in none of them"),
        (("--fail-on", "perhaps"), "invalid choice"),
    ],
)
def test_bad_usage_exits_with_4_and_says_what_to_do(project, arguments, advice):
    done = suite(project, *arguments)
    assert done.returncode == 4, done.stdout + done.stderr
    assert advice in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
