"""A relation's name as one text, `schema.name`, and back. It knows nothing of what is there."""

from __future__ import annotations

import re

_QUOTED = re.compile(r'"((?:[^"]|"")*)"')


def qualified(schema: str, name: str) -> str:
    """`schema.name`; a part stands between quotes where it could not be read back without them."""
    return f"{_part(schema)}.{_part(name)}"


def split_qualified(text: str) -> tuple[str, str]:
    """Schema and name of such a text. `public` is meant where no schema is given.

    Without quotes the first dot parts them, so that a name may hold dots; a schema that does stands between quotes.
    """
    quoted = _QUOTED.match(text)
    if quoted and text[quoted.end() : quoted.end() + 1] == ".":
        return _bare(quoted[0]), _bare(text[quoted.end() + 1 :])
    if quoted and quoted.end() == len(text):
        return "public", _bare(text)
    schema, dot, name = text.partition(".")
    return (schema, _bare(name)) if dot else ("public", schema)


def means(text: str, schema: str, name: str) -> bool:
    """Whether such a text names that relation; without a schema, in whichever schema it stands."""
    return split_qualified(text) == (schema, name) or _bare(text) == name


def _part(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if "." in text or text.startswith('"') else text


def _bare(text: str) -> str:
    quoted = _QUOTED.fullmatch(text)
    return quoted[1].replace('""', '"') if quoted else text
