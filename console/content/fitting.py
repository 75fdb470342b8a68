"""What is stored when somebody gives a setting a value: as its kind and its column write it, or why it does not fit.

Pure. Whatever is refused is refused here, before there is an operation, and no reason repeats the value.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from console.content.json_masks import LostMaskError, with_secrets
from console.content.settings import Setting
from console.content.settings_value import MASK, Kind, is_secret, is_true, is_whole, kind_of, names_a_secret, problem_of
from console.content.shape import Column, SettingsTable
from console.core.json_text import NotJsonError, compact, parse, pretty, same, texts
from console.core.present import visible
from console.errors import UsageProblem

_JSON_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?", re.ASCII)
_WHOLE_NUMBER = re.compile(r"[-+]?\d+", re.ASCII)
_SWITCHES = (("true", "false"), ("t", "f"), ("yes", "no"), ("y", "n"), ("on", "off"), ("1", "0"))
_WORDS = {
    Kind.TEXT: "a text",
    Kind.NUMBER: "a number",
    Kind.BOOLEAN: "a switch",
    Kind.JSON: "JSON",
    Kind.IMAGE: "an image",
    Kind.COLOUR: "a colour",
    Kind.URL: "a web address",
}


class NothingToDo(UsageProblem):
    """The value is what is there already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A value that fits. `text` is as `Setting.exact` gives it, `stored` as the column takes it; None is NULL."""

    kind: Kind
    secret: bool
    text: str | None = field(repr=False)
    stored: str | None = field(repr=False)


def fitted(table: SettingsTable, setting: Setting, typed: str | None, *, as_text: bool = False) -> Fitted:
    """What the setting is to hold: spaces off, switches in the words used there, dots replaced by their secrets.

    `as_text` takes any text where the kind was only guessed. UsageProblem where it does not fit, NothingToDo where
    nothing would change.
    """
    kind = kind_for(table, setting, typed, as_text=as_text)
    text = _as_written(setting, kind, typed)
    check(table, setting.name, kind, text, setting.declared_type)
    check_public(setting.key, text, setting.declared_type, kind, public=setting.public)
    if not setting.cut and _is_that(kind, setting.exact(reveal=True), text):
        raise NothingToDo(f"{visible(setting.name)} is that already.", "There is nothing to change.")
    return Fitted(
        kind=kind,
        secret=setting.secret or secret_in(setting.key, text, setting.declared_type, kind),
        text=text,
        stored=stored(table, kind, text, quoted=setting.quoted),
    )


def _is_that(kind: Kind, old: str | None, new: str | None) -> bool:
    if old is None or new is None or old == new:
        return old == new
    return kind is Kind.JSON and same(old, new)


def kind_for(table: SettingsTable, setting: Setting, typed: str | None, *, as_text: bool = False) -> Kind:
    """The kind that a new value must be. In a column of JSON, what was NULL takes whatever JSON the text is."""
    if as_text and not setting.declared:
        return Kind.TEXT
    if table.holds_json and not setting.declared and setting.exact(reveal=True) is None and typed is not None:
        guessed = kind_of("", typed, None)
        storable = guessed in (Kind.NUMBER, Kind.BOOLEAN, Kind.JSON) and problem_of(guessed, typed) is None
        return guessed if storable else Kind.TEXT
    return setting.kind


def _as_written(setting: Setting, kind: Kind, typed: str | None) -> str | None:
    if typed is None:
        return None
    match kind:
        case Kind.BOOLEAN:
            on = is_true(typed)
            return typed.strip() if on is None else switch_word(setting.exact(reveal=True), on)
        case Kind.NUMBER | Kind.COLOUR | Kind.URL | Kind.IMAGE:
            return typed.strip()
        case Kind.JSON:
            return _document(setting, typed)
        case _:
            return typed


def switch_word(old: str | None, on: bool) -> str:
    """On or off in the words that stand there: `1` becomes `0`, `Yes` becomes `No`; else `true` and `false`."""
    word = (old or "").strip()
    pair = next((pair for pair in _SWITCHES if word.lower() in pair), _SWITCHES[0])
    found = pair[0] if on else pair[1]
    if word.isupper():
        return found.upper()
    return found.capitalize() if word[:1].isupper() else found


def _document(setting: Setting, typed: str) -> str:
    """The document as it was typed, its dots replaced; on one line where the old one was."""
    try:
        document = parse(typed)
    except NotJsonError:
        return typed  # it is refused by its kind, with the place
    old = setting.exact(reveal=True)
    try:
        original = parse(old) if old is not None else None
    except NotJsonError:
        original = None
    try:
        whole = with_secrets(document, original, names_a_secret, MASK)
    except LostMaskError as error:
        raise UsageProblem(
            f"{visible(setting.name)} holds dots where no secret is known.",
            f"At {visible(str(error))} nothing stood that they could stand for.",
            "Type the secret there.",
        ) from None
    if old is not None and original is not None and "\n" not in old:
        return compact(whole, tight='":' in old and '": ' not in old)
    return typed if whole == document else pretty(whole)[0]


def check(table: SettingsTable, name: str, kind: Kind, text: str | None, declared: str | None = None) -> None:
    """UsageProblem where a value is not of its kind, or its column would not take it."""
    column = table.value_column
    problem = problem_of(kind, text)
    if problem is not None:
        problem = f"It has to be {_WORDS[kind]}, and is {problem}."
    elif kind is Kind.NUMBER and is_whole(declared) and text is not None and not _WHOLE_NUMBER.fullmatch(text):
        problem = "It has to be a whole number."
    elif column is not None:
        problem = _column_problem(column, kind, text)
    if problem:
        raise UsageProblem(f"{visible(name)} takes another value.", problem, "Correct it: nothing was sent.")


def _column_problem(column: Column, kind: Kind, text: str | None) -> str:
    if text is None:
        return "" if column.nullable or column.category == "json" else f"{column.name} cannot be NULL."
    if "\x00" in text or any("\ud800" <= one <= "\udfff" for one in text):
        return "It holds a character that PostgreSQL has no text for."
    if column.category == "json":
        return _json_problem(column, kind, text)
    if column.labels and text not in column.labels:
        return f"It is one of {', '.join(column.labels)}."
    if column.length is not None and len(text.rstrip(" ")) > column.length:
        return f"{column.name} holds {column.length:,} characters at most, and it has {len(text):,}."
    return ""


def _json_problem(column: Column, kind: Kind, text: str) -> str:
    if kind is Kind.NUMBER and not _JSON_NUMBER.fullmatch(text):
        return "JSON writes numbers another way: 0.5, not .5, and without a plus."
    if kind is Kind.JSON and column.type == "jsonb":
        held = "".join(texts(parse(text)))
        if "\x00" in held or any("\ud800" <= one <= "\udfff" for one in held):
            return "It holds an escaped character that jsonb has no text for."
    return ""


def check_public(key: str, text: str | None, declared: str | None, kind: Kind, *, public: bool | None) -> None:
    """UsageProblem where everybody could read a secret. Emptying such a value is what mends it."""
    if public and text and secret_in(key, text, declared, kind):
        raise UsageProblem(
            f"{visible(key)} looks like a secret and is public.",
            "Everybody could read it.",
            "Make it private first, or give it another name.",
        )


def secret_in(key: str, text: str | None, declared: str | None, kind: Kind) -> bool:
    """Whether a value is a secret, or a document that holds one."""
    if is_secret(key, text, declared, kind):
        return True
    if kind is not Kind.JSON or text is None:
        return False
    try:
        return pretty(parse(text), names_a_secret, MASK)[1]
    except NotJsonError:
        return False


def stored(table: SettingsTable, kind: Kind, text: str | None, *, quoted: bool = False) -> str | None:
    """The text as its column takes it: in a column of JSON a plain text is a JSON string. None is NULL.

    `quoted` keeps a number or a switch that is stored as a JSON string one.
    """
    column = table.value_column
    if not table.holds_json or column is None:
        return text
    if text is None:
        return None if column.nullable else "null"
    if quoted or kind not in (Kind.JSON, Kind.NUMBER, Kind.BOOLEAN):
        return json.dumps(text, ensure_ascii=False)
    if kind is Kind.BOOLEAN:
        return "true" if is_true(text) else "false"
    return text
