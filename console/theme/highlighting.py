"""How code is coloured: keywords, literals and comments in tokens of ours, the rest in ink."""

from __future__ import annotations

from pygments.token import Token
from textual.highlight import HighlightTheme, TokenType


class Highlighting(HighlightTheme):
    """Styles by kind of token. A name is ink: what a statement is about must not be paler than its grammar."""

    STYLES: dict[TokenType, str] = {
        Token.Comment: "$faint",
        Token.Keyword: "bold $keyword",
        Token.Keyword.Constant: "bold $keyword",
        Token.Operator.Word: "bold $keyword",
        Token.Name: "$ink",
        Token.Name.Builtin: "$ink",
        Token.Name.Tag: "$keyword",
        Token.Literal.Number: "$look",
        Token.Literal.String: "$literal",
        Token.Literal.String.Double: "$literal",
        Token.Literal.String.Symbol: "$ink",
        Token.Literal.String.Name: "$ink",
        Token.Operator: "$dim",
        Token.Punctuation: "$dim",
        Token.Whitespace: "",
    }
