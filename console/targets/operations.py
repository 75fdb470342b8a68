"""The guarded operations on a target's own login. Pure: they run nothing."""

from __future__ import annotations

from console.core.secret import Secret
from console.core.target import Target
from console.database.names import identifier
from console.database.sql import load
from console.guard.operation import Operation, Query, Requirement, Risk, Step, no_reverse
from console.targets.supabase import SupabaseForm, recognise


def rotate_password(target: Target, verifier: str) -> Operation:
    """Give the role that this target logs in as another password, as a SCRAM verifier.

    Who else logs in as it is locked out with the next login, so others see it: careful. It is not taken back: the old
    password is to be worth nothing.
    """
    role = server_role(target)
    return Operation(
        name="targets.rotate",
        title="Change password",
        subject=role,
        kind="role",
        key=role,
        risk=Risk.CAREFUL,
        steps=(
            Step(
                title="give the role its new password",
                query=Query(
                    load("roles/set_password").with_identifiers(role=identifier(role)),
                    {"verifier": Secret(verifier)},
                ),
                utility=True,
                seconds=5,
            ),
        ),
        requirements=(
            Requirement(
                f"this connection is {role} itself, not another role behind a pooler",
                Query(load("roles/is_self").with_identifiers(), {"role": role}),
            ),
        ),
        reverse=no_reverse("The old password is not to work again: rotate once more instead."),
        consequence="Programs that log in with the old password cannot any more. Sessions that are open stay open.",
        facts=(("pooler", _pooler_advice(target)),) if _pooler_advice(target) else (),
        event="password.rotated",
    )


def server_role(target: Target) -> str:
    """The role on the server: a Supabase pooler's user is `role.project`."""
    project = recognise(target.host, target.port, target.user)
    if project is not None and project.form in {SupabaseForm.SESSION, SupabaseForm.TRANSACTION}:
        return target.user.removesuffix(f".{project.ref}")
    return target.user


def _pooler_advice(target: Target) -> str:
    project = recognise(target.host, target.port, target.user)
    if project is not None and project.form is not SupabaseForm.DIRECT:
        return "A pooler may take the old password for a while, or keep a list of its own: have the dashboard at hand."
    return ""
