"""Rows as text for a file, and putting it there: private, whole or not at all, never over what is there.

It writes values as they are stored. Whoever calls it masks what must not leave.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from console.core.present import plain, visible
from console.core.unknown import Unknown
from console.errors import Problem, UsageProblem

# What makes a spreadsheet run a cell: https://owasp.org/www-community/attacks/CSV_Injection, with the full-width forms
# that some of them read like the plain ones.
_RUNS = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII)


def csv_text(headings: Sequence[str], rows: Sequence[Sequence[Any]], raw: bool = False) -> str:
    """The rows as CSV (RFC 4180). NULL is an empty cell.

    A cell that a spreadsheet would run gets a `'` in front, unless `raw`. Numbers stay as they are.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    for row in (headings, *rows):
        writer.writerow([_cell(value, raw) for value in row])
    return stream.getvalue()


def _cell(value: Any, raw: bool) -> str:
    if value is None:
        return ""
    text = _text(value)
    if raw or _NUMBER.fullmatch(text):
        return text
    return "'" + text if _RUNS.match(text) else text


def _text(value: Any) -> str:
    match value:
        case Unknown():
            return f"unknown: {value.reason}"
        case Enum():
            return str(value.value)
        case datetime():
            return value.isoformat(sep=" ")
        case bytes() | memoryview():
            return "\\x" + bytes(value).hex()
        case _:
            return plain(value)


def json_text(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """The rows as one JSON document: `{"items": [{heading: value}]}`. Numbers and booleans stay such."""
    items = [{heading: _plain(value) for heading, value in zip(headings, row, strict=True)} for row in rows]
    return document_text({"items": items})


def document_text(document: Any) -> str:
    """One JSON document on indented lines, in ASCII: an escape or a direction mark in it cannot act on a terminal."""
    return json.dumps(document, indent=2, default=_plain).replace("\x7f", "\\u007f") + "\n"


def _plain(value: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | str():
            return value
        case float():
            return value if value == value and abs(value) != float("inf") else str(value)
        case Decimal():
            # A JSON number is read as a float by most: digits beyond that are kept as text.
            return float(value) if value.is_finite() and Decimal(repr(float(value))) == value else str(value)
        case Unknown():
            return {"unknown": value.reason, "remedy": value.remedy}
        case datetime() | date():
            return value.isoformat()
        case dict():
            return {str(key): _plain(one) for key, one in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_plain(one) for one in value]
        case _:
            return _text(value)


def toml_string(text: str) -> str:
    """A basic TOML string; of several lines, a multi-line one: a comparison of files shows which line changed."""
    if "\n" in text:
        return '"""\n' + "\n".join(_toml_escaped(line) for line in text.split("\n")) + '"""'
    return f'"{_toml_escaped(text)}"'


def _toml_escaped(text: str) -> str:
    return "".join(_toml_character(character) for character in text)


def _toml_character(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"  # half a character: TOML has no way to write it
    if character != " " and not character.isprintable():
        number = ord(character)
        return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
    return character


def write_new(path: Path, text: str) -> None:
    """Put the text into a new file, mode 0600, whole or not at all. UsageProblem if something is there already."""
    name = visible(str(path))
    if os.path.lexists(path):
        raise _exists(name)
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".greenroom-")
    except OSError as error:
        raise _not_written(name, error) from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _name(temporary, path)
    except FileExistsError:
        raise _exists(name) from None
    except OSError as error:
        raise _not_written(name, error) from None
    finally:
        with suppress(OSError):
            os.unlink(temporary)
    _settle(path.parent)


def _name(temporary: str, path: Path) -> None:
    """Give the finished file its name, unless it is taken: a link never replaces."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        # No hard links on this file system (exFAT, some network shares). The name is taken first, then filled.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        os.replace(temporary, path)


def _settle(folder: Path) -> None:
    with suppress(OSError):  # not every file system can; the file itself is safe
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _exists(name: str) -> Problem:
    return UsageProblem(f"{name} is there already.", "Nothing was written over it.", "Choose another name.")


def _not_written(name: str, error: OSError) -> Problem:
    return UsageProblem(f"{name} could not be written.", error.strerror or str(error), "Check the folder and its room.")
