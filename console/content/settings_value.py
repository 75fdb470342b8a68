"""What a setting's text means: its kind, what is wrong with it, whether it is a secret.

Pure. Kinds come from the declared type where there is one, else from the value and the key.
"""

from __future__ import annotations

import re
from enum import StrEnum

from console.content.words import of, words
from console.core.json_text import NotJsonError, parse

MASK = "••••"
"""In place of a secret. Always four: its length says nothing."""


class Kind(StrEnum):
    """How a value is shown, and later edited."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    JSON = "json"
    IMAGE = "image"
    COLOUR = "colour"
    URL = "url"


_DECLARED: dict[str, Kind] = {
    **dict.fromkeys(("text", "string", "str", "varchar", "char", "textarea", "html", "markdown", "select"), Kind.TEXT),
    **dict.fromkeys(("richtext", "email", "secret", "password", "encrypted", "enum", "date"), Kind.TEXT),
    **dict.fromkeys(("number", "numeric", "int", "integer", "float", "decimal", "double", "bigint"), Kind.NUMBER),
    **dict.fromkeys(("boolean", "bool", "switch", "toggle", "checkbox", "flag"), Kind.BOOLEAN),
    **dict.fromkeys(("json", "jsonb", "object", "array", "list"), Kind.JSON),
    **dict.fromkeys(("image", "img", "picture", "photo", "logo", "media"), Kind.IMAGE),
    **dict.fromkeys(("color", "colour"), Kind.COLOUR),
    **dict.fromkeys(("url", "uri", "link"), Kind.URL),
}
_WHOLE_TYPES = {"int", "integer", "bigint"}
_SECRET_TYPES = {"secret", "password", "encrypted"}

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,4})?", re.ASCII)
_TRUE = {"true", "t", "yes", "y", "on", "1"}
_FALSE = {"false", "f", "no", "n", "off", "0"}
_SWITCH_KEY = {"is", "has", "enable", "enabled", "disable", "disabled", "allow", "allowed", "show", "mode", "use"}
_URL = re.compile(r"https?://[^\s<>\"]+")
_IMAGE_PATH = re.compile(r"[^\s?#]+\.(png|jpe?g|gif|svg|webp|avif|ico)([?#]\S*)?", re.IGNORECASE)
_IMAGE_KEY = {"image", "img", "logo", "favicon", "icon", "picture", "photo", "banner", "avatar"}
_HEX = re.compile(r"#([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
_RGB = re.compile(
    r"rgba?\(\s*(\d{1,3})\s*[,\s]\s*(\d{1,3})\s*[,\s]\s*(\d{1,3})\s*([,/]\s*[\d.]+%?\s*)?\)", re.IGNORECASE
)

# Compared with all the words of a key, so that apiKey, API_KEY and api.key are one.
_SECRET_KEY = re.compile(
    r"secret|passw(or)?d|\bpwd\b|passphrase|\btoken\b|api ?key|access key|private|credential|service role|"
    r"signing key|encryption key|\bdsn\b|connection string"
)
# What only speaks about a secret: password_min_length, token_expiry_hours, private_beta_enabled.
_ABOUT = of(
    "length len ttl expiry expire lifetime minute hour day second limit attempt min max count enabled enable required "
    "require allow allowed policy url page path label hint"
)
_SECRET_VALUE = re.compile(
    r"eyJ[\w-]{10,}\.[\w-]{10,}\.|(sk|rk)_(live|test)_|gh[pousr]_\w{20}|xox[abprs]-|AKIA[0-9A-Z]{16}|SG\.[\w-]{16,}\.|"
    r"sb_secret_|whsec_|-----BEGIN [A-Z ]*PRIVATE KEY|^[a-z+]+://[^\s/:@]*:[^\s/@]+@"
)
_MEMBER = re.compile(r"[\"']?([\w.-]{1,60})[\"']?\s*[:=]")


def kind_of(key: str, text: str | None, declared: str | None) -> Kind:
    """The kind of a value. Text declared as nothing more than text is still shown as the colour or URL that it is."""
    named = _DECLARED.get((declared or "").strip().lower())
    if named is not None and named is not Kind.TEXT:
        return named
    if text is None:
        return Kind.TEXT
    value = text.strip()
    if swatch(value):
        return Kind.COLOUR
    if _is_image(key, value):
        return Kind.IMAGE
    if _URL.fullmatch(value):
        return Kind.URL
    return Kind.TEXT if named is Kind.TEXT else _inferred(key, value)


def is_declared(declared: str | None) -> bool:
    """Whether a declared type says which kind it is. Text is no more than text: an address may stand in it."""
    return _DECLARED.get((declared or "").strip().lower(), Kind.TEXT) is not Kind.TEXT


def _inferred(key: str, value: str) -> Kind:
    lower = value.lower()
    if lower in {"true", "false"}:
        return Kind.BOOLEAN
    if lower in _TRUE | _FALSE and ((lower.isalpha() and len(lower) > 1) or set(words(key)) & _SWITCH_KEY):
        return Kind.BOOLEAN
    if _NUMBER.fullmatch(value) and not re.match(r"[-+]?0\d", value) and not value.startswith("+"):
        return Kind.NUMBER
    if value.startswith(("{", "[")) and (value.startswith(('{"', '["', "[{", "{}", "[]")) or _parses(value)):
        return Kind.JSON
    return Kind.TEXT


def _is_image(key: str, value: str) -> bool:
    place = value.startswith(("/", "https://", "http://"))
    return place and bool(_IMAGE_PATH.fullmatch(value) or set(words(key)) & _IMAGE_KEY)


def _parses(value: str) -> bool:
    try:
        parse(value)
    except NotJsonError:
        return False
    return True


def is_whole(declared: str | None) -> bool:
    """Whether a declared type takes whole numbers only."""
    return (declared or "").strip().lower() in _WHOLE_TYPES


def problem_of(kind: Kind, text: str | None) -> str | None:
    """What is wrong with a value of this kind, in a few words that never repeat it; None if it is right or absent."""
    if text is None:
        return None
    value = text.strip()
    match kind:
        case Kind.NUMBER:
            return None if _NUMBER.fullmatch(value) else "not a number"
        case Kind.BOOLEAN:
            return None if value.lower() in _TRUE | _FALSE else "neither true nor false"
        case Kind.JSON:
            try:
                parse(text)
            except NotJsonError as problem:
                return f"not valid JSON: {problem}"
            return None
        case Kind.IMAGE:
            return _image_problem(value)
        case Kind.COLOUR:
            return None if swatch(value) or _colour_word(value) else "not a colour such as #1a2b3c"
        case Kind.URL:
            return None if not value or _URL.fullmatch(value) or value.startswith("/") else "not a web address"
        case _:
            return None


def _image_problem(value: str) -> str | None:
    if value.startswith("http://"):
        return "not encrypted: browsers may refuse an http image on an https page"
    if not value or re.fullmatch(r"(https://|/)\S+", value) or value.startswith("data:image/"):
        return None
    return "neither an https address nor a path on the site"


def _colour_word(value: str) -> bool:
    return bool(re.fullmatch(r"[a-zA-Z]{3,20}|(hsla?|hwb|oklch|oklab|lab|lch|color|var)\(.*\)", value))


def is_true(text: str | None) -> bool | None:
    """A boolean word as a boolean; None where it is neither. `public` and `private` count: a column may say so."""
    value = (text or "").strip().lower()
    if value in _TRUE | {"public", "visible"}:
        return True
    return False if value in _FALSE | {"private", "hidden"} else None


def swatch(text: str) -> str | None:
    """The colour as `#rrggbb`, from #rgb, #rgba, #rrggbb, #rrggbbaa, rgb() or rgba(); None if it is none of them."""
    value = text.strip()
    if _HEX.fullmatch(value):
        digits = value[1:].lower()
        if len(digits) < 6:
            digits = "".join(digit * 2 for digit in digits)
        return f"#{digits[:6]}"
    if match := _RGB.fullmatch(value):
        parts = [int(part) for part in match.group(1, 2, 3)]
        return "#{:02x}{:02x}{:02x}".format(*parts) if max(parts) <= 255 else None
    return None


def names_a_secret(key: str) -> bool:
    """Whether a key says that its value is a secret: `smtp_password`, `apiKey`; not `password_min_length`."""
    parts = words(key)
    return bool(_SECRET_KEY.search(" ".join(parts))) and not (parts and parts[-1] in _ABOUT)


def is_secret(key: str, text: str | None, declared: str | None, kind: Kind) -> bool:
    """Whether a value must be masked, by its key, its declared type, or by what it looks like itself."""
    if (declared or "").strip().lower() in _SECRET_TYPES:
        return True
    if text is None or kind is Kind.BOOLEAN:
        return False
    if names_a_secret(key) or _SECRET_VALUE.search(text):
        return True
    # A valid document is masked member by member; in one that cannot be read, nothing can be told apart.
    return "{" in text and not _parses(text) and any(names_a_secret(one) for one in _MEMBER.findall(text))
