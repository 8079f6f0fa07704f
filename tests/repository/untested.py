"""Writes the list of pairs that the recordings leave untested; the reasons are kept.

A pair that is new on it gets the reason of the pairs most like it, to be looked at by whoever
commits the list.
"""

from collections import Counter, defaultdict
from pathlib import Path

from conformance.contract.clauses import CLAUSES
from conformance.contract.judged import judge_whole
from conformance.contract.verdict import Outcome
from conformance.evidence.expected import expected_clauses
from conformance.evidence.recordings.archive import BEST_FIRST, archive
from conformance.evidence.untested import UNTESTED_FILE, read_untested
from conformance.report.records import chapter_of
from conformance.scenarios.catalogue import CATALOGUE
from conformance.transcript.frames import EvidenceClass

UNTESTED = Path(__file__).parent.parent.parent / "cassettes" / UNTESTED_FILE
NO_REASON = "No reason is written down yet."
HEAD = """\
# Pairs of a scenario and a clause that the recordings leave untested, and why that is no surprise.
# Written by `make tables`, which keeps the reasons: look at them when pairs were added.
"""


def untested_pairs():
    """Yield what recordings leave untested: evidence class, scenario, clause."""
    recordings = archive()
    for evidence in BEST_FIRST:
        present = recordings.names(evidence)
        for scenario in (each for each in CATALOGUE if each.name in present):
            judged = judge_whole(recordings.load_cassette(scenario, evidence).transcript, None)
            for clause in expected_clauses(scenario, evidence is EvidenceClass.REFERENCE):
                if judged.verdict_of(clause).outcome is Outcome.UNTESTED:
                    yield evidence.value, scenario.name, clause.id


def reason(pair, known):
    """Return a pair's reason: its own, or that of most pairs that are like it.

    ``known`` are reasons by evidence class, scenario and clause.
    """
    if pair in known:
        return known[pair]
    _, scenario, clause = pair
    alike = (
        lambda s, c: s == scenario and chapter_of(c) == chapter_of(clause),
        lambda _, c: c == clause,
        lambda s, _: s == scenario,
    )
    for is_like in alike:
        reasons = Counter(why for (_, s, c), why in known.items() if is_like(s, c))
        if reasons:
            return reasons.most_common(1)[0][0]
    return NO_REASON


def as_toml(pairs, known):
    """Return the list as TOML: a table for each reason and set of clauses."""
    clauses_of, reasons = defaultdict(set), dict(known)
    for pair in pairs:
        evidence, scenario, clause = pair
        reasons[pair] = reason(pair, reasons)  # from now on others may be like it
        clauses_of[evidence, reasons[pair], scenario].add(clause)
    tables = defaultdict(list)
    for (evidence, why, scenario), clauses in clauses_of.items():
        tables[evidence, why, frozenset(clauses)].append(scenario)
    order = [clause.id for clause in CLAUSES]
    return "\n".join([HEAD, *(_table(*key, names, order) for key, names in sorted_by(tables))])


def sorted_by(tables):
    """Return tables with those of one reason together, in the order in which reasons come first."""
    whys = list(dict.fromkeys((evidence, why) for evidence, why, _ in tables))
    return sorted(tables.items(), key=lambda item: whys.index(item[0][:2]))


def _table(evidence, why, clauses, scenarios, order):
    ids = ", ".join(f'"{clause}"' for clause in sorted(clauses, key=order.index))
    names = "".join(f'    "{name}",\n' for name in scenarios)
    return (
        f'[[untested]]\nevidence = "{evidence}"\nwhy = "{why}"\n'
        f"clauses = [{ids}]\nscenarios = [\n{names}]\n"
    )


def untested_list():
    """Return the list as it should be."""
    listed = read_untested(UNTESTED.parent).reasons if UNTESTED.exists() else {}
    known = {(e, *pair): why for e, pairs in listed.items() for pair, why in pairs.items()}
    return as_toml(untested_pairs(), known)
