"""targets.toml: what is written is read again, what a person wrote stays, and what is wrong is named."""

from __future__ import annotations

import os
import stat
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.core.target import Access, Environment, Identity, SecretSource, Target, Tls
from console.errors import ConfigurationProblem
from console.targets.store import TargetStore

SHOP = Target(name="shop", host="db.example.org", database="shop", user="clerk")

line = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\n"), min_size=1, max_size=30)
host = line.filter(lambda one: "," not in one and not one.endswith(("supabase.com", "supabase.co")))
targets = st.builds(
    Target,
    name=st.from_regex(r"[A-Za-z0-9]([\w .@/+-]{0,20}[A-Za-z0-9])?", fullmatch=True).filter(str.isprintable),
    host=host,
    port=st.integers(1, 65535),
    database=line,
    user=line,
    environment=st.sampled_from(Environment),
    access=st.sampled_from(Access),
    secret=st.sampled_from([SecretSource.ASK, SecretSource.KEYRING, SecretSource.PASSFILE, SecretSource.NONE]),
    passfile=st.none() | line,
    password_command=st.lists(line, max_size=3).map(tuple),
    tls=st.sampled_from([Tls.VERIFIED, Tls.UNVERIFIED, Tls.OFF]),
    root_certificate=st.none() | line,
    default_area=st.none() | line,
    identity=st.none() | st.builds(Identity, line, st.integers(1, 2**32 - 1)),
    password_changed_at=st.none() | st.just(datetime(2026, 1, 31, 12, 30, 15, tzinfo=UTC)),
)


@pytest.fixture
def store(tmp_path: Path) -> TargetStore:
    return TargetStore(tmp_path / "greenroom" / "targets.toml")


@settings(deadline=None)  # each target is a file synced to the disk
@given(wanted=st.lists(targets, max_size=4, unique_by=lambda target: target.name.casefold()))
def test_what_is_added_is_read_again(wanted: list[Target]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = TargetStore(Path(folder) / "targets.toml")
        for target in wanted:
            store.add(target)
        assert store.targets() == tuple(wanted)


@settings(deadline=None)
@given(first=targets, second=targets)
def test_what_replaces_is_read_again(first: Target, second: Target) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = TargetStore(Path(folder) / "targets.toml")
        store.add(first)
        store.replace(first.name, second)
        assert store.targets() == (second,)


def test_no_file_has_no_targets(store: TargetStore) -> None:
    assert store.targets() == ()


def test_modes(store: TargetStore) -> None:
    store.add(SHOP)
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700


def test_the_folder_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENROOM_CONFIG_DIR", str(tmp_path / "own"))
    assert TargetStore().path == tmp_path / "own" / "targets.toml"


def test_comments_order_and_unwritten_forms_survive(store: TargetStore) -> None:
    store.path.parent.mkdir()
    before = '# mine\n[b]   # beta\nhost = "x" # where\ndatabase = "d"\nuser="u"\n\n# about a\n[a]\nhost="y"\n'
    before += 'database = "d"\nuser = "u"\n'
    store.path.write_text(before)
    store.path.chmod(0o600)
    store.change("A", port=6000, environment=Environment.STAGING)
    after = store.path.read_text()
    assert after.startswith(before.partition("# about a")[0])
    assert "# about a\n[a]\nhost=" in after
    assert [target.name for target in store.targets()] == ["b", "a"]
    store.rename("b", "beta two")
    assert '["beta two"]   # beta\nhost = "x" # where\n' in store.path.read_text()
    assert [target.name for target in store.targets()] == ["beta two", "a"]
    store.remove("beta two")
    assert [target.name for target in store.targets()] == ["a"]
    assert "# mine" in store.path.read_text()


def test_names_are_unique_whatever_their_case(store: TargetStore) -> None:
    store.add(SHOP)
    with pytest.raises(ConfigurationProblem, match="already"):
        store.add(Target(name="SHOP", host="x", database="d", user="u"))
    store.add(Target(name="other", host="x", database="d", user="u"))
    with pytest.raises(ConfigurationProblem, match="already"):
        store.rename("other", "Shop")
    store.rename("shop", "Shop")
    assert store.get("SHOP").name == "Shop"


@pytest.mark.parametrize("name", ["", " x", "x ", "-x", "a\nb", "a[b]", "x" * 64, "a\x1bb", "a\u202eb"])
def test_names_that_cannot_be_typed_are_refused(store: TargetStore, name: str) -> None:
    with pytest.raises(ConfigurationProblem, match="cannot be used"):
        store.add(Target(name=name, host="x", database="d", user="u"))
    assert not store.path.exists()


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ('environment = "prodution"', ["line 6", "[shop] environment", "Did you mean production?"]),
        ('tls = "verify-full"', ["line 6", "[shop] tls", "verified"]),
        ('tls = "prefer"', ["line 6", "[shop] tls", "read the password"]),
        ("port = 70000", ["line 6", "[shop] port", "65535"]),
        ('port = "x"', ["[shop] port"]),
        ("port = true", ["[shop] port"]),
        ('envronment = "local"', ["line 6", "envronment", "Did you mean environment?"]),
        ('secret = "command"', ["password_command", "none"]),
        ('password_command = "pass show x"', ["line 6", "not a list"]),
        ('ssh = "-oProxyCommand=x"', ["line 6", "[shop] ssh"]),
        ("database_oid = 5", ["system_identifier"]),
        ('default_area = ""', ["empty"]),
        ('password_changed_at = "yesterday"', ["password_changed_at"]),
        ("system_identifier = 5", ["not a text"]),
    ],
)
def test_a_bad_value_is_named_with_its_place(store: TargetStore, entry: str, words: list[str]) -> None:
    store.path.parent.mkdir()
    store.path.write_text(f'# head\n[shop]\nhost="db.example.org"\ndatabase="d"\nuser="u"\n{entry}\n')
    store.path.chmod(0o600)
    with pytest.raises(ConfigurationProblem) as caught:
        store.targets()
    for word in [str(store.path), *words]:
        assert word in str(caught.value)


