"""What several views of health show alike: times, the blocking tree, progress, a verdict and a session whole."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from console.core.present import ago, duration, size, visible
from console.core.unknown import Unknown
from console.health.activity import Activity, Command, Held, Node, Session
from console.health.checks import Verdict
from console.widgets.blocks import Block, Code, Facts, Heading, Section, Words
from console.widgets.findings import TONES, mark
from console.widgets.text import Line, Span, Tone, cell, join, meter, paragraphs

_TREE_ROWS = 30
_QUERY = 20
_BAR = 24
_PACED_FROM = 3.0
"""Seconds of looking before it is said how long a command will take."""


def when(moment: object) -> str | None:
    """How long ago, None where it never was."""
    if not isinstance(moment, datetime):
        return None
    return ago(max(0.0, (datetime.now(UTC) - moment).total_seconds()))


def held(seconds: float | None) -> str | None:
    """A span of time, None where it is not known."""
    return None if seconds is None else duration(seconds)


def flat(text: str | None) -> str:
    """A statement on one line."""
    return " ".join((text or "").split())


def cut(text: str, most: int) -> str:
    """No longer than that, with a mark where it goes on."""
    return text if len(text) <= most else text[: most - 1] + "…"


# ---- who holds up whom


def tree_blocks(activity: Activity | Unknown) -> list[Block]:
    """Who holds up whom, the root that frees most first."""
    if isinstance(activity, Unknown):
        return [Section("activity"), Words((cell(activity),))]
    roots = activity.tree
    if not roots:
        said: list[Line] = [cell("nobody waits for anybody", Tone.DIM)]
        heading = "blocking tree"
    else:
        lines = [line for root in roots for line in tree_lines(root)]
        heading = f"blocking tree: {roots[0].frees} held up by one"
        said = lines[:_TREE_ROWS]
        if len(lines) > _TREE_ROWS:
            said.append(cell(f"… {len(lines) - _TREE_ROWS} more", Tone.FAINT))
    if activity.partial is not None:
        said.append(cell(activity.partial))
    return [Section(heading), Words(said)]


def partial_blocks(activity: Activity) -> list[Block]:
    """Why sessions of others are not there."""
    return [Section("others"), Words((cell(activity.partial),))] if activity.partial is not None else []


def tree_lines(root: Node) -> list[Line]:
    """One line a session, with the branches that lead to it."""
    return [_tree_line(node, branch) for node, branch in branches(root)]


def branches(root: Node) -> list[tuple[Node, str]]:
    """Every node below a root, the root first, with the branch in front of it."""
    found: list[tuple[Node, str]] = [(root, "")]

    def below(node: Node, before: str) -> None:
        for number, each in enumerate(node.waiting):
            last = number == len(node.waiting) - 1
            found.append((each, before + ("└─ " if last else "├─ ")))
            below(each, before + ("   " if last else "│  "))

    below(root, "")
    return found


def _tree_line(node: Node, branch: str) -> Line:
    one, tone = node.session, Tone.LOOK if branch else Tone.WRONG
    head = join((Span(visible(branch), Tone.FAINT),) if branch else (), cell(node.pid, tone, bold=not branch), gap="")
    if one is None:
        return join(head, cell(Unknown("a prepared transaction" if not node.pid else "it cannot be seen")), gap=" ")
    state = f"{one.state}" if one.idle_in_transaction else cut(flat(one.query), _QUERY)
    seconds = one.wait_seconds if branch else one.transaction_seconds
    frees = cell(f"frees {node.frees}", Tone.WRONG) if not branch and node.frees else ()
    return join(
        head, cell(one.role), cell(state, Tone.DIM), cell(held(seconds)), cell(one.wants or "", Tone.FAINT), frees
    )


# ---- how far long commands are


class Paces:
    """How fast commands go, from what was seen of them: how long they will take is a guess, and marked as one."""

    def __init__(self) -> None:
        self._first: dict[tuple[int, str, int | None], tuple[float, float]] = {}

    def look(self, commands: Iterable[Command] | Unknown) -> None:
        """Remember what was seen first of each; forget those that have ended."""
        if isinstance(commands, Unknown):
            return
        now, before, self._first = time.monotonic(), self._first, {}
        for each in commands:
            if each.share is not None:
                key = (each.pid, each.command, each.relation_oid)
                self._first[key] = before.get(key, (now, each.share))

    def left(self, command: Command) -> float | None:
        """Seconds that it may still take, None where that cannot be told yet."""
        first = self._first.get((command.pid, command.command, command.relation_oid))
        if first is None or command.share is None:
            return None
        passed, done = time.monotonic() - first[0], command.share - first[1]
        return (1 - command.share) * passed / done if passed >= _PACED_FROM and done > 0.001 else None


def progress_blocks(activity: Activity | Unknown, paces: Paces) -> list[Block]:
    """Every long command that says how far it is, with its bar."""
    if isinstance(activity, Unknown):
        return []
    if isinstance(activity.commands, Unknown):
        return [Section("progress"), Words((cell(activity.commands),))]
    blocks: list[Block] = [Section("progress")] if activity.commands else []
    for each in activity.commands:
        blocks.append(Words((*progress_lines(each, activity.session(each.pid), paces), ())))
    return blocks


def progress_lines(command: Command, session: Session | None, paces: Paces) -> list[Line]:
    """What it is, how far, how long it may still take, and whom it waits for."""
    lines = [join(cell(subject(command, session)), cell(command.phase, Tone.DIM))]
    if command.share is not None:
        lines.append(join(bar(command.share), left_words(command, paces)))
    if command.waits_for:
        lines.append(cell(f"waits for an older transaction: pid {command.waits_for}", Tone.LOOK))
    return lines


def bar(share: float, width: int = _BAR) -> Line:
    """A bar with its share, an estimate."""
    return join(meter(share, width=width, tone=Tone.MOVING), cell(f"~{100 * share:.0f} %"))


def left_words(command: Command, paces: Paces) -> Line:
    """`~2 min left`, empty where nobody can say."""
    seconds = paces.left(command)
    return cell(f"~{duration(seconds)} left", Tone.DIM) if seconds is not None else ()


def subject(command: Command, session: Session | None) -> str:
    """What runs: its own words where they can be seen."""
    query = flat(session.query) if session is not None else ""
    if query and not query.startswith("<insufficient"):
        return query[:80]
    return command.command


def amount(command: Command) -> str:
    """`1,200 of 5,000 blocks`, empty where it is not told."""
    if command.done is None:
        return ""
    if command.unit == "bytes":
        return size(command.done) + (f" of {size(command.total)}" if command.total else "")
    return f"{command.done:,}" + (f" of {command.total:,} {command.unit}" if command.total else f" {command.unit}")


# ---- details


def remedy_of(each: Verdict) -> str:
    """In a few words what mends it: the operation's name, or the statement."""
    if each.operation is None:
        return flat(each.finding.fix)
    return each.operation.name.partition(".")[2].replace("-", " ")


