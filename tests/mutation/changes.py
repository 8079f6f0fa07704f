"""Small mistakes in a module: a comparison turned, a call dropped, off by one; each one place.

Left alone are annotations, decorators, asserts, `strict=True` of a zip, what stands in f-strings,
damages of mutants, and the high bounds of a module, where one more is no mistake.
"""

import ast
import copy
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
TURNED = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
}
OPPOSITES = {"min": "max", "max": "min", "any": "all", "all": "any"}
BOUND = 100
ALONE = ast.Assert | ast.JoinedStr | ast.MatchValue


@dataclass(frozen=True)
class Change:
    """Other text for a place in a module, from byte ``start`` to ``end``."""

    module: str
    function: str
    line: int
    start: int
    end: int
    old: str
    new: str

    @property
    def key(self):
        """Its name, which stays when lines are added above it."""
        return f"{self.module} {self.function}: {self.old} -> {self.new}"

    def applied(self, source):
        """Return the module's text with the change."""
        raw = source.encode()
        return (raw[: self.start] + self.new.encode() + raw[self.end :]).decode()


def changes_of(module, source):
    """Yield every change of a module's text."""
    starts = [0]
    for line in source.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for function, node, new in _places(ast.parse(source), ""):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        text = ast.unparse(new)
        old, text = ast.unparse(node), text if isinstance(new, ast.stmt) else f"({text})"
        yield Change(module, function, node.lineno, start, end, old, text)


def touched(revision):
    """Return the lines that differ from a revision: pairs of a path and a number."""
    command = ["git", "diff", "--unified=0", "--no-color", revision, "--", "conformance"]
    diff = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    lines, path = set(), ""
    for line in diff.splitlines():
        if line.startswith("+++ "):
            path = line.removeprefix("+++ b/")
        elif line.startswith("@@"):
            first, _, count = line.split("+")[1].split(" ")[0].partition(",")
            lines |= {(path, int(first) + n) for n in range(int(count or 1))}
    return lines


def _places(node, function):
    """Yield each node that can be another, with its function and the other node."""
    if isinstance(node, ALONE) or (isinstance(node, ast.keyword) and node.arg == "strict"):
        return
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        if any(isinstance(each, ast.Attribute) for each in node.decorator_list):
            return  # a damage, or a clause: the kill matrix and mutmut guard them
        function = f"{function}.{node.name}".lstrip(".")
    if not function and _is_bound(node):
        return
    for new in _others(node):
        yield function, node, new
    for condition in _conditions(node):
        yield function, condition, ast.UnaryOp(ast.Not(), condition)
    for child in _children(node):
        yield from _places(child, function)


def _is_bound(node):
    """Whether a node is a number of a hundred or more, or a power, as bounds of a module are."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow | ast.Mult):
        return any(
            isinstance(each, ast.BinOp) and isinstance(each.op, ast.Pow) for each in ast.walk(node)
        )
    return isinstance(node, ast.Constant) and type(node.value) is int and node.value >= BOUND


def _children(node):
    """Yield the nodes below a node that are run with it: no annotations, no decorators."""
    hidden = ("annotation", "returns", "decorator_list")
    for name, value in ast.iter_fields(node):
        if name not in hidden:
            each = value if isinstance(value, list) else [value]
            yield from (child for child in each if isinstance(child, ast.AST))


def _others(node):
    """Yield what a node could be by mistake."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in TURNED:
            yield _with(node, ops=[TURNED[type(op)]()])
        case ast.BoolOp(op=op) | ast.BinOp(op=op) if type(op) in TURNED:
            yield _with(node, op=TURNED[type(op)]())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
        case ast.Call(func=ast.Name(id=name)) if name in OPPOSITES:
            yield _with(node, func=ast.Name(OPPOSITES[name]))
        case ast.Expr(value=ast.Call()) | ast.AugAssign():
            yield ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield ast.Pass()


def _conditions(node):
    """Yield the conditions in a node that are a plain name, member or call."""
    tests = [node.test] if isinstance(node, ast.If | ast.While | ast.IfExp) else []
    tests += node.ifs if isinstance(node, ast.comprehension) else []
    yield from (test for test in tests if isinstance(test, ast.Name | ast.Call | ast.Attribute))


def _with(node, **fields):
    """Return a copy of a node with other fields."""
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new
