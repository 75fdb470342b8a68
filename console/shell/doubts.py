"""Operations whose end is not known, on the screen: asked at the start and where a target opens; or said by a person.

The guard asks and writes it down; this decides whom to ask when, and says what came of it. A target whose password
would have to be typed is not asked before somebody opens it: that is said.
"""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING, Any

from console.core.target import SecretSource, Target
from console.errors import Problem
from console.shell.carrying import load, problem_blocks
from console.widgets.prompt import Prompt
from console.widgets.told import Told

if TYPE_CHECKING:
    from console.app import GreenroomApp
    from console.guard.events import Document, HookResult
    from console.guard.outcome import Outcome

_SHOWING = ("home", "journal")
LIMIT_SECONDS = 60.0
"""After that no further entry of a target is asked for; the next time goes on."""


class Doubts:
    """What is in doubt, by target: `by_target` counts it. One for each console."""

    def __init__(self, app: GreenroomApp) -> None:
        self._app = app
        self.by_target: Counter[str] = Counter()
        self._asked: set[tuple[str, bool]] = set()
        self._asking: set[str] = set()
        self._told: set[tuple[str, str]] = set()

    async def begin(self) -> None:
        """At the start: which targets have something in doubt. They are asked in the background, or it is said."""
        try:
            await self._count()
        except Problem as problem:
            self._app.notify(str(problem), severity="warning", timeout=8)
            return
        for name, count in self.by_target.items():
            contact = self._app.contacts.by_name.get(name)
            if contact is not None and not self._is_typed(contact.target):
                if self.claim(name):
                    self._app.settle(name)
                continue
            words = f"{count} operation{'s' if count != 1 else ''} on {name}: it is not known how they ended."
            ask = f"Open {name} and it is asked, or: greenroom journal settle --target {name}"
            gone = f"There is no such target here any more: greenroom journal list --outcome unknown --target {name}"
            self._app.notify(f"{words} {ask if contact else gone}", severity="warning", timeout=20)

    def claim(self, name: str) -> bool:
        """Whether that target has still to be asked, by whoever claims it now, with `look`.

        Once when it is opened, and once before if something is in doubt on it.
        """
        opened = self._is_open(name)
        wanted = (opened or self.by_target[name] > 0) and (name, opened) not in self._asked
        if not wanted or name in self._asking:
            return False
        self._asking.add(name)
        return True

    def forget(self, name: str) -> None:
        """The target was edited: what was asked under its name was asked of another."""
        self._asked -= {(name, True), (name, False)}

    async def look(self, name: str) -> None:
        """Ask a target that was claimed what is in doubt on it. It counts as asked once it has answered."""
        opened = self._is_open(name)
        try:
            contact = self._app.contacts.by_name.get(name)
            found = await self.ask(contact.target) if contact is not None else ()
            if all(outcome.end.how != "lost" for outcome in found):
                self._asked.add((name, opened))
        except Problem as problem:
            self._app.notify(str(problem), severity="warning", timeout=8)
        finally:
            self._asking.discard(name)

    async def settle(self, target: Target) -> None:
        """Before an area shows what was done on an open target: ask what is in doubt there, if anything is."""
        if target.name in self._asking:
            return
        self._asking.add(target.name)
        try:
            await self._count()
            if self.by_target[target.name]:
                await self.ask(target)
        except Problem as problem:
            self._app.notify(str(problem), severity="warning", timeout=8)
        finally:
            self._asking.discard(target.name)

    async def ask(self, target: Target, entry: str | None = None) -> tuple[Outcome, ...]:
        """Ask what became of operations on a target, or of one of them, and tell it."""
        settling = await load("console.guard.settling")
        journal, carrier = await self._app.journal(), self._app.carrier
        link = await self._app.contacts.link(target)
        deadline = time.monotonic() + LIMIT_SECONDS

        async def way(_: Any) -> Any:
            return link

        def is_wanted(one: Any) -> bool:
            if one.id == carrier.running or time.monotonic() > deadline:
                return False
            return one.id == entry if entry is not None else bool(settling.is_of(one, target))

        found: tuple[Outcome, ...] = await settling.settle_unknown(
            journal, way, hooks=await self._hooks(), only=is_wanted
        )
        if found:
            await self._count()
        for outcome in found:
            self._tell(outcome)
        return found

    async def ask_entry(self, number: str) -> None:
        """Ask again what became of an entry, on the target that it was made on."""
        await self._on_its_target(number, self._ask_one)

    async def end_process(self, number: str) -> None:
        """End the server process that an entry left behind, through the guard; then its end is asked again."""
        await self._on_its_target(number, self._end_process)

    async def say(self, number: str, result: str) -> None:
        """Write how an entry ended because a person has looked; they are asked what they have seen."""
        words = result.replace("_", " ")
        question = "What have you seen? It is written into the journal, with your name"
        reason = await self._app.push_screen_wait(Prompt(f"Entry {number} was {words}", question))
        if reason is None:
            return
        try:
            settling, events = await load("console.guard.settling"), await load("console.guard.events")
            if number == self._app.carrier.running:
                raise Problem(f"Entry {number} is under way.", "", "Wait for its end.")
            journal, hooks = await self._app.journal(), await self._hooks()
            outcome = await settling.say(journal, number, events.Result(result), reason, hooks)
            await self._count()
            self._tell(outcome)
        except Problem as problem:
            await self._app.push_screen_wait(Told("Not written", problem_blocks(problem)))

    # ---- within

    async def _on_its_target(self, number: str, then: Any) -> None:
        try:
            settling = await load("console.guard.settling")
            entry = await settling.doubtful(await self._app.journal(), number)
            await self._app.on_target(entry.intent.target)
            await then(entry)
        except Problem as problem:
            await self._app.push_screen_wait(Told("Not asked", problem_blocks(problem)))

    async def _ask_one(self, entry: Any) -> None:
        for outcome in await self.ask(self._app.carrier.open_target(), entry.id):
            if outcome.result.value == "unknown":
                await self._app.push_screen_wait(Told("Still unknown", problem_blocks(outcome.problem(), outcome)))

    async def _end_process(self, entry: Any) -> None:
        operations = await load("console.journal.operations")
        if await self._app.carry_out(operations.end_process(entry)):
            await self._ask_one(entry)

    def _is_typed(self, target: Target) -> bool:
        """Whether its password would have to be typed now, by somebody who has not asked for the target."""
        known = target.name in self._app.given or target.name in self._app.asked_for
        return target.secret is SecretSource.ASK and not known

    def _is_open(self, name: str) -> bool:
        return self._app.current is not None and self._app.current.name == name

    async def _count(self) -> None:
        entries = await (await self._app.journal()).unresolved()
        before = self.by_target
        self.by_target = Counter(one.intent.target for one in entries if one.id != self._app.carrier.running)
        if (before or self.by_target) and self._app.current_mode in _SHOWING:
            self._app.reload()

    def _tell(self, outcome: Outcome) -> None:
        """Each thing once: what is still unknown is asked again and again."""
        key = (outcome.entry, outcome.end.how)
        if key in self._told:
            return
        self._told.add(key)
        failed = [hook for hook in outcome.hooks if hook.status != 0]
        words = [f"Entry {outcome.entry}, {outcome.called}: {outcome.end.detail}"]
        words += [outcome.problem().remedy] if outcome.result.value == "unknown" else []
        words += [f"{len(failed)} hook failed: J says why."] if failed else []
        self._app.notify(" ".join(words), severity="warning", title="What was left open", timeout=15)

    async def _hooks(self) -> _Held:
        return _Held(self._app, await self._app.carrier.hooks())


class _Held:
    """Hooks that hold the console open while they run: it must not be left in the middle of them."""

    def __init__(self, app: GreenroomApp, hooks: Any) -> None:
        self._app = app
        self._hooks = hooks

    def commands(self, event: str, target: Target) -> tuple[str, ...]:
        """The commands that would run."""
        found: tuple[str, ...] = self._hooks.commands(event, target)
        return found

    async def run(self, event: str, target: Target, document: Document) -> tuple[HookResult, ...]:
        """Run them."""
        with self._app.carrier.under_way():
            found: tuple[HookResult, ...] = await self._hooks.run(event, target, document)
            return found
