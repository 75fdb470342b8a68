"""libpq's service files, read by us: what a service says becomes explicit values, and libpq never looks there.

https://www.postgresql.org/docs/current/libpq-pgservice.html
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from console.errors import ConfigurationProblem


def service_files(environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Where services are looked for, in libpq's order: the user's file first, then the system's."""
    home = environ.get("HOME")
    named = environ.get("PGSERVICEFILE")
    system = environ.get("PGSYSCONFDIR")
    own = Path(named) if named else Path(home) / ".pg_service.conf" if home else None
    return tuple(path for path in (own, Path(system) / "pg_service.conf" if system else None) if path is not None)


def find_service(name: str, environ: Mapping[str, str]) -> dict[str, str] | None:
    """What a service says, by libpq's keywords, or None where no file has it. It may hold a password: handle with care.

    ConfigurationProblem for a line that cannot be read; its text is never repeated.
    """
    path = service_file(name, environ)
    return _section(path, name) if path else None


def service_file(name: str, environ: Mapping[str, str]) -> Path | None:
    """The first file that has the service."""
    for path in service_files(environ):
        if path.is_file() and _section(path, name) is not None:
            return path
    return None


def service_names(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The names of every service in the files that can be read."""
    names: list[str] = []
    for path in service_files(environ):
        if path.is_file():
            names += [line[1:-1] for line in _lines(path) if line.startswith("[") and line.endswith("]")]
    return tuple(dict.fromkeys(names))


def require_service(name: str, environ: Mapping[str, str]) -> dict[str, str]:
    """What a service says; ConfigurationProblem naming the files that were read where there is none."""
    found = find_service(name, environ)
    if found is None:
        places = ", ".join(str(path) for path in service_files(environ)) or "no file"
        known = ", ".join(service_names(environ))
        raise ConfigurationProblem(
            f"There is no service {name}.",
            f"Looked in {places}." + (f" There are: {known}." if known else ""),
            "Add it there, or give the address as a URL.",
        )
    return found


def _lines(path: Path) -> list[str]:
    try:
        return [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror or "" if isinstance(error, OSError) else "It is not UTF-8."
        raise ConfigurationProblem(f"The service file {path} cannot be read.", reason, "Check its mode.") from None


def _section(path: Path, name: str) -> dict[str, str] | None:
    found: dict[str, str] | None = None
    for number, line in enumerate(_lines(path), start=1):
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            if found is not None:
                break
            found = {} if line == f"[{name}]" else None
            continue
        if found is None:
            continue
        key, equals, value = line.partition("=")
        if line.startswith("ldap") and "://" in line:
            raise _problem(path, number, "it asks an LDAP server, which greenroom does not")
        if not equals:
            raise _problem(path, number, "it is not key=value")
        if key == "service":
            raise _problem(path, number, "a service cannot name another service")
        found.setdefault(key, value)
    return found


def _problem(path: Path, number: int, reason: str) -> ConfigurationProblem:
    return ConfigurationProblem(f"{path}, line {number} cannot be used.", f"In the service file, {reason}.", "Mend it.")
