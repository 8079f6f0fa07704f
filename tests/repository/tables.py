"""Writes what is derived: README.md's tables, the kill matrix, untested pairs, licences.

Run by ``make tables``.

A test fails where one of them is stale.
"""

import ast
import importlib
import json
import re
import sys
import tomllib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "mutation"))

from licences import LICENCES, as_markdown
from results import mutation, sensitivity
from untested import UNTESTED, untested_list

from conformance.api.methods import METHODS
from conformance.contract.traceability import PAGES
from conformance.evidence.recordings.examples import EXAMPLE_LANGUAGES, example_name, example_names
from conformance.report.catalogue import contract_as_markdown
from conformance.scenarios.catalogue import CATALOGUE
from conformance.sensitivity.matrix import kills, matrix

ROOT = Path(__file__).parent.parent.parent
README = ROOT / "README.md"
KILLS = ROOT / "tests" / "data" / "kills.md"
PACKAGE = ROOT / "conformance"


def layers():
    """Return the rooms of the package, top to bottom, as the guard of imports has them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    (rooms,) = (c for c in settings["contracts"] if c["id"] == "rooms")
    return [[name.strip() for name in layer.split("|")] for layer in rooms["layers"]]


def sentence(path):
    """Return the first paragraph of a module's docstring, on one line."""
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return " ".join(text.partition("\n\n")[0].split())


def place(room):
    """Return the file that describes a room: a package's __init__, or the module itself."""
    package = PACKAGE / room / "__init__.py"
    return package if package.exists() else PACKAGE / f"{room}.py"


def rooms():
    """Return the map of rooms: each imports only from rooms in rows below its own."""
    lines = ["| room | what is in it |", "| --- | --- |"]
    for layer in layers():
        for room in layer:
            path = place(room).relative_to(ROOT)
            folder = path.parent if path.name == "__init__.py" else path
            name = f"{room}/" if path.name == "__init__.py" else path.name
            lines.append(f"| [`{name}`]({folder.as_posix()}) | {sentence(ROOT / path)} |")
    return "\n".join(lines)


def modules():
    """Return every module, room by room, with the first sentences of what it says of itself."""
    lines = ["| module | what it is |", "| --- | --- |"]
    for layer in layers():
        for room in layer:
            folder = PACKAGE / room
            for path in sorted(folder.rglob("*.py")):
                if path.name not in {"__init__.py", "__main__.py"}:
                    name = path.relative_to(PACKAGE).as_posix()
                    lines.append(f"| `{name}` | {sentence(path)} |")
    return "\n".join(lines)


def faults():
    """Return the table of faults, as the tests of faults have it."""
    sys.path.insert(0, str(ROOT / "tests" / "faults"))
    try:
        return importlib.import_module("table").as_markdown()
    finally:
        sys.path.pop(0)


def figures():
    """Return the table of figures, as `make bench` measured them last."""
    kept = json.loads((ROOT / "tests" / "benchmarks" / "figures.json").read_text("utf-8"))
    lines = [
        f"Measured on {kept['day']}, on {kept['machine']}.",
        "",
        "| what | to | median (least to most) | meant to be |",
        "| --- | --- | --- | --- |",
    ]
    for each in kept["figures"]:
        span = f"{each['median']:.2f} ({each['least']:.2f} to {each['most']:.2f})"
        lines.append(f"| {each['what']} | {each['baseline']} | {span} | {each['bound']} |")
    return "\n".join(lines)


def methods():
    """Return how far each method is covered: its page, scenarios, examples."""
    lines = [
        "| method | statements of its page | clauses that hold them | scenarios | examples |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, method in METHODS.items():
        page = PAGES.get(name, ())
        held = {clause for statement in page for clause in statement.clauses}
        sent = [s for s in CATALOGUE if any(f'"{name}"' in str(step.frame) for step in s.steps)]
        examples = [e for e in EXAMPLE_LANGUAGES if example_name(method, e) in {*example_names()}]
        statements = f"{len(page)}, in both languages" if page else "not traced: judged in passing"
        cells = [f"`{name}`", statements, len(held) or "·", len(sent), len(examples)]
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


BLOCKS = {
    "proof": sensitivity,
    "mutation": mutation,
    "methods": methods,
    "faults": faults,
    "clauses": contract_as_markdown,
    "rooms": rooms,
    "modules": modules,
    "figures": figures,
}
"""The blocks of README.md that are derived, by the name in their marks."""


def block(readme, name):
    """Return where the content of a block begins and ends."""
    match = re.search(rf"<!-- {name}:.*?-->\n(.*?)\n<!-- /{name} -->", readme, re.DOTALL)
    assert match, f"README.md has no block {name}"
    return match.span(1)


def with_blocks(readme):
    """Return README.md with every derived block written anew."""
    for name, make in BLOCKS.items():
        begin, end = block(readme, name)
        readme = readme[:begin] + make() + readme[end:]
    return readme


def main():
    """Write everything that is derived."""
    README.write_text(with_blocks(README.read_text("utf-8")), "utf-8")
    KILLS.write_text(matrix(list(kills())), "utf-8")
    UNTESTED.write_text(untested_list(), "utf-8")
    LICENCES.write_text(as_markdown(), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
