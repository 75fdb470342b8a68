"""Findings as a report: a table, JSON, SARIF, JUnit, Markdown. One door for every area that checks something.

It returns text and prints nothing. What stands in a finding is data: none of it drives a terminal, a browser or a
parser of the format.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from console.core.finding import Finding, Findings, Level
from console.core.present import visible
from console.core.report_junit import junit
from console.core.report_rule import Rule, rules_of
from console.core.report_sarif import sarif
from console.core.table import table

WORDS = {Level.ERROR: "✖ ERROR", Level.WARNING: "▲ WARNING", Level.INFO: "● INFO"}


class Format(StrEnum):
    """How findings are written."""

    TABLE = "table"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says besides its findings: the area (`migrations check`), its rules, and where it fails."""

    area: str
    rules: Sequence[Rule] = ()
    fail_on: Level | None = Level.ERROR


def render(findings: Findings, form: Format, report: Report) -> str:
    """The findings as text of that format, without a line feed at the end. Empty for a table of nothing."""
    match form:
        case Format.JSON:
            return json.dumps(findings.document(), indent=2).replace("\x7f", "\\u007f")
        case Format.SARIF:
            return sarif(findings, rules_of(findings, report.rules))
        case Format.JUNIT:
            return junit(findings, report.area, report.fail_on)
        case Format.MARKDOWN:
            return markdown(findings, report.area)
        case _:
            return as_table(findings)


def summary(findings: Findings) -> str:
    """One line on all of them: `2 errors, 1 warning, 3 muted. 1 of 40 checks could not be made.`"""
    counts = [count(findings.count(level), level.value) for level in reversed(Level)]
    muted = len(findings.findings) - len(findings.open)
    parts = [*(one for one in counts if one), *([f"{muted} muted"] if muted else [])]
    said = (", ".join(parts) or "Nothing found") + f" by {count(len(set(findings.checks)), 'check') or 'no checks'}."
    unknown = len({each.check for each in findings.unknown})
    return said + (f" {count(unknown, 'check')} could not be made." if unknown else "")


def count(number: int, word: str) -> str:
    """`2 errors`, `1 error`; empty for none."""
    plural = "" if number == 1 or word == "info" else "s"
    return f"{number} {word}{plural}" if number else ""


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """The worst first; among equals as they were found."""
    return sorted(findings, key=lambda each: -each.level.severity)


def place(finding: Finding) -> str:
    """Where it is, as people read it: `migrations/3_x.sql:12`, `public.bookings email`. Not made safe."""
    name = f"{finding.schema}.{finding.object}" if finding.schema else finding.object
    if finding.line:
        return f"{name}:{finding.line}"
    return f"{name} {finding.sub}".strip() if finding.object_type != "file" else name


def as_table(findings: Findings) -> str:
    """The open findings and what could not be checked, each a line, then what each check means and how to mend it."""
    shown = ordered(findings.open)
    blocks = []
    if shown:
        rows = [(WORDS[each.level], each.check, place(each), _what(each)) for each in shown]
        blocks.append(table(rows, ("LEVEL", "CHECK", "WHERE", "WHAT"), limit=100))
        first = {each.check: each for each in reversed(shown)}
        blocks.append("\n".join(_advice(first[check]) for check in dict.fromkeys(each.check for each in shown)))
    if findings.unknown:
        unknown = [("? UNKNOWN", each.check, each.reason, each.remedy) for each in findings.unknown]
        blocks.append(table(unknown, ("LEVEL", "CHECK", "WHY NOT", "REMEDY"), limit=100))
    return "\n\n".join(blocks)


def _what(finding: Finding) -> str:
    return finding.detail or finding.title


def _advice(finding: Finding) -> str:
    parts = [f"{finding.check}: {finding.title}. {finding.why}".rstrip()]
    parts += [f"  fix: {line}" if not at else f"       {line}" for at, line in enumerate(finding.fix.splitlines())]
    return "\n".join(visible(each) for each in parts)


def markdown(findings: Findings, area: str) -> str:
    """The findings as GitHub's Markdown: a table, then why and fix of each check."""
    lines = [f"### {prose(area)}", "", prose(summary(findings))]
    if shown := ordered(findings.open):
        lines += ["", "| Level | Check | Where | What |", "| --- | --- | --- | --- |"]
        lines += [row(WORDS[one.level], code(one.check), code(place(one)), prose(_what(one))) for one in shown]
        for each in {each.check: each for each in reversed(shown)}.values():
            lines += ["", f"**{prose(each.title)}** ({code(each.check)}). {prose(each.why)}".rstrip()]
            if each.fix:
                lines += ["", *fenced(each.fix)]
    if findings.unknown:
        lines += ["", "| Not checked | Why | Remedy |", "| --- | --- | --- |"]
        lines += [row(code(one.check), prose(one.reason), prose(one.remedy)) for one in findings.unknown]
    return "\n".join(lines)


def row(*cells: str) -> str:
    """A row of a table; the cells are safe already."""
    return f"| {' | '.join(cells)} |"


def prose(text: str) -> str:
    """Text in which nothing is a tag, a link, a mention or a new cell."""
    out = []
    for character in visible(text):
        if character in "&<>@":
            out.append(f"&#{ord(character)};")
        elif character in "\\`*_{}[]#|~!$":
            out.append("\\" + character)
        else:
            out.append(character)
    return "".join(out).replace("://", "\\://")


def code(text: str) -> str:
    """A code span: nothing in it is read. A pipe ends a cell even there, and is escaped."""
    safe = visible(text).replace("|", "\\|")
    if not safe:
        return ""
    fence = _ticks(safe, 1)
    room = " " if safe.startswith("`") or safe.endswith("`") else ""
    return f"{fence}{room}{safe}{room}{fence}"


def fenced(text: str) -> list[str]:
    """The lines of a code block that nothing in the text can end."""
    safe = visible(text, lines=True)
    fence = _ticks(safe, 3)
    return [fence, *safe.splitlines(), fence]


def _ticks(text: str, least: int) -> str:
    """A run of back ticks that is longer than any in the text."""
    longest = max((len(run) for run in "".join(c if c == "`" else " " for c in text).split()), default=0)
    return "`" * max(least, longest + 1)
