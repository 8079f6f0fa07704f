"""Result, by examples: the result."""

import pytest
from exchanges import (
    KEPT,
    KEY,
    NOTHING,
    ON,
    REFUSED,
    after,
    came,
    limit,
    logon,
    logout,
    ok,
    session,
    start,
    status,
    stop,
    verdict_of,
)

from conformance.api.samples import WRONG_SIGNATURE
from conformance.contract.clauses.result import result as chapter
from conformance.transcript.frames import Transcript

OFF = (*ON, logout(), session("logout", None, None))
HALF = "$.result: wanted apiKey and authorizedSince, or null for both, got "
REST = '"connectedSince": 1, "serverTime": 1, "returnRateLimits": true'
EXAMPLES = [
    ("RES-1", after(stop(), ok(1, {"a": 1})), '$.result: wanted {}, got {"a": 1}'),
    (
        "RES-1",
        after(stop(), came({"id": 1, "status": 200, "result": None})),
        "$.result: wanted {}, got null",
    ),
    (
        "RES-2",
        after(start(), came({"id": "start", "status": 200, "result": None})),
        "$.result: wanted a JSON object or a JSON array, got null",
    ),
    ("RES-2", after(start(), ok("start", {"listenKey": "x", "y": 1})), KEPT),
    (
        "RES-2",
        after(start(), ok("start", {"listenKey": 1})),
        "$.result.listenKey: wanted a JSON string, got 1",
    ),
    ("RES-2", after(start(), ok("start", {"listenKey": "x"}, limit("2"))), KEPT),
    ("RES-3", after(*ON), KEPT),
    ("RES-3", after(*ON, status(), session("status")), KEPT),
    ("RES-3", after(*ON, stop(), ok(), status(), session("status", None, None)), KEPT),
    (
        "RES-3",
        after(*ON, status(), session("status", None, None), stop(), ok()),
        f'$.result.apiKey: wanted "{KEY}", got null',
    ),
    (
        "RES-3",
        after(*ON, status(), session("status", "other")),
        f'$.result.apiKey: wanted "{KEY}", got "other"',
    ),
    (
        "RES-3",
        after(logon(), session("logon", None, None)),
        f'$.result.apiKey: wanted "{KEY}", got null',
    ),
    ("RES-3", after(*OFF), KEPT),
    *(
        (
            "RES-3",
            after(logon(), session("logon", key, since)),
            f'{HALF}{{"apiKey": {half}, {REST}}}',
        )
        for key, since, half in (
            (KEY, None, f'"{KEY}", "authorizedSince": null'),
            (None, 1, 'null, "authorizedSince": 1'),
        )
    ),
    (
        "RES-3",
        after(*ON, logout(), session("logout")),
        f'$.result.apiKey: wanted null, got "{KEY}"',
    ),
    (
        "RES-4",
        after(*OFF, status(), session("status")),
        f'$.result.apiKey: wanted null, got "{KEY}"',
    ),
    (
        "RES-4",
        after(*REFUSED, status(), session("status")),
        f'$.result.apiKey: wanted null, got "{KEY}"',
    ),
    ("RES-4", after(status(), session("status")), f'$.result.apiKey: wanted null, got "{KEY}"'),
    ("RES-4", after(status(), session("status", None, None)), KEPT),
    (
        "RES-4",
        after(logon(WRONG_SIGNATURE), session("logon"), status(), session("status")),
        NOTHING,
    ),
    ("RES-4", after(status(), ok("status", {})), KEPT),
    ("RES-4", after(status(), session("status"), logged_on=None), NOTHING),
    ("RES-4", after(status(), session("status"), logged_on=True), NOTHING),
    ("RES-2", after(status(), ok("status", {})), NOTHING),
    (
        "RES-2",
        after(*ON, status(), ok("status", {})),
        "$.result.apiKey: wanted to be there, got nothing",
    ),
    ("RES-3", Transcript("example", (*ON, status(), session("status", "other"))), KEPT),
]


@pytest.mark.parametrize("clause_id, transcript, wanted", EXAMPLES)
def test_an_example_is_judged_in_these_words(clause_id, transcript, wanted):
    assert verdict_of(clause_id, transcript) == wanted


def test_every_clause_has_an_example():
    assert {clause_id for clause_id, _, _ in EXAMPLES} == {clause.id for clause in chapter.clauses}
