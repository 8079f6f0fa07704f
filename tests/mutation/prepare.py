"""Copies the project so that mutmut can mutate the clauses.

mutmut leaves decorated functions alone, and lambdas outside of functions; clauses and pickers are
just those. In the copy, a decorator above a function becomes a call below it, and a lambda given to
a picker becomes a function of its own. Nothing is remembered there from one mutant to the next.
What is judged stays the same.
"""

import shutil
from pathlib import Path

import libcst as cst

ROOT = Path(__file__).parent.parent.parent
MUTATED = (
    "conformance/contract/clauses/**/*.py",
    "conformance/contract/subjects.py",
    "conformance/transcript/kinds.py",
    "conformance/transcript/requests.py",
)
COPIED = ("conformance", "schemas", "cassettes", "tests", "pyproject.toml")


class Undecorated(cst.CSTTransformer):
    """Takes decorators off functions, names the lambdas of pickers, and remembers nothing."""

    def visit_ClassDef(self, node):  # noqa: N802 - libcst's name
        """Leave classes alone: their decorators are properties."""
        del node
        return False

    def leave_FunctionDef(self, original_node, updated_node):  # noqa: N802 - libcst's name
        """Turn a decorator into a call after the function, unless the function is a damage."""
        del original_node
        if _is_for_damage(updated_node) or _is_factory(updated_node):
            return _left_alone(updated_node)
        if len(updated_node.decorators) != 1 or _is_damage(updated_node.decorators[0]):
            return updated_node
        name, decorator = updated_node.name, updated_node.decorators[0].decorator
        call = cst.Call(decorator, [cst.Arg(name)])
        assign = cst.Assign([cst.AssignTarget(name)], call)
        plain = updated_node.with_changes(decorators=[])
        return cst.FlattenSentinel([plain, cst.SimpleStatementLine([assign])])

    def leave_SimpleStatementLine(self, original_node, updated_node):  # noqa: N802 - libcst's name
        """Turn ``name = answered_where(lambda e: …)`` into a function and a call."""
        del original_node
        statement = updated_node.body[0]
        if not isinstance(statement, cst.Assign) or not _is_picker(statement.value):
            return updated_node
        lifted = cst.Name(f"_picks_{statement.targets[0].target.value}")
        picker = statement.value.args[0].value
        body = cst.IndentedBlock([cst.SimpleStatementLine([cst.Return(picker.body)])])
        function = cst.FunctionDef(lifted, picker.params, body)
        call = statement.value.with_changes(args=[cst.Arg(lifted)])
        assign = statement.with_changes(value=call)
        return cst.FlattenSentinel([function, updated_node.with_changes(body=[assign])])

    def leave_Call(self, original_node, updated_node):  # noqa: N802 - libcst's name
        """Turn ``lru_cache(…)(function)`` into the function."""
        del original_node
        maker = updated_node.func
        if isinstance(maker, cst.Call) and maker.func.value == "lru_cache":
            return updated_node.args[0].value
        return updated_node


FOR_DAMAGE = ("on_entries", "_with_count", "_in_flight")
"""Functions that only broken peers use, besides those that are given a turn."""


def _is_for_damage(function):
    """Whether only broken peers use a function: the kill matrix guards it."""
    first = next(iter(function.params.params), None)
    is_of_turn = first and first.annotation and _name_of(first.annotation) in {"Turn", "ClientTurn"}
    return is_of_turn or function.name.value in FOR_DAMAGE


def _is_factory(function):
    """Whether a function makes another: before a mutant is chosen, so that `sample` has it."""
    return function.returns is not None and _name_of(function.returns) in {"Callable", "Test"}


def _name_of(annotation):
    node = annotation.annotation
    node = node.value if isinstance(node, cst.Subscript) else node
    return getattr(node, "value", "")


def _left_alone(function):
    """Decorate a function with nothing, so that mutmut passes it by."""
    nothing = cst.Decorator(cst.parse_expression("(lambda function: function)"))
    return function.with_changes(decorators=[nothing])


def _is_damage(decorator):
    named = decorator.decorator
    return isinstance(named, cst.Attribute) and named.attr.value == "mutant"


def _is_picker(value):
    return (
        isinstance(value, cst.Call)
        and isinstance(value.func, cst.Name)
        and value.func.value == "answered_where"
        and isinstance(value.args[0].value, cst.Lambda)
    )


def prepare(target):
    """Copy the project to a folder, with its clauses undecorated."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name in COPIED:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copyfile
        copy(source, target / name)
    for path in sorted(path for name in MUTATED for path in target.glob(name)):
        changed = cst.parse_module(path.read_text("utf-8")).visit(Undecorated())
        path.write_text(changed.code, "utf-8")
