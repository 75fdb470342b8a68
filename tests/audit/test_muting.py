"""Accepted findings: which, until when, and what the file must say."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest

from console.audit.checks import checks_named
from console.audit.definitions import read_definitions
from console.audit.muting import CHANGED, ENDED, UNUSED, Mute, add_mute, load_mutes, mute, mute_on, parse_mutes
from console.audit.running import run_checks
from console.core.finding import Finding, Findings, Level, Unchecked
from console.core.unknown import Unknown
from console.errors import ConfigurationProblem
from tests.content.writing import Run, address
from tests.database.reading import reading
from tests.servers import Database

TODAY = date(2026, 3, 1)
END = date(2026, 12, 31)
PATH = Path("audit.toml")


def found(name: str, check: str = "open-write") -> Finding:
    return Finding(check=check, level=Level.ERROR, title="Open", schema="shop", object=name, object_type="table")


def ours(*findings: Finding, unknown: tuple[Unchecked, ...] = ()) -> Findings:
    return Findings(findings, unknown, ("open-write", "open-read"))


def muted(findings: Findings, *mutes: Mute) -> Findings:
    return mute(findings, mutes, target="here", today=TODAY)


def test_a_mute_names_its_reason_and_its_end() -> None:
    accepted = Mute(check="open-write", object="a", reason="a form for everybody", by="jo", until=END)
    result = muted(ours(found("a"), found("b")), accepted)
    assert [each.muted for each in result.findings] == ["a form for everybody (until 2026-12-31, jo)", ""]
    assert result.exit_status(Level.ERROR) == 1
    assert muted(ours(found("a")), accepted).exit_status(Level.ERROR) == 0


def test_by_fingerprint_alone() -> None:
    accepted = Mute(fingerprint=found("a").fingerprint, reason="known", until=END)
    assert [bool(each.muted) for each in muted(ours(found("a"), found("b")), accepted).findings] == [True, False]


def test_after_its_last_day_it_is_open_again_and_said() -> None:
    over = Mute(check="open-write", reason="for a week", until=date(2026, 2, 28))
    last = Mute(check="open-write", reason="for a week", until=TODAY)
    assert [each.check for each in muted(ours(found("a")), over).open] == ["open-write", ENDED]
    assert muted(ours(found("a")), last).open == ()


@pytest.mark.parametrize(
    ("accepted", "said"),
    [
        (Mute(check="open-read", reason="was so", until=END), [UNUSED]),
        (Mute(check="did-not-run", reason="was so", until=END), []),
        (Mute(check="open-read", reason="was so", until=END, target="elsewhere"), []),
    ],
)
def test_a_mute_that_matches_nothing_is_said_where_it_was_looked_for(accepted: Mute, said: list[str]) -> None:
    assert [each.check for each in muted(ours(), accepted).findings] == said


def test_what_could_not_be_checked_leaves_a_mute_alone() -> None:
    accepted = Mute(check="open-read", reason="was so", until=END)
    assert muted(ours(unknown=(Unchecked("open-read", Level.INFO, "locked"),)), accepted).findings == ()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[[mute]]\ncheck = "a"\nuntil = 2026-01-01', "no reason"),
        ('[[mute]]\ncheck = "a"\nreason = " "\nuntil = 2026-01-01', "no reason"),
        ('[[mute]]\ncheck = "a"\nreason = "b"', "no end"),
        ('[[mute]]\ncheck = "a"\nreason = "b"\nuntil = "2026-01-01"', "no end"),
        ('[[mute]]\nreason = "b"\nuntil = 2026-01-01', "does not say what"),
        ('[[mute]]\nchek = "a"\nreason = "b"\nuntil = 2026-01-01', "Did you mean check"),
        ('[[mute]]\ncheck = 1\nreason = "b"\nuntil = 2026-01-01', "no text"),
        ("[mutes]", "means nothing"),
        ("mute = 1", "no list"),
        ("[[mute", "TOML"),
    ],
)
def test_a_wrong_file_is_no_file(text: str, complaint: str) -> None:
    with pytest.raises(ConfigurationProblem, match=complaint):
        parse_mutes(text, PATH)


def test_what_is_added_is_read_back_and_comments_stay(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "audit.toml"
    one = Mute(check="open-write", object='a"; [/]\n', reason="so\nit is", by="jo", until=END)
    two = Mute(fingerprint="0123456789ab", reason="too", until=TODAY, target="here")
    assert add_mute(one, path) == path
    path.write_text("# ours\n" + path.read_text().rstrip("\n"))
    add_mute(two, path)
    assert load_mutes(path) == (one, two)
    assert path.read_text().startswith("# ours\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationProblem, match="not there"):
        load_mutes(tmp_path / "audit.toml")


SEEN = """
create table item (id integer primary key, owner text);
alter table item enable row level security;
create policy forever on item for delete using (true);
create policy other on item for select using (owner = current_user);
grant delete on item to public;
create function make() returns integer language sql as 'select 1';
create table child (id integer, of integer references item);
alter table child add check (id > 0) not valid;
"""
"""What is wrong in three ways: a policy, a function, a constraint."""
WHAT = ("open-write", "search-path-mutable", "constraint-not-valid", "schema-create-granted", "role-bypasses-rls")


async def definitions(database: Database) -> dict[str, str | Unknown]:
    async with reading(database.params) as read:
        found = (await run_checks(read, checks=checks_named(WHAT))).findings
        return {
            each.check: said for each in found for said in [(await read_definitions(read, [each]))[each.fingerprint]]
        }


async def test_what_a_finding_is_of(database: Database, database18: Database) -> None:
    """The same on two servers and after a change beside it; another when it changes itself."""
    for each in (database, database18):
        each.psql(SEEN)
    first = await definitions(database)
    assert set(first) >= {"open-write", "search-path-mutable", "constraint-not-valid"}
    assert not [each for each in first.values() if isinstance(each, Unknown)]
    theirs = await definitions(database18)
    here = ("open-write", "search-path-mutable", "constraint-not-valid")
    assert [theirs[name] for name in here] == [first[name] for name in here]
    database.psql("alter table item add more text; drop policy other on item; create index on child (of)")
    assert await definitions(database) == first
    database.psql("grant update on item to public")
    after = await definitions(database)
    assert [name for name in here if after[name] != first[name]] == ["open-write"]
    database.psql("create or replace function make() returns integer language sql as 'select 2'")
    database.psql("alter policy forever on item to public using (1 = 1)")
    last = await definitions(database)
    assert [name for name in here if last[name] != after[name]] == ["open-write", "search-path-mutable"]


async def test_a_changed_thing_counts_again(database: Database) -> None:
    database.psql(SEEN)
    async with reading(database.params) as read:
        checks = checks_named(["open-write"])
        found = await run_checks(read, checks=checks)
        (one,) = found.findings
        (known,) = (await read_definitions(read, [one])).values()
        assert isinstance(known, str)
        accepted = Mute(check="open-write", reason="a bin", until=END, definition=known)
        assert (await mute_on(read, found, [accepted], target="here", today=TODAY)).findings[0].muted
        database.psql("alter policy forever on item using (true or owner is null)")
        again = await mute_on(read, await run_checks(read, checks=checks), [accepted], target="here", today=TODAY)
    assert [(each.check, each.muted) for each in again.findings] == [("open-write", ""), (CHANGED, "")]


def test_as_it_is_typed(
    database: Database, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREENROOM_STATE_DIR", str(tmp_path))
    database.psql(SEEN)
    where = ("--url", address(database), "--check", "open-write")
    run = ("audit", *where, "--mutes", str(tmp_path / "audit.toml"), "--json")
    (tmp_path / "audit.toml").touch()
    (one,) = Run(capsys, *run).json["findings"]
    assert one["sub"] == {"policy": "forever", "command": "DELETE"}
    words = ("audit", "mute", *where, one["fingerprint"], "--until", "2999-01-01", "--reason", "a bin")
    assert Run(capsys, *words, "--mutes", str(tmp_path / "audit.toml"), "--by", "jo").status == 0
    muted = Run(capsys, *run)
    assert muted.status == 0
    assert [each["muted"] for each in muted.json["findings"]] == ["a bin (until 2999-01-01, jo)"]
    database.psql("grant delete on item to current_user; create role of_item; grant delete on item to of_item")
    try:
        changed = Run(capsys, *run)
        assert changed.status == 1
        assert [each["check"] for each in changed.json["findings"]] == ["open-write", CHANGED]
    finally:
        database.psql("drop owned by of_item; drop role of_item")
    assert Run(capsys, *words, "--until", "soon").status == 2
    assert Run(capsys, "audit", "mute", *where, "0123456789ab", "--until", "2999-01-01", "--reason", "x").status == 2
