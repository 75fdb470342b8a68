"""config.toml: what it may say, and what is said to a person who mistyped."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.config import Config, SettingsMapping, load_config
from console.errors import ConfigurationProblem

WHOLE = """
[settings."My Shop"]
table = "shop.options"
columns = { key = "option_name", value = "option_value" }

[settings.other]
table = "config"

[keys]
"app.quit" = "ctrl+x"
area.home = ["f1", "1"]

[appearance]
theme = "light"

[refresh]
seconds = 30
"""


def load(folder: Path, text: str) -> Config:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load_config(path)


def test_no_file_is_the_defaults(tmp_path: Path) -> None:
    assert load_config(tmp_path / "config.toml") == Config()


def test_the_whole_of_it(tmp_path: Path) -> None:
    config = load(tmp_path, WHOLE)
    assert config.settings["My Shop"] == SettingsMapping(
        "shop.options", {"key": "option_name", "value": "option_value"}
    )
    assert config.settings["My Shop"].schema_and_name == ("shop", "options")
    assert config.settings["other"].schema_and_name == ("public", "config")
    assert config.keys == {"app.quit": "ctrl+x", "area.home": "f1,1"}
    assert (config.theme, config.refresh_seconds) == ("light", 30.0)


def test_it_is_read_from_the_config_folder_and_never_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, ours = tmp_path / "here", tmp_path / "ours"
    here.mkdir()
    ours.mkdir()
    (here / "config.toml").write_text('[appearance]\ntheme = "light"')
    monkeypatch.chdir(here)
    monkeypatch.setenv("GREENROOM_CONFIG_DIR", str(ours))
    assert load_config() == Config()
    (ours / "config.toml").write_text('[appearance]\ntheme = "dark"')
    assert load_config().theme == "dark"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[setings]", "setings.*Did you mean settings"),
        ("[appearance]\ntheem = 'x'", r"\[appearance\] has a key theem.*Did you mean theme"),
        ("[settings.a]\ntabel = 'x'", "tabel.*Did you mean table"),
        ("[settings.a]", r'settings\."a" has no table'),
        ("[settings.a]\ntable = 'x'\ncolumns = {kay = 'x'}", "kay.*Did you mean key"),
        ("[settings.a]\ntable = 5", "is not a text"),
        ("[settings.a]\ntable = 'x'\ncolumns = {key = 5}", r"columns\.key is not a text"),
        ("[settings]\na = 5", r"settings\.a is not a section"),
        ("keys = 5", "keys is not a section"),
        ("[keys]\nx = 5", r"keys\.x is not a text"),
        ("[refresh]\nseconds = 'x'", "is not a number of seconds"),
        ("[refresh]\nseconds = true", "is not a number of seconds"),
        ("[refresh]\nseconds = nan", "is not a number of seconds"),
        ("[refresh]\nseconds = -1", "is not a number of seconds"),
        ("[identities.a]\nclaims = {}", r'identities\."a"\.role is not a text'),
        ("[identities.a]\nrole = 'anon'\nclaims = '[1]'", "is no JSON object"),
        ("[identities.a]\nrole = 'anon'\nclaims = {d = 2020-01-01}", "is no JSON"),
        ("[publications.a]\nfeed = 'public.t'", r'publications\."a"\.feed is no list of tables'),
        ("x = y\n", "not valid TOML.*line 1"),
    ],
)
def test_a_mistake_is_named_with_the_file(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigurationProblem, match=message) as caught:
        load(tmp_path, text)
    assert "config.toml" in caught.value.what
    assert caught.value.exit_status == 2


def test_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationProblem, match="UTF-8"):
        load_config(tmp_path / "config.toml")
    with pytest.raises(ConfigurationProblem, match="directory"):
        load_config(tmp_path)
