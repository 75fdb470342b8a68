"""One owner: a server starts, is spoken to, and leaves nothing behind; kept data is there the next time."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest

from console.errors import ConfigurationProblem, Problem, QueryProblem
from console.scratch.binaries import Binaries
from console.scratch.server import Server, discard
from console.scratch.watchdog import postmaster
from tests.components import require
from tests.scratch.owners import eventually, gone, processes_naming


def test_a_throw_away_server_leaves_nothing(eighteen: Binaries) -> None:
    with Server.start(eighteen, fast=True, settings={"work_mem": "7MB"}) as server:
        assert server.psql("postgres", sql="show work_mem; show fsync; show listen_addresses") == "7MB\noff\n\n"
        for closed in (server.data, Path(server.host)):
            assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        assert postmaster(server.data)
    assert not server.folder.exists()
    eventually(lambda: not processes_naming(server.folder), "its watchdog is still there")
    server.stop()  # once more does nothing


def test_the_shell_has_no_say(server18: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"PGHOST": "nowhere", "PGUSER": "me", "PGSERVICE": "x", "PGOPTIONS": "-c work_mem=1MB"}.items():
        monkeypatch.setenv(name, value)
    assert server18.psql("postgres", sql="select current_user; show work_mem") == "postgres\n4MB\n"


def test_psql_runs_files_with_variables_and_stops_at_the_first_error(server18: Server, tmp_path: Path) -> None:
    file = tmp_path / "it's a file.sql"
    file.write_text("select :'said';\n")
    assert server18.psql("postgres", file, variables={"said": "it's = 1"}, sql="select :'said'") == "it's = 1\n" * 2
    file.write_text("select 1;\nselect wrong;\nselect 2;\n")
    with pytest.raises(QueryProblem, match=r'sql:2: ERROR: {2}column "wrong" does not exist') as caught:
        server18.psql("postgres", file)
    assert "psql failed" in caught.value.what


def test_names_of_databases_are_taken_as_they_are(server18: Server) -> None:
    name = '-x "odd" name'
    server18.create_database(name)
    server18.create_database("copy of it", template=name)
    assert server18.psql("copy of it", sql="select current_database()") == "copy of it\n"
    with psycopg.connect(server18.uri(name)):
        server18.drop_database(name)
    server18.drop_database("copy of it")
    with pytest.raises(QueryProblem, match="does not exist"):
        server18.psql(name, sql="select 1")


def test_a_password_is_needed_where_one_was_given(fifteen: Binaries) -> None:
    with Server.start(fifteen, fast=True, tcp=True, password="it's \\ secret") as server:
        assert server.host == "127.0.0.1"
        params: dict[str, Any] = server.params()
        with psycopg.connect(**params) as connection:
            assert connection.info.host == "127.0.0.1"
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            psycopg.connect(server.uri(), passfile=os.devnull)
        assert server.psql("postgres", sql="show password_encryption") == "scram-sha-256\n"
        assert not [path for path in server.folder.iterdir() if b"secret" in _content(path)]


def test_tls(fifteen: Binaries, tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    require("openssl", openssl, "Run: apt-get install openssl")
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "1"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([str(openssl), *request, *files], check=True, capture_output=True)
    with Server.start(fifteen, fast=True, tcp=True, tls=(certificate, key)) as server:
        with psycopg.connect(server.uri(), sslmode="require") as connection:
            row = connection.execute("select ssl from pg_stat_ssl where pid = pg_backend_pid()").fetchone()
        assert row == (True,)


def test_a_server_that_cannot_start_says_why_and_leaves_nothing(eighteen: Binaries, kept: Path) -> None:
    with pytest.raises(Problem, match="invalid value for parameter") as caught:
        Server.keep(eighteen, kept, settings={"work_mem": "nonsense"})
    assert caught.value.what == "The local Postgres did not start."
    eventually(lambda: not processes_naming(kept), "something still runs")
    with Server.keep(eighteen, kept) as server:
        assert server.psql("postgres", sql="select 1") == "1\n"


def test_kept_data_is_there_the_next_time(eighteen: Binaries, place: Path) -> None:
    modes = {path: path.stat().st_mode for path in (place, *place.parents)}
    folder = place / "deep" / "er" / "kept"
    with Server.keep(eighteen, folder) as server:
        server.psql("postgres", sql="create table kept as select 42 as x")
        assert server.psql("postgres", sql="show fsync") == "on\n"
        assert server.moved_from is None
    assert postmaster(server.data) is None
    with Server.keep(eighteen, folder) as server:
        assert server.psql("postgres", sql="table kept") == "42\n"
        with pytest.raises(Problem, match="could not be set up"):
            Server.keep(eighteen, server.log / "below a file")
    assert {path: path.stat().st_mode for path in modes} == modes


def test_data_of_another_major_is_refused(fifteen: Binaries, kept: Path) -> None:
    with pytest.raises(ConfigurationProblem, match="was made by PostgreSQL 18") as caught:
        Server.keep(fifteen, kept)
    assert "--pg 18" in caught.value.remedy
    assert "--fresh" in caught.value.remedy


def test_discard_makes_place_for_a_new_one(eighteen: Binaries, kept: Path) -> None:
    discard(kept.with_name("never was"))
    with Server.keep(eighteen, kept) as server:
        server.psql("postgres", sql="create table kept ()")
        with pytest.raises(Problem, match="Another console"):
            discard(kept)
        assert server.psql("postgres", sql="select to_regclass('kept')") == "kept\n"
    discard(kept)
    assert {path.suffix for path in server.folder.iterdir()} == {".lock"}
    with Server.keep(eighteen, kept) as server:
        assert server.psql("postgres", sql="select to_regclass('kept')") == "\n"


def test_a_pid_file_left_by_a_reboot_harms_nobody(eighteen: Binaries, kept: Path) -> None:
    server = Server.keep(eighteen, kept)
    server.psql("postgres", sql="create table kept ()")
    left = (server.data / "postmaster.pid").read_text().split("\n", 1)[1]
    lock = server.sockets / ".s.PGSQL.5432.lock"
    server.stop()
    # Postgres itself gives up when the number belongs to a process of its own account.
    with subprocess.Popen(["sleep", "60"], cwd="/", **server.account.process) as foreign:
        (server.data / "postmaster.pid").write_text(f"{foreign.pid}\n{left}")
        lock.write_text(f"{foreign.pid}\n{left}")
        assert postmaster(server.data) is None
        with Server.keep(eighteen, kept) as server:
            assert server.psql("postgres", sql="select to_regclass('kept')") == "kept\n"
        assert foreign.poll() is None
        foreign.kill()


def test_a_swept_socket_is_made_again(eighteen: Binaries, kept: Path) -> None:
    first = Server.keep(eighteen, kept)
    before = postmaster(first.data)
    for path in first.sockets.iterdir():
        path.unlink()
    with Server.keep(eighteen, kept) as second:
        assert second.psql("postgres", sql="select 1") == "1\n"
        assert postmaster(second.data) != before
        first.stop()
        assert second.psql("postgres", sql="select 1") == "1\n"
    gone(first.data)


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
