"""`greenroom targets rotate`: the plan, the answers, and the change of a password through the guard."""

from __future__ import annotations

import argparse

from console.core.secret import Secret
from console.core.target import Target
from console.database.connect import Endpoint
from console.errors import ConnectionProblem, GuardProblem
from console.targets.rotate import LogIn


def run(arguments: argparse.Namespace) -> int:
    """Not yet: only the guard may write, and it does not run operations yet."""
    raise GuardProblem("Passwords cannot be changed yet.", "The guard does not run operations yet.")


def log_in_with(target: Target, endpoint: Endpoint | None = None) -> LogIn:
    """A login that says whether a password is taken, and raises ConnectionProblem where that is not seen."""
    from console.database.connect import connect

    async def log_in(secret: Secret) -> bool:
        try:
            connection = await connect(target, secret, endpoint=endpoint)
        except ConnectionProblem as problem:
            if problem.refused and "password was refused" in problem.what:
                return False
            raise
        asked = connection.pgconn.used_password
        await connection.close()
        if not asked:
            raise ConnectionProblem(
                f"{target.name} does not ask for a password.",
                "It lets this role in from here without one, so a new one could not be tested.",
                "Change the password from where it is asked for.",
                refused=True,
            )
        return True

    return log_in
