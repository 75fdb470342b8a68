"""What supabase/ says: the linked projects, and seeds by the patterns and hashes of its command line."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from console.changesets.supabase import Project, Seeds, linked_projects, read_seeds
from console.core.unknown import Unknown

REF, OTHER = "abcdefghijklmnopqrst", "tsrqponmlkjihgfedcba"


def project(root: Path, config: str | None = None, ref: str | None = None) -> Path:
    (root / "supabase" / ".temp").mkdir(parents=True)
    if config is not None:
        (root / "supabase" / "config.toml").write_text(config, encoding="utf-8")
    if ref is not None:
        (root / "supabase" / ".temp" / "project-ref").write_text(ref, encoding="utf-8")
    return root


def seeds(root: Path) -> Seeds:
    found = read_seeds(root)
    assert isinstance(found, Seeds), found
    return found


def test_a_linked_folder_says_its_project_first(tmp_path: Path) -> None:
    config = f'project_id = "{OTHER}"\n[remotes.staging]\nproject_id = "{OTHER}"\n[remotes.odd]\nproject_id = "x"\n'
    project(tmp_path, config, f"{REF}\n")
    assert linked_projects(tmp_path) == (
        Project(REF, tmp_path / "supabase/.temp/project-ref"),
        Project(OTHER, tmp_path / "supabase/config.toml", "staging"),
    )


@pytest.mark.parametrize(
    ("config", "refs"),
    [(None, []), ('project_id = "shop"', []), (f'project_id = "{REF}"', [REF]), ("project_id = 1\nremotes = 2", [])],
)
def test_a_folder_that_is_not_linked(config: str | None, refs: list[str], tmp_path: Path) -> None:
    found = linked_projects(project(tmp_path, config))
    assert not isinstance(found, Unknown)
    assert [each.ref for each in found] == refs


def test_a_configuration_that_cannot_be_read_is_unknown(tmp_path: Path) -> None:
    project(tmp_path, "project_id = [")
    for found in (linked_projects(tmp_path), read_seeds(tmp_path)):
        assert isinstance(found, Unknown)
        assert "is no TOML" in found.reason
    (tmp_path / "supabase" / "config.toml").write_text("[db.seed]\nsql_paths = 1", encoding="utf-8")
    assert isinstance(read_seeds(tmp_path), Unknown)


def test_the_usual_seed_and_its_hash(tmp_path: Path) -> None:
    project(tmp_path)
    assert seeds(tmp_path) == Seeds(True, (), ("./seed.sql",))
    raw = b"\xef\xbb\xbfinsert into t values (1);\r\n"
    (tmp_path / "supabase" / "seed.sql").write_bytes(raw)
    (seed,) = seeds(tmp_path).seeds
    assert (seed.path, seed.sha256) == ("supabase/seed.sql", hashlib.sha256(raw).hexdigest())
    assert seed.file == tmp_path / "supabase" / "seed.sql"


def test_patterns_match_as_the_command_line_has_them(tmp_path: Path) -> None:
    paths = ["./seeds/[0-9]*.sql", "seeds/*.sql", "./none/*.sql", "../shared/a?.sql", "seeds/**/deep.sql"]
    paths.append("seeds/x[^a].txt")
    project(tmp_path, f"[db.seed]\nenabled = false\nsql_paths = {paths}\n")
    for name in (
        "seeds/b.sql",
        "seeds/2.sql",
        "seeds/10.sql",
        "seeds/.h.sql",
        "seeds/d/deep.sql",
        "seeds/e/f/deep.sql",
    ):
        path = tmp_path / "supabase" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    for name in ("xa.txt", "xb.txt"):
        (tmp_path / "supabase" / "seeds" / name).touch()
    (tmp_path / "supabase" / "seeds" / "folder.sql").mkdir()
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "ab.sql").touch()
    found = seeds(tmp_path)
    assert not found.enabled
    assert [seed.path for seed in found.seeds] == [
        "supabase/seeds/10.sql",
        "supabase/seeds/2.sql",
        "supabase/seeds/.h.sql",
        "supabase/seeds/b.sql",
        "shared/ab.sql",
        "supabase/seeds/d/deep.sql",
        "supabase/seeds/xb.txt",
    ]
    assert found.unmatched == ("./none/*.sql",)
