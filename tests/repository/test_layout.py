"""The shape of the package, and the tests that mirror it: a table says where they do not."""

import ast
import re
from collections import defaultdict

import pytest
from package import PACKAGE, modules
from places import ROOT

from conformance.contract.clauses import CHAPTERS

TESTS = ROOT / "tests"
LONGEST_MODULE, LONGEST_FUNCTION = 250, 30
ROOMS = {"contract": "clauses", "plugin": "as_a_user"}
"""Rooms whose tests are in a folder of another name."""

COVERED = {
    "api/bad_input": "one class without code",
    "api/codes": "sets of numbers; clauses/examples/test_errors: which are known",
    "cli/accounts": "cli/commands/test_serve: whose accounts it has",
    "cli/app": "as_a_user/test_command_line: every command, used badly",
    "cli/double": "cli/commands/test_double: variations by path, a log, a recording",
    "cli/values": "cli/test_start: what is of its type, what is not, and completion",
    "cli/waiting": "cli/commands/test_serve: it stops when it is asked to",
    "cli/commands/certify": "clients/test_certify: a right client, and wrong ones",
    "cli/commands/clients": "clients/test_certify: many certificates make a table",
    "cli/commands/run": "installed/test_run: in an empty folder, offline and against a server",
    "cli/commands/proxy": "clients/proxy/test_proxy: the command, its verdict and its exit code",
    "clients/answers": "clients/test_certify: which answer is an error",
    "clients/behaviours": "clients/test_certify: a right client meets every one",
    "clients/certificate": "clients/test_certify: its schema fits what is written",
    "clients/formats/files": "clients/test_formats: a certificate in each format",
    "clients/formats/html": "clients/test_formats: a certificate in each format",
    "clients/formats/junit": "clients/test_formats: a certificate in each format",
    "clients/formats/markdown": "clients/test_formats: a certificate in each format",
    "clients/formats/text": "clients/test_formats: a certificate in each format",
    "clients/known": "clients/test_certify: known, stale and expired failures",
    "clients/matrix": "clients/test_certify: many certificates make a table",
    "clients/runner": "clients/test_certify: what the command has in its environment",
    "clients/process": "clients/test_certify: a command that hangs is ended, with its children",
    "clients/proxy/handshake": "clients/proxy/test_proxy: handshakes that pass, or are refused",
    "clients/proxy/judging": "clients/proxy/test_proxy: both sides are judged",
    "clients/proxy/relay": "clients/proxy/test_proxy: what is sent arrives",
    "clients/proxy/sockets": "clients/proxy/test_proxy: with and without TLS, on either side",
    "clients/proxy/tap": "clients/proxy/test_proxy: fragments, compression, pings and closes",
    "clients/requests": "clients/test_certify: what a client sends too much is named",
    "clients/rules": "clients/test_certify: each rule is broken by a client of its own",
    "clients/run": "clients/test_certify: lines of calls, and a client without them",
    "clients/secrets": "clients/proxy/test_proxy: no alarm has a key in it",
    "clients/steps": "clients/test_certify: what calls cannot reach is not reached",
    "contract/traceability/ping": "clauses/test_traceability: each statement and its clauses",
    "contract/traceability/start": "clauses/test_traceability: each statement and its clauses",
    "contract/traceability/stop": "clauses/test_traceability: each statement and its clauses",
    "contract/traceability/statement": "clauses/test_traceability: what several pages have alike",
    "contract/own_sources": "data; clauses/test_edition: that what it names is there",
    "contract/requests/chapter": "clients/test_broken_clients: every clause on requests",
    "contract/requests/conduct": "clients/test_broken_clients: limits, and rests",
    "contract/requests/parameters": "clients/test_broken_clients: params and their types",
    "plugin/fixtures": "clients/test_library: both fixtures, with the official SDK",
    "reference/outgoing": "cli/commands/test_double: escapes, spaces and events",
    "reference/sending": "cli/commands/test_double: fragments, closes and handshakes",
    "reference/serving": "cli/commands/test_double: variations beside each other",
    "sensitivity/clients": "clients/test_broken_clients: what broken clients do",
    "cli/options": "cli/commands/test_drift: --format, --fail-on and complaints",
    "contract/subjects": "clauses/test_each_clause: a clause looks at as much as the matrix says",
    "contract/verdict": "clauses/test_judge: the graver finding is the verdict",
    "drift/candidates": "drift/test_schemas: the answers that a changed schema lets in or out",
    "drift/notation": "drift/rules/test_rules: every example is written in it",
    "drift/picture": "drift/test_compare: each mutant is drift of its class",
    "drift/rules/answers": "drift/rules/test_rules: each rule fires on its example",
    "drift/rules/connections": "drift/rules/test_rules: each rule fires on its example",
    "drift/rules/limits": "drift/rules/test_rules: each rule fires on its example",
    "drift/rules/members": "drift/rules/test_rules: each rule fires on its example",
    "evidence/captures/patterns": "evidence/captures/test_shapes: which lines fit, which do not",
    "evidence/captures/stream": "evidence/captures/test_shapes: both ways of judging agree",
    "evidence/evidence": "as_a_user/test_pairs: the id of a test names its pair",
    "evidence/live/cost": "evidence/test_run: a whole run costs what was foretold",
    "evidence/live/launch": "evidence/live/test_performer: a performer, launched and interrupted",
    "evidence/live/performance": "evidence/live/test_performer: what came of a scenario",
    "evidence/progress": "a protocol, and a function that does nothing",
    "plugin/accounts": "accounts/test_lanes: two accounts, one report",
    "plugin/choice": "accounts/test_lanes: how many lanes, and which accounts are not used",
    "plugin/findings": "accounts/test_lanes: one report of two workers",
    "plugin/lanes": "accounts/test_lanes: each scenario performed once, by both accounts",
    "plugin/replayed": "as_a_user/test_suite: the bare suite passes offline",
    "plugin/workers": "accounts/test_lanes: none, one, several, and on other hosts",
    "plugin/only": "installed/test_run: one test, none, and what was perhaps meant",
    "plugin/output": "hostile/test_live_runs: no key in any output, and nothing that is obeyed",
    "plugin/progress": "drawn in a terminal only, and no test has one",
    "reference/answers": "reference/test_server: what is no request is refused",
    "reference/embedded": "as_a_user/test_suite: recording it changes nothing",
    "reference/listening": "hostile/test_serve: half-open sockets, and clients that never read",
    "reference/requests": "reference/test_server: what is no request is refused",
    "reference/session": "reference/test_server: sessions, and what each method does",
    "report/evidence": "report/test_view: authentication as a grid, from what it says of stops",
    "report/formats/json": "cli/commands/test_report: a report is rendered again the same",
    "report/records": "as_a_user/test_tally: a report holds every verdict",
    "report/terminal/console": "report/terminal/test_history: it fits the window",
    "report/terminal/drift": "cli/commands/test_drift: old and new stand side by side",
    "report/terminal/github": "cli/commands/test_drift: an annotation for each kind of change",
    "report/terminal/pages": "cli/commands/test_docs: what differs, side by side",
    "report/writer": "as_a_user/test_tally: a report has header, records and footer",
    "scenarios/across": "scenarios/test_catalogue: every scenario",
    "scenarios/catalogue/accounts": "scenarios/test_catalogue: every scenario",
    "scenarios/catalogue/authentication": "scenarios/test_catalogue: every scenario",
    "scenarios/catalogue/connections": "scenarios/test_catalogue: every scenario",
    "scenarios/catalogue/frames": "scenarios/test_catalogue: every scenario",
    "scenarios/catalogue/identifiers": "scenarios/test_catalogue: every scenario",
    "scenarios/catalogue/listen_keys": "scenarios/test_catalogue: every scenario",
    "scenarios/catalogue/parameters": "scenarios/test_catalogue: every scenario",
    "scenarios/catalogue/sequences": "scenarios/test_catalogue: every scenario",
    "scenarios/catalogue/streams": "scenarios/test_catalogue: every scenario",
    "transcript/frames": "transcript/test_conversation: every conversation is made of frames",
    "transcript/kinds": "clauses/examples/test_envelope: which requests a clause looks at",
    "transcript/pairing": "transcript/test_conversation: which answer belongs to which request",
    "transcript/requests": "clauses/examples/test_identity: which ids are legal or unreadable",
    "transcript/states": "transcript/test_conversation: the states before each request",
}
"""Modules without a module of tests of their own: which one covers them and how, or why none."""

