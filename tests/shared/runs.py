"""Runs against a server on loopback, in this process; and what came of them."""

from conformance.api.credentials import Credentials
from conformance.evidence.live.targets import Target
from conformance.evidence.run import Run
from conformance.reference.accounts import Account
from conformance.reference.choices import Choices
from conformance.reference.embedded import API_KEY, PRIVATE_KEY
from conformance.reference.server import Reference
from conformance.reference.wire import WallClock
from conformance.scenarios.catalogue import BY_NAME
from conformance.transcript.frames import EvidenceClass

ACCOUNT = Credentials(API_KEY, PRIVATE_KEY)


def reference(mutant=None, **choices):
    """Return a reference server with the embedded account, by the wall's clock."""
    account = Account(API_KEY, PRIVATE_KEY.public_key())
    return Reference({API_KEY: account}, WallClock().now, Choices(**choices), mutant)


def target_at(url):
    """Return a target of no known class."""
    return Target(url, url, EvidenceClass.OTHER)


def performed(url, *names, credentials=ACCOUNT, percent=None, patience=2.0):
    """Perform scenarios by name, or all, against a URL; return the run."""
    run = Run(target_at(url), credentials, patience, percent)
    run.gather(names or BY_NAME, on_performed=lambda _: None)
    return run


def ids_of(run, outcome):
    """Return the clauses with an outcome in any scenario of a run."""
    return {
        verdict.clause.id
        for judged in run.judged()
        for verdict in judged.verdicts
        if verdict.outcome is outcome
    }
