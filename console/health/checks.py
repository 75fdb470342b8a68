"""The checks that stand under sql/health/checks: read from their files, asked of a server, told as findings.

A check's rows have `schema`, `object`, `object_type`, `sub`, `value` (its figure), and what its words name. `level`
makes one row another level, `operation` has another one mend it, `octets` is the weight of a figure, and `unknown`
says why the thing cannot be judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from console.core.finding import Confidence, Finding, Findings, Level, Unchecked
from console.core.report_rule import Rule
from console.core.schemas import PLATFORM_SCHEMAS
from console.core.unknown import Unknown
from console.database.names import Part, identifier
from console.database.session import CHECK, Database, ReadSession
from console.database.sql import Statement, load, sql_folder
from console.guard.operation import Call
from console.health.given import Given, Gone, read_given
from console.health.rights import Rights
from console.health.thresholds import THRESHOLDS, Threshold
from console.health.wording import call_of, figure_of, statement, words

FOLDER = "checks"
PARTS: Mapping[str, Mapping[str, Part]] = {
    "cron_failed": {"runs": identifier("cron", "job_run_details"), "jobs": identifier("cron", "job")}
}
"""Relations that not every server has, for the checks that look at them."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: the name of its file, and what its header says."""

    name: str
    header: Mapping[str, str]

    @property
    def level(self) -> Level:
        return Level(self.header["level"])

    @property
    def rule(self) -> Rule:
        """The check as a report lists it."""
        head = self.header
        return Rule(name=self.name, title=head["title"], level=self.level, why=head["why"], fix=head.get("fix", ""))


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line of the triage. `threshold` is what `figure` is held against, `operation` what mends it, if one does."""

    finding: Finding
    figure: str
    threshold: str
    times: float
    operation: Call | None = None

    @property
    def remedy(self) -> str:
        """In a few words what to do: the operation's name, or else the statement."""
        return self.operation.name if self.operation else self.finding.fix


@dataclass(frozen=True, slots=True)
class Triage:
    """All verdicts, the worst first, what could not be judged, and the checks that ran."""

    verdicts: tuple[Verdict, ...]
    unknown: tuple[Unchecked, ...]
    checks: tuple[Check, ...]

    @property
    def passed(self) -> tuple[Check, ...]:
        """Those that found nothing, and could say so."""
        said = {each.finding.check for each in self.verdicts} | {each.check for each in self.unknown}
        return tuple(check for check in self.checks if check.name not in said)

    @property
    def findings(self) -> Findings:
        """The same in the shape that every area's reports share."""
        found = tuple(each.finding for each in self.verdicts)
        return Findings(found, self.unknown, tuple(check.name for check in self.checks))


@cache
def all_checks(version: int = 0) -> tuple[Check, ...]:
    """Every check, by name, for a server of that version."""
    paths = (sql_folder() / "health" / FOLDER).glob("*.sql")
    names = sorted({path.name.partition(".")[0] for path in paths})
    return tuple(Check(name, _statement(name, version).header) for name in names)


def _statement(name: str, version: int) -> Statement:
    return load(f"health/{FOLDER}/{name}", version=version)


def binds_of(check: Check, thresholds: Mapping[str, Threshold] = THRESHOLDS) -> dict[str, Any]:
    """What its statement is given."""
    threshold = thresholds.get(check.header.get("threshold", ""))
    return {
        "platform_schemas": list(PLATFORM_SCHEMAS),
        "warning": threshold.warning if threshold else 0.0,
        "least": threshold.least if threshold else 0.0,
    }


async def read_triage(
    database: Database,
    rights: Rights,
    thresholds: Mapping[str, Threshold] = THRESHOLDS,
    only: Iterable[str] = (),
    *,
    gone: Sequence[Gone] = (),
) -> Triage:
    """Ask every check, or `only` those named. Raises Problem where the connection is lost.

    What has nothing to look at here (no pooler, no scheduled jobs) is not among the checks unless it is named. `gone`
    is what an earlier look saw and this record of it misses.
    """
    wanted = set(only)
    given = await read_given(database, gone)
    absent = {
        each.name for each in all_checks(rights.version) if each.name not in wanted and _absent(each, rights, given)
    }
    checks = tuple(
        each for each in all_checks(rights.version) if each.name in wanted or not (wanted or each.name in absent)
    )
    blind = {each.name: held for each in checks if (held := _held(each, rights, given))}
    able = [each for each in checks if each.name not in blind]
    answers = await database.ask_each([partial(_read, each, thresholds, given) for each in able], CHECK)
    verdicts: list[Verdict] = []
    unknown = list(blind.values())
    for check, answer in zip(able, answers, strict=True):
        if isinstance(answer, Unknown):
            unknown.append(Unchecked(check.name, check.level, answer.reason, answer.remedy))
            continue
        verdicts += [_verdict(check, row, thresholds) for row in answer if not row.get("unknown")]
        unknown += _not_judged(check, answer)
    verdicts.sort(key=lambda each: (-each.finding.level.severity, -each.times))
    return Triage(tuple(verdicts), tuple(unknown), checks)


