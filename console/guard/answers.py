"""What a person must answer before an operation runs: by risk and environment, and by nothing else.

Pure. The table is DESIGN's; the dialog and the command line both ask here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from console.core.target import Environment, Target
from console.errors import GuardProblem
from console.guard.operation import Operation, Risk


class AskKind(StrEnum):
    """What has to be typed."""

    YES = "yes"
    SUBJECT = "subject"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class Ask:
    """One answer that is wanted: `phrase` exactly, for `y` in either case."""

    kind: AskKind
    phrase: str

    def accepts(self, answer: str) -> bool:
        """Whether this is the answer. Spaces around it do not count."""
        typed = answer.strip()
        return typed.lower() == "y" if self.kind is AskKind.YES else typed == self.phrase


def asked(operation: Operation, target: Target, risk: Risk) -> tuple[Ask, ...]:
    """What must be answered at that risk, in this order."""
    yes = Ask(AskKind.YES, "y")
    subject = Ask(AskKind.SUBJECT, operation.subject.strip())
    guarded = target.environment in (Environment.STAGING, Environment.PRODUCTION)
    match risk:
        case Risk.ROUTINE:
            return (yes,)
        case Risk.CAREFUL:
            return (subject,) if guarded else (yes,)
        case Risk.DANGEROUS:
            named = Ask(AskKind.TARGET, target.name.strip())
            return (named, subject) if target.environment is Environment.PRODUCTION else (subject,)


def typed(asks: Sequence[Ask], target: Target) -> tuple[Ask, ...]:
    """What the command line wants: on production the target's name first, which opens it for writing."""
    opening = (Ask(AskKind.TARGET, target.name.strip()),) if target.environment is Environment.PRODUCTION else ()
    return (*opening, *asks)


def wants_digest(risk: Risk, target: Target) -> bool:
    """Whether the command line must name the plan that was looked at (`--plan DIGEST`)."""
    guarded = target.environment in (Environment.STAGING, Environment.PRODUCTION)
    return guarded and risk is not Risk.ROUTINE


def check_answers(asks: Sequence[Ask], answers: Sequence[str]) -> None:
    """Raise GuardProblem unless each answer is the one that is wanted, as many as are wanted."""
    if len(answers) != len(asks):
        raise GuardProblem(
            f"The guard wants {len(asks)} answer{'s' if len(asks) != 1 else ''}, not {len(answers)}.",
            "",
            said(asks),
        )
    for ask, answer in zip(asks, answers, strict=True):
        if not ask.accepts(answer):
            raise GuardProblem("That is not the answer that the guard wants.", "Nothing was sent.", said(asks))


def check_reason(operation: Operation, reason: str) -> None:
    """Raise GuardProblem where a reason is wanted and there is none."""
    if operation.needs_reason and not reason.strip():
        raise GuardProblem("A reason is wanted.", "It is written into the journal.", "Give one: --reason TEXT.")


def said(asks: Sequence[Ask]) -> str:
    """What is wanted, as a sentence for the command line."""
    return "Answer with " + " ".join(f"--confirm {quoted(ask.phrase)}" for ask in asks) + "."


def quoted(phrase: str) -> str:
    """A phrase as a shell reads it."""
    import shlex

    return shlex.quote(phrase)
