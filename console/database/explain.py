"""What an error of the server or of the wire means, and what to do about it.

Texts of the server are data: they are made visible before they go into a Problem.
"""

from __future__ import annotations

import re

import psycopg

from console.core.present import visible
from console.core.target import Target, Tls
from console.core.unknown import Unknown
from console.errors import ConnectionProblem, NotPermitted, PasswordWanted, Problem, QueryProblem

# SQLSTATE -> (what happened, what to do). https://www.postgresql.org/docs/current/errcodes-appendix.html
_STATES: dict[str, tuple[str, str]] = {
    "25P03": ("The session rested in its transaction for too long.", "Refresh: a new one is opened."),
    "25006": ("The server refused a write: this session is read-only.", "Use the operation for it, behind `o`."),
    "28000": ("The server does not let this role in.", "Check the role, and pg_hba.conf on the server."),
    "28P01": ("The password was refused.", "Check the password: greenroom targets edit NAME asks for it again."),
    "3D000": ("There is no such database.", "Check the database's name in the target."),
    "40001": ("Another transaction got in the way.", "Try again."),
    "40P01": ("Two transactions waited for each other.", "Try again."),
    "42501": ("This role may not do that.", "Ask the owner for the grant that the reason names."),
    "42601": ("The server did not understand the statement.", "Check its spelling."),
    "42703": ("A column is not there on this server.", "This version of the server, or of the table, may lack it."),
    "42704": ("A role, type or setting is not there on this server.", "It may have been dropped or renamed: refresh."),
    "42883": ("A function is not there on this server.", "An extension or a newer version may be needed."),
    "42P01": ("A table is not there.", "It may have been dropped or renamed: refresh."),
    "42P17": ("A policy or view there goes round in circles.", "Mend the definition that the reason names."),
    "53300": ("The server has no connection left.", "End an idle session, or use the pooler's address."),
    "55P03": ("Somebody holds a lock on it.", "Try again when they are done."),
    "57014": ("The server took too long and was stopped.", "Narrow what you ask for, or try when it is quieter."),
    "57P01": ("The server ended this session.", "Refresh: a new one is opened."),
    "57P03": ("The server is starting or stopping.", "Try again in a moment."),
}

# The first two letters, for every other state of that class.
_CLASSES: dict[str, tuple[str, str]] = {
    "08": ("The server could not reach another one.", "Look at the foreign server or dblink behind it."),
    "22": ("A value there does not have the form that is needed.", "Look at the value that the reason names."),
    "40": ("The server gave up this transaction for another one.", "Try again."),
    "53": ("The server is short of memory, disk or connections.", "Look at the server's log."),
    "54": ("The statement is too much for this server.", "Narrow what you ask for."),
    "58": ("The server could not read a file of its own.", "Look at the server's log."),
    "HV": ("A foreign server did not give its rows.", "Look at the foreign server behind the table."),
    "P0": ("A function there raised an error.", "Look at the function that the reason comes from."),
    "XX": ("The server stumbled over its own data.", "It may have changed meanwhile: refresh. Else see its log."),
}

_UNKNOWN_STATES = {"25006", "42501", "42703", "42704", "42846", "42883", "42P01", "42P17", "3F000"}
_UNKNOWN_CLASSES = {"08", "0A", "21", "22", "38", "39", "40", "53", "54", "55", "57", "58", "F0", "HV", "P0", "XX"}
"""What becomes Unknown for one fact while the rest of a screen shows. The rest of 42 is a mistake in our statement."""


def query_problem(error: psycopg.Error) -> Problem:
    """The problem behind an error of a statement."""
    state = error.sqlstate
    message = visible(error.diag.message_primary or str(error).strip() or "no reason was given")
    hint = visible(error.diag.message_hint or "")
    if state is None and isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return ConnectionProblem("The connection to the server was lost.", message, "Refresh to connect again.")
    if state is None:
        return QueryProblem("The answer, or what was asked, holds a value that cannot be read.", message)
    if _ends_session(error) and state not in _STATES:
        return ConnectionProblem("The server ended this session.", message, "Refresh to connect again.")
    unnamed = (f"The server refused the statement ({state}).", "")
    what, remedy = _STATES.get(state) or _CLASSES.get(state[:2], unnamed)
    if state == "42501":
        return NotPermitted(what, message, hint or remedy)
    return QueryProblem(what, message, hint or remedy, sqlstate=state)


def unknown(error: psycopg.Error) -> Unknown | None:
    """The error as a fact that could not be read, or None if it is more than that (a lost connection, a bug)."""
    state = error.sqlstate
    if state is None:
        is_fact = isinstance(error, psycopg.DataError)
    else:
        is_fact = not _ends_session(error) and (state in _UNKNOWN_STATES or state[:2] in _UNKNOWN_CLASSES)
    if not is_fact:
        return None
    problem = query_problem(error)
    return Unknown(f"{problem.what} {problem.why}".strip(), problem.remedy)


def _ends_session(error: psycopg.Error) -> bool:
    return (error.diag.severity_nonlocalized or error.diag.severity) in {"FATAL", "PANIC"}


