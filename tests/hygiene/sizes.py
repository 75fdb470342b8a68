"""How long files and functions are: about 300 and 40 lines is what a reader holds in mind."""

from __future__ import annotations

import ast

from tests.hygiene.source import modules


def long_files(most: int) -> list[tuple[int, str]]:
    """Files of more lines than that, the longest first."""
    sizes = [(module.text.count("\n"), module.place) for folder in ("console", "tests") for module in modules(folder)]
    return sorted((size for size in sizes if size[0] > most), reverse=True)


def long_functions(most: int) -> list[tuple[int, str]]:
    """Functions of more lines than that, the longest first, their docstrings not counted."""
    found = []
    for module in (*modules("console"), *modules("tests")):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if ast.get_docstring(node) is not None:
                    first = node.body[0]
                    lines -= (first.end_lineno or first.lineno) - first.lineno + 1
                found.append((lines, f"{module.at(node)} {node.name}"))
    return sorted((size for size in found if size[0] > most), reverse=True)
