"""`greenroom settings` as it is typed: output, errors and exit status, on a real server."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from console.cli import main
from console.targets.choose import bare_name
from tests.content.test_settings import HOSTILE, TYPED
from tests.screens.consoles import target_of
from tests.servers import Database

SECRET = "MARKED-81c2"


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders of this test alone, so that nobody's targets or passwords are looked at."""
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"GREENROOM_{kind}_DIR", str(tmp_path / kind.lower()))
    (tmp_path / "config").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def cms(system18: Callable[..., Database]) -> Database:
    database = system18("event_cms")
    database.psql("update site_settings set value = 'MARKED-81c2' where key = 'payment_webhook_secret'")
    return database


def address(database: Database) -> str:
    params = database.params
    return f"host={params['host']} port={params['port']} user={database.server.user} dbname={database.name}"


class Run:
    """What a command printed and how it ended."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *words: str) -> None:
        try:
            self.status = main(["settings", *words])
        except SystemExit as end:
            self.status = int(end.code or 0)
        self.out, self.err = capsys.readouterr()

    @property
    def json(self) -> object:
        return json.loads(self.out)


def test_list(cms: Database, capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "list", "--url", address(cms))
    assert run.status == 0
    assert "SOCIAL_MEDIA  share_buttons" in run.out
    assert SECRET not in run.out + run.err
    assert "39 settings in public.site_settings" in run.err
    few = Run(capsys, "list", "group:seo", "og_image", "--url", address(cms))
    assert few.out.count("\n") == 2
    assert "1 of 39 settings" in few.err


def test_list_as_json_is_one_document(cms: Database, capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "list", "--json", "--url", address(cms))
    document = run.json
    assert isinstance(document, dict)
    assert document["table"] == "public.site_settings"
    assert (document["cut"], document["row_security"]) == (False, False)
    items = {item["key"]: item for item in document["items"]}
    assert items["payment_webhook_secret"]["secret"] is True
    assert items["payment_webhook_secret"]["value"] == "••••"
    assert json.loads(items["business_hours"]["value"])["tue"] == ["12:00", "20:00"]
    assert items["site_name"]["public"] is True
    assert SECRET not in run.out
    assert run.err == ""


def test_reveal_is_asked_for_and_said(cms: Database, capsys: pytest.CaptureFixture[str]) -> None:
    hidden = Run(capsys, "get", "payment_webhook_secret", "--url", address(cms))
    assert (hidden.status, hidden.out) == (4, "")
    assert "--reveal" in hidden.err
    for words in (["get", "payment_webhook_secret"], ["list", "webhook"], ["export"], ["list", "--json"]):
        shown = Run(capsys, *words, "--reveal", "--url", address(cms))
        assert SECRET in shown.out
        assert "secrets are shown" in shown.err


@pytest.mark.parametrize(
    "words", [["get", "payment_webhook_secret"], ["list", "webhook"], ["list", "--json"], ["export"]]
)
def test_a_reveal_is_journalled_by_key_and_never_by_value(
    cms: Database, places: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert Run(capsys, *words, "--url", address(cms)).status == (4 if words[0] == "get" else 0)
    assert not (places / "state").exists()
    assert SECRET in Run(capsys, *words, "--reveal", "--url", address(cms)).out
    assert main(["journal", "list"]) == 0
    listed = capsys.readouterr().out
    assert "Masked data shown: public.site_settings payment_webhook_secret value" in listed
    kept = b"".join(path.read_bytes() for path in (places / "state").rglob("*") if path.is_file())
    assert SECRET.encode() not in kept


def test_nothing_is_revealed_where_the_journal_cannot_be_written(
    cms: Database, places: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (places / "state").write_text("no folder")
    out = places / "settings.toml"
    for words in (
        ["get", "payment_webhook_secret"],
        ["list"],
        ["list", "--json"],
        ["export"],
        ["export", "--output", str(out)],
    ):
        run = Run(capsys, *words, "--reveal", "--url", address(cms))
        assert run.status != 0
        assert run.out == "" or "error" in run.out
        assert SECRET not in run.out + run.err
    assert not out.exists()
    assert Run(capsys, "get", "site_name", "--reveal", "--url", address(cms)).status == 0


def test_a_diff_that_reveals_is_journalled(
    cms: Database, system18: Callable[..., Database], places: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = system18("event_cms")
    run = Run(capsys, "diff", address(cms), address(other), "--reveal")
    assert SECRET in run.out
    assert main(["journal", "list"]) == 0
    assert capsys.readouterr().out.count("payment_webhook_secret") == 2


def test_get(cms: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert Run(capsys, "get", "site_name", "--url", address(cms)).out == "Back of House\n"
    hours = cms.psql("select value from site_settings where key = 'business_hours'")
    assert Run(capsys, "get", "business_hours", "--url", address(cms)).out == hours + "\n"
    exact = Run(capsys, "get", "business_hours", "--json", "--url", address(cms)).json
    assert isinstance(exact, dict)
    assert "\n" not in exact["value"]
    missing = Run(capsys, "get", "site_nme", "--url", address(cms))
    assert (missing.status, missing.out) == (2, "")
    assert "Did you mean site_name?" in missing.err


@pytest.mark.parametrize("format_", ["toml", "json"])
def test_export(cms: Database, capsys: pytest.CaptureFixture[str], places: Path, format_: str) -> None:
    read = tomllib.loads if format_ == "toml" else json.loads
    run = Run(capsys, "export", "--format", format_, "--url", address(cms))
    document = read(run.out)
    items = {item["key"]: item for item in document["items"]}
    assert len(items) == 39
    assert items["payment_webhook_secret"]["masked"] is True
    assert "value" not in items["payment_webhook_secret"]
    assert items["announcement"]["null"] is True
    assert items["custom_css"]["value"] == cms.psql("select value from site_settings where key = 'custom_css'")
    assert "1 of them hold secrets" in run.err

    path = places / "out"
    written = Run(capsys, "export", "--format", format_, "--output", str(path), "--url", address(cms))
    assert (written.status, written.out) == (0, "")
    assert read(path.read_text()) == document
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = Run(capsys, "export", "--output", str(path), "--url", address(cms))
    assert again.status == 2
    assert "there already" in again.err
    assert read(path.read_text()) == document


def test_diff(cms: Database, database18: Database, capsys: pytest.CaptureFixture[str]) -> None:
    same = Run(capsys, "diff", address(cms), address(cms))
    assert (same.status, same.out) == (0, "")
    database18.psql(TYPED)
    database18.psql(
        "insert into site_settings (key, value, is_public) values"
        " ('site_name', 'Other', true), ('api_token', 'x', false)"
    )
    run = Run(capsys, "diff", address(database18), address(cms), "--json")
    assert run.status == 1
    document = run.json
    assert isinstance(document, dict)
    found = {item["name"]: item for item in document["items"]}
    assert found["site_name"]["change"] == "differs"
    assert "value" in found["site_name"]["fields"]
    assert found["api_token"]["change"] == "only left"
    assert found["favicon_url"]["change"] == "only right"
    table = Run(capsys, "diff", address(database18), address(cms))
    assert table.status == 1
    assert SECRET not in table.out + run.out
    assert "settings differ" in table.err


def test_no_table_and_several(database18: Database, capsys: pytest.CaptureFixture[str]) -> None:
    none = Run(capsys, "list", "--json", "--url", address(database18))
    assert none.status == 2
    assert isinstance(none.json, dict)
    assert "No table looks as if" in none.json["error"]["why"]
    database18.psql("create table settings (key text primary key, value text); insert into settings values ('a', '1')")
    database18.psql("create table kv (key text primary key, value text); insert into kv values ('b', '2')")
    assert "a" in Run(capsys, "list", "--url", address(database18)).out
    assert "b" in Run(capsys, "list", "--table", "kv", "--url", address(database18)).out
    typo = Run(capsys, "list", "--table", "kvs", "--url", address(database18))
    assert typo.status == 2
    assert "Did you mean public.kv?" in typo.err


def test_names_with_dots_and_quotes(database18: Database, capsys: pytest.CaptureFixture[str], places: Path) -> None:
    database18.psql('create schema "a.b"; create schema a')
    for number, table in enumerate(('"a.b"."set""tings"', 'a."b.set""tings"')):
        database18.psql(f"create table {table} (key text primary key, value text)")
        database18.psql(f"insert into {table} values ('number', '{number}')")
    url = ("--url", address(database18))
    several = Run(capsys, "list", *url)
    assert several.status == 2
    for number, name in enumerate(('"a.b".set"tings', 'a."b.set""tings"', 'a.b.set"tings', '"a.b"."set""tings"')):
        run = Run(capsys, "get", "number", "--table", name, *url)
        assert run.out == f"{(0, 1, 1, 0)[number]}\n", run.err
    target = bare_name(target_of(database18))
    (places / "config" / "config.toml").write_text(f"""[settings."{target}"]\ntable = '"a.b"."set""tings"'\n""")
    run = Run(capsys, "get", "number", *url)
    assert run.out == "0\n", run.err


def test_config_toml_says_which(database18: Database, capsys: pytest.CaptureFixture[str], places: Path) -> None:
    database18.psql("create table things (handle text, worth text); insert into things values ('a', '1')")
    params = database18.params
    (places / "config" / "targets.toml").write_text(
        f'[shop]\nhost = "{params["host"]}"\nport = {params["port"]}\ndatabase = "{database18.name}"\n'
        f'user = "{database18.server.user}"\nsecret = "none"\ntls = "off"\nenvironment = "local"\n'
    )
    (places / "config" / "targets.toml").chmod(0o600)
    (places / "config" / "config.toml").write_text(
        '[settings.shop]\ntable = "things"\ncolumns = { key = "handle", value = "worth" }\n'
    )
    run = Run(capsys, "get", "a", "--target", "shop")
    assert (run.err, run.out, run.status) == ("", "1\n", 0)


def test_no_privilege_is_exit_3(database18: Database, capsys: pytest.CaptureFixture[str]) -> None:
    role = f"reader_{database18.name}"
    database18.psql(f"create role {role} login; create table site_settings (key text primary key, value text)")
    try:
        url = address(database18).replace(f"user={database18.server.user}", f"user={role}")
        run = Run(capsys, "list", "--url", url)
        assert run.status == 3
        assert "grant select on public.site_settings" in run.err
    finally:
        database18.psql(f"drop owned by {role}; drop role {role}")


def test_hostile_rows_cannot_drive_the_terminal(
    database18: Database, capsys: pytest.CaptureFixture[str], places: Path
) -> None:
    database18.psql(TYPED + HOSTILE)
    key = "esc\x1b]0;x\x07"
    for words in (["list"], ["list", "--json"], ["get", key, "--json"], ["export"], ["get", "no\x1b[2J"]):
        run = Run(capsys, *words, "--url", address(database18))
        assert all(one.isprintable() or one == "\n" for one in run.out + run.err), words
        assert run.status == (2 if words[-1].startswith("no") else 0)
    database18.psql("truncate site_settings; insert into site_settings (key, value) values ('x', E'\\x1b[2J')")
    run = Run(capsys, "diff", address(database18), address(database18))
    assert run.status == 0


def test_help_imports_no_driver() -> None:
    code = (
        "import sys, console.cli\n"
        "try:\n    console.cli.main(['settings', 'list', '--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'textual', 'psycopg', 'sqlalchemy', 'keyring'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "--reveal" in done.stdout


def test_the_two_formats_are_not_both(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(capsys, "export", "--json", "--format", "toml", "--url", "host=nowhere.invalid")
    assert run.status == 2
    assert "two formats" in run.err
