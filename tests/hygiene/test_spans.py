"""Data is never markup: what is shown comes from a literal or through `visible` and its kin, not from data as it is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

import pytest

from tests.hygiene.source import Module, called, modules, parse

# Functions that make text safe, or give text that cannot be anything else (numbers, times, marks).
SAFE = {
    "visible",
    "present",
    "duration",
    "size",
    "ago",
    "len",
    "cell_len",
    "sum",
    "round",
    "int",
    "plain_text",
    "spelling",
}
# Methods that keep safe text safe.
KEEPING = {
    "upper",
    "lower",
    "capitalize",
    "title",
    "strip",
    "rjust",
    "ljust",
    "center",
    "join",
    "removesuffix",
    "format",
}
# Functions that shorten what they are given first.
CUTTING = {"_cut", "set_cell_size"}
# What gives Content, made safe already.
MADE = {"content", "label"}
# Words of ours that are written in core/target.py and the like.
ENUMS = re.compile(r"(Tone\.[A-Z]+|([\w.]+\.)?(environment|access|risk|state|kind)\.value)")
# Numbers have a format of their own: text given to it would raise.
NUMBERS = ("d", "f", ",", "e", "%", "n")

# Checked by eye, each with its reason.
KNOWN = {
    ("console/widgets/text_area.py", "safe"): "printable, or each character that is not replaced by its mark",
    ("console/widgets/areabar.py", "key"): "of areas.py",
    ("console/widgets/areabar.py", "title"): "of areas.py",
    ("console/widgets/banner.py", "name"): "cut by banner_line from what it made visible",
    ("console/widgets/palette.py", "title"): "made visible by its one caller, which looks for letters in it",
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Judge:
    """Says of an expression whether what it gives is safe text, as far as one module shows."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.functions = [node for node in ast.walk(module.tree) if isinstance(node, Function)]

    def is_safe(self, node: ast.expr, seen: frozenset[str] = frozenset()) -> bool:
        match node:
            case ast.Constant():
                return True
            case ast.JoinedStr(values=parts):
                return all(self.is_safe(part, seen) for part in parts)
            case ast.FormattedValue(value=value, format_spec=spec):
                return self.is_safe(value, seen) or _is_number(spec)
            case ast.Call():
                return self._is_safe_call(node, seen)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self.is_safe(left, seen) and self.is_safe(right, seen)
            case ast.BinOp(left=left, op=ast.Mult()):
                return self.is_safe(left, seen)
            case ast.IfExp(body=body, orelse=other):
                return self.is_safe(body, seen) and self.is_safe(other, seen)
            case ast.BoolOp(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
                return all(self.is_safe(part, seen) for part in parts)
            case ast.Dict(values=parts):
                return all(self.is_safe(part, seen) for part in parts)
            case ast.GeneratorExp(elt=inner) | ast.ListComp(elt=inner) | ast.Starred(value=inner):
                return self.is_safe(inner, seen)
            case ast.Subscript(value=inner):
                return self.is_safe(inner, seen)
            case ast.Attribute() if ENUMS.fullmatch(ast.unparse(node)):
                return True
            case ast.Name(id=name):
                return name not in seen and self._is_safe_name(node, name, seen | {name})
        return (self.module.place, ast.unparse(node)) in KNOWN

    def _is_safe_call(self, node: ast.Call, seen: frozenset[str]) -> bool:
        name = called(node)
        if name in SAFE:
            return True
        if name in CUTTING:
            return self.is_safe(node.args[0], seen)
        if isinstance(node.func, ast.Attribute) and name in KEEPING:
            return self.is_safe(node.func.value, seen) and all(self.is_safe(part, seen) for part in node.args)
        if isinstance(node.func, ast.Attribute) and name == "get":
            return self.is_safe(node.func.value, seen) and all(self.is_safe(part, seen) for part in node.args[1:])
        return (self.module.place, ast.unparse(node)) in KNOWN

    def _is_safe_name(self, node: ast.expr, name: str, seen: frozenset[str]) -> bool:
        """A name is as safe as all that is ever given to it where it is seen."""
        if (self.module.place, name) in KNOWN:
            return True
        around = [each for each in self.functions if each.lineno <= node.lineno <= (each.end_lineno or 0)]
        for scope in [*reversed(around), self.module.tree]:
            if isinstance(scope, Function) and name in _parameters(scope):
                return _is_a_number(scope, name)
            if given := list(_given(scope, name)):
                return all(value is not None and self.is_safe(value, seen) for value in given)
        return False


def _is_number(spec: ast.expr | None) -> bool:
    if not isinstance(spec, ast.JoinedStr) or not spec.values:
        return False
    last = spec.values[-1]
    return isinstance(last, ast.Constant) and str(last.value).endswith(NUMBERS)


def _parameters(function: Function) -> dict[str, str]:
    """Names of parameters with their annotations."""
    inside = function.args
    return {
        each.arg: ast.unparse(each.annotation) if each.annotation else ""
        for each in (*inside.posonlyargs, *inside.args, *inside.kwonlyargs)
    }


def _is_a_number(function: Function, name: str) -> bool:
    return _parameters(function)[name] in {"int", "float", "bool", "int | None"}


def _given(scope: ast.AST, name: str) -> Iterator[ast.expr | None]:
    """What is assigned to a name; None where that cannot be told."""
    for node in ast.walk(scope):
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield from _part(target, value, name)
            case ast.AnnAssign(target=ast.Name(id=found), value=value) if found == name and value is not None:
                yield value
            case (
                ast.AugAssign(target=ast.Name(id=found), value=value)
                | ast.NamedExpr(target=ast.Name(id=found), value=value)
            ) if found == name:
                yield value
            case ast.For(target=target, iter=source) | ast.comprehension(target=target, iter=source):
                yield from _looped(target, source, name)


def _part(target: ast.expr, value: ast.expr, name: str) -> Iterator[ast.expr | None]:
    match target, value:
        case ast.Name(id=found), _ if found == name:
            yield value
        case ast.Tuple(elts=targets), ast.Tuple(elts=values) if len(targets) == len(values):
            for each, given in zip(targets, values, strict=True):
                yield from _part(each, given, name)
        case ast.Tuple(elts=targets), ast.IfExp(body=body, orelse=other):
            yield from _part(target, body, name)
            yield from _part(target, other, name)
        case ast.Tuple(elts=targets), _ if any(isinstance(each, ast.Name) and each.id == name for each in targets):
            yield value


def _looped(target: ast.expr, source: ast.expr, name: str) -> Iterator[ast.expr | None]:
    """What a loop gives to a name: each element of a literal, else None."""
    if name not in {each.id for each in ast.walk(target) if isinstance(each, ast.Name)}:
        return
    if isinstance(source, ast.Call) and called(source) == "enumerate" and isinstance(target, ast.Tuple):
        number, target = target.elts
        if isinstance(number, ast.Name) and number.id == name:
            yield ast.Constant(0)
            return
        source = source.args[0]
    if isinstance(source, ast.Call) and called(source) in {"range", "count"}:
        yield ast.Constant(0)
    elif isinstance(source, ast.Tuple | ast.List):
        for element in source.elts:
            yield from _part(target, element, name)
    else:
        yield None


def unsafe(module: Module) -> Iterable[str]:
    """Where text reaches the screen that is neither literal nor made safe."""
    judge = Judge(module)
    made = MADE | {node.name for node in judge.functions if node.returns and ast.unparse(node.returns) == "Content"}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and (text := _shown(node, made)) is not None and not judge.is_safe(text):
            yield f"{module.at(node)} {called(node)}({ast.unparse(text)})"
        elif isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Attribute):
            shown = target.attr in {"border_title", "border_subtitle", "tooltip"}
            if shown and not (isinstance(node.value, ast.Call) and called(node.value) in made):
                yield f"{module.at(node)} {target.attr} = {ast.unparse(node.value)}"