def verdict_blocks(each: Verdict, noted: str = "") -> list[Block]:
    """One verdict whole: the figure, the limit, why it matters, what mends it."""
    finding = each.finding
    tone = TONES[finding.level]
    place = f"{finding.schema}.{finding.object}" if finding.schema else finding.object
    facts: list[tuple[str | Line, Line]] = [("figure", cell(each.figure, bold=True))]
    if each.threshold:
        facts.append(("limits", cell(each.threshold, Tone.DIM)))
    facts += [("why", cell(finding.why, limit=2_000)), ("check", cell(finding.check, Tone.DIM))]
    if noted:
        facts.append(("noted", cell(noted, Tone.LOOK)))
    if each.operation is not None:
        facts.append(("remedy", join(cell("o", Tone.FINE, bold=True), cell(f"{remedy_of(each)} {each.operation.key}"))))
    blocks: list[Block] = [
        Heading(join((*mark(finding.level), Span(" "), *cell(finding.level.value, tone)), cell(place, bold=True))),
        Words((cell(finding.title, bold=True), *paragraphs(finding.detail, limit=4_000), ())),
        Facts(facts),
    ]
    return [*blocks, Section("fix"), Code(finding.fix)] if finding.fix else blocks


def session_blocks(one: Session, frees: int, locks: Sequence[Held] | Unknown | None) -> list[Block]:
    """One session whole; `locks` is None while they are read."""
    pairs: list[tuple[str | Line, Line]] = [
        ("role", cell(one.role)),
        ("application", cell(one.application)),
        ("from", cell(one.client)),
        ("state", cell(one.state)),
        ("for", cell(held(one.state_seconds))),
        ("transaction", cell(held(one.transaction_seconds))),
        ("query since", cell(held(one.query_seconds))),
        ("waits", cell(one.waits or None)),
    ]
    if frees:
        pairs.append(("holds up", cell(f"{frees} session{'s' * (frees > 1)}, who go on when it ends", Tone.WRONG)))
    if one.blockers:
        pairs.append(("held up by", cell(", ".join(map(str, one.blockers)), Tone.LOOK)))
        pairs.append(("wants", cell(f"{one.wants or ''} on {one.wants_on or '?'}".strip())))
    if one.horizon:
        pairs.append(("keeps back", cell(f"VACUUM by {one.horizon:,} transactions", Tone.LOOK)))
    blocks: list[Block] = [Heading(join(cell(f"session {one.pid}", bold=True))), Facts(pairs)]
    if one.query:
        blocks += [Section("query"), Code(one.query)]
    return [*blocks, *_lock_blocks(locks)]


def _lock_blocks(locks: Sequence[Held] | Unknown | None) -> list[Block]:
    if locks is None:
        return []
    if isinstance(locks, Unknown):
        return [Section("locks"), Words((cell(locks),))]
    lines = [
        join(
            cell(each.mode, Tone.INK if each.granted else Tone.LOOK),
            cell(each.relation or each.kind, Tone.DIM),
            () if each.granted else cell("waits for it", Tone.LOOK),
        )
        for each in locks
    ]
    return [Section(f"locks: {len(locks)}" if locks else "locks"), Words(lines or (cell("none", Tone.DIM),))]
