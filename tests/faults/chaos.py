"""Runs with faults chosen by chance: what may be reported, what must be, and what must be left.

Everything is in this process, and over real sockets. A seed tells the whole run.
"""

import random
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from relay import Bytes, Frames, Log, relaying_bytes, relaying_frames

from conformance.api.credentials import Credentials
from conformance.contract.clauses import CLAUSES, MUTANTS
from conformance.contract.judge import judge
from conformance.contract.verdict import Outcome
from conformance.evidence.live.targets import Target
from conformance.evidence.progress import no_progress
from conformance.evidence.recordings.archive import Archive
from conformance.evidence.recordings.modes import Recorder
from conformance.evidence.recordings.reader import load_cassette
from conformance.evidence.run import Run
from conformance.plugin.suite import PerformedSuite
from conformance.reference.accounts import Account
from conformance.reference.embedded import API_KEY, PRIVATE_KEY
from conformance.reference.memory import perform_in_memory
from conformance.reference.server import Reference
from conformance.reference.wire import WallClock, serve_reference
from conformance.scenarios.catalogue import CATALOGUE
from conformance.transcript.frames import EvidenceClass

OTHER = EvidenceClass.OTHER
PATIENCE = 0.4
LONGEST = 90
"""How long a run of three scenarios may take, in s."""
CLOSED = {"ENV-9", "ENV-11", "ENV-14"}
FAULTY = {"ENV-11"}
"""What a close after the refusal of a faulty frame breaks: a recommendation."""
UNANSWERED = {"ENV-8", "ENV-10", "ENV-13"}
COUNTED = {"RL-11"}  # only judged where nobody shares the address, or in many rises
OF_BYTES = {"reset": FAULTY, "cut": FAULTY, "stall": set(), "trickle": set()}
OF_FRAMES = {
    "fragment": (lambda: Frames.fragment, set()),
    "reorder": (Frames.reorder, set()),
    "late": (lambda: Frames.delay(PATIENCE / 4), set()),
    "delay": (lambda: Frames.delay(PATIENCE * 2), set()),
    "delay once in five": (lambda: Frames.sometimes(5, Frames.delay(PATIENCE * 2)), set()),
    "close 1000": (lambda: Frames.close(1000), FAULTY),
    "close 1001": (lambda: Frames.close(1001), FAULTY),
    "close 1011": (lambda: Frames.close(1011), FAULTY),
    "close after a refusal": (lambda: Frames.close_after_refusal(1008), FAULTY),
    "close 0.1 s after a refusal": (lambda: Frames.close_after_refusal(1008, 0.1), FAULTY),
    "flaky -1109": (lambda: Frames.sometimes(4, Frames.error(-1109, 400)), set()),
    "flaky -1001": (lambda: Frames.sometimes(4, Frames.error(-1001, 500)), set()),
    "flaky -1016": (lambda: Frames.sometimes(9, Frames.error(-1016, 503)), set()),
    "duplicate": (lambda: Frames.duplicate, {"ENV-13"}),
    "drop": (lambda: Frames.drop(2), UNANSWERED),
    "babble": (lambda: Frames.babble, set()),
}
POSSIBLE = [s for s in CATALOGUE if {*s.needs} <= {"apiKey", "signature"}]
"""Scenarios that one account can perform without a stream."""
HARMLESS = {"none", "trickle", "fragment", "reorder", "late"}
CERTAIN = {"duplicate"}


