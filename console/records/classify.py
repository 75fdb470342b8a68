"""What a person has typed into the one box: everything that it may be. Pure."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_PROCESSOR = re.compile(r"^(pi|ch|in|cs|re|sub|cus|plink|py|txn|evt|seti|pm)_[A-Za-z0-9_]{6,}$")
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+$")
_REFERENCE = re.compile(r"^(?=.*\d)[A-Za-z]{1,8}[-_/]?[A-Za-z0-9]*([-_/][A-Za-z0-9]+)*$")
_SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)+$")
_USER = re.compile(r"^@?[A-Za-z0-9_.]{2,40}$")


@dataclass(frozen=True, slots=True)
class Input:
    """The text and what it may be, best guess first: uuid, processor, email, amount, number, reference, phone, slug,
    user name, words.
    """

    text: str
    kinds: tuple[str, ...]

    @property
    def short(self) -> bool:
        """Too short to be looked for inside of texts: no index helps, and everything matches."""
        return len(self.text) < 3

    @property
    def digits(self) -> str:
        """The digits alone."""
        return re.sub(r"\D", "", self.text)


def classify(text: str) -> Input:
    """Everything that the text may be."""
    text = " ".join(text.split())
    kinds: list[str] = []
    if _is_uuid(text):
        kinds.append("uuid")
    if _PROCESSOR.match(text):
        kinds.append("processor")
    if _EMAIL.match(text):
        kinds.append("email")
    if text.startswith("=") and _is_number(text[1:]):
        kinds.append("amount")
    if _is_number(text):
        kinds += ["number", "amount"]
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        kinds.append("date")
    digits = re.sub(r"\D", "", text)
    if 6 <= len(digits) <= 15 and re.fullmatch(r"[+\d\s()./-]+", text):
        kinds.append("phone")
    if _REFERENCE.match(text) and "uuid" not in kinds:
        kinds.append("reference")
    if _SLUG.match(text):
        kinds.append("slug")
    if _USER.match(text):
        kinds.append("user")
    if "uuid" not in kinds and "amount" not in kinds[:1]:
        kinds.append("words")
    return Input(text, tuple(kinds))


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return len(text) >= 32


def _is_number(text: str) -> bool:
    try:
        return Decimal(text.replace(",", "").lstrip("$€£")).is_finite()
    except InvalidOperation:
        return False
