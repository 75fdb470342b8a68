"""Settings of the server that are worth a look: what each is, and what speaks against it. Advice, never a change.

How much memory the machine has, and which disk, no server says: where a person has told it, sizes are judged too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from console.core.present import duration, size
from console.core.unknown import Unknown
from console.database.session import ReadSession

_UNITS = {"8kB": 8192, "kB": 1024, "MB": 1024**2, "B": 1}
_SECONDS = {"ms": 0.001, "s": 1.0, "min": 60.0}


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting in its own unit, where it comes from, and what the server would take by itself."""

    name: str
    setting: str
    unit: str
    source: str
    boot: str

    @property
    def octets(self) -> float | None:
        """Its size where it is one."""
        factor = _UNITS.get(self.unit)
        return float(self.setting) * factor if factor else None

    @property
    def shown(self) -> str:
        """As people write it: `128 MB`, `5 min`; `off` for what is never done, `no limit` where a size has none."""
        if self.setting == "-1":
            return "no limit" if self.name.startswith("max_") else "off"
        if self.setting == "0" and self.name.endswith("_timeout"):
            return "off"
        if self.octets is not None:
            return size(self.octets)
        if self.unit in _SECONDS:
            return duration(float(self.setting) * _SECONDS[self.unit])
        return f"{self.setting} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True)
class Machine:
    """What a person has told of the server's machine."""

    memory: int | None = None
    ssd: bool | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """A setting, and what speaks against it; `better` is what it might be. Empty `why`: nothing does."""

    setting: Setting
    why: str = ""
    better: str | Unknown = ""


_MEMORY = Unknown("how much memory the server's machine has is not known", "say it: greenroom health --memory 16GB")

Rule = Callable[[Setting, Machine], tuple[str, str | Unknown]]


def _is(value: str, why: str, better: str) -> Rule:
    """Spoken against while it is exactly that."""
    return lambda setting, _: (why, better) if setting.setting == value else ("", "")


def _under(share: float, why: str) -> Rule:
    """Spoken against while it is less than half of that share of the memory."""

    def judge(setting: Setting, machine: Machine) -> tuple[str, str | Unknown]:
        octets = setting.octets or 0
        if machine.memory is None:
            return (why, _MEMORY) if setting.setting == setting.boot else ("", "")
        wanted = share * machine.memory
        return (why, size(wanted)) if octets < wanted / 2 else ("", "")

    return judge


def _page_cost(setting: Setting, machine: Machine) -> tuple[str, str | Unknown]:
    why = "4 is the cost of a spinning disk: on an SSD indexes are used too rarely."
    if machine.ssd is False or float(setting.setting) < 4:
        return "", ""
    return why, "1.1" if machine.ssd else Unknown("which disk the server has is not known", "1.1 on an SSD")


_NEVER = "A transaction that was forgotten holds its locks and keeps VACUUM back for as long as it lives."
RULES: Mapping[str, Rule] = {
    "autovacuum": _is("off", "Nothing cleans up.", "on"),
    "fsync": _is("off", "A crash of the machine destroys the database.", "on"),
    "full_page_writes": _is("off", "A crash of the machine can destroy pages.", "on"),
    "shared_buffers": _under(0.25, "The server's own cache is small; a quarter of the memory is usual."),
    "effective_cache_size": _under(0.6, "The planner believes that little is cached, and avoids indexes."),
    "maintenance_work_mem": _under(0.04, "VACUUM and CREATE INDEX go over their work several times."),
    "random_page_cost": _page_cost,
    "idle_in_transaction_session_timeout": _is("0", _NEVER, "5min"),
    "statement_timeout": _is("0", "A query that never ends is never ended. Set it for roles, not for all.", "per role"),
    "lock_timeout": _is("0", "Who waits for a lock makes those behind wait too. Set it in migrations.", "per role"),
    "log_lock_waits": _is("off", "Who waited for whom cannot be seen afterwards.", "on"),
    "log_min_duration_statement": _is("-1", "Slow statements leave no trace.", "1s"),
    "log_temp_files": _is("-1", "What is sorted on disk leaves no trace.", "10MB"),
    "log_autovacuum_min_duration": _is("-1", "What autovacuum did leaves no trace.", "1min"),
    "track_io_timing": _is("off", "How long reads take is not known to statements and plans.", "on"),
    "wal_compression": _is("off", "Whole pages are written to the WAL as they are.", "lz4"),
    "max_slot_wal_keep_size": _is("-1", "A slot that nobody reads fills the disk.", "a part of the disk"),
    "checkpoint_completion_target": lambda one, _: (
        ("Checkpoints write in bursts.", "0.9") if float(one.setting) < 0.9 else ("", "")
    ),
    "max_connections": lambda one, _: (
        ("Hundreds of sessions cost memory and time; a pooler needs few.", "a pooler, and 100 to 200")
        if int(one.setting) > 500
        else ("", "")
    ),
    "TimeZone": lambda one, _: (
        ("Times without a zone mean something else to each client.", "UTC")
        if one.setting not in ("UTC", "Etc/UTC", "GMT")
        else ("", "")
    ),
}


async def read_settings(session: ReadSession, machine: Machine | None = None) -> tuple[Advice, ...]:
    """Every setting that is looked at, those first that something speaks against."""
    rows = await session.all("health/settings", Setting, {"names": sorted(RULES)})
    told = machine or Machine()
    advice = [Advice(row, *RULES[row.name](row, told)) for row in rows]
    return tuple(sorted(advice, key=lambda each: (not each.why, each.setting.name)))
