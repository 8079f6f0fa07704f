"""What comes of nights that bring nobody's breach: never a breach, and no breach is lost."""

import json
import re
import time

import pytest
from captured import CAPTURES
from minutes import wait_for_a_whole_minute
from night_server import Server
from nights import ALL, BOTH, BROKEN, INCONCLUSIVE, KEPT, KEY, NIGHTS, UNBROKEN
from runs import target_at

from conformance.api.credentials import Credentials
from conformance.contract.clause import MUST
from conformance.contract.clauses import CLAUSES
from conformance.contract.verdict import Outcome
from conformance.evidence.captures.files import sources
from conformance.evidence.captures.gather import Captures
from conformance.evidence.captures.jobs import OneJudge
from conformance.evidence.live import attempts
from conformance.evidence.run import Run
from conformance.scenarios.catalogue import BY_NAME

CANARY = "canaryKey9876543210" * 3
BUSY_MACHINE = 4
"""So many times as long a run may take where others use the machine, too."""


def chosen(names):
    """Return the scenarios whose names contain one of those that are given, in order."""
    if names == ALL:
        return [*BY_NAME]
    wanted = names.split(" or ")
    return [name for name in BY_NAME if any(part in f"{name}-" for part in wanted)]


def check_answer(row, verdicts, failures=(), lines=()):
    """Compare verdicts, failures and printed lines with a row; SHOULDs do not count."""
    broken = {v.clause.id for v in verdicts if v.outcome is Outcome.BROKEN}
    assert broken == set(row.breaks.split())
    assert [v.clause.id for v in verdicts if v.outcome is Outcome.FAULT] == []
    binding = {clause.id for clause in CLAUSES if clause.level is MUST}
    unjudged = {v.reason for v in verdicts if v.outcome is Outcome.INCONCLUSIVE} | {*failures}
    result = BROKEN if broken & binding else INCONCLUSIVE if unjudged else KEPT
    assert result in ({KEPT, INCONCLUSIVE} if row.answer == UNBROKEN else {row.answer})
    assert re.search(row.words, "\n".join(unjudged | {*lines}))


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_a_night_gets_its_answer(night, private_key, monkeypatch):
    monkeypatch.setattr(attempts, "RETIREMENT_WAIT", 1.0)
    api_key = CANARY if night.keys in {BOTH, KEY} else None
    credentials = Credentials(api_key, private_key if night.keys == BOTH else None)
    server = Server(CANARY, private_key.public_key(), **night.made)
    if "RL-10" in night.breaks:
        wait_for_a_whole_minute(night.longest)
    began = time.monotonic()
    with server.running() as url:
        run = Run(target_at(url), credentials, night.patience, 50)
        run.gather(chosen(night.scenarios), on_performed=lambda _: None)
    took = time.monotonic() - began
    verdicts = [v for judged in run.judged() for v in judged.verdicts]
    check_answer(night, verdicts, run.failures().values(), run.summary_lines())
    assert CANARY not in str(run.summary_lines())
    assert took < BUSY_MACHINE * night.longest


@pytest.mark.parametrize("captured", CAPTURES, ids=str)
def test_a_capture_gets_its_answer(captured, tmp_path):
    file = tmp_path / "captured.jsonl"
    file.write_text("\n".join(map(json.dumps, captured.lines)), "utf-8")
    portions = [*Captures([*sources([str(file)])], OneJudge()).portions()]
    assert [complaint for portion in portions for complaint in portion.complaints] == []
    verdicts = [v for portion in portions for piece in portion.batch.pieces for v in piece.verdicts]
    check_answer(captured, verdicts)


def test_forty_nights_and_more_are_nobodys_breach():
    assert sum(1 for night in NIGHTS if night.answer != BROKEN) >= 40
