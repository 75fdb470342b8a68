"""What looks like a secret is taken out of texts that are kept; what does not is left."""

from __future__ import annotations

import time

import pytest

from console.core.scrub import scrub, scrub_sql

M = "MARKED-77"


@pytest.mark.parametrize(
    "text",
    [
        f"postgres://clerk:{M}@host/db",
        f"x postgres://clerk:{M}@host/db and http://a:{M}@b",
        f"alter role x password '{M}''{M}' valid until 'x'",
        f"ALTER ROLE x PASSWORD E'\\'{M}'",
        f"alter role x password $tag$ {M} ' {M} $tag$",
        f"password = '{M}'",
        f"set \"webhook_secret\" = '{M}', b = 1",
        f"options (user 'u', password '{M}')",
        f'{{"api_key": "{M}", "x": 1}}',
        f'{{"api_key":"\\"{M}"}}',
        f"Authorization: Bearer {M}xxxxxxx",
        f"SCRAM-SHA-256$4096:{M}",
        f"eyJhbGciOiJIUzI1NiJ9.eyJ{M}.{M}",
    ],
)
def test_secrets_are_taken_out_of_prose_and_of_sql(text: str) -> None:
    assert M not in scrub(text)
    assert M not in scrub_sql(text)
    assert "••••" in scrub_sql(text)


@pytest.mark.parametrize("text", [f"--token {M}", f"password: {M}", f"PWD={M}", f"api_key {M}"])
def test_prose_hides_bare_words_too(text: str) -> None:
    assert M not in scrub(text)


@pytest.mark.parametrize(
    "statement",
    [
        "select token from public.tokens order by token desc",
        "update public.site_settings set value = $1 where key = 'motto'",
        "create table passwords (password text, secret_id integer)",
    ],
)
def test_sql_without_a_secret_stays_as_it_is(statement: str) -> None:
    assert scrub_sql(statement) == statement


@pytest.mark.parametrize("piece", ["x", "password ", "eyJ-", "eyJ", "'", '"a\\', "password '", "a:", "$q$"])
def test_long_texts_take_no_long_time(piece: str) -> None:
    text = piece * 50_000
    start = time.process_time()
    scrub(text)
    scrub_sql(text)
    assert time.process_time() - start < 5