_WANTED = "The server wants a password and there is none."

# (pattern in libpq's or the server's text, what, remedy, whether trying again by ourselves would be wrong)
_CONNECTING: tuple[tuple[str, str, str, bool], ...] = (
    (
        r"password authentication failed|28P01|SASL authentication|Wrong password",
        "The password was refused.",
        "Check role and password; `greenroom targets edit NAME` asks for the password again.",
        True,
    ),
    (
        r"no password supplied|fe_sendauth",
        _WANTED,
        "Put it into PGPASSWORD or a passfile, or give the saved target a source for it.",
        True,
    ),
    (
        r"Tenant or user not found",
        "The pooler does not know this project or role.",
        "The role is role.PROJECTREF.",
        True,
    ),
    (r'database ".*" does not exist', "There is no such database.", "Check the database's name.", True),
    (r'role ".*" does not exist', "There is no such role.", "Check the role's name.", True),
    (r'role ".*" is not permitted to log in', "This role may not log in.", "Use one that has LOGIN.", True),
    (
        r"too many (clients|connections)|remaining connection slots|sorry|no more connections|max client connections",
        "The server has no connection left.",
        "End an idle session, raise the role's limit, or use the pooler's address.",
        False,
    ),
    (
        r"no pg_hba.conf entry.*(no encryption|SSL off)|SSL connection is required|requires? SSL",
        "The server takes encrypted connections only.",
        "Set TLS to verified, or to unverified if its certificate cannot be checked.",
        True,
    ),
    (
        r"no pg_hba.conf entry|pg_hba.conf rejects",
        "The server's pg_hba.conf shuts this address out.",
        "Ask its DBA.",
        True,
    ),
    (
        r"server does not support SSL",
        "The server does not offer TLS.",
        "Choose TLS off for this target if the network is yours, or turn TLS on at the server.",
        True,
    ),
    (
        r"certificate verify failed|root certificate file|self.signed",
        "The server's certificate could not be verified.",
        "Give the authority's certificate (Supabase: from the dashboard), or choose TLS unverified.",
        True,
    ),
    (
        r"server certificate for .* does not match",
        "The server's certificate is for another host.",
        "Use the host that it names, or choose TLS unverified.",
        True,
    ),
    (
        r"Connection refused",
        "Nothing listens at that address.",
        "Check host and port, and that the server runs.",
        False,
    ),
    (r"No such file or directory", "There is no server's socket there.", "Check the folder, and that it runs.", False),
    (
        r"Network is unreachable|No route to host|Cannot assign requested address",
        "There is no way to that address from here.",
        "Check the network or the VPN.",
        False,
    ),
    (r"timeout|timed out", "The server did not answer in time.", "Check the address, the firewall and the VPN.", False),
    (
        r"starting up|shutting down|recovery mode|not yet accepting|57P03",
        "The server is starting or stopping.",
        "Try again in a moment.",
        False,
    ),
    (
        r"database .* is not (currently )?accepting connections",
        "That database takes no connections.",
        "Ask its owner; ALTER DATABASE … ALLOW_CONNECTIONS opens it.",
        True,
    ),
    (
        r"server closed the connection unexpectedly|Connection reset",
        "The server, or something before it, hung up.",
        "Try again in a moment; the server's log says more.",
        False,
    ),
    (r"unsupported startup parameter", "The pooler refused a start-up parameter.", "Report this: we send none.", True),
)


def connection_problem(error: Exception, target: Target) -> ConnectionProblem:
    """Why a connection could not be made.

    What is not recognised counts as refused (no try again by ourselves): servers speak other languages too, and a
    role is locked out after a few wrong passwords.
    """
    text = str(error).strip() or type(error).__name__
    if isinstance(error, TimeoutError):
        text = "timed out"
    reason = visible(_reason(text))
    for pattern, what, remedy, refused in _CONNECTING:
        if re.search(pattern, text, re.IGNORECASE):
            kind = PasswordWanted if what == _WANTED else ConnectionProblem
            return kind(what, f"{target.address}: {reason}", remedy + _advice(target, text), refused=refused)
    return ConnectionProblem(
        f"{target.name} could not be reached.", f"{target.address}: {reason}", "Test the target.", refused=True
    )


def _reason(text: str) -> str:
    """The last sentence of libpq's text: it repeats the address in front of each, and puts advice behind a tab."""
    line = [part for part in text.splitlines() if not part.startswith("\t")][-1:] or [text]
    return _without_address(line[0])


def _without_address(line: str) -> str:
    for mark in ("failed: FATAL:", "failed: ERROR:", "failed:", "FATAL:", "is bad:"):
        if mark in line:
            line = line.rpartition(mark)[2]
    return line.strip()


def _advice(target: Target, text: str) -> str:
    host = target.host
    if host.endswith(".supabase.co") and re.search(r"unreachable|assign requested|No route|timed out", text):
        return " Supabase's direct address is IPv6 only: use the pooler's address from the dashboard."
    if target.tls is Tls.PREFER and "pg_hba" in text:
        return " TLS was offered and not required."
    return ""
