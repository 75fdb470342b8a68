"""From a folder and a target to what can be applied: status, the files that are next, the plan, the operation."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from console.changesets.migration import Folder
from console.core.finding import Finding
from console.core.target import Environment, Target
from console.core.unknown import Unknown
from console.database.session import Database
from console.errors import ConfigurationProblem, UsageProblem
from console.guard.operation import Operation, Risk
from console.migrations.apply import apply_operation, digest_of
from console.migrations.ours import Begun, Told
from console.migrations.pending import Pending, read_pending, refuse_unsendable
from console.migrations.plan import MigrationPlan, Reason, planned_file, reasons_for
from console.migrations.relations import Sizes, locks_of, read_in_the_way, read_sizes
from console.migrations.status import State, Status, Version, read_status
from console.migrations.verifying import Verification
from console.migrations.violations import Verdict, read_violations

_MOST_REASONS = 6


@dataclass(frozen=True, slots=True)
class Prepared:
    """What stands between a folder and a target: the files that would be applied, and what is known of that.

    `unsized` is why the sizes could not be read; `sizes` is empty then, and says nothing. `verification` keeps what the
    files' queries gave when they were applied by its operation.
    """

    status: Status
    pending: tuple[Pending, ...]
    sizes: Sizes
    plan: MigrationPlan
    unsized: Unknown | None = None
    verification: Verification = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "verification", Verification(self.pending))

    def operation(self) -> Operation:
        """Applying them. UsageProblem where there is nothing to apply."""
        made = apply_operation(
            self.pending,
            self.status.folder,
            self.status.history,
            self.sizes,
            facts_of(self.plan),
            look=self.verification.look,
        )
        if self.unsized is not None and made.batch is not None:  # what is rewritten may be large
            return replace(made, risk=Risk.DANGEROUS, batch=replace(made.batch, estimate=None))
        # What the plan advises against asks for more than what it lets go.
        return replace(made, risk=Risk.DANGEROUS) if self.plan.verdict is Verdict.STOP else made


async def prepare(
    database: Database,
    target: Target,
    folder: Folder,
    told: Told,
    *,
    upto: str | None = None,
    include_all: bool = False,
    findings: Mapping[str, Sequence[Finding]] | None = None,
    staged: Mapping[str, datetime] | Unknown | None = None,
    now: datetime | None = None,
) -> Prepared:
    """Read everything that a decision needs; nothing is sent that changes anything.

    `findings` are a check's, by file name; `staged` says when each version ran on staging. UsageProblem where `upto`
    names no pending version, or an older file would be slipped in and `include_all` is false.
    """
    status = await read_status(database, folder, told.ours)
    # Files may be large: they are read beside the loop, on which a screen goes on.
    pending = await asyncio.to_thread(choose, status, told.begun, upto=upto, include_all=include_all)
    locks = await asyncio.to_thread(locks_of, pending)
    sizes = await read_sizes(database, locks)
    unsized = sizes if isinstance(sizes, Unknown) else None
    known: Sizes = {} if isinstance(sizes, Unknown) else sizes
    blockers = await read_in_the_way(database, locks, known) if unsized is None else unsized
    violations = await read_violations(database, pending, known)

    def planned() -> MigrationPlan:
        files = tuple(
            planned_file(
                each,
                known if unsized is None else None,
                (findings or {}).get(each.file.path.name, ()),
                _staged(staged, each),
            )
            for each in pending
        )
        versions = () if isinstance(status.versions, Unknown) else status.versions
        reasons = reasons_for(
            files,
            versions,
            blockers,
            violations if unsized is None else unsized,
            production=target.environment is Environment.PRODUCTION,
            now=now or datetime.now().astimezone(),
        )
        return MigrationPlan(target=target.name, files=files, blockers=blockers, violations=violations, reasons=reasons)

    return Prepared(status, pending, known, await asyncio.to_thread(planned), unsized)


def _staged(staged: Mapping[str, datetime] | Unknown | None, pending: Pending) -> datetime | Unknown | None:
    return staged if isinstance(staged, Unknown) else (staged or {}).get(pending.file.version)


def choose(
    status: Status, begun: Mapping[str, Begun], *, upto: str | None = None, include_all: bool = False
) -> tuple[Pending, ...]:
    """The files that are next, up to a version, each read. UsageProblem as `prepare`."""
    if isinstance(status.versions, Unknown):
        raise ConfigurationProblem(
            "What is applied is not known.", status.versions.reason, status.versions.remedy or "Read it as its owner."
        )
    wanted = [each for each in status.versions if _is_next(each, begun)]
    if upto is not None:
        wanted = _up_to(wanted, upto, status)
    _refuse_failed(status.versions, wanted)
    slipped = [each for each in wanted if each.state is State.OUT_OF_ORDER]
    if slipped and not include_all:
        raise UsageProblem(
            f"{', '.join(each.label for each in slipped[:3])} would be slipped in before what is applied.",
            "A file that is older than the last applied one may not fit what came after it.",
            "Renumber it (greenroom migrations check --fix), or say --include-all.",
        )
    doubled = {each.version for each in wanted if sum(one.version == each.version for one in wanted) > 1}
    if doubled:
        raise UsageProblem(
            f"Two files have the version {min(doubled)}.", "One of them would never run.", "Renumber one of them."
        )
    return tuple(_read(each, status, begun) for each in wanted)


def _is_next(version: Version, begun: Mapping[str, Begun]) -> bool:
    if version.file is None:
        return False
    return version.state.is_pending or (version.state is State.FAILED and version.version in begun)


def _refuse_failed(versions: Sequence[Version], wanted: Sequence[Version]) -> None:
    """What stopped and cannot be gone on with must be looked at before anything is put on top of it."""
    last = max((versions.index(each) for each in wanted), default=0)
    for each in versions[:last]:
        if each.state is State.FAILED and each not in wanted:
            raise ConfigurationProblem(
                f"{each.label} stopped, and it is not known how far it came.",
                each.note or "Its history says that it failed.",
                "Look at what is there, and say how it is: greenroom journal settle, or greenroom migrations repair.",
            )


def _up_to(wanted: Sequence[Version], upto: str, status: Status) -> list[Version]:
    place = next((number for number, each in enumerate(wanted) if upto in (each.version, each.label)), None)
    if place is not None:
        return list(wanted[: place + 1])
    there = status.version(upto)
    why = f"It is {there.state.value}." if there is not None else "No file and no history knows it."
    raise UsageProblem(f"{upto} is not among what is pending.", why, "greenroom migrations status lists what is.")


def _read(version: Version, status: Status, begun: Mapping[str, Begun]) -> Pending:
    file = version.file
    if file is None:
        raise ConfigurationProblem(f"There is no file of {version.label}.")
    half = begun.get(version.version)
    pending = read_pending(file, status.folder.tool, done=half.segments if half else 0)
    refuse_unsendable(file.path.name, pending.script.text, status.folder.tool)
    if half is not None and half.digest != digest_of(pending.data):
        raise ConfigurationProblem(
            f"{file.path.name} was changed since it stopped half-way.",
            f"{half.segments} of its segments are committed as they were written then.",
            "Put it back as it was, or look at what is there and mark it: greenroom migrations repair",
        )
    return pending


def facts_of(plan: MigrationPlan) -> tuple[tuple[str, str], ...]:
    """What the dialog says beside the statements: the verdict, why, and what may take how long."""
    found = [("verdict", plan.verdict.value.upper())]
    found += [("because", _words(reason)) for reason in plan.reasons[:_MOST_REASONS]]
    if len(plan.reasons) > _MOST_REASONS:
        found.append(("", f"and {len(plan.reasons) - _MOST_REASONS} more: greenroom migrations plan shows all"))
    found += [("atomic", _parts(plan))]
    return tuple(found)


def _words(reason: Reason) -> str:
    where = f"{reason.file} line {reason.line}: " if reason.line else f"{reason.file}: " if reason.file else ""
    return f"{reason.verdict.value.upper()} {where}{reason.sentence}"


def _parts(plan: MigrationPlan) -> str:
    cut = [
        f"{each.pending.file.label} in {len(each.segments)} segments" for each in plan.files if not each.pending.atomic
    ]
    return f"each file is, but {'; '.join(cut)}" if cut else "each file is one transaction: it is there wholly, or not"
