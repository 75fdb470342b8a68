"""The map of areas and commands: what a new one must have, whichever it is."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from importlib import import_module

import pytest

from console.areas import AREAS, COMMANDS, Area
from console.cli import build_parser
from console.config import Config

EACH_AREA = pytest.mark.parametrize("area", AREAS, ids=lambda area: area.name)

# Commands that print no data, or print JSON anyway.
WITHOUT_JSON = {"completion", "journal export"}


@EACH_AREA
def test_the_screen_of_an_area_knows_its_name(area: Area) -> None:
    from console.widgets.area_screen import AreaScreen

    screen = area.make_screen()
    assert isinstance(screen, AreaScreen)
    assert area.name == screen.AREA
    assert area.title
    assert area.about


def test_names_and_keys_are_given_once() -> None:
    assert len({area.name for area in AREAS}) == len(AREAS)
    assert len({area.key for area in AREAS}) == len(AREAS)


def test_keys_of_areas_are_not_those_of_screens() -> None:
    """The focused widget and the screen come before the app: their key would hide the area."""
    from console.widgets.area_screen import AreaScreen
    from tests.hygiene.test_bindings import owners

    keys = {area.key: f"app.area('{area.name}')" for area in AREAS}
    hidden = [
        f"{owner.__qualname__}: {binding.key}"
        for owner in owners()
        if issubclass(owner, AreaScreen) or owner.__module__ == "console.widgets.grid"
        for binding in vars(owner)["BINDINGS"]
        for key in binding.key.split(",")
        if keys.get(key, binding.action) != binding.action
    ]
    assert hidden == []


async def test_every_area_is_in_the_palette() -> None:
    from console.app import GreenroomApp

    app = GreenroomApp(targets=(), config=Config())
    async with app.run_test(size=(80, 24)):
        offered = [f"{command.title} {command.help}" for command in app.commands()]
    assert [area.name for area in AREAS if not any(area.title in words for words in offered)] == []


@pytest.mark.parametrize("module", dict.fromkeys(command.module for command in COMMANDS))
def test_a_module_registers_what_the_map_says_of_it(module: str) -> None:
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()
    import_module(module).register(commands)
    said = [(action.dest, action.help) for action in commands._choices_actions]
    assert said == [(command.name, command.about) for command in COMMANDS if command.module == module]


def leaves(parser: argparse.ArgumentParser, path: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command that runs something, with its words."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for action in groups:
        for word, child in action.choices.items():
            yield from leaves(child, f"{path} {word}".strip())
    if not groups:
        yield path, parser


@pytest.mark.parametrize(("name", "parser"), leaves(build_parser()), ids=lambda value: str(value).partition("(")[0])
def test_a_command_runs_something_and_prints_json(name: str, parser: argparse.ArgumentParser) -> None:
    assert callable(parser.get_default("run"))
    assert parser.description, "its --help says nothing"
    options = {option for action in parser._actions for option in action.option_strings}
    assert "--json" in options or name in WITHOUT_JSON
    silent = [action.dest for action in parser._actions if not action.help and action.nargs != 0 and not action.metavar]
    assert silent == [], "arguments without a word of help"
