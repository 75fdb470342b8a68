"""`--profile advisor`: each lint of the advisor finds what it is for, by its name and level, and nothing besides."""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.audit.advisor import UNSEEN
from console.audit.checks import advisor_checks, all_checks
from console.audit.running import run_checks
from console.core.finding import Findings
from console.core.schemas import ADVISOR_SCHEMAS
from tests.content.writing import Run, address
from tests.database.reading import reading
from tests.servers import Database

MADE = (Path(__file__).parent / "advisor" / "world.sql").read_text(encoding="utf-8")
EXPECTED = {
    "anon_security_definer_function_executable": {"public.past () warning"},
    "auth_rls_initplan": {"public.plan_in_with_check own warning", "public.plan own warning"},
    "auth_users_exposed": {"public.people  error"},
    "authenticated_security_definer_function_executable": {"public.past () warning"},
    "duplicate_index": {"public.twice one, two warning"},
    "extension_in_public": {"public.citext  warning"},
    "extension_versions_outdated": {".hstore  warning"},
    "fkey_to_auth_unique": {"public.to_unique to_unique_email_fkey error"},
    "foreign_table_in_api": {"public.far_away  warning"},
    "function_search_path_mutable": {"public.loose (integer) warning"},
    "insecure_queue_exposed_in_api": {"pgmq.q_mail  error"},
    "materialized_view_in_api": {"public.kept  warning"},
    "multiple_permissive_policies": {
        f"public.two_policies {role} SELECT warning" for role in ("anon", "authenticated")
    },
    "no_primary_key": {"public.keyless  info"},
    "pg_graphql_anon_table_exposed": {
        f"public.{name}  warning" for name in ("kept", "one_column", "people", "secrets", "wide")
    },
    "pg_graphql_authenticated_table_exposed": {
        f"public.{name}  warning" for name in ("far_away", "one_column", "seen", "seen_as_asked")
    },
    "policy_exists_rls_disabled": {"public.inert  error"},
    "public_bucket_allows_listing": {"storage.faces  warning"},
    "rls_disabled_in_public": {"public.wide  error", "public.secrets  error"},
    "rls_enabled_no_policy": {"public.shut  info"},
    "rls_policy_always_true": {
        "public.always everybody warning",
        "public.always refused warning",
        "public.always guarded warning",
    },
    "rls_references_user_metadata": {"public.metadata own error"},
    "security_definer_view": {"public.seen  error"},
    "sensitive_columns_exposed": {"public.secrets  error"},
    "table_bloat": {"public.bloated  info"},
    "unindexed_foreign_keys": {"public.child child_of_fkey info"},
    "unsupported_reg_types": {"public.procs what warning"},
    "unused_index": {"public.idle idle_note info"},
}
EXPOSED = ("public", "pgmq_public")


@pytest.fixture
def world(database: Database) -> Iterator[Database]:
    """One object wrong in the way of each lint, right ones beside them, and an extension with two versions."""
    folder = Path(tempfile.mkdtemp(prefix="greenroom-extension-"))
    try:
        folder.chmod(0o755)
        (folder / "extension").mkdir(mode=0o755)
        (folder / "extension" / "hstore.control").write_text("default_version = '1.1'\n")
        for version in ("1.0", "1.1"):
            (folder / "extension" / f"hstore--{version}.sql").write_text("select 1;\n")
        old = (
            int(database.psql("show server_version_num")) < 180_000
        )  # Debian's has the contrib modules; 18 can be shown a folder
        if not old:
            database.psql(f"alter database {database.name} set extension_control_path = '$system:{folder}'")
        database.psql("create schema if not exists pgmq_public;" + MADE.replace(":older", "1.4" if old else "1.0"))
        yield database
    finally:
        shutil.rmtree(folder)


def said(findings: Findings) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for each in findings.findings:
        assert each.advisor == each.check
        found[each.check].add(f"{each.schema}.{each.object} {each.sub} {each.level}")
    return found


def test_there_are_28() -> None:
    names = {check.name for check in advisor_checks()}
    assert names == set(EXPECTED)
    assert len(names) == 28
    assert len(set(ADVISOR_SCHEMAS)) == 26
    ours = {name for check in all_checks() for name in check.advisor.split(", ") if name}
    assert ours <= names


async def test_each_finds_what_it_is_for(world: Database) -> None:
    async with reading(world.params, connections=3) as read:
        found = await run_checks(read, checks=advisor_checks(), exposed=EXPOSED)
        blind = await run_checks(read, checks=advisor_checks())
    assert found.unknown == ()
    assert said(found) == EXPECTED
    # Where the API's schemas are not known the advisor says nothing at all; that is not clean.
    asked = {each.check for each in blind.unknown}
    assert {"rls_disabled_in_public", "security_definer_view", "sensitive_columns_exposed"} <= asked
    assert "rls_policy_always_true" not in asked
    assert asked.isdisjoint(said(blind))


def test_as_it_is_typed(world: Database, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("audit", "--url", address(world), "--profile", "advisor", "--exposed", ",".join(EXPOSED))
    document = Run(capsys, *words, "--json").json
    assert document["profile"] == "advisor"
    assert {each["check"] for each in document["findings"]} == set(EXPECTED)
    assert {each["check"] for each in document["unknown"]} == set(UNSEEN)
    assert "unused_index" in Run(capsys, "audit", "--list", "--profile", "advisor").out
    assert Run(capsys, *words, "--check", "open-write").status == 2
