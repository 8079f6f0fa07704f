"""How conversations made by chance are judged, whole, by the contract of servers and of clients."""

from itertools import pairwise

import pytest
from chances import conversation_by_chance
from drifts import RECORDED
from stream_chances import streams_by_chance

from conformance.api.venues import VENUES
from conformance.contract.circumstances import circumstances_of
from conformance.contract.clauses import CLAUSES
from conformance.contract.closings import befores
from conformance.contract.edition import Edition
from conformance.contract.judge import judge
from conformance.contract.listening import closed_streams, streams_left_open
from conformance.contract.requests import REQUEST_CLAUSES
from conformance.contract.revisions import REVISIONS, difference, revision_note
from conformance.transcript.conversation import conversation_of


def described(transcript):
    """Yield what is broken, what is not certain, and what is kept."""
    verdicts = judge(transcript, (*CLAUSES, *REQUEST_CLAUSES))
    yield f"# {transcript.scenario}"
    for verdict in verdicts:
        for located in verdict.problems:
            problem = located.problem
            got = f"wanted {problem.wanted!r}, got {problem.got!r}"
            yield f"{verdict.clause.id} {located.place} {problem.path}: {got}"[:120]
        if verdict.outcome in {"inconclusive", "blocked", "fault"}:
            yield f"{verdict.clause.id} {verdict.outcome}: {verdict.reason}"[:120]
    kept = (f"{v.clause.id} of {v.subjects}" for v in verdicts if v.outcome == "kept")
    yield f"kept {', '.join(kept)}"


@pytest.mark.parametrize("hundred", [0, 1])
def test_conversations_by_chance_are_judged(snapshot, hundred):
    seeds = range(100 * hundred, 100 * hundred + 100)
    lines = [line for seed in seeds for line in described(conversation_by_chance(seed))]
    assert snapshot == "\n".join(lines)


def known_before(conversation):
    """Yield what is known of streams before and after each exchange, and how requests are told."""
    for before in befores(conversation):
        closing = before.closing
        by = closing and (sorted(closing.connections), closing.listen_key)
        stops = sorted(str((s.success, s.refused, s.account, s.venue)) for s in before.stops)
        others = sorted(before.others)
        yield f"{before.place}: {by} {before.listen_key} {others} {before.has_shared_key} {stops}"
    for exchange in conversation.exchanges:
        yield f"{exchange.place}: {circumstances_of(exchange)}"
    for closed in closed_streams(conversation):
        yield f"closed {closed.place}: {closed.finding}"
    for stream in streams_left_open(conversation):
        yield f"open {stream.place}"


def test_what_is_known_of_streams_in_every_scenario(snapshot):
    lines = []
    for name, transcript in RECORDED.items():
        lines += [f"# {name}", *known_before(conversation_of(transcript))]
    assert snapshot == "\n".join(lines)


def test_what_is_known_of_streams_in_conversations_by_chance(snapshot):
    lines = []
    for seed in range(200):
        conversation = conversation_of(conversation_by_chance(seed))
        lines += [f"# {seed}", *known_before(conversation)]
    assert snapshot == "\n".join(lines)


@pytest.mark.parametrize("hundred", [0, 1])
def test_streams_by_chance_are_judged(snapshot, hundred):
    lines = []
    for seed in range(100 * hundred, 100 * hundred + 100):
        transcript = streams_by_chance(seed)
        lines += [*described(transcript), *known_before(conversation_of(transcript))]
    assert snapshot == "\n".join(lines)


def test_every_clause_in_every_edition(snapshot):
    lines = [f"{day}: {revision_note(day)}" for day in REVISIONS]
    lines += [f"{old} to {new}: {difference(old, new)}" for old, new in pairwise(REVISIONS)]
    for clause in CLAUSES:
        lines.append(f"# {clause.id} {clause.level} since {clause.since} {clause.changed}")
        for venue in VENUES.values():
            editions = [Edition(day, venue) for day in REVISIONS]
            facts = [(each.has(clause), each.level(clause).value) for each in editions]
            own = editions[-1].clause(clause)
            same = own is clause
            lines.append(f"{venue.name} {facts} {own.level} {own.source} {same}")
    assert snapshot == "\n".join(lines)
