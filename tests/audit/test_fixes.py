"""Plans of fixes: in order, tried on a copy of the schema, written with their reverse, run through the guard."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from console.audit.checks import checks_named
from console.audit.fix_file import default_name, file_text, sentences, write_fixes
from console.audit.fix_operation import fix_operation
from console.audit.fix_trial import Trial, try_fixes
from console.audit.fixes import chosen, plan_fixes
from console.audit.running import run_checks
from console.changesets.folders import read_folder
from console.changesets.migration import Tool
from console.changesets.script import down_pieces, read_script
from console.changesets.segments import segments
from console.core.finding import Finding, Findings, Level
from console.core.unknown import Unknown
from console.errors import MissingComponent, Problem, UsageProblem
from console.guard.operation import Risk
from tests.database.reading import reading, superuser
from tests.servers import Database

NAMES = ("table-without-rls", "open-write", "truncate-granted")
ROLES = """do $$ declare wanted text; begin
    foreach wanted in array array['anon', 'authenticated', 'Odd "one'] loop
        if not exists (select from pg_roles where rolname = wanted) then
            execute format('create role %I nologin noinherit', wanted);
        end if;
    end loop;
end $$;"""
WRONG = """
create schema "Sh op"";--";
grant usage on schema "Sh op"";--" to anon;
create table "Sh op"";--"."It'em
-- ROLLBACK" (id integer primary key, owner text);
grant select, truncate on "Sh op"";--"."It'em
-- ROLLBACK" to anon;
create table "Sh op"";--".notes (id integer primary key, owner text);
alter table "Sh op"";--".notes enable row level security;
grant select, update on "Sh op"";--".notes to anon;
create policy "all; of it" on "Sh op"";--".notes for update to anon using (true);
alter table "Sh op"";--".notes owner to "Odd ""one";
"""


def finding(fix: str, name: str = "t", check: str = "some-check") -> Finding:
    return Finding(check=check, level=Level.ERROR, title="T", schema="s", object=name, object_type="table", fix=fix)


def test_what_is_taken_away_goes_first_and_what_has_no_transaction_last() -> None:
    plan = plan_fixes(
        [
            finding("create index concurrently i on s.t (a)", "a"),
            finding("drop policy p on s.t; create policy p on s.t using (false)", "b"),
            finding("alter table s.t enable row level security -- at once", "c"),
            finding("revoke all on s.t from anon", "d"),
            finding("revoke all on s.t from anon", "e"),
        ]
    )
    assert [fix.said.tag for fix in plan.fixes] == [
        "REVOKE",
        "DROP POLICY",
        "CREATE POLICY",
        "ALTER TABLE",
        "CREATE INDEX CONCURRENTLY",
    ]
    assert [each.object for each in plan.fixes[0].findings] == ["d", "e"]
    assert [len(part.pieces) for part in plan.segments] == [4, 1]
    assert plan.fixes[3].locks == "ACCESS EXCLUSIVE on s.t"


@pytest.mark.parametrize(
    "fix",
    ["", "Ask the owner.", "Alter it by hand", "drop table s.t", "update s.t set a = 1", "-- nothing", "select 1"],
)
def test_what_is_no_statement_of_a_schema_is_advice(fix: str) -> None:
    plan = plan_fixes([finding(fix)])
    assert plan.fixes == ()
    assert len(plan.advice) == 1
    with pytest.raises(UsageProblem):
        fix_operation(plan, Unknown("not tried"))


def test_findings_are_chosen_by_check_and_by_fingerprint() -> None:
    one, two = finding("", "a"), finding("", "b", "other")
    found = Findings((one, two, finding("", "c", "third")), (), ())
    assert chosen(found, ["some-check", two.fingerprint[:8]]) == (one, two)
    with pytest.raises(UsageProblem):
        chosen(found, [two.fingerprint[:3]])


async def test_a_plan_is_tried_written_and_goes_back(database: Database, tmp_path: Path) -> None:
    with closing(superuser(database.params)) as look:
        look.execute(ROLES.encode())
        look.execute(WRONG.encode())
        async with reading(database.params) as read:
            checks = checks_named(NAMES)
            found = await run_checks(read, checks=checks)
            assert {each.check for each in found.findings} == set(NAMES)
            plan = plan_fixes(found.findings)
            trial = await try_fixes(read, plan, checks=checks)
            assert isinstance(trial, Trial), trial
            assert trial.failed is None
            assert trial.left == ()
            assert (trial.runs.new, trial.widened, trial.absent) == ((), (), ())
            assert {each.fingerprint for each in trial.runs.gone} >= {each.fingerprint for each in plan.findings}
            assert trial.reversed
            assert "gone on a copy" in " ".join(sentences(plan, trial))
            folder = tmp_path / "supabase" / "migrations"
            folder.mkdir(parents=True)
            (folder / "20240101000000_first.sql").write_text("select 1;\n")
            path = write_fixes(read_folder(folder, Tool.SUPABASE), default_name(plan), plan, trial)
            script = read_script(path.read_bytes(), Tool.SUPABASE)
            for part in segments(script):
                for piece in part.pieces:
                    look.execute(piece.text.encode())
            assert not (await run_checks(read, checks=checks)).findings
            back = down_pieces(script)
            if not back:
                down = path.with_name(path.name.removesuffix(".sql") + ".down.sql")
                back = read_script(down.read_bytes(), Tool.SUPABASE).pieces
            for piece in back:
                look.execute(piece.text.encode())
            assert (await run_checks(read, checks=checks)).findings == found.findings


async def test_what_fails_or_opens_more_is_said(database: Database, tmp_path: Path) -> None:
    with closing(superuser(database.params)) as look:
        look.execute(ROLES.encode())
        look.execute(b"create schema s; grant usage on schema s to anon; create table s.t (id integer)")
    (tmp_path / "20240101000000_first.sql").write_text("select 1;\n")
    async with reading(database.params) as read:
        broken = plan_fixes([finding("alter table s.absent enable row level security")])
        trial = await try_fixes(read, broken, checks=checks_named(["table-without-rls"]))
        assert isinstance(trial, Trial)
        assert trial.failed is not None
        assert sentences(broken, trial)[0].startswith("The plan does not run")
        with pytest.raises(Problem, match="does not run"):
            write_fixes(read_folder(tmp_path, Tool.SUPABASE), "x", broken, trial)
        opening = plan_fixes([finding("grant select on s.t to anon")])
        trial = await try_fixes(read, opening, checks=checks_named(["table-without-rls"]))
        assert isinstance(trial, Trial)
        assert [(each.role, each.relation, each.command) for each in trial.widened] == [("anon", "s.t", "select")]
        assert [each.check for each in trial.runs.new] == ["table-without-rls"]
        assert trial.reversed
        assert fix_operation(opening, trial).risk is Risk.DANGEROUS


async def test_without_a_postgres_here_nothing_is_proven(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(major: int | None) -> None:
        raise MissingComponent("No Postgres is installed here.", "", "Install one.")

    monkeypatch.setattr("console.schema.scratch_database.nearest_binaries", none)
    plan = plan_fixes([finding("revoke all on s.t from anon")])
    async with reading(database.params) as read:
        trial = await try_fixes(read, plan, checks=())
    assert isinstance(trial, Unknown)
    assert sentences(plan, trial)[0].startswith("UNKNOWN")
    assert fix_operation(plan, trial).risk is Risk.DANGEROUS
    assert "revoke all on s.t from anon;" in file_text(plan)