def _shown(node: ast.Call, made: set[str]) -> ast.expr | None:
    """The argument that a call shows as text, if it is a call that shows anything."""
    name = called(node)
    first = node.args[0] if node.args else None
    if name == "from_markup":  # never: `$name` is one forgotten keyword away from the data itself
        return ast.Name("markup", lineno=node.lineno)
    if name in {"Span", "Content", "Text", "styled"}:
        return first
    if name in {"Static", "Label", "Button"}:
        joined = isinstance(first, ast.Call) and ast.unparse(first.func).startswith("Content(")
        return None if joined or (isinstance(first, ast.Call) and called(first) in made) else first
    return None


DOOR = "console.widgets.text"


def test_only_safe_text_is_shown() -> None:
    assert [found for module in modules() if module.name != DOOR for found in unsafe(module)] == []


def test_nobody_else_makes_markup() -> None:
    assert [found for module in modules() for found in unsafe(module) if "from_markup" in found] == []


@pytest.mark.parametrize(
    "code",
    [
        "Span(value)",
        "Span(f'{row.name} rows')",
        "def show(name):\n    return Span(name)",
        "for name in names:\n    Span(name)",
        "Span(' '.join(names))",
        "text = visible(name)\ntext = name\nSpan(text)",
        "Content.from_markup('[b]$name[/]', name=name)",
        "Content.styled(name, 'bold')",
        "Static(problem.what)",
        "frame.border_title = target.name",
        "Span(str(error))",
        "Span(f'{name:>20}')",
    ],
)
def test_data_as_it_is_is_found(code: str) -> None:
    assert list(unsafe(parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "Span('words')",
        "Span(visible(name))",
        "Span(f'{visible(name)}: {count:,} of {part:.0f} %')",
        "WORDS = {True: 'on', False: 'off'}\nSpan(WORDS[flag])",
        "for mark in ('a', 'b'):\n    Span(mark)",
        "text = visible(name).ljust(20)\nSpan(text)",
        "Static(content(line))",
        "frame.border_title = label(target.name)",
        "Span('on' if flag else 'off')",
    ],
)
def test_safe_text_is_not(code: str) -> None:
    assert list(unsafe(parse(code))) == []
