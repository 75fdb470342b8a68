"""A policy as people read it: the statement that makes it, its conditions one below the other. Pure text."""

from __future__ import annotations

from functools import cache

from console.audit.access import PUBLIC, Access
from console.audit.policy_templates import FOLDER
from console.audit.predicates import Policy
from console.core.present import ABSENT
from console.database.names import quoted

_WIDE = 56
"""A condition that is longer is broken at its ANDs and ORs."""


def policy_text(access: Access, policy: Policy) -> str:
    """`create policy … on … for … to … using (…)`, for reading: a clause that could not be read says so."""
    clauses = ""
    for word, text in (("using", policy.using), ("with check", policy.check)):
        if text is not None:
            clauses += f"\n  {word} ({_inside(text, '    ') if text else '/* its table is locked */'})"
    return _pattern().format(
        policy=quoted(policy.name),
        table=access.relations[policy.relation].label,
        kind="" if policy.permissive else "  as restrictive\n",
        command=policy.command.value if policy.command else "all",
        roles=", ".join("public" if oid == PUBLIC else _role(access, oid) for oid in policy.roles) or ABSENT,
        clauses=clauses,
    )


@cache
def _pattern() -> str:
    return (FOLDER / "policy.txt").read_text(encoding="utf-8").rstrip()


def _role(access: Access, oid: int) -> str:
    return access.roles[oid].name if oid in access.roles else f"/* role {oid} */"


def _inside(text: str, indent: str) -> str:
    found = formatted(text)
    return found if "\n" not in found else "\n" + "\n".join(f"{indent}{line}" for line in found.split("\n")) + "\n  "


def formatted(text: str) -> str:
    """A condition with each side of its outer AND or OR on a line of its own, where it is long."""
    flat = _bare(" ".join(text.split()) if "'" not in text and '"' not in text else text.strip())
    if len(flat) <= _WIDE:
        return flat
    for word in ("OR", "AND"):
        parts = _parts(flat, word)
        if len(parts) > 1:
            return f"\n{word.lower()} ".join(parts)
    return flat


def _bare(text: str) -> str:
    """Without parentheses around the whole."""
    while text.startswith("(") and _closes(text) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _closes(text: str) -> int:
    """Where the first parenthesis closes; -1 where it does not."""
    for at, depth, _ in _outside(text):
        if depth == 0:
            return at
    return -1


def _parts(text: str, word: str) -> list[str]:
    """Split at a word that stands outside of every parenthesis and quote."""
    cuts = [
        at
        for at, depth, letter in _outside(text)
        if depth == 0 and letter == " " and text[at + 1 : at + 2 + len(word)].upper() == f"{word} "
    ]
    parts, since = [], 0
    for cut in cuts:
        parts.append(text[since:cut].strip())
        since = cut + 1 + len(word)
    return [*parts, text[since:].strip()]


def _outside(text: str) -> list[tuple[int, int, str]]:
    """Every letter outside of quotes with its place and how deep in parentheses it is, after it."""
    found, depth, quote = [], 0, ""
    for at, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
            continue
        if letter in "'\"":
            quote = letter
            continue
        depth += (letter == "(") - (letter == ")")
        found.append((at, depth, letter))
    return found
