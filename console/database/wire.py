"""The first steps of a target's test: its name, a TCP connection, and who answers the question for TLS."""

from __future__ import annotations

import os
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

from console.core.blocking import in_daemon
from console.core.present import duration, visible
from console.core.step import Step, StepState
from console.core.target import Target, Tls
from console.database.connect import Endpoint, resolve, root_certificate, system_bundle
from console.database.handshake import Handshake, reach, shake_hands
from console.errors import ConnectionProblem, Problem
from console.targets.supabase import SupabaseForm, recognise

OK, WARNING, FAILED, SKIPPED = StepState.OK, StepState.WARNING, StepState.FAILED, StepState.SKIPPED


async def wire_steps(target: Target, endpoint: Endpoint | None) -> AsyncIterator[Step]:
    """The steps `name`, `network` and `TLS`. After a failed one, those behind it are not given."""
    if endpoint is not None:
        yield Step("name", SKIPPED, "the bastion looks it up")
        yield Step("network", OK, f"through {visible(target.ssh or 'a tunnel')}")
        if endpoint.hostaddr is None:
            yield Step("TLS", SKIPPED, "the tunnel ends at a socket; ssh encrypts the way to the bastion")
        else:
            yield await _tls(target, endpoint.hostaddr, endpoint.port)
        return
    if target.is_socket:
        yield await _socket(target)
        yield Step("network", SKIPPED, "a socket needs none")
        yield Step("TLS", SKIPPED, "a socket needs none")
        return
    try:
        addresses = await resolve(target.host, target.port)
    except ConnectionProblem as problem:
        yield Step("name", FAILED, f"{problem.what} {problem.why}".strip(), problem.remedy)
        return
    yield Step("name", OK, ", ".join(addresses))
    address, step = await _network(target, addresses)
    yield step
    if address is not None:
        yield await _tls(target, address, target.port)


async def _socket(target: Target) -> Step:
    path = f"{target.host}/.s.PGSQL.{target.port}"
    if target.host.startswith("@") or await in_daemon(Path(path).exists, timeout=5):
        return Step("name", OK, visible(path))
    return Step("name", FAILED, f"There is no {visible(path)}.", "Check folder and port, and that the server runs.")


async def _network(target: Target, addresses: tuple[str, ...]) -> tuple[str | None, Step]:
    """The first address that takes a connection, and the step that says so."""
    failures: list[str] = []
    for address in addresses:
        try:
            took = await reach(address, target.port)
        except (OSError, TimeoutError) as error:
            failures.append(f"{address}: {_reason(error)}")
            continue
        state = WARNING if failures and not target.is_loopback else OK
        more = f" (but not {'; '.join(failures)})" if failures else ""
        return address, Step("network", state, f"{address} port {target.port} in {duration(took)}{more}")
    detail = "; ".join(failures)
    if all(":" in address for address in addresses) and _is_direct_supabase(target):
        remedy = "This host has IPv6 only and this network has none: use the session pooler's address."
    elif "refused" in detail:
        remedy = "Nothing listens there: check host and port, and that the server runs."
    else:
        remedy = "Check the address, the firewall and the VPN."
    return None, Step("network", FAILED, detail, remedy)


def _reason(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    code = error.errno if isinstance(error, OSError) and not isinstance(error, ssl.SSLError) else None
    # Not the error's own text: asyncio puts "Connect call failed" and the address there.
    return visible(os.strerror(code).lower() if code and code > 0 else str(error))


def _is_direct_supabase(target: Target) -> bool:
    try:
        project = recognise(target.host, target.port, target.user)
    except Problem:
        return False
    return project is not None and project.form in {SupabaseForm.DIRECT, SupabaseForm.DEDICATED}


async def _tls(target: Target, address: str, port: int) -> Step:
    if target.tls is Tls.OFF:
        if target.is_loopback:
            return Step("TLS", OK, "off: the way stays on this machine")
        edit = f"greenroom targets edit {target.name} --tls verified"
        return Step("TLS", WARNING, "off: passwords and data can be read on the way", edit)
    roots = root_certificate(target) if target.tls is Tls.VERIFIED else system_bundle()
    try:
        seen = await shake_hands(address, port, target.host, roots)
    except (OSError, TimeoutError, ssl.SSLError) as error:
        return Step("TLS", FAILED, f"the handshake failed: {_reason(error)}", "Check what stands in between.")
    if seen is None:
        if target.tls is Tls.PREFER:
            return Step("TLS", OK, "not offered; the way stays on this machine")
        return Step(
            "TLS", FAILED, "the server does not offer it", "Turn it on at the server, or choose off and mean it."
        )
    return _judge(target, seen, roots)


def _judge(target: Target, seen: Handshake, roots: str | None) -> Step:
    wire = f"{seen.protocol}, {seen.cipher}"
    chain = tuple(one.line() for one in seen.chain)
    if target.tls is not Tls.VERIFIED:
        could = "" if seen.distrust or roots is None else " It could be verified: choose TLS verified."
        state = OK if target.tls is Tls.PREFER else WARNING
        return Step("TLS", state, f"{wire}, not verified", f"Whoever answers is believed.{could}", chain)
    if not seen.distrust:
        return Step("TLS", OK, f"{wire}, verified by {visible(roots or 'system')}", "", chain)
    if seen.distrust.startswith("it is for"):
        remedy = "Use the host that the certificate names, or choose TLS unverified."
    elif _is_supabase(target):
        remedy = "Supabase's authority is private: download its certificate (Settings, Database) and give it as "
        remedy += "--root-certificate FILE, or choose --tls unverified."
    else:
        remedy = "Give its authority's certificate as --root-certificate FILE, or choose --tls unverified."
    return Step("TLS", FAILED, f"{wire}, but the certificate is not trusted: {seen.distrust}", remedy, chain)


def _is_supabase(target: Target) -> bool:
    try:
        return recognise(target.host, target.port, target.user) is not None
    except Problem:
        return True
