"""Comments that mute a finding: `-- greenroom: ignore RULE reason`, for the statement that it stands at.

At the end of a line it is for the statement of that line, else for the next one; what is said of the whole file it
mutes wherever it stands. `ignore-file` mutes a rule in all of the file. Several rules have commas between them. Without
a reason nothing is muted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from console.changesets.split import comments
from console.core.finding import Finding
from console.migrations.check_reading import Checked
from console.migrations.rules import SQUAWK, is_rule

CHECKS = ("ignore-without-reason", "ignore-unknown", "ignore-unused")

_RULE = r"[a-z0-9]+(?:[-/][a-z0-9]+)*"
_MUTE = re.compile(
    rf"greenroom:[ \t]*ignore(?P<all>-file)?[ \t]+(?P<rules>{_RULE}(?:[ \t]*,[ \t]*{_RULE})*)(?P<why>[^\n]*)"
)


@dataclass(frozen=True, slots=True)
class Mute:
    """One rule that a comment mutes, and from which line to which. `line` is the comment's."""

    rule: str
    reason: str
    line: int
    first: int
    last: int
    whole: bool

    def covers(self, finding: Finding) -> bool:
        """Whether it is meant for this finding of its file."""
        if self.rule != finding.check or not self.reason:
            return False
        return self.whole or not finding.line or self.first <= finding.line <= self.last


def mutes(file: Checked) -> Iterator[Mute]:
    """What the comments of a file mute."""
    if file.script is None or "greenroom:" not in file.script.text:
        return
    text = file.script.text
    for comment in comments(text):
        found = _MUTE.search(text, comment.start, comment.end)
        if found is None:
            continue
        line = text.count("\n", 0, found.start()) + 1
        ends = text.count("\n", 0, comment.end) + 1
        before = text[text.rfind("\n", 0, comment.start) + 1 : comment.start].strip()
        first, last = _lines(file, line, ends, trailing=bool(before))
        reason = found["why"].strip(" \t\r*/:,-–—")
        for rule in re.split(r"[ \t]*,[ \t]*", found["rules"]):
            yield Mute(rule, reason, line, first, last, bool(found["all"]))


def _lines(file: Checked, line: int, ends: int, *, trailing: bool) -> tuple[int, int]:
    """The lines of the statement that a comment is for."""
    for said in file.said:
        if (said.line <= line <= said.last_line) if trailing else said.last_line >= line:
            return min(line, said.line), said.last_line
    return line, ends + 1


def muted(files: Sequence[Checked], findings: Iterable[Finding], ran: Collection[str]) -> Iterator[Finding]:
    """The findings, those that are muted with their reason, and what is wrong with the comments themselves.

    `ran` are the checks that were made: a comment for another is not called unused.
    """
    by_label: dict[str, list[Finding]] = {}
    for finding in findings:
        by_label.setdefault(finding.object if finding.object_type == "file" else "", []).append(finding)
    for file in files:
        all_ = list(mutes(file))
        used: set[Mute] = set()
        for finding in by_label.pop(file.place.label, ()):
            mute = next((each for each in all_ if each.covers(finding)), None)
            if mute:
                used.add(mute)
            yield replace(finding, muted=mute.reason) if mute else finding
        for mute in all_:
            yield from _wrong(file, mute, mute in used, ran)
    for rest in by_label.values():
        yield from rest


def _wrong(file: Checked, mute: Mute, used: bool, ran: Collection[str]) -> Iterator[Finding]:
    known = SQUAWK.rstrip("/") if mute.rule.startswith(SQUAWK) else mute.rule
    if not is_rule(mute.rule):
        yield file.place.found("ignore-unknown", f"There is no rule {mute.rule}.", line=mute.line, sub=mute.rule)
    elif not mute.reason:
        detail = f"Why {mute.rule}?"
        yield file.place.found("ignore-without-reason", detail, line=mute.line, sub=mute.rule, rule=mute.rule)
    elif not used and known in ran:
        yield file.place.found("ignore-unused", f"{mute.rule} finds nothing here.", line=mute.line, sub=mute.rule)
