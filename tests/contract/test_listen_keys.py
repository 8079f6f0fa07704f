"""Listen keys: who gets one by a start or a ping, and which one."""

from conformance.contract.clauses.listen_keys import listen_keys

chapter = listen_keys


def test_listen_keys(verdict):
    verdict.hold()
