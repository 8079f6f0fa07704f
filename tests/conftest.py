"""What several tests need: the reference server on a socket, and a private key in a file."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import settings

from conformance.reference.accounts import Account
from conformance.reference.server import Reference
from conformance.wire import WallClock, serve

settings.register_profile("plain", deadline=None)  # a slow machine is no failure
settings.load_profile("plain")


@pytest.fixture(scope="session")
def private_key():
    return Ed25519PrivateKey.generate()


@pytest.fixture(scope="session")
def key_file(private_key, tmp_path_factory):
    path = tmp_path_factory.mktemp("key") / "private.pem"
    pem = private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(pem)
    return path


@pytest.fixture
def serving(private_key):
    """Serve a reference server with an account of the test's own; give what `serve` takes."""
    key = "canaryKey0123456789" * 3
    servers = []

    def start(choices=None, mutant=None):
        account = Account(key, private_key.public_key())
        options = {"choices": choices} if choices else {}
        core = Reference({key: account}, WallClock().now, mutant=mutant, **options)
        context = serve(lambda: core)
        url = context.__enter__()
        servers.append(context)
        return url, key

    yield start
    for context in servers:
        context.__exit__(None, None, None)
