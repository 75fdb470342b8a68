"""A plan of fixes: the findings that were chosen, their statements in an order in which they can run. Pure.

A fix that is advice and no statement is named and left out. Nothing is tried here: see `fix_trial`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from console.changesets.kinds import is_definition, is_outside_schema
from console.changesets.migration import Piece, Segment, Statement
from console.changesets.segments import segments_of
from console.changesets.split import split
from console.changesets.statements import classify
from console.changesets.tokens import tokenize
from console.core.finding import Finding, Findings
from console.core.nearest import nearest
from console.core.present import visible
from console.errors import UsageProblem

_ORDER = ("REVOKE", "ALTER DEFAULT", "DROP POLICY", "DROP", "ALTER", "CREATE", "GRANT", "COMMENT")
"""What is taken away goes first, so that nothing is open in between that was not before."""
SHORTEST = 6
"""Digits of a fingerprint that are enough to name a finding."""


@dataclass(frozen=True, slots=True)
class Fix:
    """One statement of a plan, without its `;`, and the findings that it is for."""

    text: str
    said: Statement
    findings: tuple[Finding, ...]

    @property
    def locks(self) -> str:
        """`ACCESS EXCLUSIVE on shop.item`: what its text claims to lock, and how; empty for the catalogue alone."""
        named = (f"{lock.mode} on {lock.table.label}{_EFFECTS.get(lock.effect, '')}" for lock in self.said.locks)
        return ", ".join(dict.fromkeys(named))

    @property
    def reversible(self) -> bool:
        """Whether the schema before it says how it is taken back."""
        return not is_outside_schema(self.said.tag)


_EFFECTS = {"scan": ", reads every row", "rewrite": ", writes every row anew", "build": ", builds an index"}


@dataclass(frozen=True, slots=True)
class Advice:
    """A finding that no statement mends, and why."""

    finding: Finding
    why: str


@dataclass(frozen=True, slots=True)
class FixPlan:
    """The statements in their order, and the findings that they do not mend.

    `title` says what it is where it mends no findings: policies from a template.
    """

    fixes: tuple[Fix, ...] = ()
    advice: tuple[Advice, ...] = ()
    title: str = ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Those that it has a statement for, once each."""
        found = {each.fingerprint: each for fix in self.fixes for each in fix.findings}
        return tuple(found.values())

    @property
    def checks(self) -> tuple[str, ...]:
        """The names of their checks."""
        return tuple(dict.fromkeys(each.check for each in self.findings))

    @property
    def text(self) -> str:
        """The plan as a script, each statement below what it is for."""
        parts = []
        for fix in self.fixes:
            marks = dict.fromkeys(f"-- {_flat(each.check)}: {_flat(_place(each))}" for each in fix.findings)
            # Behind a comment the `;` would be one too.
            end = "\n;" if "--" in fix.text.rpartition("\n")[2] else ";"
            parts.append("\n".join([*marks, fix.text + end]))
        return "\n\n".join(parts) + ("\n" if parts else "")

    @property
    def segments(self) -> tuple[Segment, ...]:
        """What of it stands or falls together."""
        return segments_of(split(self.text))

    @property
    def fingerprint(self) -> str:
        """Changes with every byte of what would be sent."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def chosen(findings: Findings, words: Sequence[str]) -> tuple[Finding, ...]:
    """The open findings of these checks and fingerprints. UsageProblem for a word that names none."""
    found: dict[str, Finding] = {}
    for word in words:
        meant = [each for each in findings.open if each.check == word]
        meant += [each for each in findings.open if len(word) >= SHORTEST and each.fingerprint.startswith(word)]
        if not meant:
            muted = any(each.muted and word in (each.check, each.fingerprint) for each in findings.findings)
            why = "It is muted." if muted else f"{len(findings.open)} findings are open."
            near = nearest(word, {each.check for each in findings.open})
            raise UsageProblem(f"Nothing is found by {word}.", why, near or "greenroom audit --json has fingerprints.")
        found |= {each.fingerprint: each for each in meant}
    return tuple(found.values())


def plan_fixes(findings: Iterable[Finding]) -> FixPlan:
    """The statements of these findings' fixes; equal ones once. What loses data, or is prose, is advice."""
    fixes: list[tuple[int, Fix]] = []
    places: dict[str, int] = {}
    advice: list[Advice] = []
    for finding in findings:
        read = _statements(finding)
        if isinstance(read, Advice):
            advice.append(read)
            continue
        rank = _rank(read[0][1])
        for piece, said in read:
            if piece.text in places:
                at = places[piece.text]
                there = fixes[at][1]
                fixes[at] = (fixes[at][0], replace(there, findings=(*there.findings, finding)))
            else:
                places[piece.text] = len(fixes)
                fixes.append((rank, Fix(piece.text, said, (finding,))))
    ordered = sorted(fixes, key=lambda each: (not each[1].said.transactional, each[0]))
    return FixPlan(tuple(fix for _, fix in ordered), tuple(advice))


def plan_statements(title: str, text: str) -> FixPlan:
    """A plan of statements that mend no finding, in the order in which they stand."""
    read = [(piece, classify(piece.text)) for piece in split(text) if tokenize(piece.text)]
    return FixPlan(tuple(Fix(piece.text, said, ()) for piece, said in read), title=title)


def _statements(finding: Finding) -> list[tuple[Piece, Statement]] | Advice:
    """The statements of a fix; Advice where it is none."""
    if not finding.fix:
        return Advice(finding, "no statement mends it by itself")
    read = [(piece, classify(piece.text)) for piece in split(finding.fix) if tokenize(piece.text)]
    for piece, said in read:
        if not is_definition(said.tag):
            return Advice(finding, f"its fix is no statement of a schema: {_flat(piece.text)[:80]}")
        if said.loses:
            return Advice(finding, f"it would lose data: {said.loses}")
    return read or Advice(finding, "no statement mends it by itself")


def _rank(said: Statement) -> int:
    return next(at for at, word in enumerate((*_ORDER, "")) if said.tag.startswith(word))


def _place(finding: Finding) -> str:
    return " ".join(part for part in (f"{finding.schema}.{finding.object}".strip("."), finding.sub) if part)


def _flat(text: str) -> str:
    """On one line: what stands behind `--` must end with it."""
    return visible(" ".join(text.split()), limit=200)
