"""The modules of the package, as their text has them: nothing is imported."""

import ast
from functools import cache

from places import ROOT

PACKAGE = ROOT / "conformance"


@cache
def modules():
    """Return the syntax tree of each module by its path in the package: `drift/change`."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return {_name(path): ast.parse(path.read_text("utf-8")) for path in paths}


def _name(path):
    return path.relative_to(PACKAGE).with_suffix("").as_posix()


def imports_of(name):
    """Return the names of all modules that a module imports, wherever in it."""
    imported = set()
    for node in ast.walk(modules()[name]):
        if isinstance(node, ast.ImportFrom) and node.module:
            imported |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
    return imported
