"""What a run makes of answers, whole: its troubles, its accounts, its cost, a doctor's words."""

import socket
import ssl

import pytest
from chances import conversation_by_chance
from conversations import KEY, ask, came, exchanges
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from websockets.datastructures import Headers
from websockets.exceptions import (
    ConnectionClosedError,
    InvalidHandshake,
    InvalidMessage,
    InvalidStatus,
    InvalidURI,
)
from websockets.http11 import Response

from conformance.api.credentials import Credentials
from conformance.evidence.live import doctor
from conformance.evidence.live.account import Accounts, code_of, is_without_stream
from conformance.evidence.live.attempts import Troubles, trouble_of
from conformance.evidence.live.cost import RunCost
from conformance.evidence.live.dealing import deal
from conformance.evidence.live.lacking import is_left_out, why_lacking
from conformance.evidence.live.unreachable import passing, unreachable
from conformance.scenarios.catalogue import CATALOGUE
from conformance.scenarios.ledger import Ledger
from conformance.transcript.conversation import conversation_of

PRIVATE = Ed25519PrivateKey.from_private_bytes(b"p" * 32)
OTHER = Credentials("o" * 64, PRIVATE)
ALL = Credentials(KEY, PRIVATE, "h" * 64, "r" * 64, OTHER, frozenset({"connections", "usdm"}))
ACCOUNTS = {
    "nothing": Credentials(),
    "a key": Credentials(KEY),
    "a key that signs": Credentials(KEY, PRIVATE),
    "two accounts": Credentials(KEY, PRIVATE, other=Credentials("o" * 64)),
    "all": ALL,
}
CONVERSATIONS = [conversation_of(conversation_by_chance(seed)) for seed in range(200)]


def facts_of_trouble(trouble):
    names = ("sort", "most_attempts", "sure_after", "is_excess", "is_of_one_program")
    values = [getattr(trouble, name) for name in names]
    kind, code, errors = values[0]
    return [kind, code, sorted(map(repr, errors)), *values[1:]]


def test_troubles_and_when_they_are_luck_no_longer(snapshot):
    troubles, lines = Troubles(), []
    for conversation in CONVERSATIONS:
        trouble, before = trouble_of(conversation), None
        lines.append(f"# {conversation.transcript.scenario}: {trouble}")
        for attempt in range(1, 4 if trouble else 1):
            troubles.note(conversation, trouble, before)
            facts = [
                troubles.lasts(trouble, attempt, before),
                troubles.is_sure(trouble),
                troubles.times(trouble),
                troubles.is_disproved(trouble),
                troubles.wait_before(trouble, attempt),
            ]
            lines.append(f"{attempt}: {facts} {facts_of_trouble(trouble)}")
            before = trouble
        if len(conversation.exchanges) % 5 == 0:
            troubles.note(conversation, None, trouble)
        if trouble is None:
            troubles.note(conversation, None, None)
        lines.append(f"{sorted(troubles.working)}, {len(troubles.passing)} passing")
    assert snapshot == "\n".join(lines)


def test_what_is_noted_of_the_streams_of_accounts(snapshot):
    lines = []
    for name, credentials in ACCOUNTS.items():
        accounts = Accounts.of(credentials, "wss://host/", "wss://other/")
        lines.append(f"# {name}: {len(accounts.streams)} {accounts.urls}")
        for number, conversation in enumerate(CONVERSATIONS):
            scenario = CATALOGUE[number % len(CATALOGUE)]
            accounts.begin(scenario)
            begun = [(s.may_be_open, s.under_way) for s in accounts.streams]
            accounts.note(conversation)
            accounts.end()
            noted = [
                (s.may_be_open, s.opened, s.under_way, s.refusal[:9]) for s in accounts.streams
            ]
            why = accounts.why_not(scenario)[:9]
            lines.append(f"{scenario.name} {begun} {noted} {accounts.may_be_open} {why}")
            if number % 20 == 0:
                accounts = Accounts.of(credentials, "wss://host/", "wss://other/")
    assert snapshot == "\n".join(lines)


@pytest.mark.slow("a doctor asks servers that do not answer, and waits for them")
def test_what_a_doctor_makes_of_answers(snapshot):
    lines = []
    for conversation in CONVERSATIONS:
        lines.append(f"# {conversation.transcript.scenario}")
        for each in conversation.exchanges:
            checks = (doctor._key(ALL, each), doctor._stream(each), doctor._logon(ALL, each))
            words = [f"{check.state}: {check.words[:50]}" for check in checks]
            lines.append(f"{each.code} {code_of(each)} {is_without_stream(each)} {words}")
        lines.append(doctor._cost(ALL, conversation).words)
    assert snapshot == "\n".join(lines)


