"""The signature of session.logon, and the key files."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from conformance.api.signing import (
    KeyFileUnusable,
    is_signed_by,
    payload,
    pem_of,
    public_key_of,
    read_private_key,
    read_public_key,
    sign,
    write_private_key,
)

KEY = ed25519.Ed25519PrivateKey.generate()


def pem(key, password=None):
    how = BestAvailableEncryption(password) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how)


def test_params_are_signed_sorted_by_name_without_the_signature():
    params = {"timestamp": 3, "apiKey": "a", "signature": "s", "flag": True}
    assert payload(params) == b"apiKey=a&flag=true&timestamp=3"


def test_a_signature_is_its_owners():
    params = {"apiKey": "a", "timestamp": 3}
    signed = params | {"signature": sign(KEY, params)}
    assert is_signed_by(KEY.public_key(), signed)
    assert not is_signed_by(KEY.public_key(), signed | {"timestamp": 4})


@pytest.mark.parametrize("signature", [None, "", "x", "é", "A" * 88, 7])
def test_rubbish_is_no_signature(signature):
    assert not is_signed_by(KEY.public_key(), {"signature": signature})


def test_keys_are_read_from_pem(tmp_path):
    path = tmp_path / "key.pem"
    path.write_bytes(pem(KEY, b"secret"))
    assert read_private_key(path, "secret").public_key() == KEY.public_key()
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    path.write_bytes(public)
    assert read_public_key(path) == KEY.public_key()


@pytest.mark.parametrize(
    "content, password, why",
    [
        (None, None, "cannot be read"),
        (b"", None, "no private key"),
        (b"-----BEGIN PRIVATE KEY-----\nrubbish\n-----END PRIVATE KEY-----", None, "no private"),
        (pem(ec.generate_private_key(ec.SECP256R1())), None, "another kind"),
        (pem(KEY, b"secret"), None, "set BINANCE_PRIVATE_KEY_PASSWORD"),
        (pem(KEY, b"secret"), "wrong", "no private key"),
        (pem(KEY), "needless", "unset BINANCE_PRIVATE_KEY_PASSWORD"),
    ],
    ids=["missing", "empty", "rubbish", "of a curve", "locked", "locked otherwise", "not locked"],
)
def test_an_unusable_key_file_says_what_to_do(tmp_path, content, password, why):
    path = tmp_path / "key.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(KeyFileUnusable, match=rf"key\.pem: .*{why}.*openssl genpkey"):
        read_private_key(path, password)


def test_a_private_key_is_no_public_key_and_the_message_says_how_to_get_that(tmp_path):
    path = tmp_path / "key.pem"
    path.write_bytes(pem(KEY))
    command = rf"openssl pkey -in {path} -pubout -out public\.pem$"
    with pytest.raises(KeyFileUnusable, match=f"it is a private key.*{command}"):
        read_public_key(path)


def test_a_public_key_is_no_private_key(tmp_path):
    path = tmp_path / "key.pem"
    path.write_text(pem_of(KEY.public_key()))
    with pytest.raises(KeyFileUnusable, match=r"it is a public key\. Give the file"):
        read_private_key(path)


def test_a_public_key_is_of_the_kind_that_signs(tmp_path):
    path = tmp_path / "key.pem"
    path.write_text("rubbish")
    with pytest.raises(KeyFileUnusable, match="it holds no public key that can be read"):
        read_public_key(path)
    curve = ec.generate_private_key(ec.SECP256R1()).public_key()
    path.write_text(pem_of(curve))
    with pytest.raises(KeyFileUnusable, match="its key is of another kind"):
        read_public_key(path)
    assert public_key_of(path.read_text()) is None
    assert public_key_of(pem_of(KEY.public_key())) == KEY.public_key()


def test_a_private_key_is_written_once_for_its_owner_only(tmp_path):
    path = tmp_path / "key.pem"
    write_private_key(path, KEY)
    assert path.stat().st_mode & 0o777 == 0o600
    assert pem(read_private_key(path)) == pem(KEY)
    with pytest.raises(FileExistsError):
        write_private_key(path, KEY)
