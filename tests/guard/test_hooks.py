"""Hooks: which run for what, what they are told, and that nothing they do holds us up or shows a secret."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from console.config import HookSetting, load_config
from console.errors import ConfigurationProblem
from console.guard.events import HookResult
from console.guard.hooks import CommandHooks, run_hook, sample
from tests.guard.journals import SHOP


def python(program: str, *, event: str = "settings.changed", timeout: float = 10.0, **more: Any) -> HookSetting:
    return HookSetting(event=event, command=(sys.executable, "-c", program), timeout=timeout, **more)


async def ran(hook: HookSetting) -> HookResult:
    (result,) = await CommandHooks((hook,)).run("settings.changed", SHOP, {"journal": "7", "before": [{"v": "••••"}]})
    return result


async def test_a_command_gets_the_document_and_its_last_line_is_kept(tmp_path: Path) -> None:
    program = f"""
import sys
open({str(tmp_path / "got")!r}, "w").write(sys.stdin.read())
print("first")
print("last\\n")
"""
    result = await ran(python(program))
    assert (result.status, result.output, result.problem) == (0, "last", "")
    assert 0 < result.seconds < 10
    document = json.loads((tmp_path / "got").read_text())
    assert document["event"] == "settings.changed"
    assert (document["target"], document["environment"], document["journal"]) == ("shop", "staging", "7")
    assert document["before"] == [{"v": "••••"}]
    assert document["who"]
    assert document["when"]


async def test_there_is_no_shell(tmp_path: Path) -> None:
    marked = tmp_path / "made"
    hook = HookSetting(event="*", command=("echo", f"$HOME; touch {marked}"))
    (result,) = await CommandHooks((hook,)).run("settings.changed", SHOP, {})
    assert result.output.startswith("$HOME; touch")
    assert not marked.exists()


@pytest.mark.parametrize(
    ("event", "target", "runs"),
    [
        ("settings.changed", "shop", "all settings exact mine"),
        ("settings.read", "shop", "all settings mine"),
        ("backup.taken", "shop", "all mine"),
        ("settings.changed", "Other", "all settings exact others"),
    ],
)
def test_which_hooks_are_for_what(event: str, target: str, runs: str) -> None:
    hooks = CommandHooks(
        tuple(
            HookSetting(event=pattern, command=(name,), targets=targets)
            for pattern, name, targets in (
                ("*", "all", ()),
                ("settings.*", "settings", ()),
                ("settings.changed", "exact", ()),
                ("*", "mine", ("SHOP",)),
                ("*", "others", ("other", "third")),
            )
        )
    )
    assert hooks.commands(event, replace(SHOP, name=target)) == tuple(runs.split())


async def test_failures_are_results() -> None:
    failed = await ran(python("import sys; print('no purge'); sys.exit(3)"))
    assert (failed.status, failed.output, failed.problem) == (3, "no purge", "It ended with status 3.")
    killed = await ran(python("import os; os.kill(os.getpid(), 9)"))
    assert (killed.status, killed.problem) == (None, "It was ended by signal 9.")
    absent = await ran(HookSetting(event="*", command=("no-such-program-here",)))
    assert absent.status is None
    assert "could not be started" in absent.problem
    odd = await ran(HookSetting(event="*", command=("nul\0",)))
    assert "could not be started" in odd.problem


@pytest.mark.parametrize("deaf", [False, True])
async def test_out_of_time_the_whole_group_is_ended(tmp_path: Path, deaf: bool) -> None:
    program = f"""
import os, signal, subprocess, sys, time
if {deaf}:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open({str(tmp_path / "pids")!r}, "w").write(f"{{os.getpid()}} {{child.pid}}")
time.sleep(60)
"""
    start = time.monotonic()
    result = await ran(python(program, timeout=1.0))
    assert time.monotonic() - start < 6
    assert (result.status, result.problem) == (None, "It did not end within 1 seconds and was stopped.")
    for pid in (tmp_path / "pids").read_text().split():
        assert gone(int(pid))


def gone(pid: int) -> bool:
    """Whether a process has ended; of one whose parent is gone too, init may not have taken notice yet."""
    for _ in range(100):
        try:
            if Path(f"/proc/{pid}/stat").exists() and ") Z " in Path(f"/proc/{pid}/stat").read_text():
                return True
            os.kill(pid, 0)
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.02)
    return False


async def test_what_it_leaves_running_does_not_hold_us_up() -> None:
    program = """
import subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(5)"])
print("started")
"""
    start = time.monotonic()
    result = await ran(python(program))
    assert (result.status, result.output) == (0, "started")
    assert time.monotonic() - start < 4


async def test_one_that_reads_nothing_or_says_too_much() -> None:
    hook = python("import sys; sys.stdin.close(); sys.stdout.write('x' * 5_000_000 + '\\n' + 'ä' * 5000)")
    result = await run_hook(hook, "settings.changed", "y" * 3_000_000)
    assert result.status == 0
    assert result.output.startswith("ä")
    assert len(result.output.encode()) <= 2_000


async def test_one_that_reads_late_gets_all_of_it() -> None:
    hook = python("import sys, time; time.sleep(0.3); print(len(sys.stdin.read()))")
    assert (await run_hook(hook, "settings.changed", "y" * 3_000_000)).output == "3000000"


async def test_what_it_says_is_made_safe_and_scrubbed() -> None:
    result = await ran(python("print('\\x1b[31mpassword=MARKED-1 postgres://u:MARKED-2@h \\u202e')"))
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output
    assert "MARKED" not in result.output
    hook = HookSetting(event="*", command=("curl", "-H", "Authorization: Bearer MARKED-33333", "--token", "MARKED-4"))
    (shown,) = CommandHooks((hook,)).commands("settings.changed", SHOP)
    assert "MARKED" not in shown


async def test_our_variables_are_not_given_on(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGPASSWORD", "PGSERVICE", "GREENROOM_URL", "GREENROOM_STATE_DIR"):
        monkeypatch.setenv(name, "MARKED")
    monkeypatch.setenv("NETLIFY_TOKEN", "the operator's own")
    program = "import os; print([n for n in os.environ if n.startswith(('PG', 'GREEN'))], os.environ['NETLIFY_TOKEN'])"
    assert (await ran(python(program))).output == "[] the operator's own"


async def test_it_has_no_terminal() -> None:
    program = """
import os
try:
    os.open("/dev/tty", os.O_RDWR)
    print("a terminal")
except OSError:
    print("none", os.getsid(0) == os.getpid())
"""
    assert (await ran(python(program))).output == "none True"


def test_a_sample_fits_the_pattern() -> None:
    assert sample(HookSetting(event="backup.*", command=("x",)))[0] == "backup.taken"
    assert sample(HookSetting(event="mine.*", command=("x",)))[0] == "mine.test"
    assert sample(HookSetting(event="*", command=("x",)), "health.state")[0] == "health.state"
    assert sample(HookSetting(event="*", command=("x",)))[1]["test"] is True


# ---- the file


def config(path: Path, text: str) -> Path:
    file = path / "config.toml"
    file.write_text(text)
    file.chmod(0o600)
    return file


def test_hooks_are_read_from_the_file(tmp_path: Path) -> None:
    text = """
[journal]
keep_values_days = 30
[[hooks]]
event = "settings.*"
command = ["curl", "-X", "POST", "https://example.org/purge"]
timeout = 2.5
targets = ["shop"]
[[hooks]]
event = "*"
command = ["./tell.sh"]
"""
    read = load_config(config(tmp_path, text))
    assert read.keep_values_days == 30
    assert read.hooks == (
        HookSetting(
            event="settings.*",
            command=("curl", "-X", "POST", "https://example.org/purge"),
            timeout=2.5,
            targets=("shop",),
        ),
        HookSetting(event="*", command=("./tell.sh",)),
    )


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("hooks = 1", "[[hooks]]"),
        ("[hooks]\nevent = 'x'", "[[hooks]]"),
        ("[[hooks]]\ncommand = ['x']", "event is none"),
        ("[[hooks]]\nevent = 'a b'\ncommand = ['x']", "event is none"),
        ("[[hooks]]\nevent = '*'\ncommand = 'rm -rf /'", "command is no list"),
        ("[[hooks]]\nevent = '*'\ncommand = []", "command is no list"),
        ("[[hooks]]\nevent = '*'\ncommand = [1]", "not a text"),
        ("[[hooks]]\nevent = '*'\ncommand = ['x']\ntimeout = 0", "timeout"),
        ("[[hooks]]\nevent = '*'\ncommand = ['x']\ntimeout = true", "timeout"),
        ("[[hooks]]\nevent = '*'\ncommand = ['x']\nshell = true", "shell"),
        ("[journal]\nkeep_values_days = 0", "keep_values_days"),
        ("[journal]\nkeep = 1", "keep"),
    ],
)
def test_what_is_wrong_in_the_file_is_said(tmp_path: Path, text: str, word: str) -> None:
    with pytest.raises(ConfigurationProblem) as caught:
        load_config(config(tmp_path, text))
    assert word in str(caught.value)


def test_a_file_that_others_may_write_runs_nothing(tmp_path: Path) -> None:
    file = config(tmp_path, "[[hooks]]\nevent = '*'\ncommand = ['x']\n")
    file.chmod(0o622)
    with pytest.raises(ConfigurationProblem, match="can be written by others"):
        load_config(file)