def test_a_password_in_the_file_is_refused_and_not_repeated(store: TargetStore) -> None:
    store.path.parent.mkdir()
    store.path.write_text('[shop]\nhost="h"\ndatabase="d"\nuser="u"\npassword = "MARKED-1"\n')
    store.path.chmod(0o600)
    with pytest.raises(ConfigurationProblem, match="keyring") as caught:
        store.targets()
    assert "line 5" in str(caught.value)
    assert "MARKED" not in str(caught.value)


def test_one_slip_does_not_hide_the_others(store: TargetStore) -> None:
    store.add(SHOP)
    with store.path.open("a") as file:
        file.write('\n[broken]\nhost = 5\n\n["b\\u001bd"]\nhost="x"\n')
    usable, problems = store.readable()
    assert usable == (SHOP,)
    assert len(problems) == 2
    assert "\x1b" not in "".join(map(str, problems))
    assert store.get("shop") == SHOP
    store.change("shop", port=6000)
    assert store.get("shop").port == 6000


@pytest.mark.parametrize("text", ["host = 'x'\n", "[a\n", "a = 1\n[b]\n"])
def test_what_is_not_a_file_of_targets(store: TargetStore, text: str) -> None:
    store.path.parent.mkdir()
    store.path.write_text(text)
    store.path.chmod(0o600)
    with pytest.raises(ConfigurationProblem, match=r"targets\.toml"):
        store.targets()


def test_a_file_that_others_may_write_is_refused(store: TargetStore) -> None:
    store.add(SHOP)
    store.path.chmod(0o620)
    with pytest.raises(ConfigurationProblem, match="chmod 600"):
        store.targets()


def test_a_link_stays_a_link(store: TargetStore, tmp_path: Path) -> None:
    store.path.parent.mkdir()
    real = tmp_path / "dotfiles" / "targets.toml"
    real.parent.mkdir()
    real.write_text("# mine\n")
    real.chmod(0o600)
    store.path.symlink_to(real)
    store.add(SHOP)
    assert store.path.is_symlink()
    assert real.read_text().startswith("# mine\n")
    assert TargetStore(real).targets() == (SHOP,)


def test_two_consoles_do_not_lose_each_others_targets(store: TargetStore) -> None:
    def add(start: int) -> None:
        for number in range(start, start + 10):
            TargetStore(store.path).add(Target(name=f"t{number}", host="x", database="d", user="u"))

    threads = [threading.Thread(target=add, args=(start,)) for start in (0, 10, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.targets()) == 30


def test_an_edit_on_an_old_view_is_refused(store: TargetStore) -> None:
    store.add(SHOP)
    store.change("shop", port=6000)
    with pytest.raises(ConfigurationProblem, match="changed meanwhile"):
        store.replace("shop", SHOP, expected=SHOP)
    store.replace("shop", SHOP, expected=store.get("shop"))
    assert store.get("shop") == SHOP


def test_a_write_that_fails_leaves_the_file_as_it_was(store: TargetStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add(SHOP)
    before = store.path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.change("shop", port=6000)
    assert store.path.read_bytes() == before
    assert {path.name for path in store.path.parent.iterdir()} == {"targets.toml", "targets.toml.lock"}


def test_an_absent_target_names_those_that_there_are(store: TargetStore) -> None:
    store.add(SHOP)
    for call in (store.get, store.remove):
        with pytest.raises(ConfigurationProblem, match="There are: shop"):
            call("nope")
