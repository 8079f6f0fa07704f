"""Accounts from the environment, from ``.env``, and from a file of several."""

import pytest

from conformance.api.signing import KeyFileUnusable
from conformance.evidence.live.account_file import AccountFileUnusable
from conformance.evidence.live.settings import (
    NOBODY,
    Settings,
    SettingsUnusable,
    read_accounts,
    read_credentials,
)


@pytest.fixture
def environment(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in (
        *("API_KEY", "PRIVATE_KEY_PATH", "PRIVATE_KEY_PASSWORD", "ACCOUNTS"),
        *("HMAC_API_KEY", "RSA_API_KEY", "OTHER_API_KEY"),
    ):
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


def test_a_file_of_accounts_alone_overrides_nothing(environment, tmp_path):
    (tmp_path / "one.toml").write_text('[[account]]\napi_key = "a"\n')
    environment.setenv("BINANCE_ACCOUNTS", "one.toml")
    assert not read_accounts().overrides


def test_one_account_is_of_no_file(environment):
    assert read_accounts() is NOBODY
    environment.setenv("BINANCE_API_KEY", "k" * 64)
    listed = read_accounts()
    assert (len(listed.accounts), listed.file, listed.overrides) == (1, "", False)


def test_an_empty_setting_is_none(environment, tmp_path):
    environment.setenv("BINANCE_API_KEY", "k" * 64)
    environment.setenv("BINANCE_PRIVATE_KEY_PATH", "")
    environment.setenv("BINANCE_OTHER_API_KEY", "")
    (tmp_path / ".env").write_text("BINANCE_RSA_API_KEY=\n")
    assert read_credentials().has == {"apiKey"}


@pytest.mark.parametrize("name", ["HMAC_API_KEY", "OTHER_API_KEY"])
def test_one_key_in_two_settings_is_an_error(environment, name):
    environment.setenv("BINANCE_API_KEY", "k" * 64)
    environment.setenv(f"BINANCE_{name}", "k" * 64)
    with pytest.raises(SettingsUnusable, match="are one key"):
        read_accounts()
    environment.setenv(f"BINANCE_{name}", "j" * 64)
    assert len(read_credentials().api_keys) == 2


def test_settings_that_cannot_be_read_are_an_error_that_quotes_nothing(environment, tmp_path):
    (tmp_path / ".env").write_bytes(b"BINANCE_API_KEY=canary\xff")
    with pytest.raises(SettingsUnusable, match="cannot be read") as caught:
        read_accounts()
    assert "canary" not in str(caught.value)