async def _read(
    check: Check, thresholds: Mapping[str, Threshold], given: Given, session: ReadSession
) -> Sequence[dict[str, Any]]:
    name = f"health/{FOLDER}/{check.name}"
    parts = PARTS.get(check.name)
    query = session.statement(name).with_identifiers(**parts) if parts else name
    return await session.mappings(query, binds_of(check, thresholds) | given.binds)


def _absent(check: Check, rights: Rights, given: Given) -> str:
    """What there is nothing of here, so that there is nothing to check; empty where there is."""
    needs = check.header.get("needs")
    if needs == "cron" and not rights.cron_here and not rights.cron_database:
        return "no jobs are scheduled by pg_cron on this server"
    return "no pooler is seen between here and the server" if needs == "pooler" and given.pools is None else ""


def _held(check: Check, rights: Rights, given: Given) -> Unchecked | None:
    """Why a role that sees little would be told that all is well."""
    needs = check.header.get("needs")
    if needs == "all_sessions" and not rights.all_sessions:
        return Unchecked(check.name, check.level, *rights.own_sessions_only)
    if absent := _absent(check, rights, given):
        return Unchecked(check.name, Level.INFO, absent)
    if needs == "cron" and not rights.cron_here:
        remedy = f"look at that database: greenroom health --check {check.name}"
        return Unchecked(check.name, Level.INFO, f"the jobs of pg_cron are in database {rights.cron_database}", remedy)
    if needs == "pooler" and isinstance(given.pools, Unknown):
        return Unchecked(check.name, Level.INFO, given.pools.reason, given.pools.remedy)
    return None


def _not_judged(check: Check, rows: Sequence[Mapping[str, Any]]) -> list[Unchecked]:
    """One line for all things that could not be judged for the same reason."""
    reasons: dict[str, list[str]] = {}
    for row in rows:
        if row.get("unknown"):
            reasons.setdefault(row["unknown"], []).append(f"{row['schema']}.{row['object']}".removeprefix("."))
    remedy = check.header.get("remedy", "")
    return [
        Unchecked(check.name, check.level, f"{_some(names)}: {reason}", remedy) for reason, names in reasons.items()
    ]


def _some(names: Sequence[str]) -> str:
    more = len(names) - 3
    return ", ".join(names[:3]) + (f" and {more} more" if more > 0 else "")


def _verdict(check: Check, row: Mapping[str, Any], thresholds: Mapping[str, Threshold]) -> Verdict:
    head = check.header
    threshold = thresholds.get(head.get("threshold", ""))
    value = float(row["value"])
    level = Level(row.get("level") or check.level)
    if threshold and threshold.is_critical(value, row.get("octets")):
        level = Level.ERROR
    template = row.get("operation") or head.get("operation")
    call = Call(*call_of(template, row)) if template else None
    finding = Finding(
        check=check.name,
        level=level,
        title=head["title"],
        schema=row["schema"],
        object=row["object"],
        object_type=row["object_type"],
        parts=((head.get("part", "part"), row["sub"]),) if row["sub"] else (),
        detail=words(head["detail"], row),
        why=head["why"],
        fix=statement(head.get("fix", ""), row),
        confidence=Confidence.STATIC if "~" in head["figure"] else Confidence.OBSERVED,
    )
    times = threshold.times(value) if threshold else 1.0
    return Verdict(finding, words(head["figure"], row), _limits(threshold), times, call)


def _limits(threshold: Threshold | None) -> str:
    """`warning 80 %, critical 92 %`."""
    if threshold is None:
        return ""
    said = f"warning {figure_of(threshold.warning, threshold.unit)}"
    return said + (f", critical {figure_of(threshold.critical, threshold.unit)}" if threshold.critical else "")
