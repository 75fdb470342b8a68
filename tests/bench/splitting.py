"""The line about cutting SQL into statements, beside PostgreSQL's own parser. More is better, so it has no bar."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from console.changesets.split import split
from tests.bench.measure import Line, NotMeasured, in_turn
from tests.bench.stage import Stage

CHARACTERS = 5_000_000
UNIT = """-- one of many
create table if not exists public.t (id bigint primary key, name text not null default 'it''s; here');
create function f() returns trigger language plpgsql as $body$ begin new.a := 1; return new; end $body$;
insert into public.t (id, name) values (1, 'one'), (2, 'two (2)'), (3, 'three; 3');
"""


def splitting(stage: Stage, runs: int) -> list[Line] | list[NotMeasured]:
    """Megabytes a second over a file of 5 MB."""
    try:
        import postgast
    except ImportError:
        return [NotMeasured("split", "postgast is not installed")]
    text = UNIT * (CHARACTERS // len(UNIT))
    found = in_turn({"ours": lambda: _rate(split, text), "parser": lambda: _rate(postgast.split, text)}, runs)
    return [Line("splitter", "MB/s", found["ours"], found["parser"], "libpg_query (C)", note="5 MB; more is better")]


def _rate(cut: Callable[[str], Sequence[object]], text: str) -> float:
    started = time.perf_counter()
    assert cut(text)
    return len(text) / 1e6 / (time.perf_counter() - started)