class Chaos:
    """One run: its server, its fault, its scenarios, and what it came to."""

    def __init__(self, seed):
        chance = random.Random(seed)
        self.seed = seed
        self.fault = chance.choice(["none", *OF_BYTES, *OF_FRAMES])
        self.numbers = chance.choice([None, {1}, {2}, {3}, {1, 2, 3}])
        self.clause, self.mutant = chance.choice([(None, None)] * 40 + [*MUTANTS])
        mixed = self.fault in {"duplicate", "drop"} or self.fault.startswith("flaky")
        if mixed:  # two breaches at once can look like a third
            self.clause = self.mutant = None
        self.scenarios = chance.sample(POSSIBLE, 3)
        self.log = Log()
        account = Account(API_KEY, PRIVATE_KEY.public_key())
        self.core = Reference({API_KEY: account}, WallClock().now, mutant=self.mutant)

    def __str__(self):
        names = ", ".join(scenario.name for scenario in self.scenarios)
        mutant = self.mutant.name if self.mutant else "no mutant"
        where = f"on connections {sorted(self.numbers)}" if self.numbers else "on each connection"
        return f"seed {self.seed}: {self.fault} {where}, {mutant}, {names}"

    def complaints(self):
        """Perform, record, and return all that is wrong with what came of it."""
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            archive = Archive(Path(folder))
            upstream = stack.enter_context(serve_reference(lambda: self.core))
            self._perform(upstream, archive)
            before = self._cassettes(folder)
            began = time.monotonic()
            live = self._perform(stack.enter_context(self._relay(upstream)), archive)
            took = time.monotonic() - began
            broken = self._broken(live)
            return [
                *([f"it took {took:.0f} s"] if took > LONGEST else []),
                *self._of_cassettes(before, folder, live),
                *self._of_reports(broken),
                *self._of_the_stream(live),
            ]

    def _perform(self, url, archive):
        run = Run(Target(url, url, OTHER), Credentials(API_KEY, PRIVATE_KEY), PATIENCE)
        live = PerformedSuite(archive, run, Recorder(archive, OTHER, "all"))
        names = {scenario.name for scenario in self.scenarios}
        live.gather([pair for pair in live.pairs if pair.scenario in names], no_progress)
        return live

    def _relay(self, upstream):
        def on(fault):
            return lambda number: fault() if not self.numbers or number in self.numbers else None

        if self.fault in OF_BYTES:
            port = int(upstream.rpartition(":")[2].partition("/")[0])
            return relaying_bytes(port, on(lambda: getattr(Bytes, self.fault)), self.log)
        made = OF_FRAMES[self.fault][0] if self.fault in OF_FRAMES else lambda: None
        return relaying_frames(upstream, on(made), self.log)

    @staticmethod
    def _cassettes(folder):
        return {path.stem: path.read_bytes() for path in Path(folder).glob("other/*.yaml")}

    def _of_cassettes(self, before, folder, live):
        now = self._cassettes(folder)
        for path in Path(folder).glob("other/*"):
            load_cassette(path)  # raises where it is damaged, or no cassette
        for name in before.keys() - now.keys():
            yield f"{name} was lost"
        for name, data in now.items():
            if data != before.get(name) and name not in live.recorder.written:
                yield f"{name} was changed, and no summary names it"

    @staticmethod
    def _broken(live):
        verdicts = [verdict for each in live.evidence.judged() for verdict in each.verdicts]
        assert not [verdict for verdict in verdicts if verdict.outcome is Outcome.FAULT]
        return {verdict.clause.id for verdict in verdicts if verdict.outcome is Outcome.BROKEN}

    def _committed(self):
        """Return the clauses that the server breaks in these scenarios, and shows it."""
        return {
            verdict.clause.id
            for scenario in self.scenarios
            for verdict in judge(perform_in_memory(scenario, mutant=self.mutant), CLAUSES)
            if verdict.outcome is Outcome.BROKEN
        } - COUNTED

    def _of_reports(self, broken):
        """Compare what is reported with what server and relay did together."""
        committed = self._committed() if self.mutant else set()
        of_fault = OF_BYTES.get(self.fault) or OF_FRAMES.get(self.fault, (None, set()))[1]
        allowed = committed | (of_fault if self.log.struck else set())
        if self.clause:
            allowed |= {self.clause.id}
        if broken - allowed:
            yield f"reported without cause: {sorted(broken - allowed)}"
        if self.fault == "trickle":
            committed -= CLOSED  # a close that trickles may come when we have left
        if self.fault in HARMLESS and committed - broken:
            yield f"not reported: {sorted(committed - broken)}"
        orderly = not self.mutant and not any(
            scenario.needs_own_connection for scenario in self.scenarios
        )
        if self.fault in CERTAIN and orderly and self.log.judged and not broken & of_fault:
            yield f"not reported: {sorted(of_fault)}"

    def _of_the_stream(self, live):
        """Look whether a stream was left open where it could have been closed."""
        account = self.core.accounts[API_KEY]
        is_open = account.open_listen_key(self.core.clock())
        usable = self.numbers is not None or self.fault in HARMLESS
        if (
            is_open
            and not self.mutant
            and (usable or not live.evidence._performer.accounts.may_be_open)
        ):
            yield "a stream was left open"


def main(first, count):
    """Run seeds one after the other; print each that is complained of, and return how many."""
    bad = 0
    for seed in range(first, first + count):
        run = Chaos(seed)
        for complaint in run.complaints():
            print(f"{run}: {complaint}", flush=True)  # noqa: T201
            bad += 1
    print(f"seeds {first} to {first + count - 1}: {bad} complaints")  # noqa: T201
    return bad


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]), int(sys.argv[2]))))
