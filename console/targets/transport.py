"""How the wire to an address is protected when nobody said so, and what is refused when somebody did."""

from __future__ import annotations

from console.core.target import Tls
from console.errors import UsageProblem

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def choose_tls(host: str, sslmode: str | None) -> Tls:
    """The protection for a host: libpq's `sslmode` in our words, or the default where it is None.

    A socket has no TLS; this machine may use it; every other host must show a certificate. UsageProblem for a mode
    that does not exist, and for `prefer` or `allow` towards another machine: whoever answers could switch it off.
    """
    if sslmode is None:
        return Tls.OFF if is_socket(host) else Tls.PREFER if host in LOOPBACK else Tls.VERIFIED
    match sslmode:
        case "verify-full" | "verify-ca":
            return Tls.VERIFIED
        case "require":
            return Tls.UNVERIFIED
        case "disable":
            return Tls.OFF
        case "prefer" | "allow":
            check_tls(host, Tls.PREFER)
            return Tls.OFF if is_socket(host) else Tls.PREFER
    raise UsageProblem(
        "The address names an sslmode that does not exist.",
        "There are disable, allow, prefer, require, verify-ca and verify-full.",
        "Leave it out to have the certificate verified.",
    )


def check_tls(host: str, tls: Tls) -> None:
    """Refuse what cannot be kept: encryption that the other side may decline, on the way to another machine."""
    if tls is Tls.PREFER and not is_socket(host) and host not in LOOPBACK:
        raise UsageProblem(
            f"TLS cannot be left to the server on the way to {host}.",
            "Whoever stands in between could answer that there is none, and read the password.",
            "Choose verified, unverified (sslmode=require), or off (sslmode=disable) and mean it.",
        )


def is_socket(host: str) -> bool:
    """Whether a host is a folder with a socket, or an abstract socket."""
    return host.startswith(("/", "@"))
