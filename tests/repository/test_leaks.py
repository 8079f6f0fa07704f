"""Secrets are found in every line that was ever committed, also where it was taken out again."""

import secrets
import string
import subprocess

import leaks
import pytest

NONE_ALLOWED = "allowed = []\n"


def key():
    """Return a key as the API gives it out, with each kind of character."""
    letters = string.ascii_letters + string.digits
    return "aA1" + "".join(secrets.choice(letters) for _ in range(61))


@pytest.fixture
def repository(tmp_path):
    """Commit texts to a file, one after the other; return what is printed, and the exit code."""
    who = ["-c", "user.name=A", "-c", "user.email=a@example.invalid"]
    folder, list_of_allowed = tmp_path / "repository", tmp_path / "allowed.toml"
    folder.mkdir()

    def git(*arguments):
        subprocess.run(["git", "-C", folder, *who, *arguments], check=True, capture_output=True)

    git("init", "-q")

    def run(*texts, message="A change", allowed=NONE_ALLOWED, uncommitted=None):
        list_of_allowed.write_text(allowed)
        for text in texts:
            (folder / "settings.txt").write_text(text)
            git("add", ".")
            git("commit", "-q", "-m", message)
        if uncommitted:
            (folder / "settings.txt").write_text(uncommitted)
        return leaks.main(folder, list_of_allowed)

    run.folder = folder
    return run


@pytest.mark.parametrize(
    "text",
    [
        lambda: f"apiKey: {key()}",
        lambda: "-----BEGIN " + "PRIVATE KEY-----",
        lambda: f"ghp_{secrets.token_hex(18)}",
        lambda: f"password = '{key()[:22]}'",
        lambda: f"https://someone:{key()[:11]}@example.invalid/",
    ],
    ids=["a key of the API", "a private key", "a token", "a password", "an address"],
)
def test_a_secret_that_was_taken_out_again_is_found(repository, capsys, text):
    secret = text()
    assert repository("nothing\n", f"{secret}\n", "nothing\n") == 1
    printed = capsys.readouterr()
    assert printed.err.startswith("settings.txt: ")
    assert secret not in printed.err + printed.out


def test_a_secret_that_is_not_committed_yet_is_found(repository):
    assert repository("nothing\n", uncommitted=f"{key()}\n") == 1


def test_a_secret_in_the_message_of_a_commit_is_found(repository, capsys):
    assert repository("nothing\n", message=f"Use {key()}") == 1
    assert "a commit's message" in capsys.readouterr().err


def test_hashes_and_words_are_no_secrets(repository, capsys):
    digest = secrets.token_hex(32)
    assert repository(f"{digest}\n{digest.upper()}\napi_key = 'nobody'\n") == 0
    assert capsys.readouterr().err == ""


def test_what_is_allowed_may_stand(repository):
    own = key()
    entry = f"[[allowed]]\nwhy = 'a sample'\nvalues = ['{own}']\n"
    assert repository(f"{own}\n", allowed=entry) == 0
    assert repository(f"{own}\n{key()}\n", allowed=entry) == 1


def test_what_is_allowed_and_is_nowhere_is_an_error(repository, capsys):
    entry = f"[[allowed]]\nwhy = 'a sample'\nvalues = ['{key()}']\n"
    assert repository("nothing\n", allowed=entry) == 1
    assert "is listed, and is nowhere else" in capsys.readouterr().err


def test_a_clone_without_its_history_is_unchecked(repository, tmp_path, capsys):
    repository("one\n", "two\n")
    shallow = tmp_path / "shallow"
    command = ["git", "clone", "-q", "--depth", "1", f"file://{repository.folder}", shallow]
    subprocess.run(command, check=True)
    assert leaks.main(shallow) == 6
    assert "unchecked" in capsys.readouterr().err


def test_whatever_is_allowed_has_a_reason():
    text = leaks.ALLOWED.read_text("utf-8")
    assert text.count("\nwhy = ") == text.count("\n[[allowed]]") > 0
