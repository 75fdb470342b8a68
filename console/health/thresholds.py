"""From when on something is worth a word: one table of goal, warning and critical, each with where it comes from.

Where the sources contradict each other, the stricter one is taken that does not warn on a healthy server. A target
may have its own in config.toml: [health."TARGET"] with name = [warning, critical]. It reads nothing by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from console.core.nearest import nearest
from console.errors import ConfigurationProblem

_MB, _GB, _DAY = 1024.0**2, 1024.0**3, 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """`warning` and `critical` are figures of `unit`; `below` means that less is worse. None: it has no such level.

    `least` is what must be reached besides (octets, rows, blocks), `least_critical` the same for critical.
    """

    name: str
    unit: str
    goal: str
    warning: float
    critical: float | None = None
    below: bool = False
    least: float = 0.0
    least_critical: float = 0.0
    source: str = ""

    def is_critical(self, value: float, weight: float | None) -> bool:
        """Whether that figure is critical; `weight` is what `least_critical` is compared with, where it is known."""
        if self.critical is None or (weight is not None and weight < self.least_critical):
            return False
        return value <= self.critical if self.below else value >= self.critical

    def times(self, value: float) -> float:
        """How far beyond the warning it is: 1 is just there. For sorting."""
        if self.below:
            return self.warning / max(value, 0.01)
        return value / self.warning if self.warning > 0 else value + 1


def _of(
    name: str, unit: str, goal: str, warning: float, critical: float | None, source: str, **more: float
) -> Threshold:
    below = bool(more.pop("below", False))
    return Threshold(
        name=name, unit=unit, goal=goal, warning=warning, critical=critical, source=source, below=below, **more
    )


_POSTGRES = "PostgreSQL's own limits"
_DESK = "practice: PgHero, check_postgres, pgmonitor"

THRESHOLDS: Mapping[str, Threshold] = {
    each.name: each
    for each in (
        _of("wraparound_percent", "percent", "under 10 %", 25, 60, f"{_POSTGRES}: autovacuum at 9 %, failsafe at 75 %"),
        _of("freeze_times", "times", "at most 1", 1.5, 4, f"{_POSTGRES}: autovacuum_freeze_max_age"),
        _of("horizon_transactions", "count", "under 1,000,000", 10_000_000, 100_000_000, _DESK),
        _of("vacuum_times", "times", "at most 1", 2, 10, f"{_POSTGRES}: autovacuum_vacuum_threshold", least=1000),
        _of("analyze_times", "times", "at most 1", 2, None, f"{_POSTGRES}: autovacuum_analyze_threshold", least=1000),
        _of(
            "bloat_percent",
            "percent",
            "under 20 %",
            30,
            60,
            "30 % is asked for by operators; 60 % of 1 GB is critical",
            least=64 * _MB,
            least_critical=_GB,
        ),
        _of("unused_days", "days", "no index unused for a month", 30, None, "a business month", least=_MB),
        _of("foreign_key_rows", "count", "every foreign key has one", 0, None, "small tables: a remark", least=10_000),
        _of("sequence_percent", "percent", "under 50 %", 70, 90, "PgHero: 90 %; earlier, as a new type takes weeks"),
        _of("connections_percent", "percent", "under 70 %", 80, 92, "operators: 80 %; of what ordinary roles may use"),
        _of("idle_seconds", "seconds", "under 10 s", 60, 900, _DESK),
        _of("query_seconds", "seconds", "under 10 s", 60, 900, "PgHero: 60 s"),
        _of("blocked_seconds", "seconds", "none", 5, 60, _DESK),
        _of("slot_octets", "octets", "under 100 MB", _GB, 10 * _GB, "unread ones from 128 MB on", least=128 * _MB),
        _of("lag_octets", "octets", "under 1 MB", 64 * _MB, _GB, _DESK),
        _of("lag_seconds", "seconds", "under 1 s", 10, 60, "operators: 10 s"),
        _of("cache_percent", "percent", "over 99 %", 95, 80, "operators: goal 99 %, alert 80 %", below=1, least=10_000),
        _of("forced_percent", "percent", "under 10 %", 50, None, _DESK, least=20),
        _of("deadlocks_a_day", "count", "none", 1, 10, _DESK),
        _of("temp_octets_a_day", "octets", "under 1 GB", 10 * _GB, 100 * _GB, _DESK),
        _of("prepared_seconds", "seconds", "under 1 min", 300, 3600, _DESK),
        _of("json_octets", "octets", "under 100 kB", _MB, None, "operators: 1 MB a section"),
        _of("sequential_rows", "count", "none of a big table", 100_000_000, None, _DESK, least=10 * _MB),
        _of("hot_percent", "percent", "over 80 %", 50, None, _DESK, below=1, least=10_000),
        _of("partition_days", "days", "a month ahead", 7, 1, "a business week", below=1),
        _of("wal_times", "times", "at most 1", 2, 10, f"{_POSTGRES}: max_wal_size", least=_GB),
        _of("pool_wait_seconds", "seconds", "nobody waits", 1, 10, _DESK),
        _of("cron_failures", "count", "none", 1, 5, _DESK),
        _of("counters_days", "days", "over 30 d", 7, None, "a business week", below=1),
    )
}


def thresholds_of(own: Mapping[str, tuple[float, float | None]]) -> Mapping[str, Threshold]:
    """All thresholds, with a target's own figures in place of ours. ConfigurationProblem for a name there is not."""
    for name in own:
        if name not in THRESHOLDS:
            raise ConfigurationProblem(
                f"config.toml has a threshold {name}, which there is not.", "", nearest(name, THRESHOLDS)
            )
    return {
        name: replace(each, warning=own[name][0], critical=own[name][1], source="config.toml") if name in own else each
        for name, each in THRESHOLDS.items()
    }
