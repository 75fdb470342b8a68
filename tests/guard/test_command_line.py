"""`greenroom do` and `greenroom operations`: a plan first, then exactly what was planned."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from console.cli import main
from console.core.target import Access, Environment, Identity, Tls
from console.errors import ConnectionProblem
from console.guard.command_line import _look
from console.guard.journal import FileJournal
from console.guard.journal_list import Filter
from console.guard.outcome import Outcome
from console.targets.store import TargetStore
from tests.guard.console import identity_of, target_of
from tests.guard.journals import DONE
from tests.servers import Database

Systems = Callable[..., Database]


class Shell:
    """A person at a prompt, with one database."""

    def __init__(self, database: Database, capsys: pytest.CaptureFixture[str]) -> None:
        self._database = database
        self._capsys = capsys

    def run(self, *words: str, environment: str = "local", access: str = "guarded") -> tuple[int, str, str]:
        choice = ["--url", self._database.uri, "--environment", environment, "--access", access]
        status = main([*choice, *words])
        said = self._capsys.readouterr()
        return status, said.out, said.err

    def json(self, *words: str, **more: str) -> tuple[int, dict[str, Any]]:
        status, out, _ = self.run(*words, "--json", **more)
        document: dict[str, Any] = json.loads(out)
        return status, document

    def value(self) -> str:
        return self._database.psql("select value from site_settings where key = 'site_name'")


@pytest.fixture
def shell(
    system18: Systems, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    monkeypatch.setenv("GREENROOM_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("GREENROOM_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setattr("console.areas.OFFERS", ("tests.guard.offered:OFFERS",))
    return Shell(system18("event_cms"), capsys)


def test_without_an_answer_the_plan_is_shown_and_nothing_is_sent(shell: Shell) -> None:
    before = shell.value()
    status, out, err = shell.run("do", "test.set", "site_name", "--set", "value=Ours")
    assert status == 4
    assert "set value = 'Ours' where key = 'site_name'" in out
    assert f"{before} → Ours" in out
    assert "--confirm y" in err
    assert shell.value() == before


def test_with_the_answer_it_is_done(shell: Shell) -> None:
    status, document = shell.json("do", "test.set", "site_name", "--set", "value=Ours", "--confirm", "y")
    assert (status, document["outcome"], document["operation"]) == (0, "done", "settings.set")
    assert document["journal"]
    assert shell.value() == "Ours"


def test_a_bare_address_is_no_way_around_what_is_saved(shell: Shell) -> None:
    store = TargetStore()
    before = shell.value()
    saved = target_of(
        shell._database.params, name="live", environment=Environment.PRODUCTION, identity=identity_of(shell._database)
    )
    # Another address of the same database: only its identity says so.
    store.add(replace(saved, host="db.example.org", tls=Tls.VERIFIED))
    words = ("do", "test.careful", "site_name", "--set", "value=Ours", "--reason", "a test")
    status, document = shell.json(*words)
    assert (status, document["plan"]["environment"]) == (4, "production")
    assert document["plan"]["answers"] == ["site_name"]
    assert shell.run(*words, "--confirm", "site_name")[0] == 4, "production wants the digest"
    assert shell.run(*words, "--confirm", "y", "--plan", document["plan"]["digest"])[0] == 4
    assert shell.value() == before

    store.change("live", access=Access.READ_ONLY)
    status, _, err = shell.run(*words, "--confirm", "site_name")
    assert status != 0
    assert "PRODUCTION, read-only" in err
    assert shell.value() == before

    store.change("live", identity=Identity("1", 2))  # it is another one after all
    assert shell.run(*words, "--confirm", "y")[0] == 0
    assert shell.value() == "Ours"


def test_windows_and_audit_tables_of_the_saved_name_count_for_a_bare_address(shell: Shell, tmp_path: Path) -> None:
    saved = target_of(
        shell._database.params, name="live", environment=Environment.LOCAL, identity=identity_of(shell._database)
    )
    TargetStore().add(replace(saved, host="db.example.org", tls=Tls.VERIFIED))
    config = tmp_path / "config" / "config.toml"
    config.parent.mkdir(exist_ok=True)
    config.write_text('[windows."live"]\nfreeze = ["2000-01-01/2999-12-31"]\n')
    words = ("do", "test.set", "site_name", "--set", "value=Ours")
    status, document = shell.json(*words)
    assert (status, document["plan"]["risk"]) == (4, "careful")
    assert document["plan"]["raised"] == "a freeze until 2999-12-31"

    shell._database.psql("create table changes (actor text, action text, after text)")
    columns = '{ actor = "actor", action = "action", after = "after" }'
    config.write_text(f'[audit_table."live"]\ntable = "public.changes"\ncolumns = {columns}\n')
    status, document = shell.json(*words)
    assert (status, document["plan"]["risk"], document["plan"]["audit"]) == (4, "routine", "public.changes")
    assert shell.run(*words, "--confirm", "y")[0] == 0
    assert shell._database.psql("select action from changes").strip()


@pytest.mark.parametrize(
    ("operation", "environment", "asks"),
    [
        ("test.set", "local", ["y"]),
        ("test.set", "development", ["y"]),
        ("test.set", "staging", ["y"]),
        ("test.set", "production", ["y"]),
        ("test.careful", "local", ["y"]),
        ("test.careful", "development", ["y"]),
        ("test.careful", "staging", ["site_name"]),
        ("test.careful", "production", ["site_name"]),
        ("test.dangerous", "local", ["site_name"]),
        ("test.dangerous", "development", ["site_name"]),
        ("test.dangerous", "staging", ["site_name"]),
        ("test.dangerous", "production", ["TARGET", "site_name"]),
    ],
)
def test_every_risk_in_every_environment(shell: Shell, operation: str, environment: str, asks: list[str]) -> None:
    words = ("do", operation, "site_name", "--set", "value=Ours", "--reason", "a test")
    status, document = shell.json(*words, environment=environment)
    plan = document["plan"]
    assert (status, document["outcome"]) == (4, "refused")
    assert plan["answers"] == [plan["target"] if ask == "TARGET" else ask for ask in asks]
    # Production is opened by typing its name, whatever is asked behind that.
    opening = [plan["target"]] if environment == "production" else []
    assert document["confirm"] == [*opening, *plan["answers"]]
    confirm = [word for answer in document["confirm"] for word in ("--confirm", answer)]
    wrong = [word for answer in document["confirm"] for word in ("--confirm", answer + "x")]
    digest = ("--plan", plan["digest"])
    assert shell.run(*words, *wrong, *digest, environment=environment)[0] == 4
    assert (
        shell.run(*words, *digest, "--confirm", "y", "--confirm", "y", "--confirm", "y", environment=environment)[0]
        == 4
    )
    if environment in ("staging", "production") and operation != "test.set":
        assert shell.run(*words, *confirm, environment=environment)[0] == 4
    assert shell.run(*words, *confirm, "--plan", "0" * 12, environment=environment)[0] == 4
    assert shell.value() != "Ours"
    assert shell.run(*words, *confirm, *digest, environment=environment)[0] == 0
    assert shell.value() == "Ours"


def test_a_plan_that_changed_is_not_run(shell: Shell) -> None:
    words = ("do", "test.careful", "site_name", "--set", "value=Ours", "--reason", "a test")
    _, document = shell.json(*words, environment="production")
    shell._database.psql("update site_settings set value = 'Theirs' where key = 'site_name'")
    digest = document["plan"]["digest"]
    confirm = [word for answer in document["confirm"] for word in ("--confirm", answer)]
    status, out, err = shell.run(*words, *confirm, "--plan", digest, environment="production")
    assert (status, shell.value()) == (4, "Theirs")
    assert "any more" in err
    assert "Theirs → Ours" in out


def test_production_is_opened_by_its_name_and_only_when_all_is_answered(shell: Shell, tmp_path: Path) -> None:
    words = ("do", "test.set", "site_name", "--set", "value=Ours")
    status, _, err = shell.run(*words, environment="production")
    _, document = shell.json(*words, environment="production")
    name = document["plan"]["target"]
    assert (status, f"--confirm {name} --confirm y" in err) == (4, True)
    for answers in (("y",), (name,), (name, "n"), ("y", name)):
        confirm = [word for answer in answers for word in ("--confirm", answer)]
        assert shell.run(*words, *confirm, environment="production")[0] == 4
    assert shell.value() != "Ours"
    assert notes(tmp_path) == 0
    assert shell.run(*words, "--confirm", name, "--confirm", "y", environment="production")[0] == 0
    assert (shell.value(), notes(tmp_path)) == ("Ours", 1)


def notes(folder: Path) -> int:
    """How often the journal says that a target was opened."""

    async def count() -> int:
        journal = FileJournal(folder / "state")
        try:
            return len([line for line in await journal.entries(Filter()) if line.what == "opened"])
        finally:
            journal.close()

    return asyncio.run(count())


def test_a_reason_that_is_wanted_and_not_given(shell: Shell) -> None:
    status, _, err = shell.run("do", "test.careful", "site_name", "--set", "value=Ours", "--confirm", "y")
    assert status == 4
    assert "reason" in err


def test_a_read_only_target_is_refused(shell: Shell) -> None:
    status, _, err = shell.run(
        "do", "test.set", "site_name", "--set", "value=Ours", "--confirm", "y", access="read-only"
    )
    assert status == 4
    assert "read-only" in err


def test_what_the_server_refuses_exits_3(shell: Shell) -> None:
    status, _, err = shell.run("do", "test.set", "maintenance_mode", "--set", "value=perhaps", "--confirm", "y")
    assert status == 3
    assert "was not done" in err


def test_operations_are_listed(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["operations", "setting"]) == 0
    assert "test.dangerous" in capsys.readouterr().out
    assert main(["operations", "setting", "site_name"]) == 0
    assert "greenroom do test.set site_name --set value=…" in capsys.readouterr().out
    assert main(["operations", "unicorn"]) == 2
    assert "setting" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("test.sat", "site_name"), "Did you mean test.set"),
        (("test.set", "site_name"), "wants value"),
        (("test.set", "site_name", "--set", "valeu=1"), "Did you mean value"),
        (("test.set", "site_name", "--set", "value"), "not NAME=VALUE"),
        (("test.set", "site_name", "--set", "value=1", "--set", "value=2"), "given twice"),
    ],
)
def test_wrong_words(shell: Shell, words: tuple[str, ...], says: str) -> None:
    status, _, err = shell.run("do", *words)
    assert status == 2
    assert says in err


def test_the_first_plan_keeps_which_database_a_saved_target_is(shell: Shell) -> None:
    """So that another address of it (a pooler's, saved as less) is no way around what this name asks for."""
    store = TargetStore()
    store.add(target_of(shell._database.params, name="live", environment=Environment.PRODUCTION))
    assert store.get("live").identity is None
    assert main(["do", "test.set", "site_name", "--set", "value=Ours", "--target", "live"]) == 4
    assert store.get("live").identity == identity_of(shell._database)


def test_an_empty_text_is_said(shell: Shell) -> None:
    shell._database.psql("update site_settings set value = '' where key = 'site_name'")
    assert "value: '' → Ours" in shell.run("do", "test.set", "site_name", "--set", "value=Ours")[1]
    shell._database.psql("update site_settings set value = 'Ours' where key = 'site_name'")
    assert "value: Ours → ''" in shell.run("do", "test.set", "site_name", "--set", "value=")[1]


def test_what_was_done_is_named(shell: Shell) -> None:
    words = ("do", "test.set", "site_name", "--confirm", "y", "--set")
    assert "Set site_name: done." in shell.run(*words, "value=Ours")[2]
    shell._database.psql("alter table site_settings add constraint never check (value <> 'Theirs')")
    assert "“Set site_name” was not done." in shell.run(*words, "value=Theirs")[2]
    outcome = Outcome(operation="x", title="Set", subject="fee", target="t", entry="1", end=DONE)
    assert (outcome.called, replace(outcome, subject="").called) == ("Set fee", "Set")


async def test_what_cannot_be_looked_at_afterwards_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    async def after(link: Any) -> list[str]:
        raise ConnectionProblem("The server is gone.")

    await _look(after, cast(Any, None))
    assert "? NOT CHECKED what it did: The server is gone." in capsys.readouterr().err
