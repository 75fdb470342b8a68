"""How answers of the model of access look: four letters in the matrix, words, and one table or role whole."""

from __future__ import annotations

from console.audit.access import Access, Cell, Relation, Verdict
from console.audit.access_paths import after_set_role, doors, schema_ways, ways
from console.audit.policy_text import formatted, policy_text
from console.audit.predicates import ROW_COMMANDS, Command
from console.core.present import visible
from console.core.unknown import Unknown
from console.widgets.blocks import Block, Code, Facts, Heading, Section, Words
from console.widgets.text import Line, Span, Tone, cell, join

_TONES = {Verdict.OPEN: Tone.LOOK, Verdict.CONDITIONAL: Tone.FINE, Verdict.UNKNOWN: Tone.UNKNOWN}
_ACROSS = 7
_WORDS = {Verdict.CONDITIONAL: "some rows", Verdict.OPEN: "ALL ROWS", Verdict.UNREACHABLE: "schema closed"}
ASKED = (*ROW_COMMANDS, Command.TRUNCATE, Command.REFERENCES)


def letter(answer: Cell, command: Command) -> Span:
    """One command in one letter: capital for every row, small for some, a dot for none."""
    match answer.verdict:
        case Verdict.OPEN:
            return Span(visible(command.name[0]), Tone.LOOK, True)
        case Verdict.CONDITIONAL:
            return Span(visible(command.value[0]), Tone.FINE)
        case Verdict.UNKNOWN:
            return Span("?", Tone.UNKNOWN)
        case Verdict.UNREACHABLE:
            return Span("×", Tone.FAINT)
    return Span("0", Tone.DIM) if answer.silent else Span("·", Tone.FAINT)


def _legend(*words: tuple[Span, str]) -> Line:
    return join(*((mark, Span(f" {visible(word)}", Tone.FAINT)) for mark, word in words))


_ALL, _SOME = Span("S", Tone.LOOK, True), Span("s", Tone.FINE)
_SILENT, _DENIED, _CLOSED = Span("0", Tone.DIM), Span("·", Tone.FAINT), Span("×", Tone.FAINT)
LEGEND = _legend(
    (_ALL, "all rows"),
    (_SOME, "some rows"),
    (_SILENT, "none, and no error"),
    (_DENIED, "denied"),
    (_CLOSED, "schema closed"),
)
SHORT_LEGEND = _legend((_ALL, "all rows"), (_SOME, "some"), (_SILENT, "none"), (_DENIED, "denied"))


def letters(access: Access, role: int, relation: Relation) -> Line:
    """SELECT, INSERT, UPDATE, DELETE of a role on a table: `Siu·`."""
    if access.gets_nothing(role, relation.oid):
        return (Span("····", Tone.FAINT),)
    return tuple(letter(access.cell(role, relation.oid, command), command) for command in ROW_COMMANDS)


def words_of(answer: Cell | None) -> Line:
    """An answer in a word or two, with the columns that it is for."""
    if answer is None:
        return cell("not there", Tone.FAINT)
    word = _WORDS.get(answer.verdict, "0 rows, no error" if answer.silent else answer.verdict.value)
    columns = f" of {', '.join(answer.columns)}" if answer.columns else ""
    return cell(word + columns, _TONES.get(answer.verdict, Tone.FAINT), bold=answer.verdict is Verdict.OPEN)


def table_blocks(access: Access, relation: Relation) -> list[Block]:
    """One table: who owns it, its row security, what each role gets, and its policies."""
    owner = access.roles[relation.owner].name if relation.owner in access.roles else None
    security = ("on, for the owner too" if relation.forced else "on") if relation.secured else "off"
    blocks: list[Block] = [
        Heading(cell(relation.label, bold=True)),
        Facts((("owner", cell(owner)), ("row security", cell(security)))),
        Section("what each role gets"),
    ]
    roles = [role for role in access.wanted if not access.gets_nothing(role, relation.oid)]
    if roles:
        names = [(access.roles[role].name, _together(access, role, relation)) for role in roles]
        head = tuple(Span(visible(command.value).ljust(_ACROSS), Tone.FAINT) for command in ROW_COMMANDS)
        blocks.append(Facts([("", head), *names], label=min(20, max(len(name) for name, _ in names) + 2)))
    if not roles:
        blocks.append(Words((cell("Nobody of the roles that were asked for gets anything here.", Tone.DIM),)))
    return [*blocks, *policy_blocks(access, relation)]


def policy_blocks(access: Access, relation: Relation) -> list[Block]:
    """Every policy of the table, as SQL."""
    if isinstance(access.policies, Unknown):
        return [Section("policies"), Words((cell(access.policies),))]
    every = access.policies.get(relation.oid, ())
    if not every:
        return []
    return [Section("policies"), Code("\n\n".join(policy_text(access, each) for each in every))]


def role_blocks(access: Access, relation: Relation, role: int) -> list[Block]:
    """One role on one table: for each command the verdict, why, by which way, and which rows."""
    name = access.roles[role].name
    blocks: list[Block] = [
        Heading(join(cell(name, bold=True), cell("on", Tone.FAINT), cell(relation.label, bold=True), gap=" "))
    ]
    for command in ASKED:
        blocks += _command_blocks(access, relation, role, command)
    more = [*schema_ways(access, role, relation.oid)]
    if more:
        blocks += [Section("into the schema"), Words([cell(way.text, Tone.DIM, limit=600) for way in more])]
    through = doors(access, role, relation.oid)
    if through:
        blocks += [Section("through views"), Words([cell(way.text, Tone.LOOK, limit=600) for way in through])]
    other = {way.text: None for command in ASKED for way in after_set_role(access, role, relation.oid, command)}
    if other:
        blocks += [Section("after SET ROLE"), Words([cell(text, Tone.LOOK, limit=600) for text in other])]
    return blocks


def _command_blocks(access: Access, relation: Relation, role: int, command: Command) -> list[Block]:
    answer = access.cell(role, relation.oid, command)
    found = ways(access, role, relation.oid, command)
    if answer.verdict is Verdict.DENIED and not found:
        return [Facts(((command.value, join(words_of(answer), cell(answer.why, Tone.FAINT, limit=600))),))]
    pairs: list[tuple[str | Line, Line]] = [
        (command.value, words_of(answer)),
        ("", cell(answer.why, Tone.DIM, limit=600)),
    ]
    pairs += [("", (Span("→ ", Tone.FAINT), *cell(way.text, Tone.DIM, limit=600))) for way in found]
    blocks: list[Block] = [Facts(pairs)]
    for word, each in (("rows", answer.predicate), ("new rows", answer.check)):
        if each is not None and not each.always and not each.never:
            blocks += [Facts(((f"  {word}", ()),)), Code(formatted(each.text), indent=13)]
    return blocks


def _together(access: Access, role: int, relation: Relation) -> Line:
    """All, some or none for each command, below its heading."""
    spans = []
    for command in ROW_COMMANDS:
        answer = access.cell(role, relation.oid, command)
        word = {Verdict.OPEN: "all", Verdict.CONDITIONAL: "some", Verdict.UNKNOWN: "?"}.get(answer.verdict, "·")
        spans.append(Span(f"{word:<{_ACROSS}}", _TONES.get(answer.verdict, Tone.FAINT), word == "all"))
    return tuple(spans)
