"""Every scenario, whole: in a sentence, its steps, what it needs, and what it costs."""

import random
from dataclasses import fields
from math import inf

from conversations import ask, came

from conformance.reference.embedded import CREDENTIALS, VirtualClock, fresh
from conformance.reference.memory import MemoryChannel
from conformance.scenarios.catalogue import BY_NAME, CATALOGUE
from conformance.scenarios.ledger import Ledger, foretell, handshakes_of, weight_of_all
from conformance.scenarios.perform import MOST_FRAMES, perform
from conformance.scenarios.sentence import sentence_of
from conformance.transcript.conversation import conversation_of
from conformance.transcript.frames import Ending, Transcript


def test_the_sentences_of_all_scenarios(snapshot):
    lines = (f"{scenario.name}: {sentence_of(scenario)}" for scenario in CATALOGUE)
    assert snapshot == "\n".join(lines)


def different_of(step):
    """Return the fields of a step that are not as they are by default."""
    values = ((each, getattr(step, each.name)) for each in fields(step) if each.name != "frame")
    return {each.name: value for each, value in values if value != each.default}


def described(scenario):
    yield f"# {scenario.name} {scenario.query} {'own' * scenario.needs_own_connection}"
    costs = weight_of_all(scenario), handshakes_of(scenario)
    alone = [foretell([scenario], shared) for shared in (True, False)]
    yield f"needs {sorted(scenario.needs)}, costs {costs} {alone}, {scenario.connection_key}"
    for step in scenario.steps:
        yield f"  {step.frame!r} {different_of(step)}"


def test_the_steps_of_all_scenarios(snapshot):
    lines = [line for scenario in CATALOGUE for line in described(scenario)]
    assert snapshot == "\n".join(lines)


def counted(count, limit):
    """Return a conversation whose answer tells a count."""
    kind = {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1}
    entry = kind | {"limit": limit, "count": count}
    answer = {"id": 1, "status": 200, "result": {}, "rateLimits": [entry]}
    return conversation_of(Transcript("some", (ask("userDataStream.stop"), came(answer))))


def test_a_ledger_in_a_course_of_chance(snapshot):
    chance, ledger, now, lines = random.Random(1), Ledger(50, limit=100), 0.0, []
    for _ in range(400):
        now += chance.choice((0, 10, 20, 30, 60))
        act = chance.choice(("spend", "charge", "charge", "wait", "wait", "back off"))
        if act == "spend":
            ledger.spend(chance.choice((5, 10)), now)
        elif act == "back off":
            ledger.back_off(now + chance.choice((0, 30)))
        elif act == "charge":
            count = chance.choice((ledger._since + 1, ledger._since + 2, 0, 40, 100, 101))
            last = ledger._last_count or 0
            count = last + ledger._since + 1 if chance.random() < 0.4 else count
            ledger.charge(counted(count, chance.choice((100, 100, 0, -1, "100"))), now)
        weight = chance.choice((5, 10, 45, 50, 51))
        waits = [ledger.wait(weight, now), ledger.own_wait(weight, now)]
        state = [ledger.spent, ledger.compared, ledger.allowed, ledger.limit, ledger._last_count]
        lines.append(f"{now} {act}: {weight} {waits} {state}")
    assert snapshot == "\n".join([*lines, *ledger.differences, *map(str, ledger.points)])


class Unreliable(MemoryChannel):
    """A channel on which answers are lost, repeated or changed by chance; it notes each wait."""

    def __init__(self, seed):
        clock = VirtualClock()
        super().__init__(fresh(clock), clock)
        self.chance, self.waits = random.Random(seed), []

    def _receive(self, name, reply):
        way = self.chance.random()
        if way < 0.12:
            return
        if way < 0.2 and isinstance(reply, str):
            reply = reply.replace('"id":"', '"id":"st') if way < 0.16 else '{"id":"start"}'
        super()._receive(name, reply)
        if way > 0.95:
            super()._receive(name, reply)
        if way > 0.985 and not self.ending:
            self.ending = Ending("closed", 1012, "restarting")

    def open_stream(self, connection, listen_key):
        if self.chance.random() < 0.2:
            return "the host is gone"
        return super().open_stream(connection, listen_key)

    def listen(self, seconds):
        self.waits.append(f"listen {seconds}")
        super().listen(seconds)

    def wait(self, done, share=1.0, at_most=inf):
        self.waits.append(f"{share:g} of the patience, at most {at_most:g}: {done()}")
        return done()

    def finish(self):
        self.waits.append("finish")

    def probe_elsewhere(self):
        return self.chance.random() < 0.5


def test_scenarios_where_answers_are_lost_and_changed(snapshot):
    lines = []
    for number, scenario in enumerate([*CATALOGUE, *CATALOGUE[::2]]):
        own = Unreliable(number)
        own.connect(scenario)
        transcript = perform(scenario, own, CREDENTIALS)
        lines += [f"# {scenario.name}: {transcript.ending} {sorted(transcript.keys)}", *own.waits]
        lines.append(f"{[f'{f.connection}{f.direction[:1]}' for f in transcript.frames]}")
    assert snapshot == "\n".join(lines)


def test_a_server_that_sends_without_end_is_given_up_after_so_many_frames():
    class Flood(Unreliable):
        def send(self, frames):
            super().send(frames)
            while len(self.log) < self.most:
                self._keep("received", "", "{}")

        def _receive(self, name, reply):
            MemoryChannel._receive(self, name, reply)

    endings = []
    for most in (MOST_FRAMES, MOST_FRAMES + 1):
        own = Flood(0)
        own.most = most
        own.connect(BY_NAME["stop-twice"])
        endings.append(perform(BY_NAME["stop-twice"], own, CREDENTIALS))
    later, cut = endings
    assert len(later.frames) > MOST_FRAMES + 1
    assert cut.ending == Ending("cut", 1009, f"more than {MOST_FRAMES} frames came")
    assert len(cut.frames) == MOST_FRAMES + 1
