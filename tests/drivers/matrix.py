"""Certifies real clients, each in an environment of its own, and writes the table of them.

``make clients`` runs it from the project's folder. What is installed and what comes of it is below
``build/clients``; the table goes into README.md and docs/clients.html.
"""

import json
import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

from conformance.clients.formats.files import read_certificate
from conformance.clients.formats.html import certificates_as_html
from conformance.clients.formats.markdown import matrix_as_markdown

DRIVERS = Path("tests/drivers")
BUILD = Path("build/clients")
README = Path("README.md")
PAGE = Path("docs/clients.html")
BEGIN, END = "<!-- clients: made by `make clients` -->", "<!-- end of clients -->"


def installed(folder):
    """Install a client; return the command that runs its driver."""
    home = BUILD / folder.name
    if (folder / "package.json").exists():
        command = ["npm", "install", "--silent", "--ignore-scripts", "--no-package-lock"]
        subprocess.run(command, cwd=home, check=True)
        return ["node", str(home / "driver.mjs")]
    python = home / "venv/bin/python"
    if not python.exists():
        venv.create(home / "venv", with_pip=True)
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*command, "-r", str(home / "requirements.txt")], check=True)
    return [str(python), str(home / "driver.py")]


def copied():
    """Copy every driver to where it is installed: some run that of another folder."""
    for file in DRIVERS.glob("*/*.*"):
        home = BUILD / file.parent.name
        home.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, home)


def certified(folder):
    """Certify a client once for each of its lists of calls; yield the files."""
    client = tomllib.loads((folder / "client.toml").read_text("utf-8"))
    command = None
    for steps in client["steps"]:
        file = BUILD / f"{folder.name}-{'logon' if 'logon' in steps else 'key'}-{len(steps)}.json"
        yield file
        if file.exists():
            continue
        command = command or installed(folder)
        print(folder.name, ",".join(steps), flush=True)
        done = subprocess.run(
            [
                *(sys.executable, "-m", "conformance", "certify", "--jobs", "8", "--timeout", "90"),
                *("--name", client["name"], "--client-version", client["version"]),
                *("--steps", ",".join(steps), "--report", str(file), "--", *command),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        print(done.stdout[-2000:], done.stderr[-2000:], sep="\n", flush=True)


def written(certificates):
    """Write the table into README.md, and the page."""
    text = README.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    table = matrix_as_markdown(certificates)
    README.write_text(f"{before}{BEGIN}\n\n{table}\n\n{END}{after}", "utf-8")
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(certificates_as_html(certificates), "utf-8")


def main(names):
    """Certify all clients, or those of some names; return how many are missing."""
    copied()
    folders = sorted(path.parent for path in DRIVERS.glob("*/client.toml"))
    files = []
    for folder in folders:
        if not names or folder.name in names:
            files += certified(folder)
        else:
            files += sorted(BUILD.glob(f"{folder.name}-*.json"))
    certificates = [read_certificate(f) if f.exists() else f.stem for f in files]
    written(certificates)
    missing = sum(isinstance(each, str) for each in certificates)
    print(json.dumps({"certificates": len(files), "missing": missing}))
    return missing


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))
