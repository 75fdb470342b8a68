"""Certificates for the tests: an authority of our own, and what it signs."""

from __future__ import annotations

import datetime
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True, slots=True)
class Authority:
    """A root certificate and its key; `path` is the file to trust."""

    path: Path
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @classmethod
    def make(cls, folder: Path, name: str = "Test Authority") -> Authority:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = _name(name)
        builder = _builder(subject, subject, key, days=30)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        certificate = builder.sign(key, hashes.SHA256())
        path = folder / f"{name.replace(' ', '-')}.crt"
        path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        return cls(path, certificate, key)

    def sign(self, folder: Path, *names: str, common: str = "test server", days: int = 30) -> tuple[Path, Path]:
        """A server's certificate and key files for these host names and addresses; `days` below zero has expired."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(_name(common), self.certificate.subject, key, days=days)
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), False)
        certificate = builder.sign(self.key, hashes.SHA256())
        stem = folder / f"server-{certificate.serial_number}"
        pem = serialization.Encoding.PEM
        stem.with_suffix(".crt").write_bytes(certificate.public_bytes(pem))
        plain = serialization.NoEncryption()
        stem.with_suffix(".key").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
        return stem.with_suffix(".crt"), stem.with_suffix(".key")


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, *, days: int
) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=60))
        .not_valid_after(now + datetime.timedelta(days=days))
    )
