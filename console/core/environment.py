"""libpq's variables in the shell. They serve connections that the command line names, and nothing else."""

from __future__ import annotations

import os
from collections.abc import MutableMapping


def take_libpq_variables(environ: MutableMapping[str, str] = os.environ) -> dict[str, str]:
    """Give back a copy of the environment, and take libpq's variables out of the process.

    libpq looks at its environment for whatever it was not told; some of it (PGSERVICE, PGTZ, PGDATESTYLE, PGGEQO) no
    parameter can overrule. So that none of it reaches a saved target, it is not there when libpq looks.
    """
    copy = dict(environ)
    for name in copy:
        if name.startswith("PG") and not name.startswith("PG_"):
            del environ[name]
    return copy