NAMES = [name for name in modules() if not name.endswith(("__init__", "__main__"))]


def place_of(name):
    """Return where a module's tests are, or would be: below tests/, without its ending."""
    room, _, rest = name.rpartition("/")
    chapter = re.match(r"contract/clauses/(\w+)", name)
    if chapter:
        return f"clauses/examples/test_{chapter[1]}"
    first, slash, more = room.partition("/")
    folder = f"{ROOMS.get(first, first)}{slash}{more}"
    return f"{folder}/test_{rest}".removeprefix("/")


def exists(test):
    return (TESTS / f"{test}.py").exists()


@pytest.mark.parametrize("name", NAMES)
def test_a_module_has_tests_of_its_own_name_or_a_reason(name):
    assert exists(place_of(name)) != (name in COVERED), f"tests/{place_of(name)}.py"


@pytest.mark.parametrize("name", COVERED)
def test_a_reason_is_of_a_module_and_names_tests_that_exist(name):
    assert name in NAMES
    for test in re.findall(r"(\S*\btest_\w+)", COVERED[name]):
        assert exists(test)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.code)
def test_a_chapter_its_suite_and_its_examples_have_one_name(chapter):
    name = chapter.title.lower().replace(" ", "_")
    clauses = PACKAGE / "contract" / "clauses" / name
    assert clauses.is_dir() or clauses.with_suffix(".py").exists()
    assert exists(f"contract/test_{name}")
    assert exists(f"clauses/examples/test_{name}")


