"""Squawk, a linter of SQL, run as a program where it is installed (extra `lint`).

It sees copies of the files in a folder of their own, under plain names: what other tools never run is blank in them, no
configuration of the project is read, and no name is taken for a pattern. Its exit status says nothing (1 for a finding,
a mistake and a missing file alike): what counts is whether it printed JSON. Its levels are not ours either.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from console.changesets.migration import Script
from console.core.finding import Confidence, Finding, Findings, Level, Unchecked
from console.migrations.check_reading import Checked
from console.migrations.rules import SQUAWK

CHECK = "squawk"
REMEDY = "pip install 'greenroom[lint]'"

_SECONDS = 120
_BATCH = 500
_COVERED = (
    "adding-required-field", "adding-not-nullable-field", "ban-concurrent-index-creation-in-transaction",
    "ban-drop-column", "ban-drop-database", "ban-drop-table", "ban-truncate-cascade", "ban-uncommitted-transaction",
    "prefer-robust-stmts", "prefer-timestamp-tz", "require-lock-timeout", "require-statement-timeout",
    "transaction-nesting",
)  # fmt: skip
"""Rules that we have ourselves, with the folder in view."""
_SYNTAX = "syntax-error"
_LEVELS = {
    _SYNTAX: Level.ERROR,
    "ban-char-field": Level.INFO,
    "ban-create-domain-with-constraint": Level.INFO,
    "ban-drop-not-null": Level.INFO,
    "identifier-too-long": Level.INFO,
    "prefer-bigint-over-int": Level.INFO,
    "prefer-bigint-over-smallint": Level.INFO,
    "prefer-identity": Level.INFO,
    "prefer-repack": Level.INFO,
    "prefer-text-field": Level.INFO,
    "require-enum-value-ordering": Level.INFO,
    "unused-ignore": Level.INFO,
}
_VISIBLE = re.compile(r"[^\r\n]")


def find_squawk() -> str | None:
    """The program: beside this Python, where the extra puts it, else on the path."""
    beside = Path(sys.executable).with_name("squawk")
    return str(beside) if os.access(beside, os.X_OK) else shutil.which("squawk")


def lint(files: Sequence[Checked], major: int, program: str | None = None) -> Findings:
    """What squawk says of the files. `major` is the server's version. Unchecked where it cannot be run."""
    scripts = [(file, file.script) for file in files if file.script and file.said]
    program = program or find_squawk()
    if program is None:
        return _not("squawk is not installed; its rules on locks and types were not looked at.")
    found: list[Finding] = []
    for start in range(0, len(scripts), _BATCH):
        batch = scripts[start : start + _BATCH]
        said = _run(program, [masked(script) for _, script in batch], major)
        if isinstance(said, str):
            return _not(f"squawk could not be used: {said}")
        found += _findings([file for file, _ in batch], said)
    return Findings(tuple(found), checks=(CHECK,))


def _not(why: str) -> Findings:
    # Its findings are warnings with us, but for syntax errors, which applying finds too.
    return Findings(unknown=(Unchecked(CHECK, Level.WARNING, why, REMEDY),), checks=(CHECK,))


def masked(script: Script) -> str:
    """The text with all blank that is not applied: a reverse, another section. Lines and columns stay."""
    text = script.text
    parts, at = [], 0
    for piece in script.pieces:
        end = piece.start + len(piece.text)
        parts += [_VISIBLE.sub(" ", text[at : piece.start]), piece.text, ";"]
        at = end + 1 if text[end : end + 1] == ";" else end
    return "".join(parts)


def _run(program: str, texts: Sequence[str], major: int) -> list[dict[str, Any]] | str:
    """What it printed, or why it printed nothing that can be read."""
    with tempfile.TemporaryDirectory(prefix="greenroom-lint-") as folder:
        names = [f"{number:06}.sql" for number in range(len(texts))]
        for name, text in zip(names, texts, strict=True):
            Path(folder, name).write_text(text, encoding="utf-8", newline="")
        Path(folder, "config.toml").write_text("", encoding="utf-8")
        command = [
            program, "--reporter", "json", "--assume-in-transaction", "--pg-version", f"{major}.0",
            "--config", "config.toml", f"--exclude={','.join(_COVERED)}", *names,
        ]  # fmt: skip
        environ = {"PATH": os.environ.get("PATH", ""), "HOME": folder, "LC_ALL": "C.UTF-8"}
        try:
            run = subprocess.run(  # noqa: S603  # argv, never a shell; names of our own
                command,
                cwd=folder,
                env=environ,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"it took more than {_SECONDS} s."
        except OSError as error:
            return f"{error.strerror}."
    try:
        said = json.loads(run.stdout)
    except ValueError:
        lines = run.stderr.decode("utf-8", "replace").strip().splitlines()
        return lines[0] if lines else "it printed nothing."
    return said if isinstance(said, list) else "what it printed is of another version."


def _findings(files: Sequence[Checked], said: Sequence[dict[str, Any]]) -> Iterator[Finding]:
    seen: Counter[tuple[str, str]] = Counter()
    for each in said:
        try:
            file = files[int(Path(each["file"]).stem)]
            rule, line, message = str(each["rule_name"]), int(each["line"]) + 1, str(each["message"])
        except (KeyError, ValueError, IndexError, TypeError):  # another version's word
            rule, line, message, file = "unread", 0, f"{each!r:.200}", files[0]
        if rule == _SYNTAX and seen[file.place.label, rule]:
            continue  # after the first its parser only stumbles on
        seen[file.place.label, rule] += 1
        key = (file.place.label, f"{rule} {message}")
        seen[key] += 1
        yield Finding(
            check=SQUAWK + rule,
            level=_LEVELS.get(rule, Level.WARNING),
            title=rule.replace("-", " ").capitalize(),
            object=file.place.label,
            object_type="file",
            parts=(("part", f"{message[:80]} {seen[key]}"),),  # lines do not count for what it is
            detail=message,
            why=f"A rule of squawk: {rule}.",
            fix=str(each.get("help") or ""),
            confidence=Confidence.STATIC,  # its grammar is not the server's
            line=line,
        )
