"""Authentication, by examples: who may stop."""

import pytest
from exchanges import (
    BUSY,
    KEPT,
    KEY,
    NOTHING,
    ON,
    REFUSED,
    REVOKED,
    STARTED,
    STOP,
    after,
    ask,
    came,
    logon,
    logout,
    no,
    ok,
    session,
    start,
    stop,
    verdict_of,
)

from conformance.api.samples import WRONG_SIGNATURE
from conformance.contract.clauses.authentication import authentication as chapter
from conformance.transcript.frames import Ending

BACK_END = (
    "the server's back end did not know the account (status 400, code -1109): run again later"
)
RETIRED = "this method looks retired"
SESSION = "inconclusive: the session is refused, where it was to be logged-on: "
UNTIMELY = f"{SESSION}the logon got -1021, so set this machine's clock, which is not the server's"


def _success(where):
    return f"$.error: wanted an error ({where}), got success, status 200"


EXAMPLES = [
    (
        "AUTH-1",
        after(*STARTED, stop(), no(-1125), ending=Ending(again=True)),
        "$.status: wanted 200, got 400",
    ),
    (
        "AUTH-1",
        after(*STARTED, stop(), no(-1125)),
        "inconclusive: no stream was open: another program of this account may have closed it",
    ),
    (
        "AUTH-1",
        after(*STARTED, stop(), no(-1125), ending=Ending(again=True), partial=True),
        "inconclusive: no stream was open: another program of this account may have closed it",
    ),
    ("AUTH-1", after(*STARTED, stop(), no(-1102)), "$.status: wanted 200, got 400"),
    ("AUTH-1", after(*STARTED, stop(), no(-1109)), f"inconclusive: {BACK_END}"),
    ("AUTH-1", after(*STARTED, stop(), no(-5000)), f"inconclusive: {RETIRED}"),
    ("AUTH-1", after(stop(), no(-1125)), KEPT),
    (
        "AUTH-1",
        after(stop(), no(-2015)),
        "$.error.code: wanted a success, or an error that is not about authentication, got -2015",
    ),
    (
        "AUTH-1",
        after(start(), no(-2015, "start"), stop(), no(-2015)),
        "inconclusive: a start with the same apiKey was refused, too: is the key a valid one?",
    ),
    (
        "AUTH-1",
        after(*STARTED, stop(), no(-1008, status=400)),
        "inconclusive: " + BUSY.format(400, -1008),
    ),
    (
        "AUTH-1",
        after(*STARTED, stop(), no(-1, status=418)),
        "inconclusive: " + BUSY.format(418, -1),
    ),
    (
        "AUTH-1",
        after(*STARTED, stop(), no(-1, status=429)),
        "inconclusive: " + BUSY.format(429, -1),
    ),
    (
        "AUTH-1",
        after(*STARTED, stop(), no(-1, status=500)),
        "inconclusive: " + BUSY.format(500, -1),
    ),
    (
        "AUTH-1",
        after(*STARTED, stop(), no(-1, status=599)),
        "inconclusive: " + BUSY.format(599, -1),
    ),
    ("AUTH-1", after(*STARTED, stop(), no(-1, status=499)), "$.status: wanted 200, got 499"),
    ("AUTH-1", after(*STARTED, stop(), no(-2015, None)), "$.status: wanted 200, got 400"),
    ("AUTH-3", after(*ON, *STARTED, stop(), no(-2015, None)), f"inconclusive: {REVOKED}"),
    ("AUTH-1", after(*STARTED, stop(None), no(-2015, None)), "$.status: wanted 200, got 400"),
    (
        "AUTH-1",
        after(*STARTED, stop(), no(-1000, msg="An unknown error occured while processing.")),
        "inconclusive: " + BUSY.format(400, -1000),
    ),
    ("AUTH-1", after(*STARTED, stop(), no(-1000, msg="Invalid.")), "$.status: wanted 200, got 400"),
    (
        "AUTH-2",
        after(start(), no(-2015, "start"), *ON, ask("userDataStream.stop"), no(-2015)),
        "$.error.code: wanted a success, or an error that is not about authentication, got -2015",
    ),
    ("AUTH-2", after(*ON, ask("userDataStream.stop"), ok()), KEPT),
    (
        "AUTH-2",
        after(logon(), no(-1021, "logon"), ask("userDataStream.stop"), ok()),
        UNTIMELY,
    ),
    (
        "AUTH-2",
        after(logon(), no(-1021, "logon"), ask("userDataStream.stop"), no(-2015)),
        UNTIMELY,
    ),
    *(
        (
            "AUTH-2",
            after(logon(), no(code, "logon"), ask(STOP), ok()),
            f"{SESSION}the logon got {code}, {advice}",
        )
        for code, advice in (
            (-1022, "so give the private key that belongs to the apiKey"),
            (-4056, "so make an Ed25519 key: no other can log on"),
            (
                -2015,
                "so see whether the key is valid there, and for this address",
            ),
        )
    ),
    (
        "AUTH-2",
        after(logon(), no(-1013, "logon"), ask(STOP), ok()),
        SESSION.removesuffix(": "),
    ),
    ("AUTH-3", after(*ON, *STARTED, stop(), no(-2015)), "$.status: wanted 200, got 400"),
    ("AUTH-4", after(ask("userDataStream.stop"), ok()), _success("no apiKey, nobody logged on")),
    (
        "AUTH-4",
        after(ask("userDataStream.stop"), no(-1001)),
        "inconclusive: " + BUSY.format(400, -1001),
    ),
    ("AUTH-4", after(ask(STOP, params=None), ok()), _success("no apiKey, nobody logged on")),
    ("AUTH-4", after(ask(STOP), no([-1])), KEPT),
    ("AUTH-5", after(ask("userDataStream.stop", params={"apiKey": "unknown"}), no(-1)), KEPT),
    (
        "AUTH-5",
        after(ask("userDataStream.stop", params={"apiKey": "unknown"}), ok()),
        _success("an apiKey that nobody has, nobody logged on"),
    ),
    (
        "AUTH-6",
        after(*ON, ask("userDataStream.stop", params={"apiKey": "unknown"}), ok()),
        _success("an apiKey that nobody has, logged on"),
    ),
    ("AUTH-5", after(stop(1, apiKey=f" {KEY}"), ok()), NOTHING),
    (
        "AUTH-5",
        after(stop(1, apiKey=f"{KEY}x"), ok()),
        _success("an apiKey that nobody has, nobody logged on"),
    ),
    (
        "AUTH-12",
        after(stop(1, apiKey=5), ok()),
        _success("an apiKey that is none, nobody logged on"),
    ),
    ("AUTH-12", after(stop(1, apiKey=""), ok()), NOTHING),
    ("AUTH-7", after(stop(1, apiKey=5), ok()), NOTHING),
    *(
        (
            "AUTH-7",
            after(stop(1, apiKey=key), ok()),
            _success("an apiKey that is none, nobody logged on"),
        )
        for key in ("", None)
    ),
    ("AUTH-7", after(stop(1, apiKey=""), no(-1102)), KEPT),
    (
        "AUTH-8",
        after(*ON, logout(), no(-1000, "logout"), ask("userDataStream.stop"), ok()),
        "inconclusive: the session is logged-on, where it was to be logged-out",
    ),
    (
        "AUTH-9",
        after(*REFUSED, ask("userDataStream.stop"), ok()),
        _success("no apiKey, the logon was refused"),
    ),
    *(
        (
            "AUTH-10",
            after(stop(), no(code, msg=f"Parameter '{name}' is wanted.")),
            f"$.error.code: wanted no need of a {name.lower()}, got {code}",
        )
        for code in (-1102, -1105, -1103, -1022, -1021)
        for name in ("signature", "Timestamp", "listenKey")
    ),
    ("AUTH-10", after(stop(), no(-2015, msg="signature")), KEPT),
    ("AUTH-10", after(stop(), no(-1102, msg="apiKey")), KEPT),
    ("AUTH-10", after(stop(), came({"id": 1, "status": 400, "error": {"code": -1102}})), KEPT),
    ("AUTH-10", after(start(), no(-2015, "start"), stop(), no(-1102, msg="signature")), NOTHING),
    (
        "AUTH-10",
        after(
            logon(), no(-1022, "logon"), stop(1, returnRateLimits=True), no(-1102, msg="signature")
        ),
        NOTHING,
    ),
    (
        "AUTH-11",
        after(logon(WRONG_SIGNATURE), session("logon")),
        _success("the account's apiKey, a wrong signature, nobody logged on"),
    ),
    (
        "AUTH-11",
        after(logon(WRONG_SIGNATURE), no(-1008, "logon")),
        "inconclusive: " + BUSY.format(400, -1008),
    ),
    ("AUTH-11", after(logon(WRONG_SIGNATURE), no(-1022, "logon")), KEPT),
    ("AUTH-11", after(logon(WRONG_SIGNATURE), no(-1100, "logon", msg="Bad signature.")), KEPT),
    ("AUTH-11", after(logon(WRONG_SIGNATURE), no(-1100, "logon", msg="Bad Key.")), KEPT),
    (
        "AUTH-11",
        after(logon(WRONG_SIGNATURE), no(-1000, "logon", msg="No.")),
        "inconclusive: the error is about neither the signature nor the key: code -1000",
    ),
    (
        "AUTH-11",
        after(logon(WRONG_SIGNATURE), no(-5000, "logon")),
        "inconclusive: the server does not know session.logon",
    ),
    (
        "AUTH-11",
        after(ask("session.logon", "logon", params={"signature": WRONG_SIGNATURE}), ok("logon")),
        NOTHING,
    ),
]


@pytest.mark.parametrize("clause_id, transcript, wanted", EXAMPLES)
def test_an_example_is_judged_in_these_words(clause_id, transcript, wanted):
    assert verdict_of(clause_id, transcript) == wanted


def test_every_clause_has_an_example():
    assert {clause_id for clause_id, _, _ in EXAMPLES} == {clause.id for clause in chapter.clauses}
