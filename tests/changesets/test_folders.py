"""Folders of migrations: found below a project, recognised, read in order; hostile names, links, closed folders."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from console.changesets.folders import find_folders, read_folder
from console.changesets.migration import Folder, Tool
from console.errors import Problem


def lay(root: Path, *names: str, text: str = "select 1;\n", **texts: str) -> Path:
    """Make files below a folder."""
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texts.get(name, text), encoding="utf-8")
    return root


def labels(folder: Folder) -> list[str]:
    return [file.label for file in folder.files]


def whys(folder: Folder) -> dict[str, str]:
    return {skipped.path.name: skipped.why for skipped in folder.skipped}


REVISION = "import os\nos._exit(1)\nrevision: str = {!r}\ndown_revision = {!r}\n"
DJANGO = "from django.db import migrations\nclass Migration(migrations.Migration):\n    pass\n"
PLAN = """%syntax-version=1.0.0
%project=flipr

users 2024-01-01T00:00:00Z A <a@b.c> # first
@v1 2024-01-01T00:00:00Z A <a@b.c>
auth/roles [users] 2024-01-02T00:00:00Z A <a@b.c>
users [users@v1] 2024-01-03T00:00:00Z A <a@b.c> # reworked
gone 2024-01-03T00:00:00Z A <a@b.c>
../../etc/passwd 2024-01-03T00:00:00Z A <a@b.c>
"""


def test_every_kind_of_project_is_found_below_the_working_folder(tmp_path: Path) -> None:
    lay(tmp_path, "shop/supabase/migrations/20240101000000_a.sql", "plain/migrations/001_a.sql")
    lay(tmp_path, "mate/db/migrations/1_a.sql", text="-- migrate:up\nselect 1;\n-- migrate:down\n")
    lay(tmp_path, "web/prisma/migrations/20240101000000_a/migration.sql", "web/prisma/migrations/migration_lock.toml")
    lay(tmp_path, "api/alembic/versions/ae10_a.py", text=REVISION.format("ae10", None))
    lay(tmp_path, "flask/migrations/versions/ae11_a.py", text=REVISION.format("ae11", None))
    lay(tmp_path, "site/booking/migrations/0001_initial.py", "site/booking/migrations/__init__.py", text=DJANGO)
    lay(tmp_path, "rails/db/migrate/20240101000000_a.rb", "go/migrations/1_a.up.sql", "go/migrations/1_a.down.sql")
    lay(tmp_path, "flip/sqitch.plan", text=PLAN)
    lay(tmp_path, "java/src/main/resources/db/migration/V1__a.sql", "fly/sql/V1_1__a.sql")
    lay(tmp_path, "roll/migrations/01_a.json", text='{"operations": []}')
    (tmp_path / "young/supabase/migrations").mkdir(parents=True)
    lay(tmp_path, "node_modules/x/supabase/migrations/1_a.sql", ".git/migrations/1_a.sql", "venv/migrations/1_a.sql")
    lay(tmp_path, "docs/migrations/README.md", "docs/sql/notes.sql", "docs/versions/one.py")
    found = {str(each.path.relative_to(tmp_path)): each for each in find_folders(tmp_path)}
    assert {name: folder.tool for name, folder in found.items()} == {
        "api/alembic/versions": Tool.ALEMBIC,
        "flask/migrations/versions": Tool.ALEMBIC,
        "flip": Tool.SQITCH,
        "fly/sql": Tool.FLYWAY,
        "go/migrations": Tool.GOLANG_MIGRATE,
        "java/src/main/resources/db/migration": Tool.FLYWAY,
        "mate/db/migrations": Tool.DBMATE,
        "plain/migrations": Tool.SUPABASE,
        "rails/db/migrate": Tool.RAILS,
        "roll/migrations": Tool.PGROLL,
        "shop/supabase/migrations": Tool.SUPABASE,
        "site/booking/migrations": Tool.DJANGO,
        "web/prisma/migrations": Tool.PRISMA,
        "young/supabase/migrations": Tool.SUPABASE,
    }
    roots = {name: str(folder.root.relative_to(tmp_path)) for name, folder in found.items()}
    assert roots["shop/supabase/migrations"] == "shop"
    assert roots["plain/migrations"] == "plain"
    assert roots["mate/db/migrations"] == "mate"
    assert roots["api/alembic/versions"] == "api"
    assert roots["flip"] == "flip"


def test_the_working_folder_may_be_the_folder_itself(tmp_path: Path) -> None:
    lay(tmp_path, "supabase/migrations/1_a.sql")
    inside = find_folders(tmp_path / "supabase" / "migrations")
    assert inside == find_folders(tmp_path / "supabase") == find_folders(tmp_path)
    assert inside[0].root == tmp_path


def test_a_linked_folder_is_found_once_and_circles_end(tmp_path: Path) -> None:
    lay(tmp_path, "shop/supabase/migrations/1_a.sql")
    (tmp_path / "shop" / "self").symlink_to(tmp_path)
    (tmp_path / "shop" / "migrations").symlink_to(tmp_path / "shop")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "migrations").symlink_to(tmp_path / "shop" / "supabase" / "migrations")
    assert [labels(each) for each in find_folders(tmp_path)] == [["1_a"]]


def test_supabase_order_and_names_are_the_command_lines(tmp_path: Path) -> None:
    path = tmp_path / "supabase" / "migrations"
    lay(
        path,
        "2_b.sql",
        "10_c.sql",
        "010_z.sql",
        "1_.sql",
        "3_a.SQL",
        "notes.md",
        "4-x.sql",
        "5_a\nb.sql",
        ".x",
        "d/1_a.sql",
    )
    folder = read_folder(path)
    assert labels(folder) == ["010_z", "1", "10_c", "2_b"]
    assert [file.version for file in folder.files] == ["010", "1", "10", "2"]
    assert folder.files[0].size == 10
    why = 'file name must match pattern "<timestamp>_name.sql"'
    assert whys(folder) == {
        "3_a.SQL": why, "notes.md": why, "4-x.sql": why, "5_a\nb.sql": why,
        "d": "a folder: migrations in folders below are not applied",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("holder", "names", "left"),
    [
        ("supabase", ("20211208235959_init.sql", "20240101000000_a.sql"), ["20240101000000_a"]),
        ("supabase", ("20211209000000_init.sql",), ["20211209000000_init"]),
        ("supabase", ("20200101000000_a.sql", "20210101000000_init.sql"), ["20200101000000_a", "20210101000000_init"]),
        ("app", ("20211208235959_init.sql",), ["20211208235959_init"]),
    ],
)
def test_an_old_init_is_skipped_where_it_is_first(
    holder: str, names: tuple[str, ...], left: list[str], tmp_path: Path
) -> None:
    folder = read_folder(lay(tmp_path / holder / "migrations", *names))
    assert labels(folder) == left
    assert len(folder.skipped) == len(names) - len(left)


def test_reverse_files_are_found_where_people_put_them(tmp_path: Path) -> None:
    lay(tmp_path, *(f"supabase/migrations/{name}.sql" for name in ("1_a", "2_b", "3_c", "4_d", "4_e")))
    lay(tmp_path, "supabase/migrations/1_a.down.sql", "supabase/migrations/9_x.down.sql")
    lay(
        tmp_path,
        "supabase/rollbacks/2_drop_b.sql",
        "supabase/migrations/rollback/3_c.sql",
        "supabase/rollbacks/4_e.sql",
    )
    folder = read_folder(tmp_path / "supabase" / "migrations")
    reverses = {file.label: file.reverse and str(file.reverse.relative_to(tmp_path)) for file in folder.files}
    assert reverses == {
        "1_a": "supabase/migrations/1_a.down.sql",
        "2_b": "supabase/rollbacks/2_drop_b.sql",
        "3_c": "supabase/migrations/rollback/3_c.sql",
        "4_d": None,
        "4_e": "supabase/rollbacks/4_e.sql",
    }
    assert whys(folder)["1_a.down.sql"].startswith("a reverse file; Supabase's command line would apply it")
    assert whys(folder)["9_x.down.sql"] == "the reverse of a migration that is not here"


def test_alembic_follows_its_revisions_and_runs_none(tmp_path: Path) -> None:
    path = tmp_path / "alembic" / "versions"
    for revision, parent in (("b2", "c1"), ("c1", None), ("a3", ("b2", "d9")), ("d9", "c1")):
        lay(path, f"{revision}_step.py", text=REVISION.format(revision, parent))
    lay(path, "broken.py", text="revision = (\n")
    lay(path, "other.py", text="revision = make()\n")
    folder = read_folder(path, Tool.ALEMBIC)
    order = [file.version for file in folder.files]
    assert order[0] == "c1"
    assert order[-1] == "a3"
    assert sorted(order) == ["a3", "b2", "c1", "d9"]
    assert folder.files[0].name == "step"
    assert whys(folder) == {"broken.py": "is no Python that can be parsed", "other.py": "says no revision"}


def test_a_circle_of_revisions_is_still_listed(tmp_path: Path) -> None:
    for revision, parent in (("a", "b"), ("b", "a")):
        lay(tmp_path, f"{revision}_x.py", text=REVISION.format(revision, parent))
    assert labels(read_folder(tmp_path, Tool.ALEMBIC)) == ["a_x", "b_x"]


def test_sqitch_follows_its_plan(tmp_path: Path) -> None:
    lay(tmp_path, "sqitch.plan", text=PLAN)
    lay(tmp_path, "deploy/users.sql", "deploy/users@v1.sql", "deploy/auth/roles.sql", "revert/users.sql")
    folder = read_folder(tmp_path)
    assert [str(file.path.relative_to(tmp_path / "deploy")) for file in folder.files] == [
        "users@v1.sql",
        "auth/roles.sql",
        "users.sql",
    ]
    assert [file.version for file in folder.files] == ["users", "auth/roles", "users"]
    assert [file.reverse is not None for file in folder.files] == [False, False, True]
    assert sorted(whys(folder)) == ["gone.sql", "passwd.sql"]


def test_flyway_orders_by_number_and_keeps_repeatable_ones_for_last(tmp_path: Path) -> None:
    folder = read_folder(lay(tmp_path, "V10__c.sql", "V2__a.sql", "V2_1__b.sql", "U2__a.sql", "R__views.sql", "x.sql"))
    assert [(file.version, file.name) for file in folder.files] == [
        ("2", "a"),
        ("2.1", "b"),
        ("10", "c"),
        ("", "views"),
    ]
    assert folder.files[0].reverse == tmp_path / "U2__a.sql"
    assert list(whys(folder)) == ["x.sql"]


def test_labels_are_what_the_history_of_prisma_and_django_says(tmp_path: Path) -> None:
    prisma = lay(tmp_path / "p", "0_init/migration.sql", "20240101000000_a/migration.sql", "20240101000000_a/down.sql")
    lay(prisma, "20240102000000_b/other.sql", "migration_lock.toml")
    folder = read_folder(prisma)
    assert (folder.tool, labels(folder)) == (Tool.PRISMA, ["0_init", "20240101000000_a"])
    assert folder.files[1].reverse == prisma / "20240101000000_a" / "down.sql"
    assert list(whys(folder)) == ["20240102000000_b"]
    django = lay(tmp_path / "d", "0002_b.py", "0001_initial.py", "__init__.py", text=DJANGO)
    assert labels(read_folder(django)) == ["0001_initial", "0002_b"]


def test_numbers_of_golang_migrate_are_numbers(tmp_path: Path) -> None:
    folder = read_folder(lay(tmp_path, "10_b.up.sql", "9_a.up.sql", "9_a.down.sql", "3_x.down.sql"))
    assert labels(folder) == ["9_a", "10_b"]
    assert folder.files[0].reverse == tmp_path / "9_a.down.sql"
    assert list(whys(folder)) == ["3_x.down.sql"]


def test_hostile_names_links_and_pipes(tmp_path: Path) -> None:
    path = tmp_path / "supabase" / "migrations"
    lay(path, "1_$(touch x).sql", "2_[bold]a[b].sql", "3_\x1b[31mred.sql", "4_ü \u202e.sql", "5_; drop table x.sql")
    raw = os.path.join(os.fsencode(path), b"6_\xff.sql")
    with open(raw, "wb"):
        pass
    (path / "7_link.sql").symlink_to(path / "1_$(touch x).sql")
    (path / "8_dead.sql").symlink_to("nowhere")
    (path / "9_circle.sql").symlink_to("9_circle.sql")
    os.mkfifo(path / "9_pipe.sql")
    folder = read_folder(path)
    assert [file.version for file in folder.files] == ["1", "2", "3", "4", "5", "6", "7"]
    assert os.fsencode(folder.files[5].path) == raw
    assert whys(folder) == {
        "8_dead.sql": "a link that leads nowhere",
        "9_circle.sql": "a link that leads nowhere",
        "9_pipe.sql": "no ordinary file",
    }


def test_what_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    lay(tmp_path, "file")
    for path in (tmp_path / "missing", tmp_path / "file"):
        with pytest.raises(Problem) as refused:
            read_folder(path)
        assert "cannot be read" in refused.value.what
        assert refused.value.why
        assert refused.value.remedy
        with pytest.raises(Problem):
            find_folders(path)


def test_a_closed_folder_is_named_and_the_others_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, "a/migrations/1_a.sql", "b/migrations/1_b.sql", "c/private/x.sql")
    scandir = os.scandir

    def closed(path: Path) -> object:
        if Path(path) in (tmp_path / "a" / "migrations", tmp_path / "c" / "private"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)  # the tests may run as root, whom no mode keeps out
    first, second = find_folders(tmp_path)
    assert first.files == ()
    assert [(each.path, each.why) for each in first.skipped] == [(tmp_path / "a" / "migrations", "Permission denied")]
    assert labels(second) == ["1_b"]


def test_ten_thousand_files_are_read_by_their_names_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "supabase" / "migrations"
    path.mkdir(parents=True)
    for number in range(10_000):
        (path / f"{number:014}_step.sql").touch()
    opened = []
    monkeypatch.setattr(Path, "open", lambda self, *args, **named: opened.append(self))
    started = time.perf_counter()
    folder = read_folder(path)
    print(f"{time.perf_counter() - started:.3f} s")
    assert len(folder.files) == 10_000
    assert folder.files[-1].version == "00000000009999"
    assert opened == []
