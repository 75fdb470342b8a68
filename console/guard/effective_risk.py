"""How bad running a plan is: the operation's own risk, and what was found when it was planned. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from console.guard.cascades import Cascade
from console.guard.operation import Operation, Risk


def effective_risk(
    operation: Operation, *, rows: int, cascades: Sequence[Cascade], undoable: bool, outside: str = ""
) -> tuple[Risk, str]:
    """The risk, and why it is higher than the operation's own; empty where it is not.

    `rows` is how many rows are named by key. `outside` says why it is no time for changes: one risk higher. An
    operation without rows (a refresh, ending a session) has weighed itself whether it can be taken back.
    """
    found: list[tuple[Risk, str]] = []
    if rows > 1:
        found.append((Risk.CAREFUL, f"{rows:,} rows"))
    if any(cascade.deletes for cascade in cascades):
        found.append((Risk.DANGEROUS, "it deletes rows that refer to it, or may"))
    if operation.rows and not undoable:
        found.append((Risk.DANGEROUS, "it cannot be undone"))
    worst = max((operation.risk, *(risk for risk, _ in found)), key=lambda risk: risk.severity)
    why = [words for risk, words in found if risk is worst and worst is not operation.risk]
    return (worst.raised, "; ".join((*why, outside))) if outside else (worst, "; ".join(why))
