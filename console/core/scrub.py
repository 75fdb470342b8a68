"""Text without what looks like a secret, for what is kept: the log, the journal, the last line of a hook.

It knows shapes, not values: who knows a secret's value must not hand it over in the first place.
"""

from __future__ import annotations

import re

DOTS = "••••"

_WORDS = r"\b(\w*(?:password|passwd|secret|token|api_?key)|pwd)\b"

_SHAPES = (
    (re.compile(r"(?i)(?<!\w)(\w+://[^\s:/@]*:)[^\s@]*(@)"), rf"\1{DOTS}\2"),
    (re.compile(r"(?i)\b(bearer\s+)[\w.~+/=-]{8,}"), rf"\1{DOTS}"),
    (re.compile(r"SCRAM-SHA-256\$\S+"), f"SCRAM-SHA-256${DOTS}"),
    (re.compile(r"(?<![\w-])eyJ[\w-]{8,}\.[\w-]+\.[\w-]+"), DOTS),
)
_ASSIGNED = (
    re.compile(rf"(?i){_WORDS}([\"']?\s*[=:]\s*|\s+)('[^']*'|\"[^\"]*\"|\S+)"),
    rf"\1\2{DOTS}",
)
# In SQL `token desc` and `secret from` are no secrets: only a literal after such a word is, in any way to write one.
_LITERAL = (
    re.compile(rf"""(?isx) {_WORDS} ("? \s* (?:=|:=|:|=>|\bto\b|) \s*)
        ( (?:e|n|u&)? '(?:[^'\\]|''|\\.)*' | (?P<tag>\$\w*\$) .*? (?P=tag) )"""),
    rf"\1\2'{DOTS}'",
)
_ANY = re.compile(r"(?i)passw|pwd|secret|token|api_?key|://|bearer|scram|eyj")
"""What one of the shapes needs: where nothing of it stands, as nearly everywhere, none of them is looked for."""
_JSON = (re.compile(rf'(?i)"{_WORDS}"(\s*:\s*)"(?:[^"\\]|\\.)*"'), rf'"\1"\2"{DOTS}"')


def scrub(text: str) -> str:
    """The text without passwords in addresses or assignments, bearer tokens, SCRAM verifiers and JSON web tokens."""
    return _without((_JSON, _LITERAL, _ASSIGNED, *_SHAPES), text)


def scrub_sql(text: str) -> str:
    """A statement without the same; of assignments it takes only literals, so that it can still be read."""
    return _without((_JSON, _LITERAL, *_SHAPES), text)


def _without(patterns: tuple[tuple[re.Pattern[str], str], ...], text: str) -> str:
    if not _ANY.search(text):
        return text
    for pattern, instead in patterns:
        text = pattern.sub(instead, text)
    return text
