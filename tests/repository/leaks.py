"""Looks for secrets in every line that was ever committed, or is about to be; see `make secrets`.

The detectors are those of detect-secrets, but for its two of entropy: recordings are full of
hashes. In their place stands one for the keys of this API. What was found and may stand is listed,
with its reasons, in `tests/data/allowed-secrets.toml`. Without its history it ends with 6.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.core.scan import scan_line
from detect_secrets.settings import transient_settings
from places import ROOT

ALLOWED = ROOT / "tests" / "data" / "allowed-secrets.toml"
KEY = re.compile(r"(?<![A-Za-z0-9+/=_-])[A-Za-z0-9]{64}(?![A-Za-z0-9+/=_-])")
"""An API key, an HMAC secret or a listen key: 64 letters and digits."""

SHORTEST = 16
"""Of a password that is assigned to a name; in an address any is one."""


def detectors():
    """Return the detectors of the library that are used."""
    classes = get_mapping_from_secret_type_to_class().values()
    return [{"name": c.__name__} for c in classes if "HighEntropy" not in c.__name__]


def is_key(text):
    """Whether a text has capitals, small letters and digits, as a key has, and no hash in hex."""
    return all(re.search(kind, text) for kind in ("[A-Z]", "[a-z]", "[0-9]"))


def is_word(finding):
    """Whether what stands beside the word key or password is no more than a word, or a sentence."""
    value = finding.secret_value
    return finding.type == "Secret Keyword" and (len(value) < SHORTEST or " " in value)


def value_of(finding, line):
    """Return what was found; a private key's first line is always the same: and what follows it."""
    begins = re.search(r"-----BEGIN .{0,40}", line)
    return begins[0] if finding.type == "Private Key" and begins else finding.secret_value


def git(folder, *arguments):
    """Return what git says of a repository."""
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode(
        "utf-8", "replace"
    )


def added_lines(folder):
    """Return each line that was ever added, also if it was not committed yet, with a file of it."""
    form = ("-p", "-U0", "--text", "--no-color", "--no-renames", "--no-ext-diff")
    lines, path = {}, ""
    for diff in (
        git(folder, "log", "--all", "-m", *form, "--format="),
        git(folder, "diff", "HEAD", *form),
    ):
        for line in diff.splitlines():
            if line.startswith("+++ "):
                path = line.removeprefix("+++ b/")
            elif line.startswith("+"):
                lines.setdefault(line[1:], path)
    for line in git(folder, "log", "--all", "--format=%B").splitlines():
        lines.setdefault(line, "a commit's message")
    return lines


def secrets_in(lines):
    """Yield what looks like a secret: the value, its kind, and a file that has or had it."""
    with transient_settings({"plugins_used": detectors()}):
        for line, path in lines.items():
            for finding in scan_line(line):
                if not is_word(finding):
                    yield value_of(finding, line), finding.type, path
            for key in filter(is_key, KEY.findall(line)):
                yield key, "Key of the API", path


def allowed(path=ALLOWED):
    """Return the values that may stand."""
    entries = tomllib.loads(path.read_text("utf-8"))["allowed"]
    return {value for entry in entries for value in entry["values"]}


def main(folder=ROOT, path=ALLOWED):
    """Print what was found, without its value; return 0, 1, or 6 where the history is not here."""
    if git(folder, "rev-parse", "--is-shallow-repository").strip() == "true":
        sys.stderr.write("unchecked: this clone has no history (git fetch --unshallow)\n")
        return 6
    lines, may = added_lines(folder), allowed(path)
    seen, elsewhere = {}, set()
    for value, kind, where in secrets_in(lines):
        seen.setdefault(value, (kind, where))
        if Path(where).name != path.name:
            elsewhere.add(value)
    for value in sorted({*seen} - may):
        kind, where = seen[value]
        sys.stderr.write(f"{where}: {kind}, {value[:3]}…, of {len(value)} characters\n")
    for value in sorted(may - elsewhere):
        sys.stderr.write(f"{path.name}: {value[:12]}… is listed, and is nowhere else\n")
    commits = git(folder, "rev-list", "--all", "--count").strip()
    sys.stdout.write(f"{len(lines)} lines of {commits} commits; {len(may & {*seen})} allowed\n")
    return int(may != {*seen} or may != elsewhere)


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
