"""What is looked at once files were applied: their verification queries, and indexes that were left invalid. Reads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from console.core.unknown import Unknown
from console.database.session import Database
from console.errors import Problem
from console.migrations.drift import Verdict, drift_of_target
from console.migrations.invalid_indexes import read_invalid
from console.migrations.preparing import Prepared

DRIFT_SECONDS = 60.0
"""What comparing may take behind an apply that somebody waits for."""
_NOT = "? NOT CHECKED whether the schema is what the files make:"
_LATER = "greenroom migrations drift compares it."


async def look_after(
    database: Database,
    prepared: Prepared,
    *,
    drift: bool = True,
    seconds: float = DRIFT_SECONDS,
    watch: Callable[[str], None] = lambda word: None,
) -> tuple[str, ...]:
    """Sentences on what was found afterwards; the last says whether the schema is clean, different or not checked.

    `drift` is false where the schema shall not be compared; `seconds` is how long that may take.
    """
    said = [each.sentence for each in await prepared.verification.all(database)]
    invalid = await read_invalid(database)
    if isinstance(invalid, Unknown):
        said.append(f"? UNKNOWN whether an index was left invalid: {invalid.reason}")
    else:
        said += [f"▲ {each.label} is not valid: it serves no read and costs every write" for each in invalid]
    if not any(each.script.verify for each in prepared.pending):
        said.append("The files have no VERIFY block.")
    if drift:
        said.append(await _drifted(database, prepared, seconds, watch))
    else:
        said.append(f"{_NOT} it was not asked for. {_LATER}")
    return tuple(said)


async def _drifted(database: Database, prepared: Prepared, seconds: float, watch: Callable[[str], None]) -> str:
    """Whether the schema is now what the files make, in a sentence."""
    try:
        async with asyncio.timeout(seconds):
            found = await drift_of_target(prepared.status.folder, database, watch=watch)
    except TimeoutError:
        return f"{_NOT} comparing took longer than {seconds:.0f} s. {_LATER}"
    except Problem as problem:
        return f"{_NOT} {problem.what} {problem.why} {problem.remedy}".rstrip()
    if found.verdict is Verdict.CLEAN:
        return f"● CLEAN the schema is what the {found.files} files make."
    if found.verdict is Verdict.DIFFERENT:
        first = found.differences[0].sentence
        more = f", and {len(found.differences) - 1} more" if len(found.differences) > 1 else ""
        return f"✖ DIFFERENT from what the files make: {first}{more}. greenroom migrations drift shows all."
    doubt = found.doubts[0]
    return f"{_NOT} {doubt.what}: {doubt.unknown.reason} {doubt.unknown.remedy}".rstrip()
