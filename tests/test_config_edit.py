"""The section that the console writes into config.toml: nothing else changes, and nothing is half written."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.config import AuditMapping, load_config, parse_config
from console.config_edit import audit_section, write_audit_table
from console.errors import ConfigurationProblem

MINE = """# what I like
[appearance]
theme = "light"   # at noon

[audit_table."shop"] # since spring
# the old one
table = "old.log" # gone soon
columns = { actor = "who" }

[windows."shop"]
hours = ["mon-fri 07:00-15:00"]
"""
MAPPING = AuditMapping("public.audit_log", {"actor": "who", "action": "what"})
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


def test_a_new_file_is_private(tmp_path: Path) -> None:
    path = tmp_path / "greenroom" / "config.toml"
    config = write_audit_table("shop", MAPPING, path)
    assert config == load_config(path)
    assert config.audit_tables == {"shop": MAPPING}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_what_a_person_wrote_stays(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(MINE)
    write_audit_table("sydney", MAPPING, path)
    assert path.read_text() == f"{MINE}\n{audit_section('sydney', MAPPING)}\n"
    config = write_audit_table("shop", MAPPING, path)
    text = path.read_text()
    for comment in ("# what I like", "# at noon", "# since spring", "# the old one", "# gone soon"):
        assert comment in text
    assert config.audit_tables == {"shop": MAPPING, "sydney": MAPPING}
    assert (config.theme, len(config.windows)) == ("light", 1)


def test_declined_and_accepted_again(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(MINE)
    config = write_audit_table("shop", None, path)
    assert config.without_audit_table == {"shop"}
    assert not config.audit_tables
    assert "# gone soon" in path.read_text()
    assert write_audit_table("shop", MAPPING, path).audit_tables == {"shop": MAPPING}
    assert load_config(path).without_audit_table == frozenset()


@given(target=TEXTS, table=TEXTS, column=TEXTS)
def test_hostile_names_are_read_back(target: str, table: str, column: str) -> None:
    mapping = AuditMapping(table, {"actor": column})
    assert parse_config(audit_section(target, mapping), Path("config.toml")).audit_tables == {target: mapping}


def test_a_form_that_has_no_place_for_it_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('audit_table = { sydney = { table = "log", columns = { actor = "who" } } }\n')
    before = path.read_bytes()
    with pytest.raises(ConfigurationProblem, match="cannot be added to") as problem:
        write_audit_table("shop", MAPPING, path)
    assert 'table = "public.audit_log"' in problem.value.remedy
    assert path.read_bytes() == before


@pytest.mark.parametrize("text", ["nonsense = [", "[audit_tabel]", '[[hooks]]\nevent = "*"\ncommand = ["true"]'])
def test_a_file_that_cannot_be_used_is_not_written(tmp_path: Path, text: str) -> None:
    """The last one can be written by others: to write it would make their hooks ours."""
    path = tmp_path / "config.toml"
    path.write_text(text)
    path.chmod(0o666)
    with pytest.raises(ConfigurationProblem):
        write_audit_table("shop", MAPPING, path)
    assert path.read_text() == text
    assert stat.S_IMODE(path.stat().st_mode) == 0o666


def test_a_link_to_a_file_elsewhere_stays_a_link(tmp_path: Path) -> None:
    elsewhere, path = tmp_path / "dotfiles.toml", tmp_path / "config.toml"
    elsewhere.write_text(MINE)
    path.symlink_to(elsewhere)
    write_audit_table("sydney", MAPPING, path)
    assert path.is_symlink()
    assert "sydney" in load_config(elsewhere).audit_tables


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationProblem, match="cannot be written"):
        write_audit_table("shop", MAPPING, tmp_path / "file" / "config.toml")
