"""`greenroom settings get` in a process of its own: into a pipe as it is stored, on a terminal made visible."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.content.test_settings import TYPED
from tests.content.writing import SECRET, address
from tests.servers import Database

WILD = "a\tb\r\n\x1b[31mred\u200d\u202eend\n"
FILL = f"""insert into site_settings (key, value, type) values
    ('wild', E'a\\tb\\r\\n\\x1b[31mred\\u200d\\u202eend\\n', 'TEXT'), ('nothing', null, 'TEXT'), ('empty', '', 'TEXT'),
    ('hours', '{{"b":  1, "a": 2}}', 'JSON'), ('smtp_password', '{SECRET}', 'TEXT'),
    ('mail', '{{"host": "x", "password": "{SECRET}"}}', 'JSON')"""


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """Folders of this test alone, and a locale that has none of the characters."""
    folders = {f"GREENROOM_{kind}_DIR": str(tmp_path / kind.lower()) for kind in ("CONFIG", "DATA", "STATE")}
    return {**os.environ, **folders, "HOME": str(tmp_path), "PYTHONIOENCODING": "latin-1"}


@pytest.fixture
def filled(database18: Database) -> Database:
    database18.psql(TYPED)
    database18.psql(FILL)
    return database18


def command(database: Database, *words: str) -> list[str]:
    code = "import sys; from console.cli import main; sys.exit(main())"
    return [sys.executable, "-c", code, "settings", "get", *words, "--url", address(database)]


def piped(database: Database, environ: dict[str, str], *words: str) -> tuple[int, bytes, bytes]:
    done = subprocess.run(command(database, *words), capture_output=True, env=environ, check=False, timeout=60)
    return done.returncode, done.stdout, done.stderr


def test_a_pipe_gets_the_value_as_it_is_stored(filled: Database, environ: dict[str, str]) -> None:
    assert piped(filled, environ, "wild") == (0, WILD.encode() + b"\n", b"")
    assert piped(filled, environ, "empty") == (0, b"\n", b"")
    assert piped(filled, environ, "hours") == (0, b'{"b":  1, "a": 2}\n', b"")


def test_a_pipe_gets_nothing_for_null(filled: Database, environ: dict[str, str]) -> None:
    status, out, err = piped(filled, environ, "nothing")
    assert (status, out) == (1, b"")
    assert b"nothing is NULL" in err


@pytest.mark.parametrize("key", ["smtp_password", "mail"])
def test_a_pipe_gets_a_secret_or_nothing(filled: Database, environ: dict[str, str], key: str) -> None:
    status, out, err = piped(filled, environ, key)
    assert (status, out) == (4, b"")
    assert b"--reveal" in err
    assert SECRET.encode() not in err
    status, out, _ = piped(filled, environ, key, "--reveal")
    stored = filled.psql(f"select value from site_settings where key = '{key}'")
    assert (status, out) == (0, stored.encode() + b"\n")


def test_a_terminal_gets_what_cannot_act_on_it(filled: Database, environ: dict[str, str]) -> None:
    environ["PYTHONIOENCODING"] = "utf-8"
    seen = {}
    for key in ("wild", "nothing", "smtp_password"):
        master, slave = pty.openpty()
        done = subprocess.run(command(filled, key), stdout=slave, stderr=subprocess.PIPE, env=environ, check=False)
        os.close(slave)
        seen[key] = os.read(master, 10_000).decode()
        os.close(master)
        assert done.returncode == 0, done.stderr
    assert "red" in seen["wild"]
    assert not {"\x1b", "\u200d", "\u202e", "\t"} & set(seen["wild"])
    assert seen["nothing"].strip() == "∅"
    assert seen["smtp_password"].strip() == "••••"
