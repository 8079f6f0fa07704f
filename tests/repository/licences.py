"""The licences of what an installation brings along, by the metadata of what is installed.

Which of them are allowed is decided here. What an extra needs is not among them.
"""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement
from places import ROOT
from pythons import supported

LICENCES = ROOT / "docs" / "licences.md"
ALLOWED = {
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "MIT",
    "MIT-0",
    "PSF-2.0",
}
"""They ask for no more than their text, and a note of what was changed."""
WORDS = {
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Python Software Foundation License": "PSF-2.0",
}
"""Classifiers that name one licence, and the name of it in SPDX."""
READ = {"jinja2": "BSD-3-Clause"}
"""Whose metadata name none: what the text of the licence in the installation is."""
HEAD = """\
# Licences

What `pip install` brings along with this project, and under which licence. It is taken from the
metadata of what was installed. `make tables` writes this page. A test fails where a package is
missing here, has another licence, or has one that is not allowed.

Allowed are {allowed}.

| package | licence | named in pyproject.toml |
| --- | --- | --- |
"""


def key_of(name):
    """Return the name of a package as it is compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def is_needed(requirement):
    """Whether a requirement is one on some Python that is supported, without any extra."""
    marker = requirement.marker
    environments = ({"extra": "", "python_version": v} for v in supported())
    return marker is None or any(marker.evaluate(each) for each in environments)


def needed():
    """Return all packages that are needed, here or on another Python: first those of ours."""
    names = [key_of(Requirement(each).name) for each in own()]
    for name in names:  # it grows
        package = installed(name)
        requirements = map(Requirement, (package and package.requires) or ())
        keys = [key_of(each.name) for each in requirements if is_needed(each)]
        names += [key for key in dict.fromkeys(keys) if key not in names]
    return names


def own():
    """Return the requirements that pyproject.toml names."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    return tomllib.loads(text)["project"]["dependencies"]


def installed(name):
    """Return a package that is installed, or None."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def licence_in(metadata):
    """Return the licence in metadata: an expression of SPDX, or what stands there instead."""
    kinds = [
        line.rpartition(" :: ")[2]
        for line in metadata.get_all("Classifier") or ()
        if line.startswith("License ::")
    ]
    named = [WORDS[kind] for kind in kinds if kind in WORDS]
    if expression := metadata.get("License-Expression"):
        return expression
    if len(named) == len(kinds) == 1:
        return named[0]
    text = (metadata.get("License") or "").strip()
    return text.partition("\n")[0][:60] or "none is named"


def licence_of(name):
    """Return the licence of a package that is installed."""
    return READ.get(name) or licence_in(distribution(name).metadata)


def is_allowed(licence):
    """Whether a licence may be had: each of those that hold together, or one of several."""
    choices = licence.split(" OR ")  # one with brackets is not read, and so not allowed
    return any({*choice.split(" AND ")} <= ALLOWED for choice in choices)


def listed():
    """Return what the page lists: each package with its licence."""
    rows = re.findall(r"^\| ([a-z0-9-]+) \| (.+?) \|", LICENCES.read_text("utf-8"), re.MULTILINE)
    return {name: licence for name, licence in rows if name not in {"package", "---"}}


def as_markdown():
    """Return the page. One that is not installed on this Python keeps the licence that it had."""
    rows = []
    known = listed() if LICENCES.exists() else {}
    direct = {key_of(Requirement(each).name) for each in own()}
    for name in sorted(needed()):
        licence = licence_of(name) if installed(name) else known.get(name, "not installed here")
        rows.append(f"| {name} | {licence} | {'yes' if name in direct else '·'} |")
    return HEAD.format(allowed=", ".join(sorted(ALLOWED))) + "\n".join(rows) + "\n"
