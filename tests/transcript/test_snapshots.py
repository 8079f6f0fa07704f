"""What transcripts are taken for, whole: of every scenario, and of those that chance made."""

import inspect

import pytest
from chances import conversation_by_chance
from drifts import RECORDED
from leaks_by_chance import leak_by_chance
from stream_chances import streams_by_chance

from conformance.transcript import kinds
from conformance.transcript.conversation import conversation_of
from conformance.transcript.damage import damages
from conformance.transcript.redaction import SecretLeft, redact
from conformance.transcript.replacing import short_placeholders
from conformance.transcript.throttling import rest_of

ANSWER = (
    '{"id":"a","status":200,"result":{"b":null},"rateLimits":'
    '[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","count":0,"x":1.5,"y":true}]}'
)
KINDS = {
    name: function
    for name, function in inspect.getmembers(kinds, inspect.isfunction)
    if function.__module__ == kinds.__name__
    and name.startswith(("is_", "has_", "lacks_", "wants_"))
    and name != "is_revocation"
}


def place(message):
    return "-" if message is None else message.index + 1


def described(exchange):
    """Yield what is known of an exchange, in a few lines."""
    e = exchange
    answer = "refused" if e.refused else "success" if e.success else "neither"
    frames = f"frames {place(e.request)} {place(e.answer)}"
    yield f"{e.place}: {frames}, {e.method}, {answer} {e.code!r}"
    session = f"session {e.session} of {e.session_key}, since {e.session_since}"
    yield f"  {session}, scripted {e.scripted}"
    yield f"  stream {e.stream}, key {e.key}, account {e.account}, listen key {e.listen_key}"
    flags = ("alone", "near_unattached", "key_refused_before")
    yield f"  {[name for name in flags if getattr(e, name)]}, logon {e.logon_code!r}, {rest_of(e)}"
    yield f"  {', '.join(name for name, function in KINDS.items() if function(e))}"


def described_whole(transcript):
    """Yield what a transcript is taken for."""
    conversation = conversation_of(transcript)
    yield f"# {transcript.scenario}"
    for exchange in conversation.exchanges:
        yield from described(exchange)
    for each in conversation.unattached:
        elsewhere = ", has the id of another connection" if each.elsewhere else ""
        yield f"unattached {each.place}: open {each.open}, {each.session}{elsewhere}"
    for stream in conversation.streams:
        yield f"stream {stream.place}: {stream.number} {[m.index for m in stream.messages]}"
    yield f"after: {conversation.sessions} {conversation.open_streams}"


def test_every_scenario_is_taken_apart(snapshot):
    texts = (line for transcript in RECORDED.values() for line in described_whole(transcript))
    assert snapshot == "\n".join(texts)


@pytest.mark.parametrize("hundred", [0, 1])
def test_conversations_by_chance_are_taken_apart(snapshot, hundred):
    texts = []
    for seed in range(100 * hundred, 100 * hundred + 100):
        transcript = conversation_by_chance(seed)
        for frame in transcript.frames:
            mark = {"sent": ">", "received": "<"}[frame.direction]
            texts.append(f"{mark} {frame.connection} {frame.opcode} {frame.data!r}")
        texts += described_whole(transcript)
    assert snapshot == "\n".join(texts)


def test_the_damages_of_an_answer(snapshot):
    assert snapshot == "\n".join(f"{d.kind} {d.where}: {d.data!r}" for d in damages(ANSWER))


def test_what_is_left_where_keys_come_back(snapshot):
    lines = []
    for seed in range(150):
        transcript, known, keys = leak_by_chance(seed)
        lines.append(f"# {seed}")
        try:
            clean, redaction = redact(transcript, known, keys)
        except SecretLeft as error:
            lines.append(str(error))
            continue
        lines += [f"{frame.method} {frame.data!r}" for frame in clean.frames]
        own = "" if clean.api_key is None else clean.api_key
        lines += [clean.endpoint, clean.ending.detail, f"{own} {[*clean.keys.values()]}"]
        flags = [redaction.is_clean(str(frame.data)) for frame in transcript.frames]
        shown = redaction.clean_value([frame.data for frame in transcript.frames])
        lines.append(f"{flags} {shown} {short_placeholders(str(shown))[:60]}")
    assert snapshot == "\n".join(lines)


def test_streams_by_chance_are_taken_apart(snapshot):
    lines = [line for seed in range(60) for line in described_whole(streams_by_chance(seed))]
    assert snapshot == "\n".join(lines)
