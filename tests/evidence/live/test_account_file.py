"""A file of accounts: what is read, and what is refused, in one line that quotes no key."""

import pytest
from cryptography.hazmat.primitives import serialization as form

from conformance.evidence.live.account_file import AccountFileUnusable, read_account_file

KEY = "canaryKey0123456789" * 3
ENTRY = f'[[account]]\napi_key = "{KEY}"\n'
OTHER_ENTRY = '[[account]]\napi_key = "another"\n'


def written(tmp_path, text):
    path = tmp_path / "accounts.toml"
    path.write_text(text, "utf-8")
    return path


def test_each_entry_is_an_account_with_keys_beside_the_file(tmp_path, private_key, key_file):
    (tmp_path / "one.pem").write_bytes(key_file.read_bytes())
    encryption = form.BestAvailableEncryption(b"secret")
    pem = private_key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, encryption)
    (tmp_path / "two.pem").write_bytes(pem)
    text = (
        f'{ENTRY}private_key_path = "one.pem"\n[[account]]\napi_key = " b "\n'
        'private_key_path = "two.pem"\nprivate_key_password = "secret"\n'
        'other_api_key = "c"\nother_private_key_path = "one.pem"\n'
    )
    first, second = read_account_file(written(tmp_path, text))
    assert first.has == {"apiKey", "signature"}
    assert second.has == {"apiKey", "signature", "otherKey", "otherSignature"}
    assert second.api_keys == ("b", "c")


@pytest.mark.parametrize(
    "text, why",
    [
        ("", "it has no table"),
        (ENTRY + "[more]\n", "something other than tables"),
        (ENTRY.replace("[[account]]", "[account]"), "something other than tables"),
        (f'account = ["{KEY}"]', "entry 1 has other members than api_key"),
        (f"{ENTRY}{KEY}", "it is no TOML (at "),
        (ENTRY + ENTRY, "entries 1 and 2 have a key in common"),
        (f'{OTHER_ENTRY}other_api_key = "{KEY}"\n{ENTRY}', "entries 1 and 2 have a key in common"),
        (f'{ENTRY}rsa_api_key = "{KEY}"\n', "entry 1 has one key twice"),
        (f'{OTHER_ENTRY}{ENTRY}"{KEY}" = 1\n', "entry 2 has other members than api_key"),
        ("[[account]]\napi_key = 5\n", "entry 1 has no text as its api_key"),
        ("[[account]]\n", "entry 1 has no api_key"),
        (
            f'{ENTRY}private_key_path = "nowhere.pem"\n',
            "nowhere.pem: private_key_path names a file",
        ),
    ],
)
def test_a_faulty_file_is_refused_in_one_line_that_quotes_no_key(tmp_path, text, why):
    with pytest.raises(AccountFileUnusable) as refused:
        read_account_file(written(tmp_path, text))
    assert why in str(refused.value)
    assert "accounts.toml (BINANCE_ACCOUNTS)" in str(refused.value)
    assert KEY not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "accounts.toml").write_bytes(b"\xff")
    with pytest.raises(AccountFileUnusable, match="UTF-8"):
        read_account_file(tmp_path / "accounts.toml")
