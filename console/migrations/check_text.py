"""What the bytes and the text of one file say: encoding, what is psql's, transactions, a comment, a way back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from console.changesets.cross_check import cross_check
from console.changesets.migration import Script, Tool
from console.changesets.new import unfilled
from console.changesets.script import exposed
from console.changesets.split import disagreement
from console.core.finding import Confidence, Finding, Level
from console.migrations.check_reading import Checked, Said, bare, first_word

CHECKS = (
    "not-readable",
    "not-utf8",
    "null-byte",
    "byte-order-mark",
    "windows-line-ends",
    "nothing-in-it",
    "placeholder-left",
    "psql-command",
    "copy-data",
    "splitters-disagree",
    "block-not-in-comment",
    "missing-header",
    "missing-reverse",
    "transaction-in-file",
    "transaction-unclosed",
    "not-transactional",
    "needs-transaction",
    "enum-value-used",
)
_META = re.compile(r"^[ \t]*\\(?!\.)[a-z!?;]\w*", re.MULTILINE)
_META_LATER = re.compile(r"\\(?:g|gx|gset|gexec|gdesc|crosstabview)\b")
_COPY = re.compile(r"^[ \t]*copy\b[^;]*?\bfrom\s+stdin\b", re.IGNORECASE | re.MULTILINE)
_OPENS = re.compile(r"\s*(begin|start\s+transaction)\b", re.IGNORECASE)
_CLOSES = re.compile(
    r"\s*(commit|end|rollback|abort|prepare\s+transaction)\b(?!\s+(?:work\s+|transaction\s+)?to\b)", re.I
)
_NEEDS = re.compile(r"\s*(lock\s+(?:table\b|\w)|savepoint\b|release\b|set\s+local\b|declare\b)", re.IGNORECASE)
_SETS = re.compile(r"\s*(set|reset)\b", re.IGNORECASE)
_ADD_VALUE = re.compile(r"\s*alter\s+type\b.*?\badd\s+value\s+(?:if\s+not\s+exists\s+)?(')", re.IGNORECASE | re.DOTALL)
_UNUSED_BY = re.compile(r"\s*(alter\s+type|comment\s+on|create\s+(?:or\s+replace\s+)?(?:function|procedure))\b", re.I)


def check_text(file: Checked, tool: Tool) -> Iterator[Finding]:
    """All findings on the bytes and the text of a file."""
    yield from _bytes(file)
    if file.script is None:
        return
    for name in unfilled(file.script.text):
        mark = "{{" + name + "}}"
        line = file.script.text.count("\n", 0, file.script.text.index(mark)) + 1
        yield file.place.found("placeholder-left", f"{mark} is still there.", line=line, sub=name)
    yield from _psql(file, file.script)
    if tool in (Tool.SUPABASE, Tool.DBMATE, Tool.PRISMA):
        yield from _cuts(file, file.script, tool)
        for one in exposed(file.script):
            detail = f"It stands below -- {one.kind.upper()} of line {one.line}."
            line = one.piece.line + one.piece.text.count("\n", 0, first_word(one.piece.text))
            yield file.place.found("block-not-in-comment", detail, line=line, sub=one.piece.text[:80])
        yield from _transactions(file, file.script)
        if file.script.down is None and file.file.reverse is None:
            yield file.place.found("missing-reverse", label=file.file.label)
    if file.said and not re.match(r"\s*(--|/\*)", _body(file.script.text)):
        yield file.place.found("missing-header", line=1)
    yield from _enum_values(file, file.script)


def _body(text: str) -> str:
    """The text after the lines in which a tool speaks to itself."""
    return re.sub(r"\A(\s*--[ \t]*(migrate:|pg-delta:|prisma)[^\n]*\n)+", "", text)


def _bytes(file: Checked) -> Iterator[Finding]:
    place, data = file.place, file.data
    if file.why:
        yield place.found("not-readable", file.why)
        return
    if (at := data.find(b"\0")) >= 0:
        yield place.found("null-byte", f"At byte {at:,}.", line=data.count(b"\n", 0, at) + 1)
        return
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        yield place.found("not-utf8", f"The byte {data[error.start]:#04x} at {error.start:,}.", line=line)
        return
    if data.startswith(b"\xef\xbb\xbf"):
        yield place.found("byte-order-mark", line=1)
    if (at := data.find(b"\r\n")) >= 0:
        yield place.found("windows-line-ends", line=data.count(b"\n", 0, at) + 1)
    if file.script and not file.said:
        yield place.found("nothing-in-it")


def _cuts(file: Checked, script: Script, tool: Tool) -> Iterator[Finding]:
    """Where the CLI, or PostgreSQL's parser where it is installed, ends a statement elsewhere than we do."""
    if tool is Tool.SUPABASE and (line := disagreement(script.text)):
        yield file.place.found("splitters-disagree", "It cuts the statement that starts here elsewhere.", line=line)
    elif tool is not Tool.DBMATE and isinstance(other := cross_check(script.text), int):
        detail = "PostgreSQL's parser ends the statement that starts here elsewhere."
        yield file.place.found("splitters-disagree", detail, line=other)


