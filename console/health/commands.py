"""`greenroom health`: the triage as findings, and the other sections as tables. Facts only; `greenroom do` mends.

What it runs is imported inside the functions: the help text must not wait for a driver.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from console.health import detail_commands
from console.health.detail_commands import run_detail_command
from console.health.record_commands import add_arguments, run_record_command, with_trends
from console.targets.choose import add_choice

if TYPE_CHECKING:
    from console.core.finding import Findings
    from console.core.target import Target
    from console.health.checks import Triage
    from console.health.given import Gone
    from console.health.overview import Overview
    from console.health.scorecard import Score

FORMATS = ("table", "json", "sarif", "junit", "markdown")
LEVELS = ("error", "warning", "info", "never")
SECTIONS = (
    *("triage", "tables", "indexes", "activity", "replication", "publications"),
    *("disk", "statements", "vitals", "settings", "scorecard"),
)


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `health` to the command line."""
    parser = subparsers.add_parser(
        "health",
        help="what is wrong and how to mend it; tables, indexes, statements",
        description="The health of a database: what is wrong, the worst first, and the operation that mends it.",
    )
    add_choice(parser)
    parser.add_argument(
        "--section",
        action="extend",
        type=_sections,
        metavar="NAME,…",
        help=f"instead of triage: {', '.join(SECTIONS)}; or all",
    )
    parser.add_argument("--check", action="append", default=[], metavar="NAME", help="only this check; several times")
    parser.add_argument("--format", choices=FORMATS, help="of the triage: table, if neither this nor --json is given")
    parser.add_argument("--fail-on", choices=LEVELS, default="error", help="exit with 1 from this level on (error)")
    parser.add_argument(
        "--allow-unknown", action="store_true", help="do not exit with 3 where a check of that level could not be made"
    )
    parser.add_argument("--memory", metavar="SIZE", help="memory of the server's machine, as in 16GB: for settings")
    parser.add_argument("--disk", choices=("ssd", "spinning"), help="its disk: for settings")
    parser.add_argument("--most", type=int, default=50, metavar="N", help="rows of a section as a table (50)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    detail_commands.add_arguments(parser)
    add_arguments(parser)
    parser.set_defaults(run=run_health)


def _sections(text: str) -> list[str]:
    """`tables,activity` and `all` as the names of sections."""
    names = [each.strip() for each in text.split(",")]
    if wrong := [each for each in names if each not in (*SECTIONS, "all")]:
        from console.core.present import visible

        raise argparse.ArgumentTypeError(f"there is no {visible(wrong[0])}: choose from {', '.join(SECTIONS)}, all")
    return list(SECTIONS) if "all" in names else names


def run_health(arguments: argparse.Namespace) -> int:
    """The sections that are asked for; the exit status says whether a finding matters."""
    from console.core.unknown import Unknown
    from console.errors import UsageProblem

    if (status := run_record_command(arguments)) is not None:
        return status
    if (status := run_detail_command(arguments)) is not None:
        return status
    sections = tuple(dict.fromkeys(arguments.section or ["triage"]))
    if arguments.json and arguments.format not in (None, "json"):
        raise UsageProblem(f"--json and --format {arguments.format} are two formats.", "", "Leave one out.")
    report = sections == ("scorecard",) and arguments.format == "markdown"
    if arguments.format not in (None, "table", "json") and sections != ("triage",) and not report:
        raise UsageProblem(f"--format {arguments.format} is for the triage alone.", "", "Leave --section out.")
    overview, target = _read(arguments, sections)
    scores = _scores(overview, target) if "scorecard" in sections else ()
    if report:
        _print_scorecard(scores, target)
    elif arguments.json or arguments.format == "json":
        _print_json(overview, sections, scores)
    else:
        _print(arguments, overview, sections, scores)
    return 0 if isinstance(overview.triage, Unknown) else _status(arguments, overview.triage.findings)


def _status(arguments: argparse.Namespace, findings: Findings) -> int:
    from console.core.finding import Level

    fail_on = None if arguments.fail_on == "never" else Level(arguments.fail_on)
    return findings.exit_status(fail_on, allow_unknown=arguments.allow_unknown)


def _scores(overview: Overview, target: Target) -> tuple[Score, ...]:
    from console.health.scorecard import scorecard

    return with_trends(scorecard(overview), target)


def _print_scorecard(scores: tuple[Score, ...], target: Target) -> None:
    from datetime import datetime

    from console.core.output import emit
    from console.health.record_words import scorecard_text

    emit(scorecard_text(scores, target.name, datetime.now()))


def _read(arguments: argparse.Namespace, sections: tuple[str, ...]) -> tuple[Overview, Target]:
    import asyncio

    from console.config import load_config
    from console.errors import UsageProblem
    from console.health.checks import all_checks
    from console.health.machine import machine_of
    from console.health.overview import read_overview
    from console.health.scorecard import SECTIONS as SCORED
    from console.health.thresholds import thresholds_of
    from console.targets.choose import choose
    from console.targets.opened import opened, password_of

    known = [check.name for check in all_checks()]
    for name in arguments.check:
        if name not in known:
            from console.core.nearest import nearest

            raise UsageProblem(f"There is no check {name}.", "", nearest(name, known))
    machine = machine_of(arguments.memory, arguments.disk)
    chosen = choose(arguments, arguments.environ)
    config = load_config()
    thresholds = thresholds_of(config.thresholds.get(chosen.target.name, {}))
    password = password_of(chosen, arguments.environ)
    wanted = set(SCORED) if "scorecard" in sections else set[str]()

    async def ask() -> Overview:
        async with opened(chosen.target, password) as database:
            return await read_overview(
                database,
                wanted | set(sections),
                thresholds=thresholds,
                checks=arguments.check,
                machine=machine,
                gone=await _gone(chosen.target) if "triage" in wanted | set(sections) else (),
                expected=config.publications.get(chosen.target.name),
            )

    return asyncio.run(ask()), chosen.target


async def _gone(target: Target) -> Sequence[Gone]:
    """Standbys and slots that the local record saw lately and misses now; none where nothing is recorded."""
    from console.health.record import Record

    record = Record()
    try:
        scope = await record.scope_named(target.name)
        return await record.read_gone(scope) if scope else ()
    finally:
        record.close()


def _print_json(overview: Overview, sections: tuple[str, ...], scores: tuple[Score, ...]) -> None:
    from console.core.output import emit_json

    document: dict[str, Any] = {}
    for section in sections:
        if section == "scorecard":
            document[section] = {"items": scores}
            continue
        value = getattr(overview, section)
        if section == "triage":
            document |= _triage_document(value)
        else:
            document[section] = {"items": value} if isinstance(value, tuple) else value
    emit_json(document)


def _triage_document(triage: Triage) -> dict[str, Any]:
    """The shape that all findings share, and beside it each one's figure and the operation that mends it."""
    mending = [
        {
            "fingerprint": each.finding.fingerprint,
            "figure": each.figure,
            "threshold": each.threshold,
            "operation": each.operation,
        }
        for each in triage.verdicts
    ]
    return {**triage.findings.document(), "mending": mending}


def _print(
    arguments: argparse.Namespace, overview: Overview, sections: tuple[str, ...], scores: tuple[Score, ...]
) -> None:
    from console.core.output import emit, emit_message
    from console.core.present import visible
    from console.core.unknown import Unknown
    from console.health.section_tables import section_table

    for section in sections:
        if section == "triage" and not isinstance(overview.triage, Unknown):
            _print_triage(arguments, overview.triage)
            continue
        text, words = section_table(overview, section, arguments.most, scores)
        if text:
            emit(text)
        emit_message(visible(words, limit=10_000))


def _print_triage(arguments: argparse.Namespace, triage: Triage) -> None:
    from console.core.finding import Level
    from console.core.output import emit, emit_message
    from console.core.present import visible
    from console.core.reports import Format, Report, render, summary
    from console.guard.answers import quoted

    fail_on = None if arguments.fail_on == "never" else Level(arguments.fail_on)
    form = Format(arguments.format or "table")
    report = Report("health", [check.rule for check in triage.checks], fail_on)
    text = render(triage.findings, form, report)
    if text:
        emit(text)
    if form is Format.TABLE:
        calls = [each.operation for each in triage.verdicts if each.operation]
        for call in list(dict.fromkeys((one.name, one.key, tuple(one.arguments.items())) for one in calls))[:20]:
            name, key, given = call
            words = " ".join(f"--set {quoted(f'{one}={value}')}" for one, value in given)
            emit_message(visible(f"mend: greenroom do {name} {quoted(key)} {words}".rstrip(), limit=1_000))
    emit_message(visible(f"{summary(triage.findings)} {len(triage.passed)} passed.", limit=10_000))
