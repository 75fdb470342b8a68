"""libpq's variables are taken out of the process, and handed to those who serve the command line."""

from __future__ import annotations

import psycopg

from console.core.environment import take_libpq_variables


def test_libpqs_variables_are_taken_and_nothing_else() -> None:
    environ = {"PGHOST": "h", "PGPASSWORD": "p", "PG_COLOR": "auto", "HOME": "/home", "XPGHOST": "x", "PAGER": "less"}
    before = dict(environ)
    assert take_libpq_variables(environ) == before
    assert environ == {"PG_COLOR": "auto", "HOME": "/home", "XPGHOST": "x", "PAGER": "less"}
    assert take_libpq_variables(environ) == environ


def test_every_variable_that_libpq_knows_is_one_of_them() -> None:
    names = [option.envvar.decode() for option in psycopg.pq.Conninfo.get_defaults() if option.envvar]
    names += ["PGTZ", "PGDATESTYLE", "PGGEQO", "PGSERVICEFILE", "PGSYSCONFDIR", "PGLOCALEDIR"]
    assert len(names) > 20
    environ = dict.fromkeys(names, "x")
    take_libpq_variables(environ)
    assert environ == {}
