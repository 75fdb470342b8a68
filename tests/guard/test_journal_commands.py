"""`greenroom journal` and `greenroom hooks`, on a real database."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from console.cli import main
from console.core.secret import Secret
from console.guard.offers import Argument, Offer
from console.guard.operation import Operation, Risk
from console.journal.since import since
from tests.guard.console import set_setting
from tests.guard.journals import octets
from tests.guard.test_command_line import Shell
from tests.servers import Database

Systems = Callable[..., Database]
NAME = "site_name"


@pytest.fixture
def shell(
    system18: Systems, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    monkeypatch.setenv("GREENROOM_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("GREENROOM_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.setattr("console.areas.OFFERS", ("tests.guard.offered:OFFERS",))
    return Shell(system18("event_cms"), capsys)


async def make_secret(link: Any, key: str, arguments: Mapping[str, str]) -> Operation:
    return set_setting(key, Secret(arguments["value"]))


OFFERS = (
    Offer(
        "test.secret",
        "setting",
        "Set a secret",
        Risk.ROUTINE,
        "tests.guard.test_journal_commands:make_secret",
        (Argument("value", "what it is set to"),),
    ),
)


def changed(shell: Shell, value: str = "Ours") -> str:
    """The id of a change that was made."""
    status, document = shell.json("do", "test.set", NAME, "--set", f"value={value}", "--confirm", "y")
    assert status == 0, document
    return str(document["journal"])


def plain(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """What a command says that names no target."""
    status = main(list(words))
    said = capsys.readouterr()
    return status, said.out, said.err


def test_an_undo_is_planned_then_done_and_told(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    before = shell.value()
    id_ = changed(shell)
    status, out, err = shell.run("journal", "undo", id_)
    assert status == 4
    assert f"Ours → {before}" in out
    assert "--confirm y" in err
    assert shell.value() == "Ours"
    status, document = shell.json("journal", "undo", id_, "--confirm", "y")
    assert (status, document["outcome"]) == (0, "done")
    assert shell.value() == before
    status, out, _ = plain(capsys, "journal", "show", id_)
    assert f"entry {document['journal']} took it back" in out
    assert f"value: {before} → Ours" in out
    assert "update" in out
    status, out, _ = plain(capsys, "journal", "list")
    newest, oldest = out.splitlines()[1:3]
    assert f"of {id_}" in newest
    assert f"by {document['journal']}" in oldest


def test_an_undo_is_refused_when_it_was_changed_meanwhile(shell: Shell) -> None:
    id_ = changed(shell)
    shell._database.psql("update site_settings set value = 'theirs' where key = 'site_name'")
    status, _, err = shell.run("journal", "undo", id_, "--confirm", "y")
    assert status == 4
    assert "changed" in err
    assert shell.value() == "theirs"


def test_without_a_keyring_the_plan_says_how_long_an_undo_lasts(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.areas.OFFERS", ("tests.guard.test_journal_commands:OFFERS",))
    words = ("do", "test.secret", NAME, "--set", "value=MARKED-77")
    shell._database.psql("update site_settings set value = 'MARKED-76' where key = 'site_name'")
    status, out, err = shell.run(*words)
    assert status == 4
    assert "Undo of masked values lasts as long as this process." in err
    assert "afterwards there is no undo" in err
    assert "MARKED" not in out + err
    status, document = shell.json(*words, "--confirm", "y")
    assert status == 0
    assert shell.value() == "MARKED-77"
    status, out, err = shell.run("journal", "undo", document["journal"], "--confirm", "y")
    assert status == 4
    assert "it has ended" in err
    assert shell.value() == "MARKED-77"
    status, out, err = shell.run("journal", "show", document["journal"])
    assert "not any more" in out
    assert "MARKED" not in out + err
    assert b"MARKED" not in octets(tmp_path / "state")


def test_lists_are_filtered(shell: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = changed(shell, "One"), changed(shell, "Two")

    def ids(*words: str) -> list[str]:
        status, out, _ = plain(capsys, "journal", "list", "--json", *words)
        assert status == 0
        return [item["id"] for item in json.loads(out)["items"]]

    assert ids() == [second, first]
    assert ids("--limit", "1") == [second]
    assert ids("--before", second) == [first]
    assert ids("--search", "tWO") == [second]
    assert ids("--outcome", "unknown") == []
    assert ids("--outcome", "done", "--since", "1h") == [second, first]
    assert ids("--since", "2999-01-01") == []
    assert ids("--target", "nowhere") == []
    status, out, err = plain(capsys, "journal", "list", "--target", "nowhere")
    assert (status, out) == (0, "")
    assert "no such entry" in err


def test_verify_prints_the_head_and_finds_a_change(
    shell: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(shell)
    status, out, _ = plain(capsys, "journal", "verify", "--json")
    found = json.loads(out)
    assert (status, found["whole"], found["bad"]) == (0, True, None)
    changed(shell, "Two")
    status, out, _ = plain(capsys, "journal", "verify", "--head", found["head"])
    assert status == 0
    assert "is in it" in out
    status, out, _ = plain(capsys, "journal", "verify", "--head", "f" * 64)
    assert status == 1
    assert "NOT" in out
    other = sqlite3.connect(tmp_path / "state" / "journal.sqlite")
    other.execute("drop trigger event_not_updated")
    other.execute("update event set at = '2020' where id = 2")
    other.commit()
    other.close()
    status, out, _ = plain(capsys, "journal", "verify")
    assert status == 1
    assert out.startswith("Event 2 is not as it was written.")


def test_an_export_is_json_lines(shell: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed(shell)
    status, out, _ = plain(capsys, "journal", "export")
    kinds = [json.loads(line)["kind"] for line in out.splitlines()]
    assert status == 0
    assert kinds == ["intent", "mark", "end"]
    file = tmp_path / "journal.jsonl"
    assert plain(capsys, "journal", "export", "--output", str(file))[0] == 0
    assert file.read_text() == out
    assert plain(capsys, "journal", "export", "--output", str(file))[0] == 2
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("words", [("show", "99"), ("undo", "99"), ("show", "x\x1b[31m")])
def test_what_is_not_there_is_said(shell: Shell, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    status, _, err = plain(capsys, "journal", *words)
    assert status == 2
    assert "has no entry" in err
    assert "\x1b" not in err


def test_a_hook_runs_after_an_operation_and_is_journalled(
    shell: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    got = tmp_path / "got.json"
    hooks(tmp_path, "settings.*", f"import sys; open({str(got)!r}, 'w').write(sys.stdin.read()); print('purged')")
    _, out, _ = shell.run("do", "test.set", NAME, "--set", "value=Ours")
    assert "purged" in out  # the command is in the plan
    assert not got.exists()
    id_ = changed(shell)
    document = json.loads(got.read_text())
    assert document["event"] == "settings.changed"
    assert document["journal"] == id_
    assert document["outcome"] == "done"
    assert {"target", "environment", "operation", "subject", "before", "after", "who", "when"} <= set(document)
    _, out, _ = plain(capsys, "journal", "show", id_)
    assert "(status 0)" in out
    assert out.rstrip().endswith(": purged")


def test_a_hook_that_fails_undoes_nothing(shell: Shell, tmp_path: Path) -> None:
    hooks(tmp_path, "*", "raise SystemExit(7)")
    status, _, err = shell.run("do", "test.set", NAME, "--set", "value=Ours", "--confirm", "y")
    assert status == 0
    assert "It ended with status 7." in err
    assert shell.value() == "Ours"


def hooks(tmp_path: Path, event: str, program: str, *targets: str) -> None:
    (tmp_path / "config").mkdir(mode=0o700, exist_ok=True)
    file = tmp_path / "config" / "config.toml"
    only = f"targets = {json.dumps(targets)}\n" if targets else ""
    file.write_text(f"[[hooks]]\nevent = {event!r}\ncommand = {json.dumps([sys.executable, '-c', program])}\n{only}")
    file.chmod(0o600)


def test_hooks_are_listed_and_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GREENROOM_CONFIG_DIR", str(tmp_path / "config"))
    status, out, err = plain(capsys, "hooks", "list")
    assert (status, out) == (0, "")
    assert "config.toml" in err
    hooks(tmp_path, "settings.*", "import json, sys; d = json.load(sys.stdin); print(d['event'], d['test'])")
    status, out, _ = plain(capsys, "hooks", "list", "--json")
    assert [item["event"] for item in json.loads(out)["items"]] == ["settings.*"]
    status, out, _ = plain(capsys, "hooks", "test", "--json")
    assert status == 0
    assert json.loads(out)["items"][0]["output"] == "settings.changed True"
    status, out, err = plain(capsys, "hooks", "test", "backup.taken")
    assert (status, out) == (0, "")
    assert "nothing was run" in err
    (tmp_path / "config" / "targets.toml").write_text(
        '[shop]\nhost = "localhost"\ndatabase = "shop"\nuser = "clerk"\nenvironment = "staging"\n'
    )
    hooks(tmp_path, "*", "import json, sys; d = json.load(sys.stdin); print(d['target'], d['environment'])", "shop")
    assert "shop staging" in plain(capsys, "hooks", "test", "health.state")[1]
    hooks(tmp_path, "*", "raise SystemExit(3)")
    status, out, _ = plain(capsys, "hooks", "test", "health.state")
    assert status == 1
    assert "It ended with status 3." in out


def test_moments_that_people_write() -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert since("30min", now) == now - timedelta(minutes=30)
    assert since("2 h", now) == now - timedelta(hours=2)
    assert since("7d", now) == now - timedelta(days=7)
    assert since("2026-03-01T09:45+00:00") == datetime(2026, 3, 1, 9, 45, tzinfo=UTC)
    assert since("2026-03-01").tzinfo is not None
    for wrong in ("yesterday", "7", "", "2026-13-01"):
        with pytest.raises(ValueError, match=f"^{wrong} is no time"):
            since(wrong)


def test_a_wrong_moment_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        main(["journal", "list", "--since", "soon"])
    assert leaving.value.code == 2
    assert "soon is no time" in capsys.readouterr().err
