"""What a first night needs, examined one by one: address, clock, key, stream, logon, cost.

It stops nothing, and opens no stream: one connection, a status, a ping, a logon and a logout.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from conformance.api.codes import AUTHENTICATION, BACK_END
from conformance.api.credentials import Credentials
from conformance.api.methods import PING
from conformance.api.wording import counted, on_one_line
from conformance.contract.clauses.authentication import LOGON_ADVICE
from conformance.evidence.live.account import code_of, is_without_stream
from conformance.evidence.live.cost import RunCost
from conformance.evidence.live.launch import performer
from conformance.evidence.live.performer import Performer
from conformance.evidence.live.targets import Target
from conformance.evidence.live.unreachable import Unreachable
from conformance.scenarios.catalogue import CATALOGUE
from conformance.scenarios.ledger import request_weight_of
from conformance.scenarios.script import (
    KEY,
    LOGON_STEP,
    LOGOUT_STEP,
    STATUS_STEP,
    Scenario,
    Step,
    ask,
)
from conformance.transcript.conversation import Conversation
from conformance.transcript.exchange import Exchange
from conformance.transcript.kinds import is_busy
from conformance.transcript.masking import masked

State = Literal["ok", "not ok", "unknown"]
AHEAD: Final = 1_000
BEHIND: Final = 5_000
"""How far the client's clock may be ahead of the server's, and behind, in ms, for a logon
(COIN-M General Info, timing security; the default recvWindow)."""
_FAR: Final = 10**14
"""No time of a server's is as far away, in ms since 1970."""
_PING: Final = Step(ask(PING.name, KEY, '"ping"'))


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a night needs: its name, whether it is there, and what to do if it is not."""

    name: str
    state: State
    words: str


def examine(target: Target, credentials: Credentials, patience: float) -> Iterator[Check]:
    """Yield the checks of a target and an account; ``patience`` is in s."""
    for check in _examine(target, credentials, patience):
        words = masked(on_one_line(check.words), credentials.api_keys)
        yield replace(check, words=words)


def _examine(target: Target, credentials: Credentials, patience: float) -> Iterator[Check]:
    with performer(target, credentials, patience) as own:
        keys = own.credentials
        steps = [STATUS_STEP]
        steps += [_PING] if keys.api_key else []
        steps += [LOGON_STEP, LOGOUT_STEP] if keys.private_key else []
        try:
            conversation = _converse(own, tuple(steps))
        except Unreachable as error:
            yield Check("address", "not ok", error.why)
            return
        yield _address(conversation, target)
        answers = {exchange.method: exchange for exchange in conversation.exchanges}
        yield _clock(answers.get("session.status"))
        yield _key(keys, answers.get(PING.name))
        yield _stream(answers.get(PING.name))
        yield _logon(keys, answers.get("session.logon"))
        yield _cost(keys, conversation)


def _converse(own: Performer, steps: tuple[Step, ...]) -> Conversation:
    """Send the steps on one connection. Raises Unreachable."""
    scenario = Scenario("doctor", steps, needs_own_connection=True)
    *_, conversation = own.connections.perform(own.url, scenario, own.credentials)
    return conversation


def _address(conversation: Conversation, target: Target) -> Check:
    ending = conversation.transcript.ending
    if ending.kind == "complete":
        return Check("address", "ok", f"{target.name} lets this address in, and answers")
    return Check("address", "not ok", ending.detail or f"the connection ended: {ending.kind}")


def _clock(status: Exchange | None) -> Check:
    """Compare the clocks by a status: the server's time lies between the request and its answer."""
    result = status.answer_members.get("result") if status else None
    server_time = result.get("serverTime") if isinstance(result, dict) else None
    if not (status and status.request and status.answer) or type(server_time) is not int:
        return Check("clock", "unknown", "the server gave no serverTime in a session.status")
    server_time = min(max(0, server_time), _FAR)
    ahead = max(0, status.request.frame.at - server_time)
    behind = max(0, server_time - status.answer.frame.at)
    if ahead < AHEAD and behind <= BEHIND:
        return Check("clock", "ok", f"within {max(ahead, behind)} ms of the server's")
    direction = "ahead of" if ahead else "behind"
    seconds = max(ahead, behind) / 1000
    words = f"{seconds:.1f} s {direction} the server's: set this machine's clock, or no logon works"
    return Check("clock", "not ok", words)


def _key(credentials: Credentials, ping: Exchange | None) -> Check:
    if not credentials.api_key:
        words = "none: set BINANCE_API_KEY (README, Every night, says how to get one)"
        return Check("key", "not ok", words)
    if ping is None or not ping.answer or is_busy(ping) or ping.code in BACK_END:
        return Check("key", "unknown", "the server did not say whether it takes it")
    if ping.refused and ping.code in AUTHENTICATION:
        words = (
            f"refused ({code_of(ping)}): is it of this environment, allowed for this "
            "address, and for futures?"
        )
        return Check("key", "not ok", words)
    return Check("key", "ok", "the server takes it")


def _stream(ping: Exchange | None) -> Check:
    if ping and ping.success:
        words = "one is open now: a run's stops will close it, for every program that listens"
        return Check("stream", "not ok", words)
    if ping and is_without_stream(ping):
        return Check("stream", "ok", f"none is open (ping: {code_of(ping)})")
    return Check("stream", "unknown", "whether one is open could not be asked")


def _logon(credentials: Credentials, logon: Exchange | None) -> Check:
    lacking = sum(1 for s in CATALOGUE if "signature" in s.needs and not s.connections)
    without = f"{counted(lacking, 'scenario')} with a logon will be inconclusive"
    if not credentials.private_key:
        words = f"no Ed25519 key: {without}; set BINANCE_PRIVATE_KEY_PATH for them"
        return Check("logon", "unknown", words)
    if logon is None or not logon.answer or is_busy(logon):
        return Check("logon", "unknown", f"the server did not answer it: {without}")
    if logon.success:
        return Check("logon", "ok", "the session logs on, and off again")
    advice = LOGON_ADVICE.get(logon.code, f"the logon got {code_of(logon)}")
    return Check("logon", "not ok", f"{advice}; {without}")


def _cost(credentials: Credentials, conversation: Conversation) -> Check:
    """Say what a run will cost, beside the limit and what this address has used of it."""
    foretold = RunCost.of(CATALOGUE, credentials).foretold
    weights = [w for w in map(request_weight_of, conversation.exchanges) if w]
    if not weights:
        words = f"a run costs about {foretold} of request weight; the limit is not known"
        return Check("cost", "unknown", words)
    limit, count = weights[-1]
    words = (
        f"a run costs about {foretold} of request weight; the limit is {limit} a minute, of which "
        f"this address has used {count}"
    )
    return Check("cost", "ok", words)