@pytest.mark.parametrize(
    "server_time, state, words",
    [
        (9_001, "ok", "within 999 ms of the server's"),
        (9_000, "not ok", "1.0 s ahead of the server's"),
        (10_050, "ok", "within 0 ms of the server's"),
        (15_100, "ok", "within 5000 ms of the server's"),
        (15_101, "not ok", "5.0 s behind the server's"),
        (-1, "not ok", "10.0 s ahead of the server's"),
        (10**40, "not ok", "99999999989.9 s behind the server's"),
        ("9001", "unknown", "the server gave no serverTime"),
        (True, "unknown", "the server gave no serverTime"),
    ],
)
def test_a_clock_may_be_so_far_ahead_and_behind(server_time, state, words):
    answer = {"id": 1, "status": 200, "result": {"serverTime": server_time}}
    request, response = ask("session.status"), came(answer)
    (exchange,) = exchanges(_at(request, 10_000), _at(response, 10_100))
    check = doctor._clock(exchange)
    assert (check.state, check.words[: len(words)]) == (state, words)


def _at(frame, ms):
    return type(frame)(frame.direction, frame.data, ms, frame.opcode)


def test_what_runs_cost(snapshot):
    lines = []
    for name, credentials in ACCOUNTS.items():
        for some in (CATALOGUE, CATALOGUE[:20], CATALOGUE[20:21], ()):
            cost, ledger = RunCost.of(some, credentials), Ledger(10)
            lines += [f"{name}, {len(some)}: {cost}", cost.announcement(10)]
            lines += cost.summary_lines(ledger)
    assert snapshot == "\n".join(lines)


def test_how_scenarios_are_dealt_and_what_is_lacking(snapshot):
    accounts = [ACCOUNTS["a key"], ACCOUNTS["all"], ACCOUNTS["a key that signs"]]
    lines = [f"{name}: {number}" for name, number in deal(accounts).items()]
    for scenario in CATALOGUE:
        lacking = scenario.needs - ACCOUNTS["a key"].has
        if lacking:
            words = why_lacking(lacking)
            lines.append(f"{scenario.name}: {is_left_out(lacking)} {words}")
    assert snapshot == "\n".join(lines)


def status(code, **headers):
    return InvalidStatus(
        Response(
            code, "", Headers({name.replace("_", "-"): value for name, value in headers.items()})
        )
    )


def of_cause(error, cause):
    error.__cause__ = cause
    return error


DAY = "Wed, 25 Nov 2026 10:00:00 GMT"
ERRORS = {
    **{f"HTTP {code}": status(code) for code in (302, 400, 403, 404, 408, 410, 418, 429, 451)},
    **{f"HTTP {code}": status(code) for code in (499, 500, 503, 599)},
    "rest": status(429, Retry_After="30"),
    "negative": status(429, Retry_After="-1"),
    "longest": status(503, Retry_After="120"),
    "longer": status(503, Retry_After="120.5"),
    "text": status(503, Retry_After="soon"),
    "inf": status(418, Retry_After="inf"),
    "date": status(503, Retry_After="Wed, 25 Nov 2026 10:00:42 GMT", Date=DAY),
    "past": status(503, Retry_After="Wed, 25 Nov 2026 09:00:42 GMT", Date=DAY),
    "elsewhere": status(302, Location="wss://user:pass@other.example/x"),
    "far": status(302, Location="wss://other.example/" + "x" * 180),
    "farther": status(302, Location="wss://other.example/" + "x" * 181),
    "refused": ConnectionRefusedError(),
    "name": socket.gaierror(),
    "certificate": ssl.SSLCertVerificationError(),
    "tls": ssl.SSLError(),
    "time": TimeoutError(),
    "address": InvalidURI("x", "no"),
    "message": InvalidMessage("x"),
    "message after a reset": of_cause(InvalidMessage("x"), ConnectionResetError()),
    "message after an end": of_cause(InvalidMessage("x"), EOFError()),
    "end": EOFError(),
    "closed": ConnectionClosedError(None, None),
    "handshake": InvalidHandshake(),
    "network": OSError(101, "Network is unreachable"),
    "network without words": OSError(),
    "reset": ConnectionResetError(),
    "else": ValueError(),
}


@pytest.mark.parametrize("restarts", [False, True])
def test_why_a_server_cannot_be_reached_and_whether_it_may_be_later(snapshot, restarts):
    again, lines = passing(restarts), []
    for name, error in ERRORS.items():
        each = unreachable("wss://host/ws-dapi/v1", error, 2.5)
        flags = [each.again, each.throttled, each.refills, each.spent]
        lines += [f"{name}: {each.why}", f"  {flags} {again(each)}"]
    lines.append(f"{again(ValueError())}")
    assert snapshot == "\n".join(lines)
