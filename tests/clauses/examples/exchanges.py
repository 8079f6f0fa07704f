"""Exchanges written by hand, for the examples of every chapter; and their verdicts in words."""

import json

from conformance.api.samples import WRONG_SIGNATURE
from conformance.api.wording import shown
from conformance.contract.clauses import CLAUSES
from conformance.contract.judge import judge
from conformance.contract.verdict import Outcome
from conformance.transcript.frames import (
    Direction,
    EvidenceClass,
    Frame,
    Transcript,
)

KEY = "k" * 64
STOP = "userDataStream.stop"
BUSY = "the server was busy, or throttled this address (status {}, code {}): run again later"
REVOKED = "a null id with -2015 is what a revoked key gets: see whether the key is valid still"


def ask(method, request_id=1, **members):
    return Frame(Direction.SENT, json.dumps({"id": request_id, "method": method} | members))


def stop(request_id=1, **params):
    return ask("userDataStream.stop", request_id, params=params or {"apiKey": KEY})


def start(request_id="start"):
    return ask("userDataStream.start", request_id, params={"apiKey": KEY})


def logon(signature="c2lnbmVk"):
    params = {"apiKey": KEY, "signature": signature, "timestamp": 1}
    return ask("session.logon", "logon", params=params)


def status():
    return ask("session.status", "status")


def logout():
    return ask("session.logout", "logout")


def came(answer, at=0):
    text = answer if isinstance(answer, str | bytes) else json.dumps(answer)
    return Frame(Direction.RECEIVED, text, at)


def limit(count=2, bound=2400, **more):
    kind = {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1}
    return kind | {"limit": bound, "count": count} | more


def ok(request_id=1, result=None, *limits, at=0, **more):
    answer = {"id": request_id, "status": 200, "result": {} if result is None else result}
    return came(answer | {"rateLimits": [*limits] or [limit()]} | more, at)


def no(code, request_id=1, status=400, msg="No."):
    error = {"code": code, "msg": msg}
    return came({"id": request_id, "status": status, "error": error})


def session(request_id, key=KEY, since=1):
    members = {"apiKey": key, "authorizedSince": since, "connectedSince": 1, "serverTime": 1}
    return ok(request_id, members | {"returnRateLimits": True})


STARTED = (start(), ok("start", {"listenKey": "x"}))
ON = (logon(), session("logon"))
REFUSED = (logon(WRONG_SIGNATURE), no(-1022, "logon"))


def after(*frames, **about):
    """Return a transcript of one connection of the account, from its beginning."""
    return Transcript("example", frames, EvidenceClass.OTHER, api_key=KEY, **about)


def alone(*frames, **about):
    return after(*frames, exclusive=True, **about)


KEPT = "kept"
NOTHING = "untested: there was nothing to look at"


def in_words(verdict):
    """Write a verdict as the examples do: what differs, or why nothing can be said."""
    if verdict.outcome is Outcome.BROKEN:
        problems = (located.problem for located in verdict.problems)
        return "; ".join(
            f"{p.path}: wanted {shown(p.wanted)}, got {shown(p.got, 400)}" for p in problems
        )
    return f"{verdict.outcome}: {verdict.reason}" if verdict.reason else str(verdict.outcome)


def verdict_of(clause_id, transcript):
    """Judge a transcript by the whole contract; return one clause's verdict in words."""
    (verdict,) = [v for v in judge(transcript, CLAUSES) if v.clause.id == clause_id]
    return in_words(verdict)
