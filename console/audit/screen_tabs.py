"""The views of the audit's screen: their names and where they are. Nothing of them is imported here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tab:
    """One view: its name, what it is called, what it shows, and where it is."""

    name: str
    title: str
    about: str
    place: str


TABS: tuple[Tab, ...] = (
    Tab("findings", "Findings", "what is wrong, worst first", "screen_findings:FindingsView"),
    Tab("access", "Access", "who can do what, on every table", "screen_access:AccessView"),
    Tab("probe", "Probe", "what somebody really sees, and why", "screen_probe:ProbeView"),
    Tab("runs", "Runs", "what was found before, and what changed", "screen_runs:RunsView"),
    Tab("overview", "Overview", "tables, policies, grants, constraints, to read", "screen_overview:OverviewView"),
    Tab("auth", "Log-ins", "the health of who may log in", "screen_auth:AuthView"),
    Tab("templates", "Templates", "policies for a table, names filled in", "screen_templates:TemplatesView"),
)


def tab_named(name: str) -> Tab:
    """The view of that name."""
    return next(each for each in TABS if each.name == name)
