"""Each venue is judged by its own contract: its recordings, its server, its pages, its mutants."""

import re

import pytest
from mutants import mutant
from running import CANARY, conformance, counts, suite

from conformance.api.venues import COIN_M, VENUES
from conformance.contract.clauses import MUTANTS
from conformance.contract.edition import Edition
from conformance.contract.judge import judge
from conformance.contract.verdict import Outcome
from conformance.reference.memory import perform_in_memory
from conformance.scenarios.catalogue import CATALOGUE

pytestmark = pytest.mark.slow("runs the suite in a process of its own, again and again")

EVERY = [*VENUES.values()]
NAMED = pytest.mark.parametrize("venue", EVERY, ids=lambda venue: venue.name)


@NAMED
def test_its_recordings_are_kept(project, venue):
    done = suite(project, "--venue", venue.name, "-k", "stop-twice- or page-")
    assert done.returncode == 0, done.stdout
    assert counts(done)["passed"] > 200
    assert "documentation: 9 recordings replayed" in done.stdout


@NAMED
def test_its_server_is_judged_by_its_own_pages(project, serving, venue):
    url, key = serving(mutant=mutant("created"), venue=venue)
    assert url.endswith(venue.path)
    done = suite(project, "--live", "--target", url, "-k", "stop-twice-STAT", BINANCE_API_KEY=key)
    assert done.returncode == 1, done.stdout
    assert f"source  {venue.title} Close User Data Stream, Response Example (shown)" in done.stdout


@NAMED
def test_the_command_after_again_is_for_the_same_venue(project, serving, venue):
    url, key = serving(mutant=mutant("created"), venue=venue)
    options = ("--live", "--target", url, "--venue", venue.name)
    done = suite(project, *options, "-k", "stop-twice-STAT-2", BINANCE_API_KEY=key)
    again = re.search(r"^  again   pytest (.+)$", done.stdout, re.MULTILINE)[1]
    repeated = suite(project, *again.split(), BINANCE_API_KEY=key)
    assert f"--venue {venue.name}" in again
    assert repeated.returncode == 1
    assert counts(repeated)["failed"] == 1


@NAMED
def test_what_is_recorded_is_beside_no_other_venues_recordings(project, serving, venue):
    before = set((project / "cassettes").rglob("*.yaml"))
    url, key = serving(venue=venue)
    options = ("--live", "--target", url, "--record-mode=all", "-k", "stop-twice-STAT-2")
    assert suite(project, *options, BINANCE_API_KEY=key).returncode == 0
    (written,) = {*(project / "cassettes").rglob("*.yaml")} - before
    assert written == project / "cassettes" / venue.folder / "other" / "stop-twice.yaml"
    assert CANARY not in written.read_text("utf-8")


@NAMED
def test_an_address_of_another_venue_is_bad_input(project, venue):
    for other in EVERY:
        if other is not venue:
            url = f"ws://127.0.0.1:1{other.path}"
            done = suite(project, "--live", "--target", url, "--venue", venue.name)
            assert done.returncode == 4
            assert f"--venue {other.name}" in done.stderr


@NAMED
def test_every_mutant_of_its_server_is_caught_by_its_own_clause(venue):
    missed = [m.name for clause, m in MUTANTS if not is_caught(clause, m, venue)]
    assert missed == []


def is_caught(clause, broken, venue):
    """Whether a scenario shows a mutant, by its clause and those that it leans on."""
    law = [*clause.leans, clause]
    transcripts = (perform_in_memory(s, mutant=broken, venue=venue) for s in CATALOGUE)
    return any(judge(each, law)[-1].outcome is Outcome.BROKEN for each in transcripts)


@NAMED
def test_each_source_on_a_page_is_named_with_its_venue(venue):
    (created,) = [clause for clause, each in MUTANTS if each is mutant("created")]
    assert str(Edition(venue=venue).source(created)).startswith(f"{venue.title} Close")


def test_an_unknown_venue_is_bad_usage():
    done = conformance("serve", "--venue", "spot")
    assert done.returncode == 2
    assert COIN_M.name in done.stderr
