"""Accounts from the environment, from ``.env``, and from a file of several."""

import pytest

from conformance.api.signing import KeyFileUnusable
from conformance.evidence.live.account_file import AccountFileUnusable
from conformance.evidence.live.settings import Settings, read_accounts, read_credentials


@pytest.fixture
def environment(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in ("API_KEY", "PRIVATE_KEY_PATH", "PRIVATE_KEY_PASSWORD", "ACCOUNTS"):
        monkeypatch.delenv(f"BINANCE_{name}", raising=False)
    return monkeypatch


def test_credentials_come_from_the_environment(environment, key_file):
    environment.setenv("BINANCE_API_KEY", "k" * 64)
    environment.setenv("BINANCE_PRIVATE_KEY_PATH", str(key_file))
    assert read_credentials().has == {"apiKey", "signature"}


def test_credentials_come_from_a_file(environment, tmp_path):
    (tmp_path / ".env").write_text("BINANCE_API_KEY=abc\nOTHER=1\n")
    assert read_credentials().api_key == "abc"


def test_without_credentials_there_are_none(environment):
    environment.setenv("BINANCE_API_KEY", "")
    assert read_credentials().has == frozenset()


def test_a_key_file_that_is_unusable_is_an_error(environment):
    environment.setenv("BINANCE_API_KEY", "k")
    environment.setenv("BINANCE_PRIVATE_KEY_PATH", "/nowhere.pem")
    with pytest.raises(KeyFileUnusable, match=r"BINANCE_PRIVATE_KEY_PATH names a file that is not"):
        read_credentials()


def test_settings_do_not_print_secrets(environment):
    environment.setenv("BINANCE_API_KEY", "canary")
    assert "canary" not in repr(Settings())


def test_a_file_of_accounts_is_used_instead_of_other_settings(environment, tmp_path):
    (tmp_path / "two.toml").write_text('[[account]]\napi_key = "a"\n[[account]]\napi_key = "b"\n')
    environment.setenv("BINANCE_API_KEY", "c")
    environment.setenv("BINANCE_ACCOUNTS", "two.toml")
    listed = read_accounts()
    assert [account.api_key for account in listed.accounts] == ["a", "b"]
    assert (listed.file, listed.overrides) == ("two.toml", True)
    assert read_credentials().api_key == "a"


def test_a_file_of_accounts_that_is_not_there_is_an_error(environment):
    environment.setenv("BINANCE_ACCOUNTS", "nowhere.toml")
    with pytest.raises(AccountFileUnusable, match=r"nowhere.toml .* cannot be read"):
        read_accounts()
