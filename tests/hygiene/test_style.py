"""Names, sizes, errors and colours: what DESIGN asks of every file and no linter knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

import pytest

from tests.hygiene.sizes import long_files, long_functions
from tests.hygiene.source import ROOT, Module, called, modules, parse, strings

NAMELESS = {"utils", "util", "utilities", "helpers", "helper", "manager", "managers", "common", "misc", "base", "tools"}

# Long because they are lists, not because they do two things.
LISTS = {"tests/content/foreign.py"}


def test_no_file_says_nothing_by_its_name() -> None:
    everywhere = (*modules("console"), *modules("tests"))
    assert [module.place for module in everywhere if NAMELESS & set(re.split(r"[._]", module.name))] == []


def test_files_and_functions_are_one_thing() -> None:
    assert [(lines, place) for lines, place in long_files(400) if place not in LISTS] == []
    assert long_functions(60) == []


def test_every_module_says_what_it_owns() -> None:
    everywhere = (*modules("console"), *modules("tests"))
    assert [each.place for each in everywhere if each.text.strip() and not ast.get_docstring(each.tree)] == []


def test_every_public_thing_says_what_it_gives() -> None:
    assert [f"{module.at(node)} {node.name}" for module in modules() for node in undocumented(module)] == []


def undocumented(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Public functions and classes of a module, and long public methods, without a docstring."""
    for node in module.tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        if ast.get_docstring(node) is None:
            yield node


def swallowed(module: Module) -> Iterable[str]:
    """Handlers of every error that neither say why nor raise it again."""
    lines = module.text.splitlines()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler):
            names = (
                {each.id for each in ast.walk(node.type) if isinstance(each, ast.Name)} if node.type else {"everything"}
            )
            last = node.body[-1]
            again = isinstance(last, ast.Raise) and last.exc is None
            around = lines[node.lineno - 1 : node.body[0].lineno]
            if names & {"Exception", "BaseException", "everything"} and not again and "#" not in "".join(around):
                yield f"{module.at(node)} {lines[node.lineno - 1].strip()}"
        elif isinstance(node, ast.Call) and called(node) == "suppress":
            names = {each.id for each in node.args if isinstance(each, ast.Name)}
            if names & {"Exception", "BaseException"} and "#" not in "".join(lines[node.lineno - 2 : node.lineno]):
                yield f"{module.at(node)} {lines[node.lineno - 1].strip()}"


def test_nothing_is_swallowed_without_a_word() -> None:
    assert [found for module in modules() for found in swallowed(module)] == []


@pytest.mark.parametrize(
    ("handler", "count"),
    [
        ("except Exception:\n    pass", 1),
        ("except:\n    pass", 1),
        ("except (ValueError, BaseException) as error:\n    log(error)", 1),
        ("except Exception:  # whatever a backend raises\n    pass", 0),
        ("except BaseException:\n    close()\n    raise", 0),
        ("except ValueError:\n    pass", 0),
    ],
)
def test_a_swallowed_error_is_found(handler: str, count: int) -> None:
    assert len(list(swallowed(parse(f"try:\n    run()\n{handler}")))) == count


EXAMPLE = "#1a2b3c"  # how a colour is written, shown to people
_HEX = r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})\b"
_STYLE = re.compile(
    rf"\s*((bold|dim|italic|underline|reverse|on)\s+)*({_HEX}|rgb\([\d,\s]+\))(\s+on\s+{_HEX})?\s*", re.I
)
_SHEET = re.compile(rf":[^;{{]*({_HEX}|rgba?\()")


def colours(module: Module) -> Iterable[str]:
    """Colours written out: in a stylesheet inside a class, or as a style."""
    for node, text in strings(module):
        sheet = "{" in text and ";" in text and _SHEET.search(text)
        if sheet or (_STYLE.fullmatch(text) and text != EXAMPLE):
            yield f"{module.at(node)} {text.strip()[:40]!r}"


def test_colours_stand_in_the_theme() -> None:
    assert [found for module in modules() if ".theme" not in module.name for found in colours(module)] == []
    sheets = [path for path in (ROOT / "console").rglob("*.tcss") if path.parent.name != "theme"]
    assert [path.name for path in sheets if _SHEET.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "text", ["#ff0000", "bold #abc on #123", "A { color: #1a2b3c; }", "A { background: $x 10%; color: #fff; }"]
)
def test_a_colour_is_found(text: str) -> None:
    assert list(colours(parse(f"style = {text!r}")))


def test_names_of_widgets_are_no_colours() -> None:
    assert list(colours(parse("query_one('#frame')\nsheet = 'A #add { height: 1; color: $ink; }'"))) == []
