"""The wire before the driver: a TCP connection, the question for TLS, and whose certificate answers.

libpq says only that a certificate was refused. This looks at it, by libpq's own rules, and logs in nowhere.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID

from console.core.present import visible

SECONDS = 5.0
SSL_REQUEST = bytes.fromhex("0000000804d2162f")
"""Length and code of SSLRequest. https://www.postgresql.org/docs/current/protocol-message-formats.html"""

_DER = 2  # _ssl.ENCODING_DER, which has no public name before 3.13


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate of the chain that the server sent."""

    subject: str
    issuer: str
    expires: datetime
    names: tuple[str, ...]
    common_name: str

    def line(self) -> str:
        """What a person needs of it, in one safe line."""
        end = "expired" if self.expires < datetime.now(UTC) else "expires"
        return visible(f"{self.subject}, issued by {self.issuer}, {end} {self.expires:%Y-%m-%d}")


@dataclass(frozen=True, slots=True)
class Handshake:
    """What was seen: protocol and cipher, the chain (the server's first), and why it would not verify, if so."""

    protocol: str
    cipher: str
    chain: tuple[Certificate, ...]
    distrust: str = ""


async def reach(address: str, port: int) -> float:
    """Seconds until the address took a TCP connection. OSError or TimeoutError if it did not."""
    loop = asyncio.get_running_loop()
    started = loop.time()
    async with _connection(address, port):
        return loop.time() - started


async def shake_hands(address: str, port: int, host: str, roots: str | None) -> Handshake | None:
    """Ask for TLS and look at the certificate; None where the server offers none.

    With `roots`, a file of certificates or the word `system`, `distrust` says why the chain or its name would be
    refused for `host`. OSError, TimeoutError or ssl.SSLError if not even an unverified handshake works.
    """
    async with _encrypted(address, port, host, _context(None)) as (protocol, cipher, chain):
        if not protocol:
            return None
        certificates = tuple(_certificate(der) for der in chain)
    distrust = ""
    if roots is not None:
        distrust = await _distrust(address, port, host, roots)
        if not distrust and certificates and not names_host(certificates[0], host):
            shown = ", ".join(certificates[0].names) or certificates[0].common_name or "nobody"
            distrust = f"it is for {visible(shown)}, not for {host}"
    return Handshake(protocol, cipher, certificates, distrust)


def names_host(certificate: Certificate, host: str) -> bool:
    """Whether a certificate names a host, as libpq decides: alternative names first, else the common name."""
    names = certificate.names
    is_address = _address(host) is not None
    same_kind = [name for name in names if (_address(name) is not None) == is_address]
    candidates = names if same_kind else (*names, certificate.common_name)
    return any(_matches(name, host) for name in candidates)


def _matches(pattern: str, host: str) -> bool:
    if (address := _address(host)) is not None:
        return _address(pattern) == address
    pattern, host = pattern.lower(), host.lower()
    if pattern.startswith("*."):
        label, dot, rest = host.partition(".")
        return bool(label and dot) and rest == pattern[2:]
    return pattern == host


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


async def _distrust(address: str, port: int, host: str, roots: str) -> str:
    try:
        context = _context(roots)
    except (OSError, ssl.SSLError) as error:
        return f"{visible(roots)} cannot be read as certificates: {visible(str(error))}"
    try:
        async with _encrypted(address, port, host, context):
            return ""
    except ssl.SSLCertVerificationError as error:
        return visible(error.verify_message)


def _context(roots: str | None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # `names_host` does it by libpq's rules, which are not Python's
    context.verify_mode = ssl.CERT_NONE if roots is None else ssl.CERT_REQUIRED
    if roots == "system":
        context.load_default_certs()
    elif roots is not None:
        context.load_verify_locations(cafile=roots)
    return context


@contextlib.asynccontextmanager
async def _connection(address: str, port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    async with asyncio.timeout(SECONDS):
        reader, writer = await asyncio.open_connection(address, port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(OSError, TimeoutError, ssl.SSLError):
            async with asyncio.timeout(1):
                await writer.wait_closed()


@contextlib.asynccontextmanager
async def _encrypted(
    address: str, port: int, host: str, context: ssl.SSLContext
) -> AsyncIterator[tuple[str, str, list[bytes]]]:
    """Protocol, cipher and chain of a TLS connection; three empty values where the server offers none."""
    async with _connection(address, port) as (reader, writer):
        async with asyncio.timeout(SECONDS):
            writer.write(SSL_REQUEST)
            try:
                answer = await reader.readexactly(1)
            except asyncio.IncompleteReadError:
                raise ConnectionResetError("it closed the connection when it was asked for TLS") from None
            if answer != b"S":
                yield "", "", []
                return
            await writer.start_tls(context, server_hostname=host)
        secured = writer.get_extra_info("ssl_object")
        yield secured.version() or "TLS", (secured.cipher() or ("",))[0], _chain(secured)


def _chain(secured: Any) -> list[bytes]:
    if hasattr(secured, "get_unverified_chain"):  # Python 3.13
        return [bytes(der) for der in secured.get_unverified_chain()]
    inner = getattr(secured, "_sslobj", None)
    if inner is not None and hasattr(inner, "get_unverified_chain"):
        return [bytes(one.public_bytes(_DER)) for one in inner.get_unverified_chain() or ()]
    leaf = secured.getpeercert(True)
    return [leaf] if leaf else []


def _certificate(der: bytes) -> Certificate:
    certificate = x509.load_der_x509_certificate(der)
    try:
        general = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = general.get_values_for_type(x509.DNSName)
        names += [str(address) for address in general.get_values_for_type(x509.IPAddress)]
    except (x509.ExtensionNotFound, ValueError):
        names = []
    common = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return Certificate(
        subject=certificate.subject.rfc4514_string(),
        issuer=certificate.issuer.rfc4514_string(),
        expires=certificate.not_valid_after_utc,
        names=tuple(names),
        common_name=str(common[-1].value) if common else "",
    )
