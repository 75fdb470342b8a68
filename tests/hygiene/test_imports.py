"""Which file may import what. Layers are kept by import-linter; this has what contracts cannot say."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable

from tests.hygiene.source import HEAVY, ROOT, Module, imports, modules, parse

# An import under TYPE_CHECKING costs nothing, and still ties a module to a library: it counts too.
ALLOWED = {
    "textual": r"console\.(app|external|(widgets|theme)(\..+)?|guard\.confirm|(\w+\.)+screen\w*)",
    "psycopg": r"console\.(database|guard|scratch)\..+",
    "psycopg_pool": r"console\.database\..+",
    "sqlalchemy": r"console\.(database\.compile|(records|bookings|invoices|lineups)\..+)",
    "keyring": r"console\.targets\.secrets",
}

# Widgets of Textual that read markup in what they are given. Data must not reach them but through widgets/text.py.
MARKUP = {"Static", "Label", "Button", "DataTable", "Tree", "OptionList", "Log", "RichLog", "Markdown", "Select"}
MARKUP_ALLOWED = r"console\.(widgets\..+|guard\.confirm|(\w+\.)+screen\w*)"


def misplaced(module: Module) -> Iterable[str]:
    """Imports of a heavy library, or of a widget that reads markup, where they must not be."""
    for node, name in imports(module):
        package, _, rest = name.partition(".")
        if (allowed := ALLOWED.get(package)) and not re.fullmatch(allowed, module.name):
            yield f"{module.at(node)} imports {package}"
        widget = name.rpartition(".")[2]
        if rest.startswith("widgets") and widget in MARKUP and not re.fullmatch(MARKUP_ALLOWED, module.name):
            yield f"{module.at(node)} imports {widget}, which reads markup"


def test_each_library_stays_in_its_place() -> None:
    assert [found for module in modules() for found in misplaced(module)] == []


def test_a_library_out_of_place_is_found() -> None:
    sample = "from textual.widgets import Static\nif TYPE_CHECKING:\n    import psycopg.sql\n"
    assert len(list(misplaced(parse(sample, "console.content.settings")))) == 3
    assert len(list(misplaced(parse(sample, "console.content.screen_pages")))) == 1


def test_core_is_the_standard_library() -> None:
    allowed = {*sys.stdlib_module_names, "console", "platformdirs"}
    foreign = [
        f"{module.at(node)} imports {name}"
        for module in modules("console/core")
        for node, name in imports(module)
        if name.partition(".")[0] not in allowed
    ]
    assert foreign == []


def test_commands_import_what_they_run_inside_functions() -> None:
    light = {*sys.stdlib_module_names, "console"}
    early = [
        f"{module.at(node)} imports {name}"
        for module in modules()
        if module.name.endswith(".commands") or module.name in {"console.cli", "console.__main__"}
        for node, name in imports(module)
        if node in module.tree.body and name.partition(".")[0] not in light
    ]
    assert early == []


def _layers() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [name.strip(" ()") for layer in layers for name in layer.split("|")]


def test_every_module_has_its_layer() -> None:
    """A module that no layer names would be free to import anything."""
    layers = tuple(_layers())
    without = [
        module.place
        for module in modules()
        if module.path.name != "__init__.py"
        and not any(module.name == layer or module.name.startswith(f"{layer}.") for layer in layers)
    ]
    assert without == [], "give these a layer in pyproject.toml, [tool.importlinter]"


def test_the_contracts_hold() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-logo"]
    kept = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert kept.returncode == 0, kept.stdout + kept.stderr


def test_no_heavy_library_is_forgotten() -> None:
    assert set(HEAVY) <= set(ALLOWED)
