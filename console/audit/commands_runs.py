"""`greenroom audit runs` and `compare`, and what `greenroom audit` does with a baseline: runs that were kept.

It runs no check. What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.targets.choose import add_choice

if TYPE_CHECKING:
    from console.audit.run_difference import RunDifference
    from console.audit.runs import Run
    from console.core.finding import Finding, Findings

LEVELS = ("error", "warning", "info", "never")


def register(commands: Any) -> None:
    """Add the two."""
    listing = commands.add_parser("runs", help="the runs that are kept of a target", description=_ABOUT_RUNS)
    comparing = commands.add_parser(
        "compare", help="two runs, or two targets: what is new, gone, changed", description=_ABOUT_COMPARE
    )
    comparing.add_argument("before", nargs="?", metavar="BEFORE", help="previous, last, a time, or a file (previous)")
    comparing.add_argument("after", nargs="?", metavar="AFTER", help="the same (last)")
    comparing.add_argument("--with", dest="other", metavar="TARGET", help="this target's run before that one's")
    comparing.add_argument("--fail-on", choices=LEVELS, default="error", help="exit with 1 from this level on (error)")
    comparing.add_argument("--allow-unknown", action="store_true", help="do not exit with 3 for what was not looked at")
    for parser, run in ((listing, list_runs), (comparing, compare)):
        add_choice(parser)
        parser.add_argument("--json", action="store_true", help="print one JSON document")
        parser.set_defaults(run=run)


_ABOUT_RUNS = "Each run of the audit is kept on this machine, a bounded number of each target."
_ABOUT_COMPARE = (
    "Compare the last two runs of a target that looked for the same, any two, two files, or the last of two targets. "
    "No server is asked. "
    "Run the audit before a migration and after it, then this."
)


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """Give `greenroom audit` what it can do with a baseline and with keeping its run."""
    parser.add_argument("--baseline", type=Path, metavar="FILE", help="what this file knows does not count")
    parser.add_argument("--save-baseline", type=Path, metavar="FILE", help="write what is found to this file")
    parser.add_argument("--no-keep", action="store_true", help="do not keep this run")


def after_run(arguments: argparse.Namespace, run: Run) -> Findings:
    """Keep the run, write the baseline that was asked for, and mute what the given one knows.

    What it has to say goes to standard error. A run that cannot be kept is said, and is no failure.
    """
    from console.audit.run_difference import against_baseline, no_longer
    from console.audit.runs import keep_run, read_run, write_run
    from console.core.output import emit_message
    from console.errors import ConfigurationProblem

    known = read_run(arguments.baseline) if arguments.baseline else None
    if not arguments.no_keep and run.profile == "default":  # what compares two runs compares the same checks
        try:
            keep_run(run)
        except ConfigurationProblem as problem:
            emit_message(f"greenroom: {problem}")
    if arguments.save_baseline:
        write_run(arguments.save_baseline, run)
        emit_message(f"greenroom: {len(run.findings.findings)} findings written to {arguments.save_baseline}")
    if known is None:
        return run.findings
    if past := no_longer(known.looked, run.looked):
        emit_message(f"greenroom: {len(past)} findings of {arguments.baseline} are gone: it could be saved anew.")
    return against_baseline(run.findings, known.findings)


def list_runs(arguments: argparse.Namespace) -> int:
    """The runs of a target, the newest first."""
    from console.audit.runs import kept_runs, read_run
    from console.core.finding import Level
    from console.core.output import emit, emit_json, emit_message
    from console.core.table import table
    from console.errors import ConfigurationProblem
    from console.targets.choose import choose

    name = choose(arguments, arguments.environ).target.name
    runs = []
    for path in kept_runs(name):
        try:
            runs.append(read_run(path))
        except ConfigurationProblem as problem:
            emit_message(f"greenroom: {problem}")
    if arguments.json:
        emit_json({"items": [_summary(run) for run in runs]})
        return 0
    if not runs:
        emit_message("greenroom: no run of this target is kept. greenroom audit makes one.")
        return 0
    rows = [
        (
            run.name,
            run.server,
            str(len(set(run.findings.checks))),
            ", ".join(run.schemas) or "all",
            *(str(run.findings.count(level)) for level in reversed(Level)),
            _unknown(run),
        )
        for run in runs
    ]
    emit(table(rows, ("RUN", "SERVER", "CHECKS", "SCHEMAS", "ERRORS", "WARNINGS", "INFO", "UNKNOWN")))
    return 0


def compare(arguments: argparse.Namespace) -> int:
    """What is different. Exits 1 for new or worse findings of that level, 3 where some were not looked for again."""
    from console.audit.run_difference import compare_runs
    from console.audit.runs import last_pair, scrubbed
    from console.core.output import emit_json, emit_message
    from console.targets.choose import choose

    name = choose(arguments, arguments.environ).target.name
    other = arguments.other or name
    if arguments.before or arguments.after:
        before = _run(name, arguments.before or ("last" if arguments.other else "previous"))
        after = _run(other, arguments.after or "last")
    else:
        before, after = last_pair(name, other)
    found = compare_runs(scrubbed(before).looked, scrubbed(after).looked)
    if arguments.json:
        emit_json({"before": _summary(before), "after": _summary(after), **found.document()})
    else:
        _say(found)
    emit_message(f"{before.target} {before.name} → {after.target} {after.name}: {found.sentence}")
    return _status(found, arguments)


def _run(target: str, word: str) -> Run:
    """A run by its name; by its file, where there is one of that name."""
    from console.audit.runs import read_run, run_named

    path = Path(word)
    return read_run(path) if path.is_file() else run_named(target, word)


def _summary(run: Run) -> dict[str, Any]:
    return {
        "run": run.name,
        "target": run.target,
        "server": run.server or None,
        "profile": run.profile or None,
        "summary": run.findings.document()["summary"],
    }


def _unknown(run: Run) -> str:
    return str(len({each.check for each in run.findings.unknown}))


def _say(found: RunDifference) -> None:
    from console.core.output import emit
    from console.core.reports import WORDS, ordered, place
    from console.core.table import table

    def line(word: str, finding: Finding, what: str = "") -> tuple[str, ...]:
        return (word, WORDS[finding.level], finding.check, place(finding), what or finding.detail or finding.title)

    rows = [line("+ new", each) for each in ordered(found.new)]
    rows += [line("+ first looked for", each) for each in ordered(found.unseen)]
    rows += [line("~ changed", each.after, _changed(each)) for each in found.changed]
    rows += [line("- gone", each) for each in ordered(found.gone)]
    rows += [line("? not looked for", each) for each in ordered(found.unsure)]
    if rows:
        emit(table(rows, ("", "LEVEL", "CHECK", "WHERE", "WHAT"), limit=100))


def _changed(change: Any) -> str:
    words = [f"{part}: {getattr(change.before, part)} → {getattr(change.after, part)}" for part in change.parts]
    return "; ".join(words)


def _status(found: RunDifference, arguments: argparse.Namespace) -> int:
    from console.core.finding import Level

    if arguments.fail_on == "never":
        return 0
    least = Level(arguments.fail_on).severity
    come = [*found.new, *found.unseen, *(each.after for each in found.changed if each.worse)]
    if any(each.level.severity >= least and not each.muted for each in come):
        return 1
    blind = any(each.level.severity >= least and not each.muted for each in found.unsure)
    return 3 if blind and not arguments.allow_unknown else 0
