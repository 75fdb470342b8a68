"""What is said of one statement, gathered while it is read: on each table the strongest lock and the worst effect."""

from __future__ import annotations

from dataclasses import dataclass, field

from console.changesets.migration import Effect, Named, Statement, TableLock

ACCESS_SHARE = "ACCESS SHARE"
ROW_SHARE = "ROW SHARE"
ROW_EXCLUSIVE = "ROW EXCLUSIVE"
SHARE_UPDATE_EXCLUSIVE = "SHARE UPDATE EXCLUSIVE"
SHARE = "SHARE"
SHARE_ROW_EXCLUSIVE = "SHARE ROW EXCLUSIVE"
EXCLUSIVE = "EXCLUSIVE"
ACCESS_EXCLUSIVE = "ACCESS EXCLUSIVE"

MODES = (
    ACCESS_SHARE,
    ROW_SHARE,
    ROW_EXCLUSIVE,
    SHARE_UPDATE_EXCLUSIVE,
    SHARE,
    SHARE_ROW_EXCLUSIVE,
    EXCLUSIVE,
    ACCESS_EXCLUSIVE,
)
"""PostgreSQL's lock modes, the weakest first."""
EFFECTS = (Effect.NONE, Effect.ROWS, Effect.SCAN, Effect.BUILD, Effect.REWRITE)
"""The least first."""

RELATIONS = frozenset({"table", "view", "materialized view", "foreign table", "index", "sequence"})


def worse(one: Effect, other: Effect) -> Effect:
    """The one that costs more."""
    return max(one, other, key=EFFECTS.index)


@dataclass(slots=True)
class Claims:
    """The parts of a Statement, in the making."""

    tag: str
    transactional: bool = True
    control: bool = False
    guarded: bool = False
    makes: list[Named] = field(default_factory=list)
    drops: list[Named] = field(default_factory=list)
    touches: list[Named] = field(default_factory=list)
    actions: list[tuple[str, str]] = field(default_factory=list)
    loses: list[str] = field(default_factory=list)
    locks: dict[Named, tuple[str, Effect]] = field(default_factory=dict)

    def lock(self, table: Named | None, mode: str, effect: Effect = Effect.NONE) -> None:
        """Say that it takes this lock; nothing where the table could not be read."""
        if table is None:
            return
        held, done = self.locks.get(table, (mode, effect))
        self.locks[table] = (max(held, mode, key=MODES.index), worse(done, effect))

    def touch(self, thing: Named | None, mode: str = "", effect: Effect = Effect.NONE) -> None:
        """Say that it changes this thing, and under which lock."""
        if thing is not None and thing not in self.touches:
            self.touches.append(thing)
        if mode:
            self.lock(thing, mode, effect)

    def made(self) -> Statement:
        """The statement. What it makes itself is locked too, but nobody can wait for it: those are left out."""
        return Statement(
            self.tag,
            self.transactional,
            self.control,
            tuple(self.makes),
            tuple(self.drops),
            tuple(self.touches),
            tuple(self.actions),
            tuple(
                TableLock(table, mode, effect)
                for table, (mode, effect) in self.locks.items()
                if table not in self.makes
            ),
            " ".join(self.loses),
            self.guarded,
        )
