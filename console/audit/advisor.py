"""Supabase's advisor, as far as SQL shows it: `--profile advisor` reports what a dashboard would, for comparison.

Its lints are the files of sql/audit/advisor, under its names and levels, also where it is wrong about PostgreSQL. This
says which of them no statement can answer. It judges nothing by itself.
"""

from __future__ import annotations

from console.core.finding import Findings, Level, Unchecked

_PLATFORM = "It is a setting of the platform, and not in the database."
_REMEDY = "Look at the dashboard: Advisors, or Authentication."
UNSEEN = (
    "auth_allow_anonymous_sign_ins",
    "auth_insufficient_mfa_options",
    "auth_leaked_password_protection",
    "auth_otp_long_expiry",
    "vulnerable_postgres_version",
)
"""What a dashboard lists besides the 28 lints that are SQL."""


def unseen() -> Findings:
    """What a dashboard knows and we do not, each as a check that could not be made."""
    return Findings((), tuple(Unchecked(name, Level.INFO, _PLATFORM, _REMEDY) for name in UNSEEN), UNSEEN)
