"""What is not for every eye: which columns, and what is shown in their place. Pure.

A secret is never read at all. Anything else that is masked can be revealed, record by record, which is journalled.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from console.core.scrub import DOTS
from console.records.catalogue import Column
from console.records.definition import MaskKind

_BY_NAME: tuple[tuple[MaskKind, str], ...] = (
    (MaskKind.SECRET, r"password|passwd|secret|token|api_?key|private_?key|salt|otp|hash(ed)?$|_hash|credential"),
    (MaskKind.MEDICAL, r"medical|health_|allerg|diagnos|injur|disabilit"),
    (MaskKind.BIRTH, r"birth|^dob$|_dob$"),
    (MaskKind.EMAIL, r"e_?mail"),
    (MaskKind.PHONE, r"phone|mobile|^fax|_tel$|^tel$"),
    (MaskKind.ADDRESS, r"address|street|postcode|postal|^zip|zip_?code|ip_addr|^ip$"),
    (MaskKind.ACTOR, r"^(actor|(changed|performed|done|made)_by)(_name|_email)?$"),
    (MaskKind.PERSONAL, r"emergency|passport|national_id|tax_file|^ssn$|iban|bank_account|^bsb$|licen[cs]e_number"),
)
_IMAGE = re.compile(
    r"(old|new|before|after|previous|original)(_?(data|values?|row|record|state|image))?|row_data|changes|diff"
)
"""A row as it was, in a document: it holds what is masked in its own table."""
_FLAG = re.compile(r"verified|confirmed|_at$|_id$|_count$|type$|required|enabled|sent$|consent")
"""About the thing, and not the thing: `email_verified`, `token_type`."""


def mask_of(column: Column, masks: Mapping[str, MaskKind]) -> MaskKind | None:
    """How a column is masked: as the definition says, else by its name and type. None where it is not."""
    if column.name in masks:
        named = masks[column.name]
        return None if named is MaskKind.NONE else named
    if column.category in ("B", "D", "N") and "birth" not in column.name and not column.name.endswith("dob"):
        return None
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", column.name).casefold()
    if column.json and _IMAGE.fullmatch(words):
        return MaskKind.PERSONAL
    if _FLAG.search(words):
        return None
    found = next((kind for kind, pattern in _BY_NAME if re.search(pattern, words)), None)
    return None if found is MaskKind.ACTOR and not column.textual else found


def masked(kind: MaskKind, text: str | None) -> str | None:
    """What is shown in the place of a value: enough to recognise it by, too little to use it. NULL stays NULL."""
    if text is None or not text:
        return text
    match kind:
        case MaskKind.EMAIL:
            name, at, host = text.partition("@")
            return f"{name[:1]}•••@{host[:1]}•••{host[host.rfind('.') :] if '.' in host else ''}" if at else DOTS
        case MaskKind.ACTOR:
            return masked(MaskKind.EMAIL, text) if "@" in text else text
        case MaskKind.PHONE:
            digits = re.sub(r"\D", "", text)
            return f"••• {digits[-3:]}" if len(digits) > 5 else DOTS
        case MaskKind.BIRTH:
            return f"{text[:4]}-••-••" if re.match(r"\d{4}-", text) else DOTS
        case _:
            return DOTS
