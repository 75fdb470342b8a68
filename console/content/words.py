"""Names of tables and columns taken apart into words, and what those words say about settings.

Pure words and rules about names; it scores nothing.
"""

from __future__ import annotations

import re


def of(text: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(text.split())


STRONG = frozenset({"setting", "config", "configuration", "cfg", "conf"})
LOOSE = of("attribute property prop")
WEAK = of("option preference pref parameter param variable constant const") | LOOSE
SCOPE = of(
    "site app application system sys global general platform instance tenant organisation organization org workspace "
    "realm shop store company project environment installation server website portal core"
)
PERSON = of(
    "user account member customer person people profile owner contact subscriber author player client employee staff "
    "student patient visitor guest actor device"
)
LOCALE = of("locale lang language culture i18n l10n translation")
EXPIRY = of("expire expires expired expiry expiration ttl expireat expiresat")
QUEUE = of("attempt retry processed delivered consumed claimed dequeued acknowledged")

# A word in a table's name that says it is something else, and what.
OTHER_THINGS: dict[str, str] = {
    **dict.fromkeys(LOCALE | {"message", "phrase", "string", "glossary", "dictionary"}, "translations"),
    **dict.fromkeys(("cache", "cached", "session", "nonce", "lock", "throttle"), "a cache or sessions"),
    **dict.fromkeys(("queue", "job", "task", "outbox", "inbox", "event"), "a queue"),
    **dict.fromkeys(("migration", "schema", "metadata", "internal", "changelog", "alembic"), "a tool's own notes"),
    **dict.fromkeys(("meta", "usermeta", "postmeta", "termmeta", "commentmeta"), "notes on single things"),
    **dict.fromkeys(("answer", "response", "metric", "measurement", "stat", "counter", "sensor"), "measurements"),
    **dict.fromkeys(("feature", "flag", "experiment", "toggle"), "feature switches"),
    **dict.fromkeys(("secret", "credential", "token", "vault"), "secrets"),
    **dict.fromkeys(("history", "audit", "log", "archive", "backup", "old", "tmp", "temp", "revision"), "old rows"),
    **dict.fromkeys(("enum", "lookup", "code", "choice"), "a list of choices"),
}
NOT_AT_ALL = frozenset(
    {"translations", "a cache or sessions", "a queue", "a tool's own notes", "notes on single things", "measurements"}
)

# Roles of columns: the words of a name (without the table's own), best first.
KEY = ("key", "name", "code", "var", "variable", "slug", "identifier", "path", "setting", "option", "parameter",
       "param", "property", "config", "constant", "id")  # fmt: skip
VALUE = ("value", "val", "data", "payload", "json", "content", "setting", "config", "text", "string")
TYPE = ("type", "kind", "value type", "data type", "datatype", "valuetype", "format", "field type", "input type")
GROUP = ("group", "category", "section", "namespace", "group name", "grouping", "area", "module", "tab", "collection",
         "scope", "domain")  # fmt: skip
DESCRIPTION = ("description", "help", "help text", "comment", "label", "title", "hint", "note", "display name", "doc")
PUBLIC = ("is public", "public", "is exposed", "exposed", "visibility", "is visible", "anonymous", "client visible")
SECRET = ("is secret", "secret", "is sensitive", "sensitive", "is encrypted", "encrypted", "is private", "private",
          "masked")  # fmt: skip
UPDATED = ("updated at", "updated", "modified at", "last modified", "modified", "updated on", "changed at",
           "date modified", "last updated", "update time")  # fmt: skip

_VALUE_KINDS = of("serialized serialised raw current string str text json encoded")
_GLUED = re.compile(
    r"^(app|site|sys|system|global|user|config|conf|option|setting|param|property|pref)"
    r"(configuration|config|settings?|options?|prefs?|params?|id|keys?|values?|names?)$"
)
_COMPOUND = re.compile(r"^([a-z]{2,})(settings?|config|configuration|preferences?)$")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_PLURAL = ("ss", "us", "is", "os", "ous")

# For the first rough choice, made by the server. Whatever `role` below accepts must pass these.
VALUE_PATTERN = "val|data|payload|json|content|setting|config|text|string"
KEY_PATTERN = "key|name|code|var|slug|ident|path|setting|option|param|propert|config|constant|id"
TABLE_PATTERN = "setting|conf|cfg|option|pref|param|prop|attribute|variable|const"


def words(name: str) -> tuple[str, ...]:
    """The words of a name in lower case and in the singular: `siteSettings` gives ("site", "setting")."""
    found: list[str] = []
    for part in re.split(r"[^0-9a-zA-Z]+", _CAMEL.sub("_", name)):
        lower = part.lower()
        glued = _GLUED.match(lower) or _COMPOUND.match(lower)
        found.extend(_singular(one) for one in (glued.groups() if glued else (lower,)) if one)
    return tuple(found)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(_NOT_PLURAL) else word


def bare(column: str, table: frozenset[str]) -> str:
    """The words of a column without those that only repeat what the table is: `option_name` gives `name`."""
    all_of_it = words(column)
    rest = tuple(word for word in all_of_it if word not in table and word not in STRONG | WEAK | {"meta"})
    return " ".join(rest or all_of_it[-1:])


def rank(column: str, table: frozenset[str], role: tuple[str, ...]) -> int | None:
    """How well a column's name fits a role: 0 is best, None not at all."""
    name = bare(column, table)
    for form in (name, " ".join(words(column))):
        if form in role:
            return role.index(form)
    parts = set(name.split())
    if role is VALUE and parts & {"value", "val"} and parts <= _VALUE_KINDS | {"value", "val"}:
        return 1
    return None
