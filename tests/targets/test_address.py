"""Addresses: every form is read as libpq reads it, and no problem repeats a password."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from console.core.target import Tls
from console.errors import Problem, UsageProblem
from console.targets.address import Address, complete, parse
from console.targets.supabase import Supabase, SupabaseForm

text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=20)
marked = text.map(lambda middle: f"MARKED{middle}PASSWORD")


def said(address: Address) -> tuple[object, ...]:
    password = address.password.reveal() if address.password else None
    return address.host, address.port, address.user, password, address.database


@given(user=text, password=text, database=text, host=st.sampled_from(["db.example.org", "10.0.0.1", "[::1]"]))
def test_a_url_is_read_like_libpq_reads_it(user: str, password: str, database: str, host: str) -> None:
    parts = [quote(part, safe="") for part in (user, password, database)]
    url = f"postgresql://{parts[0]}:{parts[1]}@{host}:6000/{parts[2]}"
    theirs = conninfo_to_dict(url)
    assert said(parse(url, environ={})) == (theirs["host"], 6000, theirs["user"], theirs["password"], theirs["dbname"])


@given(user=text, password=text, database=text)
def test_pairs_are_read_like_libpq_reads_them(user: str, password: str, database: str) -> None:
    written = make_conninfo(host="h", port=6000, user=user, password=password, dbname=database)
    assert said(parse(written, environ={})) == ("h", 6000, user, password, database)


@given(password=marked)
def test_no_form_of_a_wrong_address_repeats_its_password(password: str) -> None:
    without_at = password.replace("@", "")
    # None of these is encoded or quoted as it should be: most are refused, and some mean something else.
    for wrong in (
        f"postgresql://u:{password}@h/d",
        f"postgresql://u:{without_at}/d",
        f"postgresql://u:x?{password}=1@h/d",
        f"host=h password={password} dbname=d",
        f"host=h password='{password} dbname=d",
        f"password=a {password}=b",
        f"{password}@h/d",
        f"mysql://u:{password}@h/d",
    ):
        try:
            shown = repr(parse(wrong, environ={}))
        except Problem as problem:
            shown = str(problem)
        # Where the mark was taken for something else than a password (a user, a host), it may be seen.
        if "password=" in wrong or ":MARKED" in wrong:
            assert "PASSWORD" not in shown
            assert "MARKED" not in shown


def test_a_password_is_in_no_repr() -> None:
    address = parse("postgres://u:MARKED-7@h/d", environ={})
    assert address.password is not None
    assert "MARKED" not in f"{address!r} {address.password} {address.password!r} {address}"


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("postgresql://u@[2001:db8::1]:6000/d", "2001:db8::1"),
        ("postgresql://%2Frun%2Fpg/d", "/run/pg"),
        ("postgresql:///d?host=/run/pg", "/run/pg"),
        ("postgresql:///d?host=%2Frun%2Fpg&port=6000", "/run/pg"),
        ("host=/run/pg dbname=d", "/run/pg"),
        ("hostaddr=10.0.0.9 dbname=d", "10.0.0.9"),
        ("postgresql:///d", None),
    ],
)
def test_hosts(written: str, host: str | None) -> None:
    assert parse(written, environ={}).host == host


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("postgresql://a,b/d", "several hosts"),
        ("host=a,b dbname=d", "several hosts"),
        ("postgresql:///d?host=a&host=b,c", "several hosts"),
        ("postgresql://h/d?sslmod=require", "sslmod"),
        ("postgresql://h/d?sslmod=require", "Did you mean sslmode?"),
        ("postgresql://h/d?sslmode=strict", "sslmode that does not exist"),
        ("postgresql://h:99999/d", "65535"),
        ("postgresql://h:x/d", "65535"),
        ("postgresql://::1/d", "brackets"),
        ("postgresql://[::1/d", "not closed"),
        ("postgresql://u:a@b@h/d", "%40"),
        ("postgresql://u:a%zz@h/d", "%25"),
        ("postgresql://u:%ff@h/d", "UTF-8"),
        ("mysql://h/d", "postgresql://"),
        ("postgresql://h/d/e", "DATABASE"),
        ("postgresql://h/d?options=-csearch_path%3Dx", "options"),
        ("postgresql://h/d?sslcert=x", "Client certificates"),
        ("host=h hostaddr=10.0.0.1", "hostaddr"),
        ("shop", "not the address"),
        ("", "not the address"),
    ],
)
def test_what_is_refused_says_why(written: str, words: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        _ = parse(written, environ={}).tls
    assert words in str(caught.value)


def test_parameters_that_greenroom_decides_are_ignored_with_a_word() -> None:
    address = parse("postgresql://h/d?application_name=x&connect_timeout=3", environ={})
    assert address.notes == ("Not used, greenroom decides it by itself: application_name, connect_timeout.",)


@pytest.mark.parametrize(
    ("written", "tls"),
    [
        ("postgresql:///d?host=/run/pg", Tls.OFF),
        ("postgresql://localhost/d", Tls.PREFER),
        ("postgresql://[::1]/d", Tls.PREFER),
        ("postgresql://db.example.org/d", Tls.VERIFIED),
        ("postgresql://db.example.org/d?sslmode=require", Tls.UNVERIFIED),
        ("postgresql://db.example.org/d?ssl=true", Tls.UNVERIFIED),
        ("postgresql://db.example.org/d?sslmode=verify-ca", Tls.VERIFIED),
        ("postgresql://localhost/d?sslrootcert=/x/ca.crt", Tls.VERIFIED),
        ("postgresql://db.example.org/d?sslmode=disable", Tls.OFF),
        ("postgresql://localhost/d?sslmode=allow", Tls.PREFER),
    ],
)
def test_tls(written: str, tls: Tls) -> None:
    assert parse(written, environ={}).tls is tls


@pytest.mark.parametrize("mode", ["prefer", "allow"])
def test_tls_that_the_server_may_decline_is_refused_for_another_machine(mode: str) -> None:
    with pytest.raises(UsageProblem, match="read the password"):
        _ = parse(f"postgresql://db.example.org/d?sslmode={mode}", environ={}).tls


@pytest.mark.parametrize(
    ("written", "ref", "form"),
    [
        ("postgresql://postgres:x@db.abcd.supabase.co:5432/postgres", "abcd", SupabaseForm.DIRECT),
        ("postgresql://postgres:x@DB.abcd.Supabase.co/postgres", "abcd", SupabaseForm.DIRECT),
        ("postgresql://postgres:x@db.abcd.supabase.co:6543/postgres", "abcd", SupabaseForm.DEDICATED),
        ("postgresql://postgres.abcd:x@aws-0-eu-west-1.pooler.supabase.com:5432/p", "abcd", SupabaseForm.SESSION),
        ("postgresql://my.role.abcd@aws-eu.pooler.supabase.com:6543/p", "abcd", SupabaseForm.TRANSACTION),
        (
            "postgresql://postgres@aws-0-x.pooler.supabase.com:6543/p?options=reference%3Dabcd",
            "abcd",
            SupabaseForm.TRANSACTION,
        ),
    ],
)
def test_supabase_is_recognised(written: str, ref: str, form: SupabaseForm) -> None:
    address = parse(written, environ={})
    assert address.supabase == Supabase(ref, form)
    assert bool(address.warnings) is (form is not SupabaseForm.SESSION)


def test_a_pooler_user_without_its_project_is_refused() -> None:
    with pytest.raises(UsageProblem, match=r"postgres\.PROJECTREF"):
        _ = parse("postgresql://postgres:x@aws-0-eu.pooler.supabase.com:6543/p", environ={}).supabase


def test_others_are_not_supabase() -> None:
    assert parse("postgresql://u@db.abcd.supabase.co.evil.example/p", environ={}).supabase is None


SERVICES = """# comment
[shop]
host=db.example.org
port=6000
user=clerk
password=MARKED-service
[other]
host=elsewhere
"""


@pytest.fixture
def services(tmp_path: Path) -> dict[str, str]:
    path = tmp_path / "services.conf"
    path.write_text(SERVICES)
    return {"PGSERVICEFILE": str(path)}


def test_a_service_becomes_explicit_values(services: dict[str, str]) -> None:
    for written in ("service=shop", "shop", "postgresql:///?service=shop"):
        address = parse(written, environ=services)
        assert said(address) == ("db.example.org", 6000, "clerk", "MARKED-service", None)
        assert address.service == "shop"
        assert address.password_of_service


def test_what_stands_beside_a_service_wins_but_does_not_get_its_password(services: dict[str, str]) -> None:
    assert said(parse("service=shop dbname=d", environ=services))[3:] == ("MARKED-service", "d")
    assert said(parse("service=shop host=evil.example", environ=services))[:4] == ("evil.example", 6000, "clerk", None)


def test_an_unknown_service_names_the_files_and_services(services: dict[str, str]) -> None:
    with pytest.raises(Problem, match="There are: shop, other"):
        parse("service=nope", environ=services)


def test_the_system_service_file_comes_second(tmp_path: Path) -> None:
    (tmp_path / "pg_service.conf").write_text("[shop]\nhost=system\n[only]\nhost=there\n")
    (tmp_path / ".pg_service.conf").write_text("[shop]\nhost=own\n")
    environ = {"HOME": str(tmp_path), "PGSYSCONFDIR": str(tmp_path)}
    assert parse("service=shop", environ=environ).host == "own"
    assert parse("only", environ=environ).host == "there"


@pytest.mark.parametrize("line", ["ldap://x/y?z", "MARKED", "service=other"])
def test_a_line_of_a_service_that_cannot_be_used(tmp_path: Path, line: str) -> None:
    path = tmp_path / "services.conf"
    path.write_text(f"[shop]\nhost=h\n{line}\n")
    with pytest.raises(Problem, match="line 3") as caught:
        parse("service=shop", environ={"PGSERVICEFILE": str(path)})
    assert "MARKED" not in str(caught.value)


def test_gaps_are_filled_from_variables_only_when_they_are_given() -> None:
    variables = {"PGHOST": "h", "PGPORT": "6000", "PGUSER": "u", "PGDATABASE": "d", "PGSSLMODE": "require"}
    assert said(complete(parse("postgresql://", environ={}), variables, home_user="me")) == ("h", 6000, "u", None, "d")
    bare = complete(parse("postgresql://x/", environ=variables), {}, home_user="me")
    assert said(bare) == ("x", 5432, "me", None, "me")
    assert bare.tls is Tls.VERIFIED
