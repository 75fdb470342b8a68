"""Accepted findings: which, until when, and what the file must say."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest

from console.audit.muting import ENDED, UNUSED, Mute, add_mute, load_mutes, mute, parse_mutes
from console.core.finding import Finding, Findings, Level, Unchecked
from console.errors import ConfigurationProblem

TODAY = date(2026, 3, 1)
END = date(2026, 12, 31)
PATH = Path("audit.toml")


def found(name: str, check: str = "open-write") -> Finding:
    return Finding(check=check, level=Level.ERROR, title="Open", schema="shop", object=name, object_type="table")


def ours(*findings: Finding, unknown: tuple[Unchecked, ...] = ()) -> Findings:
    return Findings(findings, unknown, ("open-write", "open-read"))


def muted(findings: Findings, *mutes: Mute) -> Findings:
    return mute(findings, mutes, target="here", today=TODAY)


def test_a_mute_names_its_reason_and_its_end() -> None:
    accepted = Mute(check="open-write", object="a", reason="a form for everybody", by="jo", until=END)
    result = muted(ours(found("a"), found("b")), accepted)
    assert [each.muted for each in result.findings] == ["a form for everybody (until 2026-12-31, jo)", ""]
    assert result.exit_status(Level.ERROR) == 1
    assert muted(ours(found("a")), accepted).exit_status(Level.ERROR) == 0


def test_by_fingerprint_alone() -> None:
    accepted = Mute(fingerprint=found("a").fingerprint, reason="known", until=END)
    assert [bool(each.muted) for each in muted(ours(found("a"), found("b")), accepted).findings] == [True, False]


def test_after_its_last_day_it_is_open_again_and_said() -> None:
    over = Mute(check="open-write", reason="for a week", until=date(2026, 2, 28))
    last = Mute(check="open-write", reason="for a week", until=TODAY)
    assert [each.check for each in muted(ours(found("a")), over).open] == ["open-write", ENDED]
    assert muted(ours(found("a")), last).open == ()


@pytest.mark.parametrize(
    ("accepted", "said"),
    [
        (Mute(check="open-read", reason="was so", until=END), [UNUSED]),
        (Mute(check="did-not-run", reason="was so", until=END), []),
        (Mute(check="open-read", reason="was so", until=END, target="elsewhere"), []),
    ],
)
def test_a_mute_that_matches_nothing_is_said_where_it_was_looked_for(accepted: Mute, said: list[str]) -> None:
    assert [each.check for each in muted(ours(), accepted).findings] == said


def test_what_could_not_be_checked_leaves_a_mute_alone() -> None:
    accepted = Mute(check="open-read", reason="was so", until=END)
    assert muted(ours(unknown=(Unchecked("open-read", Level.INFO, "locked"),)), accepted).findings == ()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[[mute]]\ncheck = "a"\nuntil = 2026-01-01', "no reason"),
        ('[[mute]]\ncheck = "a"\nreason = " "\nuntil = 2026-01-01', "no reason"),
        ('[[mute]]\ncheck = "a"\nreason = "b"', "no end"),
        ('[[mute]]\ncheck = "a"\nreason = "b"\nuntil = "2026-01-01"', "no end"),
        ('[[mute]]\nreason = "b"\nuntil = 2026-01-01', "does not say what"),
        ('[[mute]]\nchek = "a"\nreason = "b"\nuntil = 2026-01-01', "Did you mean check"),
        ('[[mute]]\ncheck = 1\nreason = "b"\nuntil = 2026-01-01', "no text"),
        ("[mutes]", "means nothing"),
        ("mute = 1", "no list"),
        ("[[mute", "TOML"),
    ],
)
def test_a_wrong_file_is_no_file(text: str, complaint: str) -> None:
    with pytest.raises(ConfigurationProblem, match=complaint):
        parse_mutes(text, PATH)


def test_what_is_added_is_read_back_and_comments_stay(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "audit.toml"
    one = Mute(check="open-write", object='a"; [/]\n', reason="so\nit is", by="jo", until=END)
    two = Mute(fingerprint="0123456789ab", reason="too", until=TODAY, target="here")
    assert add_mute(one, path) == path
    path.write_text("# ours\n" + path.read_text().rstrip("\n"))
    add_mute(two, path)
    assert load_mutes(path) == (one, two)
    assert path.read_text().startswith("# ours\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationProblem, match="not there"):
        load_mutes(tmp_path / "audit.toml")
