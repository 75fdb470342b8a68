"""What is said of a batch that ended: how far it came, and where it stopped. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import psycopg

from console.core.present import visible
from console.database.explain import query_problem
from console.guard.events import End, Mark, Result
from console.guard.operation import Batch, Part
from console.guard.render import rendered

MOST = 100
"""Parts of a batch whose text a plan shows and the journal keeps; the history on the server has all of them."""

LONGEST = 4_000
"""Characters of one script that a plan shows."""

_SHOWN = 160
"""Characters of a line of a script that are shown with an error."""


def batch_statements(batch: Batch) -> tuple[str, ...]:
    """The scripts as a plan shows them: each part's title as a comment, long texts and long lists cut."""
    shown: list[str] = []
    for part in batch.parts:
        texts = [script.text for script in part.scripts]
        cut = [text if len(text) <= LONGEST else f"{text[:LONGEST]}… (+{len(text) - LONGEST:,})" for text in texts]
        if not texts:
            cut = [rendered(query) for query in part.record]
        recorded = ["-- and its row in the history"] if texts and part.record else []
        shown.append("\n".join((f"-- {visible(part.title)}", *(f"{text};" for text in cut), *recorded)))
    if len(shown) <= MOST:
        return tuple(shown)
    return (*shown[:MOST], f"-- and {len(shown) - MOST:,} more")


def stands(parts: Sequence[Part], done: int) -> str:
    """`All of 3 parts are committed.`"""
    keys = list(dict.fromkeys(part.key for part in parts if part.key))
    whole = [key for key in keys if all(part.key != key for part in parts[done:])]
    if done == len(parts):
        return f"All of it is committed: {_names(keys)}."
    begun = parts[done].key if done and parts[done].key == parts[done - 1].key else ""
    said = f"Committed: {_names(whole)}." if whole else ""
    if begun:
        said += f" Committed in part: {begun}; what comes next of it is “{parts[done].title}”."
    return said.strip()


def _names(keys: Sequence[str]) -> str:
    return ", ".join(keys) if len(keys) <= 3 else f"{keys[0]} to {keys[-1]} ({len(keys)})"


def partly(parts: Sequence[Part], done: int, end: End) -> End:
    """The end of a batch whose first `done` parts are committed, where the next one ended like this."""
    if end.result is Result.DONE:
        return end
    end = replace(end, parts_done=done)
    if not any(part.key for part in parts[:done]) and not end.unrecorded:
        return end  # a part that belongs to nothing prepares: by itself it is no part of what was wanted
    how = "partly" if end.result is Result.NOT_DONE else end.how
    return replace(end, how=how, detail=f"{stands(parts, done)} {end.detail}".strip())


def judged(mark: Mark, end: End) -> End:
    """What became of a part, from what the server says of the transaction or the statement of its mark."""
    if end.result is Result.UNKNOWN and end.how == "unseen" and mark.repeatable:
        detail = f"{mark.title} was broken off; running it again does no harm."
        return replace(end, result=Result.NOT_DONE, how="again", detail=detail)
    if end.result is Result.DONE and mark.record == "ahead":
        detail = f"{mark.title} took, but it was broken off before that was recorded."
        return replace(end, result=Result.NOT_DONE, how="unrecorded", detail=detail, unrecorded=True)
    return replace(end, unrecorded=True) if end.result is Result.NOT_DONE and mark.record == "now" else end


def of_batch(mark: Mark, end: End) -> End:
    """What became of a whole batch, from what became of the part that its last mark speaks of."""
    if not mark.title:
        return end
    end = judged(mark, end)
    done = mark.step + (end.result is Result.DONE)
    end = replace(end, parts_done=done)
    if end.result is Result.UNKNOWN or done == mark.parts or not (done or end.unrecorded):
        return end
    detail = f"The first {done} of {mark.parts} parts are committed, up to “{mark.title}”. {end.detail}"
    if end.unrecorded:
        detail = (
            f"{done + 1} of {mark.parts} parts are committed; of “{mark.title}” the record is missing. {end.detail}"
        )
    elif end.result is Result.NOT_DONE:
        detail = f"The first {done} of {mark.parts} parts are committed; “{mark.title}” is not. {end.detail}"
    return replace(end, result=Result.NOT_DONE, how="partly", detail=detail.strip())


def failure(error: psycopg.Error, part: Part | None = None, at: int = 0) -> End:
    """What the server refused, with the line of the file and the words at which it stopped.

    `at` is the number of the script; behind the last, it was the record that failed.
    """
    problem = query_problem(error)
    detail = f"{problem.what} {problem.why}".strip()
    if part is not None and at >= len(part.scripts):
        who = " Somebody else has recorded it meanwhile." if error.sqlstate == "23505" else ""
        detail = f"{part.title}: its row in the history could not be written.{who} {detail}"
    elif part is not None:
        script = part.scripts[at]
        line, words = _place(script.text, error.diag.statement_position)
        detail = f"{part.title}, line {script.line + line}: {detail.rstrip('.')}. At: {visible(words)}"
        if error.diag.message_detail:
            detail += f" ({visible(error.diag.message_detail)})"
    return End(result=Result.NOT_DONE, how="refused", detail=detail, sqlstate=error.sqlstate)


def _place(text: str, position: str | None) -> tuple[int, str]:
    """Lines before the place of an error, and the words there; the statement's first line where no place is told."""
    at = int(position) - 1 if position and position.isdigit() else 0
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    words = text[start : end if end >= 0 else None].strip()
    return text.count("\n", 0, at), words[:_SHOWN]
