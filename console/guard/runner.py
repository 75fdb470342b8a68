"""The one door through which anything is written. Nothing is sent before it is journalled; the end is never guessed.

An operation runs in a task of its own: whoever waits for it may go away, and it still ends and is journalled. Until
COMMIT is sent it can be cancelled.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from console.core.present import visible
from console.core.target import Target
from console.database.opening import Link
from console.errors import GuardProblem, Problem
from console.guard.after_outcome import run_hooks, thing_of
from console.guard.answers import check_answers, check_reason
from console.guard.connection import Patience
from console.guard.events import End, Hooks, Journal, NoHooks, Result
from console.guard.intent import intent_of
from console.guard.operation import Run
from console.guard.outcome import Outcome
from console.guard.plan import Plan
from console.guard.render import secrets_of, without
from console.guard.rows import RowImage
from console.guard.transaction import Progress, Stage
from console.guard.window import Opened
from console.guard.work import Work


class Runner:
    """Runs plans on one target. One at a time."""

    def __init__(
        self,
        target: Target,
        link: Link,
        journal: Journal,
        hooks: Hooks | None = None,
        opened: Opened | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._target = target
        self._link = link
        self._journal = journal
        self._hooks = hooks or NoHooks()
        self._opened = opened or Opened()
        self._patience = patience or Patience()
        self._task: asyncio.Task[Outcome] | None = None
        self._work: Work | None = None
        self._tell: Progress = _silent

    @property
    def busy(self) -> bool:
        """Whether an operation is under way: the console must not be left."""
        return self._task is not None and not self._task.done()

    @property
    def cancellable(self) -> bool:
        """Whether `cancel` can still do anything."""
        return self.busy and (self._work is None or not self._work.committing)

    async def run(
        self, plan: Plan, answers: Sequence[str], reason: str = "", progress: Progress | None = None
    ) -> Outcome:
        """Run what was planned, and how it ended. Raises Problem where nothing was sent and nothing is journalled, and
        what `Operation.around` raises.

        If the caller is cancelled, so is the operation where that is still possible; the caller learns of it only
        when the operation has ended and is journalled.
        """
        self._refuse(plan, answers, reason)
        self._tell = _quietly(progress) if progress else _silent
        self._work = Work(plan, self._link, self._journal, self._tell, self._patience)
        self._task = asyncio.create_task(self._whole(plan, self._work, reason.strip()))
        try:
            return await asyncio.shield(self._task)
        except asyncio.CancelledError:
            await self.cancel()
            await asyncio.wait({self._task})
            raise

    async def cancel(self) -> bool:
        """Stop it, and say whether that was still possible: it is not once COMMIT has been sent."""
        if not self.cancellable or self._work is None:
            return False
        await self._work.cancel()
        return True

    def _refuse(self, plan: Plan, answers: Sequence[str], reason: str) -> None:
        if self.busy:
            raise GuardProblem("An operation is under way already.", "", "Wait for its end.")
        if plan.target.name != self._target.name:
            raise GuardProblem(f"The plan is for {plan.target.name}, not for {self._target.name}.")
        if problem := self._opened.refusal(self._target):
            raise problem
        if plan.refusals:
            raise plan.refusals[0].problem()
        check_reason(plan.operation, reason)
        check_answers(plan.asks, answers)

    async def _whole(self, plan: Plan, work: Work, reason: str) -> Outcome:
        around = plan.operation.around or _alone
        return await around(lambda: self._journalled(plan, work, reason))

    async def _journalled(self, plan: Plan, work: Work, reason: str) -> Outcome:
        started = time.monotonic()
        entry = await self._journal.intent(intent_of(plan, reason))
        self._tell(Stage.INTENT, entry)
        answer = await work.ended(entry, reason)
        end = _timed(answer.end, time.monotonic() - started, secrets_of(plan.operation))
        outcome = Outcome(
            operation=plan.operation.name,
            title=plan.operation.title,
            subject=plan.operation.subject,
            target=self._target.name,
            entry=entry,
            end=end,
            after=work.after if end.result is Result.DONE else (),
            process=answer.process,
            remarks=_remarks(plan, work.after) if end.result is Result.DONE else (),
        )
        return await self._told(plan, outcome)

    async def _told(self, plan: Plan, outcome: Outcome) -> Outcome:
        """The outcome once it is journalled and the hooks have run."""
        try:
            await self._journal.end(outcome.entry, outcome.end)
        except Problem as problem:
            remark = f"The journal could not be written: {problem} The next start asks again how this ended."
            outcome = replace(outcome, journalled=False, remarks=(*outcome.remarks, remark))
        self._tell(Stage.ENDED, outcome.result.value)
        if not (outcome.done and plan.operation.event and plan.hooks):
            return outcome
        self._tell(Stage.HOOKS, plan.operation.event)
        of, before = plan.operation, [image.document() for image in plan.before]
        thing = thing_of(of.kind, of.key, of.subject, before, [image.document() for image in outcome.after])
        return await run_hooks(self._journal, self._hooks, of.event, self._target, outcome, thing)


async def _alone(run: Run) -> Outcome:
    """Nothing outside of the database goes with it."""
    return await run()


def _silent(stage: Stage, detail: str) -> None:
    """Nobody wants to know."""


def _quietly(progress: Progress) -> Progress:
    """The same, but a face that fails (a screen that is gone) never breaks into an operation that runs."""

    def tell(stage: Stage, detail: str) -> None:
        with suppress(Exception):  # whatever a face does wrong, the operation is not its to break
            progress(stage, detail)

    return tell


def _timed(end: End, seconds: float, secrets: Sequence[str]) -> End:
    return replace(end, seconds=round(seconds, 3), detail=visible(without(end.detail, secrets)))


def _remarks(plan: Plan, after: Sequence[RowImage]) -> tuple[str, ...]:
    """What is worth a word although it is done: a trigger that kept a row as it was."""
    before = {(image.schema, image.relation, image.key): image for image in plan.before}
    same = [
        image.label
        for image in after
        if image.values is not None
        and (was := before.get((image.schema, image.relation, image.key))) is not None
        and was.values == image.values
    ]
    return (f"The values of {', '.join(same)} are as before.",) if same else ()
