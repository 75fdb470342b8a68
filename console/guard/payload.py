"""The real values that an undo needs, encrypted before SQLite sees them, and the keys they are encrypted with.

A key belongs to one database and stands in the operating system's keyring. Where there is no keyring it lives in this
process alone, and so do the values: `Keys.lasting` says which, so that a plan can say it before anything is done.
It never writes a key or a value anywhere itself.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from console.core.secret import Secret
from console.core.target import Identity
from console.core.unknown import Unknown
from console.guard.journal_chain import canonical, digest
from console.targets import secrets
from console.targets.secrets import KeyringProblem

KEY_BYTES = 32
NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long values can be read again: `kept` until retention deletes them, else as long as this process.

    `why` says why they are not kept.
    """

    kept: bool
    why: str = ""

    @property
    def sentence(self) -> str:
        """For the plan; empty where there is nothing to say."""
        if self.kept:
            return ""
        return f"Undo of masked values lasts as long as this process. {self.why}".strip()


@dataclass(frozen=True, slots=True)
class Key:
    """A key. `name` tells it from another one without giving it away."""

    secret: Secret
    lasting: Lasting

    @property
    def octets(self) -> bytes:
        return base64.b64decode(self.secret.reveal())

    @property
    def name(self) -> str:
        return hashlib.sha256(b"greenroom journal key\0" + self.octets).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A document, encrypted. `label` is what the event says of it."""

    scope: str
    nonce: bytes
    octets: bytes
    key_name: str
    kept: bool

    @property
    def label(self) -> dict[str, Any]:
        return {"sha256": digest(self.scope, self.nonce, self.octets), "key": self.key_name, "kept": self.kept}


def scope_of(identity: Identity | None, target: str) -> str:
    """Whose key it is: the database's, wherever it is reached; the target's where we do not know which that is."""
    return f"{identity.system_identifier}/{identity.database_oid}" if identity else f"target/{target}"


@dataclass(slots=True)
class Keys:
    """The keys of this process. The keyring is asked once for each: a person should not be asked again and again."""

    _known: dict[str, Key] = field(default_factory=dict)

    async def lasting(self, scope: str) -> Lasting:
        """How long values of this database would be readable. It may ask a person to unlock the keyring."""
        return (await self.key(scope)).lasting

    async def key(self, scope: str) -> Key:
        """The key to encrypt with, made now if there is none yet."""
        if scope not in self._known:
            fresh = Secret(base64.b64encode(os.urandom(KEY_BYTES)).decode())
            try:
                kept = await secrets.journal_key(scope, fresh)
                made = Key(kept or fresh, Lasting(True))
                if len(made.octets) != KEY_BYTES:
                    raise ValueError
            except KeyringProblem as problem:
                made = Key(fresh, Lasting(False, f"{problem.what} {problem.why}".strip()))
            except ValueError:
                made = Key(fresh, Lasting(False, "What the keyring holds in the place of the key is none."))
            self._known.setdefault(scope, made)  # somebody else may have waited for the same
        return self._known[scope]

    async def seal(self, scope: str, document: Mapping[str, Any]) -> Sealed:
        """The document, encrypted for this database (AES-256-GCM)."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key = await self.key(scope)
        nonce = os.urandom(NONCE_BYTES)
        octets = AESGCM(key.octets).encrypt(nonce, canonical(document).encode(), scope.encode())
        return Sealed(scope, nonce, octets, key.name, key.lasting.kept)

    async def open(self, sealed: Sealed) -> dict[str, Any] | Unknown:
        """The document again, or why it cannot be read."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key = await self._key_of(sealed)
        if isinstance(key, Unknown):
            return key
        try:
            document = json.loads(AESGCM(key.octets).decrypt(sealed.nonce, sealed.octets, sealed.scope.encode()))
        except (InvalidTag, ValueError):
            return Unknown("The values were changed after they were written.", "greenroom journal verify shows where.")
        return document if isinstance(document, dict) else {}

    async def _key_of(self, sealed: Sealed) -> Key | Unknown:
        known = self._known.get(sealed.scope)
        if known is not None and known.name == sealed.key_name:
            return known
        if not sealed.kept:
            return Unknown("The values were kept for the process that wrote them, and it has ended.")
        if known is not None and not known.lasting.kept:
            return Unknown(f"The values cannot be read. {known.lasting.why}".strip())
        try:
            found = await secrets.journal_key(sealed.scope)
            key = Key(found, Lasting(True)) if found else None
            if key is None or key.name != sealed.key_name:
                return Unknown("The key of the values is not in the keyring any more.")
        except KeyringProblem as problem:
            return Unknown(f"The values cannot be read. {problem.what} {problem.why}".strip(), problem.remedy)
        except ValueError:
            return Unknown("What the keyring holds in the place of the key is none.")
        return self._known.setdefault(sealed.scope, key)
