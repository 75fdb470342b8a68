"""From an operation to its outcome, on the screen: plan, dialog, run, tell. The guard decides; this asks and shows.

What was begun ends: the runner has a task of its own, so that leaving a screen does not take a write back half-way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from console.core.blocking import in_daemon
from console.core.target import Target
from console.errors import GuardProblem, Problem, Unfinished
from console.targets.strictest import strictest, twins
from console.widgets.blocks import Facts, Heading, Words
from console.widgets.prompt import Prompt
from console.widgets.text import Line, Span, Tone, cell, join
from console.widgets.told import Told
from console.widgets.working import Working

if TYPE_CHECKING:
    from console.app import GreenroomApp
    from console.guard.journal import FileJournal
    from console.guard.operation import Operation
    from console.guard.outcome import Outcome
    from console.guard.window import Opened

STAGES = {
    "intent": "writing into the journal",
    "connected": "connected",
    "begun": "transaction begun",
    "locked": "rows locked",
    "compared": "nothing has changed meanwhile",
    "waiting": "waiting for a lock",
    "running": "running",
    "ran": "checking what it did",
    "checked": "checked",
    "marked": "ready to commit",
    "commit": "committing",
    "committed": "committed",
    "notice": "the server says",
    "asking": "asking the server what became of it",
    "ended": "done",
    "hooks": "running hooks",
}
_WITH_NOTE = ("waiting", "asking", "running", "notice", "commit", "committed", "hooks")


class Carrier:
    """Carries operations out, one at a time.

    `wrote` says whether any was begun in this process, `running` is the journal's entry of the one under way.
    """

    wrote = False
    running = ""

    def __init__(self, app: GreenroomApp) -> None:
        self._app = app
        self._journal: FileJournal | None = None
        self._opened: Opened | None = None
        self._claimed = False
        self._held = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def busy(self) -> bool:
        """Whether a write is under way: greenroom must not be left then."""
        return not self._idle.is_set()

    async def finished(self) -> None:
        """Return when no write is under way."""
        await self._idle.wait()

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """For the length of the block greenroom must not be left."""
        self._held += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._held -= 1
            if not self._held:
                self._idle.set()

    async def journal(self) -> FileJournal:
        """The journal of this user. Problem where it cannot be used."""
        if self._journal is None:
            module = await load("console.guard.journal")
            if self._journal is None:
                self._journal = module.FileJournal(keep_days=self._app.config.keep_values_days)
        return self._journal

    def opened_until(self) -> str:
        """`09:45` while the open target is production and open for writing; empty else."""
        target = self._app.current
        until = self._opened.until(target) if self._opened and target else None
        return until.strftime("%H:%M") if until else ""

    def close_target(self, target: Target) -> None:
        """A target that was edited is closed for writing again: it may be another database now."""
        if self._opened is not None:
            self._opened.close(target)

    def close(self) -> None:
        """Close the journal's file."""
        if self._journal is not None:
            self._journal.close()

    async def undo(self, entry: str) -> bool:
        """Take an entry of the journal back, on the target that it was done to. True if it was done."""
        try:
            journal = await self.journal()
            found = await journal.entry(entry)
            await self._app.on_target(found.intent.target)
            target = self.open_target()
            link = await self._app.contacts.link(target)
            undo, offers = await load("console.guard.undo"), await load("console.guard.offers")

            async def call(made: Any) -> Any:
                return await offers.operation_of(made, link)

            operation = await undo.undo_operation(found, link.database, target, call)
        except Problem as problem:
            await self._app.push_screen_wait(Told("No undo", problem_blocks(problem)))
            return False
        return await self.carry_out(operation)

    async def carry_out(self, operation: Operation, on: Target | None = None) -> bool:
        """Plan it, ask, run it and tell. True if it was done. Runs in a worker, because it waits for dialogs.

        The target is the one that is open now, whatever is opened while the plan is made; or `on`, open or not.
        """
        if not self._claim():
            return False
        try:
            return await self._carry_out(operation, self._strictest(on or self.open_target()), anywhere=on is not None)
        except Problem as problem:
            title = "Done, but not finished" if isinstance(problem, Unfinished) else "Not done"
            await self._app.push_screen_wait(Told(title, problem_blocks(problem)))
            return False
        finally:
            self._claimed = False

    def _claim(self) -> bool:
        """One operation at a time, from its plan to its end."""
        if self._claimed:
            self._app.notify("Another operation is under way.", severity="warning")
            return False
        self._claimed = True
        return True

    def open_target(self) -> Target:
        if self._app.current is None:
            raise Problem("No target is open.", "", "Press 1, then enter on a target.")
        return self._app.current

    async def _carry_out(self, operation: Operation, target: Target, *, anywhere: bool) -> bool:
        if not await self._may_write(target):
            return False
        await self._app.doubts.ask(target)
        plan = await self._plan(operation, target)
        if plan.refusals:
            raise plan.refusals[0].problem()
        confirm = await load("console.guard.confirm")
        brief = await load("console.guard.confirm_brief")
        kept = await self._kept(plan)
        if not anywhere and (self._app.current is None or self._app.current.name != target.name):
            raise GuardProblem(
                f"{target.name} is not the open target any more.", "Nothing was sent.", "Open it and plan it again."
            )
        answered = await self._app.push_screen_wait(confirm.Confirm(brief.brief_of(plan, kept=kept)))
        if answered is None:
            self._app.notify("Cancelled: nothing was sent.")
            return False
        outcome = await self._run(plan, answered)
        await self._tell(outcome, operation.subject)
        return bool(outcome.done)

    async def _may_write(self, target: Target) -> bool:
        """Whether a target may be written to; production is opened by typing its name."""
        window = await load("console.guard.window")
        if self._opened is None:
            self._opened = window.Opened()
        refusal: GuardProblem | None = self._opened.refusal(target)
        if refusal is None:
            return True
        if target.access.value != "guarded":
            raise refusal
        question = f"It is closed for writing. Type {target.name} to open it for {window.MINUTES} minutes"
        answer = await self._app.push_screen_wait(Prompt(f"{target.name} is PRODUCTION", question))
        if answer is None:
            return False
        await self._opened.open(target, answer, await self.journal())
        return True

    def _strictest(self, target: Target) -> Target:
        """The target as the strictest of all that lead to its database: production under another name stays that."""
        strict = strictest(target, *self._known(target))
        if strict.environment is not target.environment:
            words = f"This database is saved as {strict.environment.value.upper()} too: that counts."
            self._app.notify(words, severity="warning", timeout=8)
        return strict

    def _known(self, target: Target) -> tuple[Any, list[Target]]:
        """Which database the target turned out to be, and all that are saved."""
        contacts = self._app.contacts.by_name
        seen = contacts[target.name].overview if target.name in contacts else None
        return seen.identity if seen else target.identity, [one.target for one in contacts.values() if one.target.saved]

    async def _plan(self, operation: Operation, target: Target) -> Any:
        planning = await load("console.guard.planning")
        link = await self._app.contacts.link(target)
        return await planning.plan_for(
            operation, link, target, self._app.config, await self.hooks(), twins=twins(target, *self._known(target))
        )

    async def hooks(self) -> Any:
        module = await load("console.guard.hooks")
        return module.hooks_of(self._app.config)

    async def _kept(self, plan: Any) -> str:
        """How long an undo lasts, where masked values cannot be kept for it."""
        if not plan.undoable or not any(image.masked for image in plan.before):
            return ""
        return str((await (await self.journal()).lasting(plan.target)).sentence)

    async def _run(self, plan: Any, answered: Any) -> Outcome:
        module = await load("console.guard.runner")
        link = await self._app.contacts.link(plan.target)
        runner = module.Runner(plan.target, link, await self.journal(), await self.hooks(), self._opened)
        working = Working(f"{plan.operation.title} {plan.operation.subject}", partial(self._stop, runner))

        def progress(stage: Any, note: str) -> None:
            if stage.value == "intent":
                self.running = note
            working.tell(STAGES.get(stage.value, stage.value), _note(stage.value, note), can_stop=runner.cancellable)

        self.wrote = True
        with self.under_way():
            await self._app.push_screen(working)
            try:
                outcome: Outcome = await runner.run(plan, answered.answers, answered.reason, progress)
                return outcome
            finally:
                self.running = ""
                await working.dismiss(None)

    def _stop(self, runner: Any) -> bool:
        if not runner.cancellable:
            return False
        self._app.run_worker(runner.cancel(), group="operations", exit_on_error=False)
        return True

    async def _tell(self, outcome: Outcome, subject: str) -> None:
        if outcome.end.how == "rehearsed":
            words = Words((cell(outcome.end.detail, limit=4_000),))
            await self._app.push_screen_wait(Told("Nothing was kept", (words,)))
        elif outcome.done:
            failed = [hook for hook in outcome.hooks if hook.status != 0]
            said = " ".join((f"{outcome.title} {subject}: done.", *outcome.remarks, "J has it."))
            if failed:
                said += f" {len(failed)} hook failed: J says why."
            self._app.notify(said, severity="warning" if failed else "information")
        else:
            await self._app.push_screen_wait(Told("Not done", problem_blocks(outcome.problem(), outcome)))