def test_no_suite_and_no_examples_are_without_a_chapter():
    for folder in ("contract", "clauses/examples"):
        assert len([*(TESTS / folder).glob("test_*.py")]) == len(CHAPTERS)


def public(tree):
    """Yield the public names that a module defines, but for mutants, whose names are data."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names = [] if is_mutant(node) else [node.name]
        elif isinstance(node, ast.Assign):
            names = [name.id for t in node.targets for name in ast.walk(t) if is_name(name)]
        elif isinstance(node, ast.AnnAssign):
            names = [node.target.id]
        else:
            continue
        yield from (name for name in names if not name.startswith("_"))


def is_name(node):
    return isinstance(node, ast.Name)


def is_mutant(node):
    return any(isinstance(d, ast.Attribute) and d.attr == "mutant" for d in node.decorator_list)


def test_every_public_name_exists_once():
    homes = defaultdict(list)
    for module, tree in modules().items():
        for name in public(tree):
            homes[name].append(module)
    assert {name: at for name, at in homes.items() if len(at) > 1} == {}


def definitions(node, inside=()):
    """Yield every function and class with those that it stands in."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            yield child, inside
            yield from definitions(child, (*inside, child))
        else:
            yield from definitions(child, inside)


def is_seen(node, inside):
    """Whether a definition is public: neither it nor a class around it is private."""
    hidden = any(isinstance(o, ast.FunctionDef) or o.name.startswith("_") for o in inside)
    return not hidden and not node.name.startswith("_")


@pytest.mark.parametrize("name", modules())
def test_every_public_name_has_a_docstring(name):
    tree = modules()[name]
    bare = [n.name for n, inside in definitions(tree) if is_seen(n, inside) and not docstring(n)]
    assert bare == []
    assert docstring(tree)


def docstring(node):
    return ast.get_docstring(node)


@pytest.mark.parametrize("name", modules())
def test_a_module_and_its_functions_are_small(name):
    assert (PACKAGE / f"{name}.py").read_text("utf-8").count("\n") <= LONGEST_MODULE
    functions = (n for n, _ in definitions(modules()[name]) if isinstance(n, ast.FunctionDef))
    assert [f.name for f in functions if length(f) > LONGEST_FUNCTION] == []


def length(function):
    """Return how many lines a function's body has, without its docstring and inner functions."""
    body = function.body[1:] if docstring(function) else function.body
    lines = {line for node in body for line in range(node.lineno, node.end_lineno + 1)}
    for inner, _ in definitions(function):
        lines -= {*range(inner.lineno, inner.end_lineno + 1)}
    return len(lines)