def _psql(file: Checked, script: Script) -> Iterator[Finding]:
    """Once each: after the first the rest of the text cannot be told from data."""
    text = script.text
    code = bare(text)
    copy = _COPY.search(code)
    if copy:
        start = copy.start() + len(copy[0]) - len(copy[0].lstrip())
        yield file.place.found("copy-data", line=text.count("\n", 0, start) + 1)
    meta = next((each for each in (_META.search(code), _META_LATER.search(code)) if each), None)
    if meta and not (copy and meta.start() > copy.end()):
        detail = f"{meta[0].strip()} is psql's."
        yield file.place.found("psql-command", detail, line=text.count("\n", 0, meta.end()) + 1)


def _transactions(file: Checked, script: Script) -> Iterator[Finding]:
    opened: Said | None = None
    first: Said | None = None
    for said in file.said:
        if _OPENS.match(said.code):
            opened, first = said, first or said
        elif _CLOSES.match(said.code):
            opened, first = None, first or said
    if first:
        yield file.place.found("transaction-in-file", f"{_start(first)} stands in the file.", line=first.line)
    if opened:
        yield file.place.found("transaction-unclosed", line=opened.line)
    alone = [said for said in file.said if not said.statement.transactional]
    mixed = any(said.statement.transactional and not _SETS.match(said.code) for said in file.said)
    if len(file.said) > 1:
        for said in alone:
            level = None if script.transaction and mixed else Level.INFO  # the file says that it knows
            detail = f"{said.statement.tag} cannot run in a transaction."
            yield file.place.found("not-transactional", detail, line=said.line, sub=_sub(said), level=level)
    if (alone or not script.transaction) and not first:
        for said in file.said:
            if _NEEDS.match(said.code):
                yield file.place.found("needs-transaction", f"{_start(said)}.", line=said.line, sub=_sub(said))


def _start(said: Said) -> str:
    return " ".join(said.code.split()[:2]).upper().rstrip(";")


def _sub(said: Said) -> str:
    """What tells a statement from the others of its file and stays when lines move."""
    return " ".join(said.code.split())[:80]


def _enum_values(file: Checked, script: Script) -> Iterator[Finding]:
    if not script.transaction:
        return
    added: dict[str, Said] = {}
    for said in file.said:
        text = said.piece.text
        for value in added:
            used = f"'{value}'"
            if used in text and not _UNUSED_BY.match(said.code):
                at = said.line_at(text.index(used))
                detail = f"{used} was added in line {added[value].line} of the same file."
                likely = Confidence.STATIC  # another type may have the same word
                yield file.place.found("enum-value-used", detail, line=at, sub=value, confidence=likely)
        if found := _ADD_VALUE.match(said.code):
            quoted = re.compile(r"'((?:[^']|'')*)'").match(text, found.start(1))
            if quoted:
                added[quoted[1]] = said
