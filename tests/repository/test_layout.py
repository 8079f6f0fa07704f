"""The layers: a module imports only from those above it in this list."""

import ast
from pathlib import Path

import pytest

import conformance

ORDER = """
document sources transcript clause data
schemas
script scenarios exchange conversation
clauses.codes clauses.requests clauses.subjects clauses.envelope clauses.connection
clauses.identity clauses.status
clauses.result clauses.rate_limits clauses.accounting clauses.authentication clauses.errors
clauses.stream clauses traceability
judging signing performing rehearsal
reference reference.choices reference.requests reference.accounts reference.server
reference.embedded reference.memory
ledger
report report.scenes
writing redaction cassettes taping archive inventory replaying
damage
drift drift.change drift.volatile drift.notation drift.picture drift.differences
drift.rules.connections drift.rules.answers drift.rules.limits drift.rules.members drift.rules
drift.compare drift.accepted drift.result drift.recordings drift.since drift.revisions
docs docs.page docs.facts docs.fetching
throttling unreachable tape wire targets sharing custody live recording captures
report.sheet report.records report.failure report.terminal report.catalogue report.results
report.escaping report.github report.drift report.docs report.reading
report.marking report.view report.markdown
report.progress report.badge report.history report.html
kills sensitivity
rendering
options asking evidence tally plugin checking serving drifting documenting cli __main__
""".split()  # noqa: SIM905 - read line by line, as the layers are
ROOT = Path(conformance.__file__).parent
PURE = {
    "document",
    "sources",
    "transcript",
    "clause",
    "script",
    "scenarios",
    "exchange",
    "conversation",
    "judging",
}


def modules():
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        if name:
            yield name, path


MODULES = {f"conformance.{name}" for name, _ in modules()}


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            parts = {f"{node.module}.{alias.name}" for alias in node.names}
            yield from parts & MODULES or {node.module}
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_every_module_has_its_place_in_the_order():
    assert {name for name, _ in modules()} == set(ORDER)


@pytest.mark.parametrize(
    "name, path", [*modules()], ids=lambda value: str(value).rpartition("/")[2]
)
def test_imports_run_one_way(name, path):
    for module in imports_of(path):
        if module.startswith("conformance.") and not _is_own_part(name, module):
            imported = module.removeprefix("conformance.")
            assert ORDER.index(imported) < ORDER.index(name), f"{name} imports {imported}"


def _is_own_part(name, module):
    """Whether a package imports one of its own modules."""
    return module == f"conformance.{name}"


@pytest.mark.parametrize("name", sorted(PURE))
def test_words_and_judging_need_only_the_standard_library(name):
    path = ROOT / f"{name}.py"
    for module in imports_of(path):
        assert module.partition(".")[0] not in {"jsonschema", "websockets", "vcr", "pytest", "yaml"}


def test_only_wire_knows_sockets_and_clocks():
    clocks = {"socket", "time", "websockets", "asyncio", "select"}
    # tape and unreachable name the library's types; live tells how long a scenario took
    told = {"wire", "tape", "unreachable", "live"}
    for name, path in modules():
        roots = {module.partition(".")[0] for module in imports_of(path)}
        assert name in told or not roots & clocks, name


def test_the_two_doors_do_not_know_each_other():
    assert "conformance.cli" not in set(imports_of(ROOT / "plugin.py"))
    assert "conformance.plugin" not in set(imports_of(ROOT / "cli.py"))


def public_definitions():
    for name, path in modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            kinds = (ast.FunctionDef, ast.ClassDef)
            if isinstance(node, kinds) and not node.name.startswith("_"):
                yield name, node


def test_every_public_name_has_a_docstring():
    bare = [
        f"{name}.{node.name}"
        for name, node in public_definitions()
        if not ast.get_docstring(node) and not _is_inner(name, node)
    ]
    assert bare == []


def _is_inner(name, node):
    """Whether a function is defined inside another, where only that one sees it."""
    path = ROOT / (name.replace(".", "/") + ".py")
    path = path if path.exists() else ROOT / name.replace(".", "/") / "__init__.py"
    tree = ast.parse(path.read_text("utf-8"))
    for outer in ast.walk(tree):
        if isinstance(outer, ast.FunctionDef):
            inner = {n.lineno for n in ast.walk(outer) if n is not outer and hasattr(n, "lineno")}
            if node.lineno in inner:
                return True
        if isinstance(outer, ast.ClassDef) and outer.name.startswith("_"):
            inner = {n.lineno for n in ast.walk(outer) if hasattr(n, "lineno")}
            if node.lineno in inner:
                return True
    return False


def test_modules_and_functions_are_small():
    for name, path in modules():
        lines = path.read_text("utf-8").count("\n")
        assert lines <= 260, f"{name} has {lines} lines"
