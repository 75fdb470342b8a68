"""How what the policies of a table cost somebody looks: what is asked once, what again for each row, what is better."""

from __future__ import annotations

from console.audit.cost import ClauseCost, Cost
from console.audit.cost_words import Shape
from console.audit.policy_text import formatted
from console.widgets.blocks import Block, Code, Facts, Heading, Section, Words
from console.widgets.text import Line, Tone, cell, glyph, join

_TONES = {"once": Tone.FINE, "plain": Tone.FINE, "per row": Tone.LOOK, "unknown": Tone.UNKNOWN}
_WORDS = {"plain": "operators", "per row": "each row"}


def cost_blocks(cost: Cost, fix: tuple[str, ...]) -> list[Block]:
    """One identity on one table: the planner's figures, each expression, and the statements that would wrap calls."""
    planned = f"~{cost.total:,.0f} of the planner's units" if isinstance(cost.total, float) else cost.total.reason
    blocks: list[Block] = [
        Heading(join(cell(cost.who.label, bold=True), cell(f"reads all of {cost.relation}", Tone.DIM))),
        Facts((("cost", cell(planned, limit=600)), ("rows", cell(f"~{cost.rows:,.0f}")))),
    ]
    if cost.free is not None:
        blocks.append(Words(((), cell(f"No policy is asked: {cost.free}.", Tone.DIM))))
    if cost.clauses:
        blocks.append(Section("each expression, as it is planned"))
    for each in cost.clauses:
        blocks += _clause(each)
    if fix:
        blocks += [Section("better: asked once for the statement"), Code(";\n".join(fix) + ";")]
    return blocks


def _clause(each: ClauseCost) -> list[Block]:
    tone = _TONES[each.verdict]
    mark = join(glyph(tone), cell(_WORDS.get(each.verdict, each.verdict), tone), gap=" ")
    pairs: list[tuple[str | Line, Line]] = [(mark, join(cell(each.policy), cell(each.clause, Tone.FAINT)))]
    if not isinstance(each.shape, Shape):
        pairs.append(("", cell(each.shape.reason, Tone.DIM, limit=600)))
    else:
        for call in each.calls:
            why = "and need not be" if call.wrappable else "it depends on the row" if call.bound else "it is volatile"
            pairs.append(("", cell(f"{call.name}() for each row: {why}", Tone.DIM)))
        pairs += [("", cell(f"{name} for each row", Tone.DIM)) for name in each.shape.each]
    return [Facts(pairs), Code(formatted(each.text), indent=13)]
