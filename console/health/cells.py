"""How what health knows looks: rows of the lists, the vitals above them, the blocking tree, one thing whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from console.core.present import ago, duration, present, size
from console.core.unknown import Unknown
from console.health.activity import Activity, Command, Node, Session
from console.health.checks import Triage, Verdict
from console.health.settings import Advice
from console.health.statements import Statement
from console.health.tables import Index, Tree
from console.health.vitals import Counters, Rates
from console.widgets.blocks import Block, Code, Facts, Heading, Section, Words
from console.widgets.findings import TONES, mark, unknown_key
from console.widgets.rows import Row
from console.widgets.text import Line, Span, Tone, cell, glyph, join, meter, paragraphs

_XID_END = 2_000_000_000
_TREE_ROWS = 30

# ---- rows


def triage_rows(triage: Triage) -> list[Row]:
    """The verdicts worst first, then what could not be judged."""
    rows = [_verdict_row(number, each) for number, each in enumerate(triage.verdicts)]
    for each in triage.unknown:
        said = cell(each.reason, Tone.UNKNOWN)
        cells = (glyph(Tone.UNKNOWN), cell(each.check, Tone.UNKNOWN), said, (), cell(each.remedy, Tone.DIM))
        rows.append(Row(unknown_key(each), cells, ("unknown", each.check, each.reason, "", each.remedy)))
    return rows


def _verdict_row(number: int, each: Verdict) -> Row:
    finding = each.finding
    place = f"{finding.schema}.{finding.object}" if finding.schema else finding.object
    return Row(
        f"{number} {finding.fingerprint}",
        (
            mark(finding.level),
            cell(finding.title),
            cell(place, Tone.DIM),
            cell(each.figure),
            cell(each.remedy, Tone.DIM),
        ),
        (finding.level.value, finding.title, place, each.figure, each.remedy),
    )


def table_rows(trees: Iterable[Tree]) -> list[Row]:
    """Tables, partitions rolled up, the largest first."""
    return [_table_row(tree) for tree in sorted(trees, key=lambda one: -one.octets)]


def _table_row(tree: Tree) -> Row:
    table = tree.table
    dead = table.dead_percent
    partitions = f"{len(tree.partitions)} partitions" if tree.partitions else ""
    return Row(
        str(table.oid),
        (
            cell(table.schema, Tone.DIM),
            join(cell(table.name), cell(partitions, Tone.FAINT)),
            cell(f"~{size(tree.octets)}"),
            cell(None if tree.rows is None else f"~{tree.rows:,}"),
            cell(None if dead is None else f"{dead:.0f} %", Tone.LOOK if (dead or 0) >= 20 else Tone.DIM),
            cell(_when(table.vacuumed), Tone.DIM),
            cell(_when(table.analyzed), Tone.DIM),
            cell(f"{table.scans:,}", Tone.DIM),
        ),
        (table.schema, table.name, tree.octets, tree.rows, dead, table.vacuumed, table.analyzed, table.scans),
    )


def index_rows(indexes: Iterable[Index]) -> list[Row]:
    """Indexes, the largest first."""
    return [_index_row(each) for each in sorted(indexes, key=lambda one: -one.octets)]


def _index_row(index: Index) -> Row:
    kind = "primary key" if index.is_primary else "unique" if index.is_unique else index.method
    state = cell("✖ invalid", Tone.WRONG) if not index.valid else cell(kind, Tone.DIM)
    return Row(
        str(index.oid),
        (
            cell(index.schema, Tone.DIM),
            cell(index.name),
            cell(index.of_table, Tone.DIM),
            cell(f"~{size(index.octets)}"),
            cell(f"{index.scans:,}", Tone.LOOK if not index.scans and not index.is_unique else Tone.INK),
            cell(_when(index.last_used), Tone.DIM),
            state,
        ),
        (index.schema, index.name, index.of_table, index.octets, index.scans, index.last_used, kind),
    )


def session_rows(activity: Activity) -> list[Row]:
    """Sessions of clients: those that are in the way first, then the longest transaction."""
    frees = {node.pid: node.frees for root in activity.tree for _, node in root.lines()}
    clients = sorted(
        activity.clients, key=lambda one: (-frees.get(one.pid, 0), -(one.transaction_seconds or -1), one.pid)
    )
    return [_session_row(each, frees.get(each.pid, 0)) for each in clients]


def _session_row(one: Session, frees: int) -> Row:
    waits = bool(one.blockers)
    tone = Tone.WRONG if frees else Tone.LOOK if waits or one.idle_in_transaction else Tone.FAINT
    seconds = one.transaction_seconds
    held = f"holds up {frees}" if frees else f"waits for {', '.join(map(str, one.blockers))}" if waits else one.waits
    return Row(
        str(one.pid),
        (
            glyph(tone) if tone is not Tone.FAINT else (Span(" "),),
            cell(one.pid),
            cell(one.role),
            cell(one.application, Tone.DIM),
            cell(one.state, Tone.LOOK if one.idle_in_transaction else Tone.DIM),
            cell(duration(seconds) if seconds is not None else None),
            cell(held, tone if tone is not Tone.FAINT else Tone.DIM),
            cell(" ".join((one.query or "").split()), Tone.DIM),
        ),
        (tone.value, one.pid, one.role, one.application, one.state, seconds, held, one.query),
    )


def statement_rows(statements: Sequence[Statement]) -> list[Row]:
    """Statements, the most time first."""
    total = sum(each.total_ms for each in statements) or 1.0
    return [_statement_row(number, each, each.total_ms / total) for number, each in enumerate(statements)]


def _statement_row(number: int, one: Statement, share: float) -> Row:
    hit = one.hit_percent
    return Row(
        str(number),
        (
            cell(f"{100 * share:.1f} %"),
            cell(duration(one.total_ms / 1000), Tone.DIM),
            cell(f"{one.calls:,}"),
            cell(f"{one.mean_ms:,.1f} ms"),
            cell(None if hit is None else f"{hit:.0f} %", Tone.DIM),
            cell(" ".join((one.query or "").split())),
        ),
        (share, one.total_ms, one.calls, one.mean_ms, hit, one.query),
    )


def setting_rows(settings: Sequence[Advice]) -> list[Row]:
    """Settings, those first that something speaks against."""
    return [_setting_row(each) for each in sorted(settings, key=lambda one: (not one.why, one.setting.name))]


def _setting_row(advice: Advice) -> Row:
    setting = advice.setting
    better = advice.better if isinstance(advice.better, Unknown) else advice.better or None
    return Row(
        setting.name,
        (
            glyph(Tone.LOOK) if advice.why else glyph(Tone.FINE),
            cell(setting.name),
            cell(setting.shown),
            cell(better, Tone.LOOK) if advice.why else (),
            cell(setting.source, Tone.FAINT),
        ),
        (bool(advice.why), setting.name, setting.shown, present(better) if better else "", setting.source),
    )


def _when(moment: object) -> str | None:
    from datetime import UTC, datetime

    if not isinstance(moment, datetime):
        return None
    return ago(max(0.0, (datetime.now(UTC) - moment).total_seconds()))


# ---- vitals


def vitals_line(counters: Counters | Unknown, rates: Rates | None) -> Line:
    """Connections, transactions a second, cache, WAL, and how far the numbers of transactions are."""
    if isinstance(counters, Unknown):
        return join(cell("vitals", Tone.FAINT), cell(counters))
    cache = rates.cache_percent if rates else counters.cache_percent
    age = counters.xid_age / _XID_END
    parts = [_vital("connections", f"{counters.connections}")]
    parts.append(_vital("tps", f"{rates.transactions:,.0f}" if rates else None))
    if cache is not None:
        tone = Tone.FINE if cache >= 95 else Tone.LOOK
        parts.append(
            join(cell("cache", Tone.FAINT), meter(cache / 100, width=5, tone=tone), cell(f"{cache:.1f} %"), gap=" ")
        )
    wal = rates.wal_octets if rates else None
    parts.append(_vital("wal", f"{size(wal)}/s" if wal is not None else None))
    tone = Tone.FINE if age < 0.25 else Tone.LOOK if age < 0.6 else Tone.WRONG
    parts.append(
        join(cell("wraparound", Tone.FAINT), meter(age, width=5, tone=tone), cell(f"{100 * age:.0f} %"), gap=" ")
    )
    return join(*parts, gap="   ")


def _vital(name: str, value: str | None) -> Line:
    return join(cell(name, Tone.FAINT), cell(value), gap=" ")


# ---- details


def tree_blocks(activity: Activity | Unknown) -> list[Block]:
    """Who holds up whom, and long commands with how far they are."""
    if isinstance(activity, Unknown):
        return [Section("activity"), Words((cell(activity),))]
    blocks: list[Block] = [Section("blocking tree")]
    lines = [_tree_line(depth, node) for root in activity.tree for depth, node in root.lines()]
    blocks.append(Words(tuple(lines[:_TREE_ROWS]) or (cell("nobody waits for anybody", Tone.DIM),)))
    if len(lines) > _TREE_ROWS:
        blocks.append(Words((cell(f"… {len(lines) - _TREE_ROWS} more", Tone.FAINT),)))
    if activity.partial is not None:
        blocks.append(Words((cell(activity.partial),)))
    if isinstance(activity.commands, Unknown):
        blocks += [Section("progress"), Words((cell(activity.commands),))]
    elif activity.commands:
        blocks.append(Section("progress"))
        blocks += [Words(_progress(each)) for each in activity.commands]
    return blocks


def _tree_line(depth: int, node: Node) -> Line:
    branch = (Span("   " * (depth - 1) + "└─ ", Tone.FAINT),) if depth else ()
    one = node.session
    if one is None:
        return join(branch, cell(node.pid, Tone.WRONG), cell(Unknown("it cannot be seen")), gap=" ")
    state = one.state if one.idle_in_transaction else " ".join((one.query or "").split())[:60]
    seconds = one.wait_seconds if depth else one.transaction_seconds
    tone = Tone.LOOK if depth else Tone.WRONG
    return join(
        join(branch, cell(node.pid, tone, bold=not depth), gap=""),
        cell(one.role),
        cell(state, Tone.DIM),
        cell(duration(seconds) if seconds is not None else None, Tone.INK),
        cell(one.wants or "", Tone.FAINT),
    )


def _progress(command: Command) -> tuple[Line, ...]:
    share = command.share
    head = join(cell(command.command), cell(f"pid {command.pid}", Tone.DIM), cell(command.phase, Tone.DIM))
    if share is None:
        return (head,)
    return (head, join(meter(share, width=24, tone=Tone.MOVING), cell(f"~{100 * share:.0f} %")))


def verdict_blocks(each: Verdict) -> list[Block]:
    """One verdict whole: the figure, the limit, why it matters, what mends it."""
    finding = each.finding
    tone = TONES[finding.level]
    place = f"{finding.schema}.{finding.object}" if finding.schema else finding.object
    facts: list[tuple[str | Line, Line]] = [("figure", cell(each.figure, bold=True))]
    if each.threshold:
        facts.append(("limits", cell(each.threshold, Tone.DIM)))
    facts += [("why", cell(finding.why, limit=2_000)), ("check", cell(finding.check, Tone.DIM))]
    if each.operation is not None:
        facts.append(("remedy", cell(f"o offers {each.operation.name} {each.operation.key}", Tone.FINE)))
    blocks: list[Block] = [
        Heading(join((*mark(finding.level), Span(" "), *cell(finding.level.value, tone)), cell(place, bold=True))),
        Words((cell(finding.title, bold=True), *paragraphs(finding.detail, limit=4_000), ())),
        Facts(facts),
    ]
    return [*blocks, Section("fix"), Code(finding.fix)] if finding.fix else blocks


def session_blocks(one: Session) -> list[Block]:
    """One session whole."""
    pairs: list[tuple[str | Line, Line]] = [
        ("role", cell(one.role)),
        ("application", cell(one.application)),
        ("from", cell(one.client)),
        ("state", cell(one.state)),
        ("transaction", cell(duration(one.transaction_seconds) if one.transaction_seconds is not None else None)),
        ("query since", cell(duration(one.query_seconds) if one.query_seconds is not None else None)),
        ("waits", cell(one.waits or None)),
    ]
    if one.blockers:
        pairs.append(("held up by", cell(", ".join(map(str, one.blockers)), Tone.LOOK)))
        pairs.append(("wants", cell(f"{one.wants or ''} on {one.wants_on or '?'}".strip())))
    if one.horizon:
        pairs.append(("keeps back", cell(f"VACUUM by {one.horizon:,} transactions", Tone.LOOK)))
    blocks: list[Block] = [Heading(join(cell(f"session {one.pid}", bold=True))), Facts(pairs)]
    return [*blocks, Section("query"), Code(one.query)] if one.query else blocks


def value_blocks(title: str, pairs: Sequence[tuple[str, object]], code: str | None = None) -> list[Block]:
    """Anything else as its values by name."""
    facts = [(name, cell(value)) for name, value in pairs]
    blocks: list[Block] = [Heading(cell(title, bold=True)), Facts(facts, label=16)]
    return [*blocks, Section("statement"), Code(code)] if code else blocks