def problem_blocks(problem: Problem, outcome: Outcome | None = None) -> list[Any]:
    """What a dialog says of a problem, or of an outcome that is not done."""
    tone = Tone.UNKNOWN if outcome is not None and outcome.result.value == "unknown" else Tone.WRONG
    blocks: list[Any] = [
        Heading((Span("? " if tone is Tone.UNKNOWN else "✖ ", tone, True), *cell(problem.what, bold=True))),
        Words((cell(problem.why, Tone.DIM), cell(problem.remedy))),
    ]
    if outcome is not None and outcome.end.difference:
        pairs = [_difference(each) for each in outcome.end.difference]
        blocks += [Words(((), cell("What somebody else changed meanwhile:", Tone.DIM))), Facts(pairs, label=20)]
    return blocks


def _difference(document: Any) -> tuple[str, Line]:
    planned, found = document.get("planned"), document.get("found")
    words = join(cell(planned, Tone.DIM), (Span("→", Tone.FAINT),), cell(found, Tone.LOOK))
    return str(document.get("column") or "row"), words


def _note(stage: str, note: str) -> str:
    """What a stage says for people; the others tell numbers for the journal."""
    return note if stage in _WITH_NOTE else ""


async def load(name: str) -> Any:
    """A module that brings the driver, imported off the loop."""
    return await in_daemon(lambda: import_module(name), timeout=60)
