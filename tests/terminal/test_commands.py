"""Every command of the command line in a terminal, with hostile data: nothing that it prints acts on the terminal."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pexpect
import pytest

from console.cli import build_parser
from console.targets.store import TargetStore
from tests.screens.hostile_rows import SCHEMA
from tests.screens.hostile_rows import name as quoted
from tests.servers import Database
from tests.terminal.pane import GREENROOM, ROOT
from tests.widgets.hostile import CONTROL, MARKUP, dangerous

ESC, BIDI, MARK = CONTROL[0], CONTROL[5], MARKUP[4]
"""Keys of settings, all of which are in the hostile database."""
SHAPES = ("--target", "shapes")
TABLE = f"{quoted(SCHEMA)}.{quoted(ESC)}"
"""A table of the target whose names are hostile."""
CHECK = "duplicate-index"
"""A check that finds something there and mends it."""
LISTS = ("tables", "policies", "grants", "constraints", "uncommented", "trails", "names", "auth")
SECTIONS = ("tables", "indexes", "activity", "statements")

Runs = dict[str, list[tuple[tuple[str, ...], set[int]]]]

COMMANDS: Runs = {
    "targets list": [((), {0}), (("--json",), {0})],
    "targets add": [
        ((ESC, "postgres://h/d", "--secret", "ask"), {2}),
        (("new", "postgres://127.0.0.1:1/%5B%2F%5D%1B", "--secret", "ask"), {0}),
    ],
    "targets edit": [((ESC, "--environment", "local"), {2}), (("new", "--ssh", f"-o{ESC}"), {2})],
    "targets remove": [((BIDI,), {2}), (("new",), {4})],
    "targets test": [(("hostile",), {0}), (("gone",), {3}), (("--url", f"host=127.0.0.1 port=1 user='{ESC}'"), {3})],
    "targets rotate": [((ESC,), {2}), (("gone",), {2, 3, 4})],
    "targets audit-table": [
        (("hostile",), {0}),
        (("hostile", "--json"), {0}),
        (("hostile", "--accept", ESC), {2}),
        (("gone",), {3}),
        (("gone", "--none"), {0}),
        ((ESC,), {2}),
    ],
    "settings list": [
        (("--target", "hostile"), {0}),
        (("--target", "hostile", "--json"), {0}),
        (("--target", "hostile", "--table", ESC), {2}),
        (("--target", "hostile", ESC, BIDI), {0}),
    ],
    "settings get": [
        *(((key, "--target", "hostile"), {0}) for key in (ESC, BIDI, MARK, "a\nb\r\tc\x0b\x0c")),
        (("huge_json", "--target", "hostile", "--json"), {0}),
        ((f"{ESC} not there", "--target", "hostile"), {2}),
    ],
    "settings export": [
        (("--target", "hostile"), {0}),
        (("--target", "hostile", "--json"), {0}),
        (("--target", "hostile", "--output", f"/nowhere/{ESC}"), {2}),
    ],
    "settings diff": [(("hostile", "other"), {0}), (("hostile", "gone"), {3}), (("hostile", ESC), {2})],
    "settings set": [
        ((ESC, BIDI, "--target", "hostile"), {2, 4}),
        ((ESC, BIDI, "--target", "other"), {4}),
        ((ESC, f"{BIDI}{MARK}{CONTROL[2]}", "--target", "other", "--confirm", "other", "--confirm", "y"), {0}),
    ],
    "settings add": [(("[/] \x1b[5m", "\x1b[5m", "--target", "other", "--type", ESC, "--description", BIDI), {2, 4})],
    "settings remove": [((BIDI, "--target", "other"), {4})],
    "settings import": [(("FILE", "--target", "other"), {0, 1, 2, 4}), ((f"/nowhere/{ESC}", "--target", "other"), {2})],
    "migrations status": [
        (("--target", "hostile", "--dir", f"/nowhere/{ESC}"), {2}),
        (("--matrix", f"{ESC},hostile", "--dir", "."), {2}),
        (("--target", "hostile", "--dir", "."), {0, 2}),
        (("--target", "hostile", "--dir", "FOLDER"), {0}),
        (("--target", "hostile", "--dir", "FOLDER", "--json"), {0}),
    ],
    "migrations check": [
        *((("--dir", "FOLDER", "--no-squawk", "--format", form), {0, 1, 3}) for form in ("table", "sarif", "junit")),
        (("--dir", "FOLDER", "--no-squawk", "--json"), {0, 1, 3}),
        (("--dir", f"/nowhere/{ESC}"), {2}),
    ],
    "migrations plan": [
        (("--target", "hostile", "--dir", "FOLDER"), {0, 1}),
        (("--target", "hostile", "--dir", "FOLDER", "--format", "markdown"), {0, 1}),
        ((ESC, "--target", "hostile", "--dir", "FOLDER"), {2}),
    ],
    "migrations apply": [
        (("--target", "other", "--dir", "FOLDER"), {2, 4}),
        ((ESC, "--target", "other", "--dir", "FOLDER"), {2}),
    ],
    "migrations dry-run": [(("--target", "other", "--dir", "FOLDER"), {2, 4})],
    "migrations rollback": [((ESC, "--target", "other", "--dir", "FOLDER"), {2})],
    "migrations drift": [(("--target", "gone", "--dir", "FOLDER"), {3})],
    "migrations test": [(("--dir", f"/nowhere/{ESC}"), {2})],
    "migrations new": [
        ((f"{ESC}{MARK}", "--dir", "FOLDER"), {0, 2}),
        (("new", "--kind", ESC, "--dir", "FOLDER"), {2}),
        (("--list",), {0}),
    ],
    "migrations repair": [
        (("--status", "applied", ESC, "--target", "other", "--dir", "."), {2}),
        (("--status", ESC, BIDI), {2}),
    ],
    "migrations seeds": [(("--target", "hostile", "--dir", "FOLDER"), {0, 2, 3}), (("--target", ESC), {2})],
    "migrations fetch": [((ESC, "--target", "hostile", "--dir", "."), {2})],
    "operations": [((), {0}), (("setting", ESC), {0, 2}), ((ESC,), {2}), (("--json",), {0})],
    "do": [(("settings.set", ESC, "--set", f"value={BIDI}", "--target", "other"), {4}), ((ESC, ESC), {2})],
    "find": [
        ((MARK, "--target", "hostile"), {0, 1, 3}),
        ((ESC, BIDI, "--target", "hostile", "--json"), {0, 1, 3}),
        ((BIDI, "--target", "gone"), {3}),
        (("word", "--kind", ESC, "--target", "hostile"), {2}),
    ],
    "show": [((ESC, BIDI, "--target", "hostile"), {2}), ((BIDI, ESC, "--target", "gone"), {3})],
    "records": [
        (("--target", "hostile"), {0}),
        (("--target", "hostile", "--json"), {0}),
        ((ESC, "--target", "hostile"), {2}),
        (("--target", "gone"), {3}),
    ],
    "invoices show": [((ESC, "--target", "hostile"), {2}), ((BIDI, "--target", "gone"), {3})],
    "invoices ageing": [(("--target", "hostile"), {2}), (("--target", ESC), {2})],
    "invoices months": [(("--target", "hostile", "--json"), {2})],
    "lineup list": [(("--target", "hostile"), {2}), (("--target", "gone", "--json"), {3})],
    "lineup show": [((ESC, "--target", "hostile"), {2}), ((BIDI, "--target", ESC), {2})],
    "lineup export": [((ESC, f"/nowhere/{ESC}", "--target", "hostile"), {2})],
    "bookings": [((ESC, "--target", "hostile"), {2}), ((BIDI, "--target", "gone"), {3})],
    "roles create": [((ESC, "--target", "other"), {2}), (("support", "--target", "gone"), {3})],
    "journal list": [((), {0}), (("--search", ESC), {0}), (("--json",), {0})],
    "journal show": [(("ID",), {0}), (("ID", "--json"), {0}), ((ESC,), {2})],
    "journal undo": [(("ID",), {4}), ((ESC,), {2})],
    "journal settle": [((), {0}), ((ESC,), {2})],
    "journal end-process": [((ESC,), {2})],
    "journal say": [((ESC, "done", "--reason", BIDI), {2}), (("ID", ESC), {2})],
    "journal verify": [((), {0})],
    "journal export": [((), {0})],
    "hooks list": [((), {0}), (("--target", ESC), {0, 2})],
    "hooks test": [(("settings.changed",), {0, 1}), ((ESC,), {0, 2})],
    "completion": [(("bash",), {0})],
    "demo": [(("--json",), {2}), (("--server-bin", f"/nowhere/{ESC}"), {2})],
}
"""What is run of each command, in this order, and how it may end. ID is the last entry of the journal,
FOLDER one of migrations with hostile names and texts."""
NAMES: Runs = {
    "audit mute": [((ESC, *SHAPES, "--reason", BIDI, "--until", MARK), {2})],
    "audit": [
        ((*SHAPES, "--format", "markdown"), {0}),
        *(((*SHAPES, "--check", CHECK, "--format", form), {0, 1}) for form in ("table", "json", "sarif", "junit")),
        ((*SHAPES, "--check", ESC), {2}),
        ((*SHAPES, "--check", CHECK, "--role", ESC, "--schema", BIDI, "--exposed", MARK), {3}),
        ((*SHAPES, "--baseline", f"/nowhere/{ESC}"), {2}),
        (("--list",), {0}),
    ],
    "audit runs": [(SHAPES, {0}), ((*SHAPES, "--json"), {0}), (("--target", ESC), {2})],
    "audit compare": [
        (SHAPES, {0, 1, 3}),
        (("1", "last", *SHAPES), {2}),
        ((*SHAPES, "--json"), {0, 1, 3}),
        ((f"/nowhere/{ESC}", BIDI), {2}),
        ((*SHAPES, "--with", ESC), {2}),
    ],
    "audit fix": [
        ((CHECK, *SHAPES, "--no-trial"), {0}),
        ((CHECK, *SHAPES, "--no-trial", "--json"), {0}),
        ((CHECK, *SHAPES, "--no-trial", "--apply"), {4}),
        ((ESC, *SHAPES), {2}),
    ],
    "audit template": [
        ((), {0}),
        (("own-rows", TABLE, *SHAPES, "--no-trial"), {2}),
        (("own-rows", TABLE, *SHAPES, "--no-trial", "--set", f"column={ESC}", "--set", f"user={ESC}"), {0}),
        ((ESC, TABLE, *SHAPES), {2}),
        (("own-rows", f"public.{ESC}", *SHAPES, "--set", BIDI), {2}),
    ],
    "access": [
        ((*SHAPES, "--path"), {0}),
        ((*SHAPES, "--all", "--json", "--role", ESC), {0}),
        ((*SHAPES, "--role", f"no {ESC}"), {2}),
        ((*SHAPES, "--table", f"no.{ESC}", "--schema", BIDI, "--exposed", MARK), {2}),
        ((*SHAPES, "--compare", "hostile"), {1}),
        ((*SHAPES, "--if", f"/nowhere/{ESC}"), {2}),
    ],
    "probe": [
        *(((*SHAPES, "--table", TABLE, "--role", ESC, *more), {0}) for more in ((), ("--reveal",), ("--json",))),
        ((*SHAPES, "--table", TABLE, "--role", ESC, "--row", "id=1"), {0}),
        ((*SHAPES, "--table", TABLE, "--role", ESC, "--for", "insert", "--set", f"{ESC}={BIDI}"), {0}),
        ((*SHAPES, "--table", f"no.{ESC}", "--role", BIDI), {2}),
        ((*SHAPES, "--table", TABLE, "--role", f"no {ESC}", "--claims", f"{{{ESC}"), {2}),
    ],
    "roles list": [(SHAPES, {0}), ((*SHAPES, "--json"), {0})],
    "describe": [
        (SHAPES, {0}),
        ((*SHAPES, "--json", "--schema", SCHEMA), {0}),
        *(((*SHAPES, "--list", each), {0}) for each in LISTS),
        ((*SHAPES, "--list", "names", "--rule", "snake-case"), {0}),
        ((*SHAPES, "--schema", f"no {ESC}"), {2}),
        ((*SHAPES, "--list", "names", "--rule", ESC), {2}),
        ((*SHAPES, "--output", f"/nowhere/{ESC}"), {2}),
    ],
    "health": [
        (SHAPES, {0, 1, 3}),
        *(((*SHAPES, "--section", each), {0}) for each in SECTIONS),
        ((*SHAPES, "--section", "indexes", "--json"), {0}),
        ((*SHAPES, "--format", "sarif"), {0, 1, 3}),
        ((*SHAPES, "--check", ESC), {2}),
        ((*SHAPES, "--section", ESC), {2}),
        ((*SHAPES, "--section", "settings", "--memory", ESC), {2}),
        ((*SHAPES, "--record", "--every", "1s", "--for", "1s"), {0}),
        ((*SHAPES, "--digest", "--day", "today"), {0, 3}),  # 3 while nothing is recorded: they run at once
        ((*SHAPES, "--alerts"), {0}),
        ((*SHAPES, "--ack", ESC), {2}),
    ],
    "activity": [
        (SHAPES, {0, 3}),
        ((*SHAPES, "--json"), {0, 3}),
        ((*SHAPES, "--cancel", ESC), {2}),
        ((*SHAPES, "--terminate", "1", "--reason", ESC), {4}),
    ],
}
"""The same of the commands that read a catalogue with hostile names."""
IN_ORDER = {"targets add", "targets audit-table", "settings set", "settings import", "migrations new"}
"""Commands of which a run needs the one before it. Of the others a few run at once."""


def leaves(parser: argparse.ArgumentParser, path: tuple[str, ...] = ()) -> Iterator[str]:
    """The names of all commands that run something."""
    found = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for action in found:
        for name, child in action.choices.items():
            yield from leaves(child, (*path, name))
    if path and (not found or parser.get_default("run")):
        yield " ".join(path)


def test_every_command_is_here() -> None:
    """One that appears tomorrow is missed here first."""
    assert set(leaves(build_parser())) == {*COMMANDS, *NAMES}


def start(environ: dict[str, str], *words: str) -> pexpect.spawn[bytes]:
    """A command in a terminal of its own. It waits where nobody reads what it says."""
    return pexpect.spawn(
        GREENROOM[0], [*GREENROOM[1:], *words], env=environ, cwd=str(ROOT), dimensions=(24, 80), timeout=60
    )


def end(child: pexpect.spawn[bytes]) -> tuple[int, str]:
    """The exit status, and all that came out of the terminal."""
    child.expect(pexpect.EOF)
    child.wait()
    child.ptyproc.delayafterclose = 0  # it has ended: nothing is left to wait for
    child.close()
    assert child.exitstatus is not None, f"ended by signal {child.signalstatus}"
    return child.exitstatus, (child.before or b"").decode()


def run(environ: dict[str, str], *words: str) -> tuple[int, str]:
    """A command from start to end."""
    return end(start(environ, *words))


def faults(environ: dict[str, str], command: str, runs: Sequence[tuple[Sequence[str], set[int]]]) -> list[str]:
    """What is wrong with how the runs of a command ended, and with what they said."""
    wrong = []
    step = 1 if command in IN_ORDER else 4  # at once: most of the time is the start of Python
    for first in range(0, len(runs), step):
        children = [start(environ, *command.split(), *words) for words, _ in runs[first : first + step]]
        for child, (words, statuses) in zip(children, runs[first : first + step], strict=True):
            status, said = end(child)
            bad = dangerous(said.replace("\r\n", ""))
            if bad or status not in statuses or "Traceback" in said:
                wrong.append(f"greenroom {command} {words!r} ended with {status}, {bad[:20]!r}: {said[:1500]!r}")
    return wrong


def test_hostile_data_through_every_command(
    home: Path, environ: dict[str, str], saved: TargetStore, hostile: Database
) -> None:
    file = home / "export.toml"
    folder = home / "supabase" / "migrations"
    folder.mkdir(parents=True)
    for number, text in enumerate((ESC, BIDI, MARK.replace("/", ""))):
        (folder / f"2024010{number + 1}000000_{text}.sql").write_text(f"-- {ESC}{BIDI}{MARK}\nselect $${text}$$;\n")
    last, wrong = "", []
    for name, runs in COMMANDS.items():
        places = {"ID": last, "FILE": str(file), "FOLDER": str(folder)}
        wrong += faults(environ, name, [([places.get(word, word) for word in words], ends) for words, ends in runs])
        if name == "settings export":
            assert run(environ, "settings", "export", "--target", "hostile", "--output", str(file))[0] == 0
        if name == "journal list":
            items = json.loads(run(environ, "journal", "list", "--json", "--limit", "1")[1])["items"]
            last = str(items[0]["id"]) if items else "1"
    assert not wrong, "\n".join(wrong)


def test_hostile_names_through_every_command(environ: dict[str, str], shapes: Database) -> None:
    wrong = [fault for command, runs in NAMES.items() for fault in faults(environ, command, runs)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("nonsense\x1b[31m",), ("--target", "\x1b[31m")])
def test_the_root(environ: dict[str, str], saved: TargetStore, words: tuple[str, ...]) -> None:
    status, said = run(environ, *words)
    assert status in {0, 2}
    assert not dangerous(said.replace("\r\n", "")), repr(said)
