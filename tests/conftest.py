"""What several tests need: the reference server on a socket, and a private key in a file.

The contract suite loads this file, too, so what is slow to import is imported in the fixtures.
"""

import shutil
import signal
from pathlib import Path

import pytest

CONTRACT = Path(__file__).parent / "contract"


def pytest_collection_modifyitems(items):
    """Let a warning fail our own tests; whoever judges a server is not to be stopped by one."""
    for item in items:
        if CONTRACT not in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("error"), append=False)


@pytest.fixture
def interruptible():
    """Let Ctrl-C interrupt this process and what it starts, though `&` lets it ignore that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def private_key():
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415

    return ed25519.Ed25519PrivateKey.generate()


@pytest.fixture(scope="session")
def key_file(private_key, tmp_path_factory):
    from cryptography.hazmat.primitives import serialization as form  # noqa: PLC0415

    path = tmp_path_factory.mktemp("key") / "private.pem"
    pem = private_key.private_bytes(
        form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()
    )
    path.write_bytes(pem)
    return path


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """Return the files of a certificate that signs itself, and of its key."""
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415

    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    (folder / "cert.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    pem = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, *pem))
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def serving(private_key):
    """Serve a reference server with an account of the test's own; give its address and its key."""
    from running import CANARY  # noqa: PLC0415

    from conformance.api.venues import COIN_M  # noqa: PLC0415
    from conformance.reference.accounts import Account  # noqa: PLC0415
    from conformance.reference.server import Reference  # noqa: PLC0415
    from conformance.reference.wire import Double, WallClock, serve_reference  # noqa: PLC0415

    servers = []

    def start(choices=None, mutant=None, venue=COIN_M):
        account = Account(CANARY, private_key.public_key())
        options = {"choices": choices} if choices else {}
        core = Reference({CANARY: account}, WallClock().now, mutant=mutant, **options)
        context = serve_reference(lambda: core, double=Double(venue=venue))
        url = context.__enter__()
        servers.append(context)
        return url, CANARY

    yield start
    for context in servers:
        context.__exit__(None, None, None)


@pytest.fixture
def project(tmp_path):
    """Return a copy of the suite whose recordings may be changed."""
    root = Path(__file__).parent.parent
    for name in ("cassettes", "tests/contract", "schemas"):
        shutil.copytree(root / name, tmp_path / name)
    shutil.copy(root / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.fixture
def against(project, serving, key_file):
    """Run the suite against a server with choices or a mutant of the test's own."""
    from running import suite  # noqa: PLC0415

    def run(*arguments, choices=None, mutant=None, keys=True, **env):
        url, key = serving(choices, mutant)
        if keys:
            env |= {"BINANCE_API_KEY": key, "BINANCE_PRIVATE_KEY_PATH": str(key_file)}
        return suite(project, "--live", "--target", url, *arguments, **env)

    return run


@pytest.fixture(scope="session")
def kept():
    """Return the report of a run that kept the contract."""
    import reports  # noqa: PLC0415

    return reports.report()


@pytest.fixture(scope="session")
def broken():
    """Return the report of a run in which one clause broke."""
    import reports  # noqa: PLC0415

    return reports.report(reports.mutant("id-as-text"))


@pytest.fixture(scope="session")
def hostile():
    """Return the report of a run against a server that answers with markup and escapes."""
    import reports  # noqa: PLC0415

    return reports.report(reports.HOSTILE_MUTANT, reports.SOME)


@pytest.fixture(scope="session")
def nights(kept, broken):
    """Return reports of four nights, each with its day: kept and broken in turn."""
    import reports  # noqa: PLC0415

    return reports.nights(kept, broken, kept, broken)


@pytest.fixture
def snapshot(snapshot):
    """Keep whole texts, each as a file that can be read."""
    from snapshots import Text  # noqa: PLC0415

    return snapshot.use_extension(Text)
