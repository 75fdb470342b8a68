"""How an answer to “why is this row not seen” looks: what was asked on the way, each policy's own answer, the sum."""

from __future__ import annotations

from console.audit.access import Access, Relation, Verdict
from console.audit.access_paths import schema_ways, ways
from console.audit.asking import Refused
from console.audit.policy_text import formatted
from console.audit.predicates import Command
from console.audit.why import Answer, Explanation, Said
from console.core.unknown import Unknown
from console.widgets.blocks import Block, Code, Facts, Heading, Section, Words
from console.widgets.text import Line, Span, Tone, cell, glyph, join


def why_blocks(access: Access, relation: Relation, found: Explanation, row: str) -> list[Block]:
    """One row, one identity, one command: the whole way from schema to verdict."""
    mark, word = _ending(found)
    blocks: list[Block] = [
        Heading(join((*mark, Span(" "), *word), cell(row, bold=True), cell(found.who.label, Tone.DIM))),
        Words((*(cell(line, limit=800) for line in sentences(found)), ())),
        Facts(_way(access, relation, found)),
    ]
    if found.said:
        blocks.append(Section("each policy, asked about this row"))
    for each in found.said:
        blocks += said_blocks(each)
    blocks += [Section("together"), Facts(_sum(found))]
    if found.notes:
        blocks += [Section("not covered"), Words([cell(note, Tone.DIM, limit=600) for note in found.notes])]
    return blocks


def _ending(found: Explanation) -> tuple[Line, Line]:
    seen = {Command.SELECT: ("seen", "hidden")}.get(found.command, ("let through", "not let through"))
    if isinstance(found.visible, Refused) and found.command is Command.SELECT:
        return glyph(Tone.WRONG), cell("refused", Tone.WRONG)
    if found.allowed is None:
        return glyph(Tone.UNKNOWN), cell("unknown", Tone.UNKNOWN)
    tone = Tone.FINE if found.allowed else Tone.LOOK
    command = "" if found.command is Command.SELECT else f"{found.command.value}: "
    return glyph(tone), cell(command + (seen[0] if found.allowed else seen[1]), tone)


def sentences(found: Explanation) -> list[str]:
    """The answer as people say it, what decides first."""
    said = [_sentence(found)]
    if found.agrees is False:
        said.append("Unexplained: the policies and the server do not agree. Something that is not looked at decides.")
    return said


def _sentence(found: Explanation) -> str:
    role, command = found.who.role, found.command.name
    if found.cell.verdict is Verdict.UNREACHABLE:
        return f"{role} cannot reach the table: {found.cell.why}."
    if found.cell.verdict is Verdict.DENIED and not found.cell.silent and not found.said:
        return f"{role} may not {command} here: {found.cell.why}."
    if found.free is not None:
        return f"Row security does not bind {role}: {found.free}."
    raised = next((each for each in found.said if isinstance(each.answer, Refused)), None)
    if raised is not None:
        return f"The statement fails: the policy {raised.policy} raises an error."
    closed = [each.policy for each in found.said if not each.permissive and each.answer is not True]
    if closed and found.allowed is False:
        return f"Hidden by {', '.join(dict.fromkeys(closed))}: a restrictive policy must be true, and is not."
    open_ = [each for each in found.said if each.permissive]
    if found.allowed:
        true = dict.fromkeys(each.policy for each in open_ if each.answer is True)
        return f"{', '.join(true)} lets it through." if true else "It is let through."
    if found.allowed is None:
        return "It cannot be told from the policies."
    if not open_:
        return f"No permissive policy speaks to {role} of {command}: no row passes, and there is no error."
    nulls = [each.policy for each in open_ if each.answer is None]
    more = f" {', '.join(nulls)} gives NULL, which is no yes." if nulls else ""
    if len(open_) == 1:
        return f"{open_[0].policy} is not true for this row, and no other policy lets it through.{more}"
    return f"None of {len(open_)} permissive policies is true for this row.{more}"


def _way(access: Access, relation: Relation, found: Explanation) -> list[tuple[str | Line, Line]]:
    role = access.role_named(found.who.role)
    oid = role.oid if role is not None else 0
    usage = schema_ways(access, oid, relation.oid)
    open_ = (oid, relation.schema_oid) in access.schema_rights
    pairs: list[tuple[str | Line, Line]] = [
        ("schema", _yes(open_, usage[0].text if usage else "it may use it" if open_ else "no USAGE")),
        ("served", _served(access, relation)),
    ]
    grants = ways(access, oid, relation.oid, found.command)
    if not grants:
        pairs.append(("grant", _yes(False, f"{found.command.name} is not granted")))
    pairs += [("" if number else "grant", _yes(True, way.text)) for number, way in enumerate(grants)]
    secured = "binds this role" if found.free is None else f"does not bind it: {found.free}"
    return [*pairs, ("row security", cell(secured, Tone.INK if found.free is None else Tone.LOOK))]


def _yes(true: bool, words: str) -> Line:
    return join(glyph(Tone.FINE if true else Tone.WRONG), cell(words, Tone.DIM, limit=600), gap=" ")


def _served(access: Access, relation: Relation) -> Line:
    exposed = access.exposed
    if isinstance(exposed, Unknown):
        return cell(exposed)
    there = relation.schema in exposed
    words = "the API serves this schema" if there else "the API serves other schemas: it is not reached from there"
    return cell(words, Tone.DIM)


def verdict(answer: Answer) -> Line:
    """TRUE, FALSE, NULL, ERROR or UNKNOWN, with its mark."""
    match answer:
        case True:
            tone, word = Tone.FINE, "TRUE"
        case False:
            tone, word = Tone.WRONG, "FALSE"
        case None:
            tone, word = Tone.LOOK, "NULL"
        case Refused():
            tone, word = Tone.WRONG, "ERROR"
        case _:
            tone, word = Tone.UNKNOWN, "UNKNOWN"
    return join(glyph(tone), cell(word, tone), gap=" ")


def said_blocks(said: Said) -> list[Block]:
    """What one policy answered about the row, and its text."""
    kind = said.clause if said.permissive else f"{said.clause}, restrictive"
    pairs: list[tuple[str | Line, Line]] = [(verdict(said.answer), join(cell(said.policy), cell(kind, Tone.FAINT)))]
    if isinstance(said.answer, Refused | Unknown):
        pairs.append(("", cell(said.answer.reason, Tone.DIM, limit=600)))
    return [Facts(pairs), Code(formatted(said.text), indent=13)]


def _sum(found: Explanation) -> list[tuple[str | Line, Line]]:
    pairs: list[tuple[str | Line, Line]] = []
    if found.free is None and found.said:
        unknown = Unknown("one that would decide is not known")
        pairs.append(("policies", verdict(found.allowed if found.allowed is not None else unknown)))
    match found.visible:
        case Refused():
            shown = join(glyph(Tone.WRONG), cell(found.visible.reason, limit=600), gap=" ")
        case Unknown():
            shown = cell(found.visible)
        case _:
            shown = cell("shows the row" if found.visible else "does not show the row")
    pairs.append(("server", shown))
    if found.agrees is not None:
        good = join(glyph(Tone.FINE), cell("yes, it is what the policies say", Tone.DIM), gap=" ")
        bad = join(glyph(Tone.WRONG), cell("UNEXPLAINED", Tone.WRONG, bold=True), gap=" ")
        pairs.append(("agrees", good if found.agrees else bad))
    return pairs
