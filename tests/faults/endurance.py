"""The long version of the tests of chance: `make chaos` runs it, a sample is among the tests."""

import chaos
import killing
import pytest


@pytest.mark.parametrize("first", range(0, 1000, 25))
def test_runs_with_faults_chosen_by_chance(first):
    assert chaos.main(first, 25) == 0


@pytest.mark.parametrize("first", range(0, 200, 20))
def test_runs_killed_at_moments_chosen_by_chance(first):
    assert killing.main(first, 20) == 0
