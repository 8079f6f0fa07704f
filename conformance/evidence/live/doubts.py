"""Whose it may be, what came after the end of scenarios that was not waited for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from conformance.evidence.live.performance import Performance
from conformance.transcript.conversation import conversation_of
from conformance.transcript.exchange import is_unreadable


def innocent(doubts: Mapping[str, str], performed: Iterable[Performance]) -> frozenset[str]:
    """Return the scenarios to which it does not belong, as it came again in another one.

    ``doubts`` are the scenarios that it may belong to, each with the one during which it came.
    ``performed`` are their latest performances, whose end was waited for.
    """
    guilty = {each.scenario.name for each in performed if _has_more_than_answers(each)}
    groups: dict[str, set[str]] = {}
    for name, during in doubts.items():
        groups.setdefault(during, {during}).add(name)
    cleared = {during for during, names in groups.items() if names & guilty}
    return frozenset(n for n, during in doubts.items() if during in cleared and n not in guilty)


def _has_more_than_answers(performance: Performance) -> bool:
    if performance.raw is None:
        return False
    conversation = conversation_of(performance.raw)
    return bool(conversation.unattached) or any(map(is_unreadable, conversation.exchanges))
