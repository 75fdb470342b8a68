"""What is different between two runs of the checks: new, gone, changed. Values; it reads and writes nothing.

A finding is the same while its fingerprint is. What a run did not look at is never said to be gone from it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from console.core.finding import Finding, Findings

IN_BASELINE = "in the baseline"


@dataclass(frozen=True, slots=True)
class Looked:
    """One side: what was found, and in which schemas it was looked; none named means in all of them."""

    findings: Findings
    schemas: Collection[str] = ()

    def looked_at(self, finding: Finding) -> bool:
        """Whether this run would have found it: its check ran, could see all, and its schema was looked at."""
        blind = {each.check for each in self.findings.unknown}
        seen = finding.check in self.findings.checks and finding.check not in blind
        return seen and (not self.schemas or finding.schema in self.schemas)


@dataclass(frozen=True, slots=True)
class ChangedFinding:
    """One thing that both runs found, and that is not as it was. `parts` are the fields that differ."""

    before: Finding
    after: Finding
    parts: tuple[str, ...]

    @property
    def worse(self) -> bool:
        """Whether its level has risen."""
        return self.after.level.severity > self.before.level.severity


@dataclass(frozen=True, slots=True)
class RunDifference:
    """`new` are findings of the second run alone, `gone` of the first alone, `same` of both.

    `unsure` are of the first run, and the second did not look; `unseen` are of the second, and the first did not look:
    they may have been there.
    """

    new: tuple[Finding, ...] = ()
    gone: tuple[Finding, ...] = ()
    changed: tuple[ChangedFinding, ...] = ()
    same: tuple[Finding, ...] = ()
    unsure: tuple[Finding, ...] = ()
    unseen: tuple[Finding, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether anything is new, gone, changed, or could not be told."""
        return bool(self.new or self.gone or self.changed or self.unsure or self.unseen)

    @property
    def sentence(self) -> str:
        """`2 new, 1 gone, 40 the same.`"""
        parts = [
            (len(self.new), "new"),
            (len(self.gone), "gone"),
            (len(self.changed), "changed"),
            (len(self.unseen), "not looked for before"),
            (len(self.unsure), "not looked for again"),
            (len(self.same), "the same"),
        ]
        return (", ".join(f"{number} {word}" for number, word in parts if number) or "Nothing on either side") + "."

    def document(self) -> dict[str, Any]:
        """The JSON of it."""
        return {
            **{name: [each.document() for each in getattr(self, name)] for name in ("new", "gone", "unsure", "unseen")},
            "changed": [
                {"before": each.before.document(), "after": each.after.document(), "parts": list(each.parts)}
                for each in self.changed
            ],
            "summary": {
                name: len(getattr(self, name)) for name in ("new", "gone", "changed", "same", "unsure", "unseen")
            },
        }


def compare_runs(before: Looked, after: Looked) -> RunDifference:
    """What became of each finding, in the order of the runs."""
    were, are = _by_fingerprint(before.findings.findings), _by_fingerprint(after.findings.findings)
    both = [(were[key], each) for key, each in are.items() if key in were]
    changed = [ChangedFinding(was, now, parts) for was, now in both if (parts := _parts(was, now))]
    left = [each for key, each in were.items() if key not in are]
    come = [each for key, each in are.items() if key not in were]
    return RunDifference(
        new=tuple(each for each in come if before.looked_at(each)),
        gone=tuple(each for each in left if after.looked_at(each)),
        changed=tuple(changed),
        same=tuple(now for was, now in both if not _parts(was, now)),
        unsure=tuple(each for each in left if not after.looked_at(each)),
        unseen=tuple(each for each in come if not before.looked_at(each)),
    )


def against_baseline(findings: Findings, baseline: Findings) -> Findings:
    """The findings with those muted that the baseline knows, unless they have become worse since. None is left out."""
    known = _by_fingerprint(baseline.open)

    def judged(each: Finding) -> Finding:
        was = known.get(each.fingerprint)
        if each.muted or was is None or each.level.severity > was.level.severity:
            return each
        return replace(each, muted=IN_BASELINE)

    return replace(findings, findings=tuple(judged(each) for each in findings.findings))


def no_longer(baseline: Looked, now: Looked) -> tuple[Finding, ...]:
    """Findings of a baseline that this run looked for and did not find: the baseline could be saved anew."""
    return compare_runs(baseline, now).gone


def _by_fingerprint(findings: Iterable[Finding]) -> dict[str, Finding]:
    return {each.fingerprint: each for each in findings}


_COMPARED: Sequence[str] = ("level", "confidence", "detail", "fix", "muted")


def _parts(was: Finding, now: Finding) -> tuple[str, ...]:
    return tuple(name for name in _COMPARED if getattr(was, name) != getattr(now, name))
