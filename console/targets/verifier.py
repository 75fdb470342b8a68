"""A new password, and what a server keeps of it. The password itself is never in a statement.

The verifier is PostgreSQL's form of RFC 5803 for SCRAM-SHA-256 (RFC 5802, RFC 7677):
https://www.postgresql.org/docs/current/catalog-pg-authid.html
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import string

from console.core.secret import Secret

LENGTH = 32
ITERATIONS = 4096
"""PostgreSQL's default. The password is random: more rounds would not make it harder to guess."""

_LETTERS = string.ascii_letters + string.digits


def new_password() -> Secret:
    """A random password: 32 letters and digits, 190 bits, nothing that a URL or a shell would need quoted."""
    return Secret("".join(secrets.choice(_LETTERS) for _ in range(LENGTH)))


def scram_verifier(password: Secret, *, salt: bytes | None = None, iterations: int = ITERATIONS) -> str:
    """`SCRAM-SHA-256$4096:salt$StoredKey:ServerKey` for a password of ASCII letters (others would need SASLprep)."""
    if not password.reveal().isascii():
        raise ValueError("a verifier is made for ASCII passwords only")
    salt = salt if salt is not None else secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.reveal().encode(), salt, iterations)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    return f"SCRAM-SHA-256${iterations}:{_text(salt)}${_text(stored)}:{_text(server)}"


def _text(octets: bytes) -> str:
    return base64.b64encode(octets).decode()
