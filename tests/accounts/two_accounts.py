"""Two accounts for the tests, a server that has them, and runs against it."""

from account_server import Account, AccountServer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from runs import target_at

from conformance.api.credentials import Credentials
from conformance.evidence.run import Run
from conformance.scenarios.catalogue import CATALOGUE

OWN, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
KEYS = ("ownKey1234567890" * 4, "hmacKey123456789" * 4, "rsaKey1234567890" * 4)
OTHER_KEY = "otherKey12345678" * 4
ACCOUNTS = Credentials(
    KEYS[0],
    OWN,
    KEYS[1],
    KEYS[2],
    Credentials(OTHER_KEY, OTHER),
    frozenset({"connections", "stream"}),
)
SEVERAL = [s.name for s in CATALOGUE if s.connections and "neighbour" not in s.needs]


def serving(**about):
    accounts = (Account(KEYS, OWN.public_key()), Account((OTHER_KEY,), OTHER.public_key()))
    return AccountServer(KEYS[0], OWN.public_key(), accounts=accounts, **about)


def performed(server, names=SEVERAL, credentials=ACCOUNTS):
    with server.running() as url:
        run = Run(target_at(url), credentials, patience=0.5)
        run.gather(names, on_performed=lambda _: None)
    return run
