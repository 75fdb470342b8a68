"""A second opinion on where statements end, from PostgreSQL's own parser, where the extra `parse` is installed."""

from __future__ import annotations

from console.changesets.migration import Piece
from console.changesets.split import split
from console.changesets.tokens import tokenize
from console.core.unknown import Unknown


def cross_check(text: str) -> int | Unknown | None:
    """The line of the first statement that the parser bounds differently; None where both agree.

    Unknown without postgast, and for a text that the parser refuses, with its reason: then there is nothing to compare.
    """
    try:
        import postgast
    except ImportError:
        return Unknown("postgast is not installed", "pip install 'greenroom[parse]'")
    try:
        theirs = postgast.split(text)
    except (postgast.PgQueryError, ValueError) as error:
        return Unknown(f"PostgreSQL's parser cannot read it: {error}")
    ours = [piece for piece in split(text) if not piece.text.startswith(("--", "/*")) or tokenize(piece.text)]
    for piece, other in zip(ours, theirs, strict=False):
        # Most are the same to the letter, and tokens cost a hundred times as much.
        if piece.text != other.strip() and _tokens(piece.text) != _tokens(other):
            return piece.line
    if len(ours) == len(theirs):
        return None
    return ours[len(theirs)].line if len(ours) > len(theirs) else _last(ours)


def _tokens(text: str) -> list[tuple[str, str]]:
    """The parser drops comments, so tokens are compared, not characters."""
    return [(token.kind, token.value) for token in tokenize(text.rstrip(";"))]


def _last(pieces: list[Piece]) -> int:
    return pieces[-1].line if pieces else 1
