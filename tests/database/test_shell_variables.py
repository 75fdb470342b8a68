"""What the shell says to libpq does not reach a saved target: looked at from the server's side."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.database.conftest import Gate
from tests.servers import Database

PROGRAM = """
import asyncio, json, sys
from console.core.environment import take_libpq_variables

if sys.argv[2] == "taken":
    take_libpq_variables()

from console.database.session import Database
from console.errors import Problem
from tests.database.reading import reading, rows

QUESTION = '''
select current_setting('search_path'), current_setting('statement_timeout'), current_setting('work_mem'),
    current_setting('TimeZone'), current_setting('DateStyle'), current_setting('geqo'),
    current_setting('client_encoding'), a.application_name, a.datname::text, a.usename::text,
    current_setting('transaction_read_only'), a.client_addr::text, a.client_port
from pg_stat_activity as a where a.pid = pg_backend_pid()
'''

async def main():
    async with reading(json.loads(sys.argv[1])) as database, database.read() as session:
        return (await rows(session, QUESTION))[0]

try:
    print(json.dumps(asyncio.run(main())))
except Problem as problem:
    print(json.dumps(str(problem)))
"""

ROOT = Path(__file__).parents[2]


def run(params: Mapping[str, Any], environ: Mapping[str, str], *, taken: bool = True) -> Any:
    """What a connection to the target sees of itself, or the sentence of the Problem."""
    clean = {name: text for name, text in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(dict(params)), "taken" if taken else "left"],
        env={**clean, **environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert not done.stderr
    return json.loads(done.stdout)


def hostile(folder: Path) -> dict[str, str]:
    """A shell that wants each connection to be another one: every variable that libpq has a parameter for."""
    services = folder / "services.conf"
    services.write_text("[evil]\nhost=192.0.2.1\ndbname=evil\noptions=-c search_path=evil\n")
    passfile = folder / "pgpass"
    passfile.write_text("*:*:*:*:evil\n")
    return {
        "PGAPPNAME": "evil",
        "PGCHANNELBINDING": "require",
        "PGCLIENTENCODING": "LATIN1",
        "PGCONNECT_TIMEOUT": "1",
        "PGDATABASE": "evil",
        "PGGSSENCMODE": "require",
        "PGHOST": "192.0.2.1",
        "PGHOSTADDR": "192.0.2.1",
        "PGLOADBALANCEHOSTS": "random",
        "PGMINPROTOCOLVERSION": "3.2",
        "PGOPTIONS": "-c search_path=evil -c statement_timeout=1 -c work_mem=77MB -c default_transaction_read_only=off",
        "PGPASSFILE": str(passfile),
        "PGPASSWORD": "evil",
        "PGPORT": "1",
        "PGREQUIREAUTH": "scram-sha-256",
        "PGREQUIREPEER": "nobody-of-that-name",
        "PGSERVICEFILE": str(services),
        "PGSSLCERT": "/nonexistent",
        "PGSSLCERTMODE": "require",
        "PGSSLMODE": "verify-full",
        "PGSSLNEGOTIATION": "direct",
        "PGSSLROOTCERT": "/nonexistent",
        "PGTARGETSESSIONATTRS": "standby",
        "PGUSER": "evil",
    }


ONLY_TAKEN = {"PGSERVICE": "evil", "PGTZ": "Pacific/Chatham", "PGDATESTYLE": "German", "PGGEQO": "off"}
"""What no parameter overrules: it must not be there when libpq looks."""


@pytest.mark.parametrize("way", ["database15", "database18"])
def test_nothing_of_the_shell_arrives(request: pytest.FixtureRequest, tmp_path: Path, way: str) -> None:
    database: Database = request.getfixturevalue(way)
    plain = run(database.params, {})
    assert plain[7:11] == ["greenroom", database.name, database.params["user"], "on"]
    assert run(database.params, hostile(tmp_path) | ONLY_TAKEN) == plain
    assert run(database.params, hostile(tmp_path), taken=False) == plain


def test_the_shell_would_have_been_heard(database18: Database, tmp_path: Path) -> None:
    """Without `take_libpq_variables` these four arrive: the test above can fail."""
    others = {name: text for name, text in ONLY_TAKEN.items() if name != "PGSERVICE"}
    assert run(database18.params, others, taken=False)[3:6] == ["Pacific/Chatham", "German, DMY", "off"]
    services = hostile(tmp_path) | {"PGSERVICE": "no such service"}
    assert "service" in run(database18.params, services, taken=False)


def test_a_password_of_the_shell_goes_nowhere(gate: Gate, tmp_path: Path) -> None:
    role = gate.new_role("of the shell")
    params = gate.server.params() | {"user": role}
    passfile = tmp_path / "pgpass"
    passfile.write_text("*:*:*:*:of the shell\n")
    passfile.chmod(0o600)
    environ = {"PGPASSWORD": "of the shell", "PGPASSFILE": str(passfile), "HOME": str(tmp_path)}
    (tmp_path / ".pgpass").write_bytes(passfile.read_bytes())
    (tmp_path / ".pgpass").chmod(0o600)
    for taken in (True, False):
        assert "there is none" in run(params, environ, taken=taken)
    assert (gate.refused(role), gate.let_in(role)) == (0, 0)
