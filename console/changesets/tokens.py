"""SQL text as tokens, and a cursor over them. It knows no command; it never raises, whatever the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from console.changesets.migration import Named
from console.changesets.scanning import POSTGRES, WORD, Mark, scan

MOST = 20_000
"""Tokens read of one statement. What a statement is stands at its beginning; the rows of a long INSERT are not read."""


class Kind(StrEnum):
    """The kinds of token. Comments and white space are none."""

    WORD = "word"  # a keyword or unquoted name, in lower case
    NAME = "name"  # a quoted name, without its quotes
    STRING = "string"  # a string's value
    NUMBER = "number"
    SYMBOL = "symbol"
    END = "end"


class Token(NamedTuple):
    """One token: its kind, its value, and the offset of its first character."""

    kind: Kind
    value: str
    start: int


_PLAIN = re.compile(
    rf"(?P<word>[A-Za-z_\x80-\U0010ffff][{WORD}]*+)|(?P<number>\.?[0-9][0-9A-Za-z_.]*+)"
    r"|(?P<param>\$[0-9]+)|(?P<symbol>::|:=|\S)",
    re.ASCII,
)
_WORD, _SYMBOL = Kind.WORD, Kind.SYMBOL  # looked up once: a file has millions
_PREFIXES = {"e", "b", "x", "n", "u&"}


def tokenize(text: str) -> tuple[Token, ...]:
    """The tokens of the text, at most MOST."""
    found: list[Token] = []
    at = 0
    for mark, first, last in scan(text, POSTGRES, bodies=False):
        if at < first:
            _between(found, text, at, first)
        at = last
        if len(found) >= MOST:
            return tuple(found[:MOST])
        match mark:
            case Mark.OPEN | Mark.CLOSE | Mark.SEMICOLON | Mark.ESCAPE:
                found.append(Token(_SYMBOL, text[first], first))
            case Mark.DOLLAR:
                tag = text.index("$", first + 1) + 1 - first
                found.append(Token(Kind.STRING, text[first + tag : max(first + tag, last - tag)], first))
            case Mark.QUOTE:
                found.append(_quoted(text[first:last], first))
    _between(found, text, at, len(text))
    return tuple(found[:MOST])


def _between(found: list[Token], text: str, start: int, end: int) -> None:
    """Add the tokens that are no quotes. The E of E'' is a part of its string and left out."""
    for each in islice(_PLAIN.finditer(text, start, end), MOST):
        value, kind = each[0], each.lastgroup
        if kind == "word":
            value = value.lower() if value.isascii() else folded(value)
            if value in _PREFIXES and each.end() == end and text.startswith("'", end):
                continue
            found.append(Token(_WORD, value, each.start()))
        else:
            found.append(Token(Kind.NUMBER if kind == "number" else _SYMBOL, value, each.start()))


def _quoted(quoted: str, start: int) -> Token:
    mark = quoted[0]
    inner = quoted[1:].removesuffix(mark).replace(mark * 2, mark)
    return Token(Kind.NAME if mark == '"' else Kind.STRING, inner, start)


def folded(name: str) -> str:
    """An unquoted name as the server stores it: ASCII letters become small, others stay."""
    return name.translate(_SMALL)


_SMALL = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_NOTHING = Token(Kind.END, "", -1)


class Reader:
    """A cursor over tokens. Past the end there is a token of no value, so that nobody need ask."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.at = 0

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.at] if self.at < len(self.tokens) else _NOTHING

    @property
    def word(self) -> str:
        """The next token's word or symbol in lower case; empty where it is a quoted name, a string or the end."""
        token = self.token
        return token.value if token.kind in (Kind.WORD, Kind.SYMBOL) else ""

    @property
    def more(self) -> bool:
        """Whether a token is left."""
        return self.at < len(self.tokens)

    @property
    def rest(self) -> Sequence[Token]:
        """All that is left."""
        return self.tokens[self.at :]

    def next(self) -> Token:
        """The next token, which is passed."""
        token = self.token
        self.at += 1
        return token

    def sees(self, *words: str) -> bool:
        """Whether these words come next, in this order."""
        tokens, at = self.tokens, self.at
        if at + len(words) > len(tokens):
            return False
        for word in words:
            kind, value, _ = tokens[at]
            if value != word or (kind is not _WORD and kind is not _SYMBOL):
                return False
            at += 1
        return True

    def take(self, *words: str) -> bool:
        """Pass these words if they come next, in this order; whether they did."""
        if seen := self.sees(*words):
            self.at += len(words)
        return seen

    def take_any(self, *phrases: str) -> str:
        """Pass the first of these phrases that comes next, and name it; empty where none does."""
        first = self.word
        return next((each for each in phrases if each.startswith(first) and self.take(*each.split())), "")

    def identifier(self) -> str | None:
        """A name without dots, passed; None where the next token is none."""
        if self.token.kind in (Kind.WORD, Kind.NAME):
            return self.next().value
        return None

    def path(self) -> list[str]:
        """The parts of a dotted name, passed; empty where there is none."""
        parts = []
        while (part := self.identifier()) is not None:
            parts.append(part)
            if not self.take("."):
                break
        return parts

    def named(self, kind: str) -> Named | None:
        """A name, with its schema if it says one, as a thing of this kind."""
        parts = self.path()
        if not parts:
            return None
        return Named(kind, parts[-1], parts[-2] if len(parts) > 1 else None)

    def group(self) -> Reader:
        """What stands in the parentheses that come next, passed; nothing where none do."""
        if not self.take("("):
            return Reader(())
        start, depth = self.at, 1
        while self.more and depth:
            value = self.word
            depth += (value == "(") - (value == ")")
            self.at += 1
        return Reader(self.tokens[start : self.at if depth else self.at - 1])

    def parts(self) -> list[Reader]:
        """All that is left, cut at the commas outside of parentheses and brackets."""
        cut: list[Reader] = []
        start, depth = self.at, 0
        for at in range(self.at, len(self.tokens)):
            token = self.tokens[at]
            if token.kind is not Kind.SYMBOL:
                continue
            depth += (token.value in "([") - (token.value in ")]")
            if token.value == "," and not depth:
                cut.append(Reader(self.tokens[start:at]))
                start = at + 1
        self.at = len(self.tokens)
        return [*cut, Reader(self.tokens[start:])]

    def find(self, *words: str) -> bool:
        """Go on to just behind these words outside of parentheses; whether they are there. Stays where they are not."""
        start = self.at
        while self.more:
            if self.take(*words):
                return True
            if self.sees("("):
                self.group()
            else:
                self.at += 1
        self.at = start
        return False

    def has(self, *words: str) -> bool:
        """Whether these words come outside of parentheses. Passes nothing."""
        start = self.at
        found = self.find(*words)
        self.at = start
        return found
