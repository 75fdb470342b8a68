"""What git knows of a folder's migration files: not committed, not pushed, changed since, different elsewhere.

The system's git is only read: no lock is taken, no hook or monitor of the repository's runs, nothing is fetched.
What git cannot say (it is absent, there is no repository, it takes too long) is Unknown.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from console.changesets.migration import Folder
from console.changesets.naming import read_name
from console.core.unknown import Unknown

T = TypeVar("T")

_SECONDS = 10.0  # for one question
_ALL_SECONDS = 20.0  # for all of them
_BRANCHES = 50  # those that were committed to last
_ARGUMENTS = 200  # files in one question
_SAFE = (
    "--no-pager", "--literal-pathspecs", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
    "-c", "protocol.allow=never", "-c", "log.showSignature=false", "-c", "core.quotePath=false",
)  # fmt: skip
_SETTLED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A version that another branch has with other content: the file here, that branch, and its path there."""

    file: Path
    branch: str
    path: str


@dataclass(frozen=True, slots=True)
class GitFacts:
    """What git says of the files of a folder; files are named by their path as the folder has it.

    `branch` is None where no branch is checked out, `main` where none is known. `untracked` were never added (or are
    ignored), `uncommitted` differ from the last commit, `unpushed` are committed as they are on no branch of a remote,
    `off_main` are committed and not the same on the main branch, `rewritten` differ from how they were committed first.
    """

    top: Path
    branch: str | None
    main: str | None
    untracked: frozenset[Path]
    uncommitted: frozenset[Path]
    unpushed: frozenset[Path] | Unknown
    off_main: frozenset[Path] | Unknown
    rewritten: frozenset[Path] | Unknown
    elsewhere: tuple[Elsewhere, ...] | Unknown


class _NoAnswer(Exception):
    """git failed or took too long. `why` is its own word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def read_git(folder: Folder) -> GitFacts | Unknown:
    """What git says of the folder's files, or why it says nothing. A few of git's processes; seconds at worst."""
    program = shutil.which("git")
    if program is None:
        return Unknown("git is not installed.", "Install git, and what is not committed will be seen.")
    repository = _Repository(program, folder)
    try:
        return repository.facts()
    except _NoAnswer as problem:
        if "not a git repository" in problem.why or "must be run in a work tree" in problem.why:
            return Unknown("The folder is in no git repository.", "Keep migrations under version control.")
        if "dubious ownership" in problem.why:
            return Unknown("The repository is somebody else's.", "Add it to git's safe.directory if you trust it.")
        return Unknown(f"git gave no answer: {problem.why}", "Run git status in the folder.")


class _Repository:
    """One folder's repository. Names are bytes relative to the folder, as git has them."""

    def __init__(self, program: str, folder: Folder) -> None:
        self._program = program
        self._folder = folder
        self._until = time.monotonic() + _ALL_SECONDS
        here = os.fsencode(folder.path)
        self._files = {os.path.relpath(os.fsencode(file.path), here): file.path for file in folder.files}

    def facts(self) -> GitFacts:
        """All of them. _NoAnswer where there is no repository."""
        top = Path(os.fsdecode(self._ask("rev-parse", "--show-toplevel").removesuffix(b"\n")))
        prefix = self._ask("rev-parse", "--show-prefix").removesuffix(b"\n")
        branch = self._line("symbolic-ref", "-q", "--short", "HEAD")
        refs = self._refs()
        main = self._main(refs)
        head = self._tree("HEAD") if self._line("rev-parse", "-q", "--verify", "HEAD^{commit}") else {}
        untracked, changed = self._status(prefix)
        now = {name: blob for name, blob in head.items() if name in self._files and name not in changed}
        now |= self._hashes([name for name in self._files if name not in now])
        committed = {name: blob for name, blob in head.items() if name in self._files}
        trees = _Trees(self)
        return GitFacts(
            top,
            branch,
            _short(main) if main else None,
            self._paths(untracked),
            self._paths(changed - untracked),
            _or_unknown(lambda: self._unpushed(committed, refs, trees)),
            _or_unknown(lambda: self._off_main(committed, main, trees)),
            _or_unknown(lambda: self._rewritten(committed, now)),
            _or_unknown(lambda: self._elsewhere(now, branch, refs, trees)),
        )

    def _ask(self, *arguments: str | bytes) -> bytes:
        """What git prints. _NoAnswer where it fails or takes too long."""
        environ = {name: value for name, value in os.environ.items() if name not in _SETTLED}
        environ |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
        command = [self._program, *_SAFE, *arguments]
        try:
            run = subprocess.run(  # noqa: S603  # argv, never a shell
                command,
                cwd=self._folder.path,
                env=environ,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=max(0.01, min(_SECONDS, self._until - time.monotonic())),
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise _NoAnswer("it took too long.") from None
        except OSError as error:
            raise _NoAnswer(f"{error.strerror}.") from None
        if run.returncode:
            raise _NoAnswer(run.stderr.decode("utf-8", "replace").strip() or f"it ended with {run.returncode}.")
        return run.stdout

    def _line(self, *arguments: str) -> str | None:
        """The one line that git prints, None where it has nothing to say."""
        try:
            return os.fsdecode(self._ask(*arguments)).strip() or None
        except _NoAnswer:
            return None

    def _refs(self) -> dict[str, str]:
        """The branches, ours and remotes', by full name with the commit at their tip; the latest first."""
        form = "--format=%(refname) %(objectname)%(if)%(symref)%(then) link%(end)"
        lines = self._ask("for-each-ref", "--sort=-committerdate", form, "refs/heads", "refs/remotes")
        split = (line.split() for line in os.fsdecode(lines).splitlines())
        return {words[0]: words[1] for words in split if len(words) == 2}

    def _main(self, refs: Mapping[str, str]) -> str | None:
        """The branch from which a team deploys: the remote's default one, else one that is called main or master."""
        said = self._line("symbolic-ref", "-q", "refs/remotes/origin/HEAD")
        usual = [f"refs/{where}/{name}" for where in ("remotes/origin", "heads") for name in ("main", "master")]
        return next((ref for ref in (said, *usual) if ref in refs), None)

    def _tree(self, commit: str) -> dict[bytes, bytes]:
        """The files that a commit has in the folder, with their blob."""
        found = {}
        for each in self._ask("ls-tree", "-r", "-z", commit).split(b"\0"):
            about, tab, name = each.partition(b"\t")
            if tab:
                found[name] = about.split()[2]
        return found

    def _status(self, prefix: bytes) -> tuple[set[bytes], set[bytes]]:
        """Files that are not tracked, and all that are not as in the last commit, those included."""
        asked = ("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--ignored", "--", ".")
        untracked, changed, whole = set(), set(), []
        for each in self._ask(*asked).split(b"\0"):
            state, name = each[:2], each[3:].removeprefix(prefix)
            if not name and state in (b"??", b"!!"):
                whole.append(b"")  # the folder itself, ignored with all that is in it
            elif name.endswith(b"/"):
                whole.append(name)
            elif state in (b"??", b"!!"):
                untracked.add(name)
            elif name:
                changed.add(name)
        inside = {name for name in self._files if any(name.startswith(folder) for folder in whole)}
        return untracked | inside, changed | untracked | inside

    def _hashes(self, names: list[bytes]) -> dict[bytes, bytes]:
        """The blobs that files would be if they were added now."""
        names = [name for name in names if self._files[name].is_file()]
        found: dict[bytes, bytes] = {}
        for start in range(0, len(names), _ARGUMENTS):
            some = names[start : start + _ARGUMENTS]
            found |= zip(some, self._ask("hash-object", "--", *some).split(), strict=True)
        return found

    def _unpushed(
        self, committed: Mapping[bytes, bytes], refs: Mapping[str, str], trees: _Trees
    ) -> frozenset[Path] | Unknown:
        remotes = {ref: commit for ref, commit in refs.items() if ref.startswith("refs/remotes/")}
        if not remotes:
            return Unknown("No branch of a remote is known here.", "Add a remote and fetch it.")
        left = dict(committed)
        for commit in remotes.values():
            there = trees.of(commit)
            left = {name: blob for name, blob in left.items() if there.get(name) != blob}
            if not left:
                break
        return self._paths(left)

    def _off_main(self, committed: Mapping[bytes, bytes], main: str | None, trees: _Trees) -> frozenset[Path] | Unknown:
        if main is None:
            return Unknown("The main branch is not known.", "Run: git remote set-head origin --auto")
        there = trees.of(main)
        return self._paths(name for name, blob in committed.items() if there.get(name) != blob)

    def _rewritten(self, committed: Mapping[bytes, bytes], now: Mapping[bytes, bytes]) -> frozenset[Path] | Unknown:
        if not committed:
            return frozenset()
        if self._line("rev-parse", "--is-shallow-repository") == "true":
            return Unknown("The repository holds only its last commits.", "Run: git fetch --unshallow")
        asked = (
            "--raw",
            "--no-abbrev",
            "--no-renames",
            "--relative",
            "--diff-filter=A",
            "--format=",
            "HEAD",
        )
        words = iter(self._ask("log", "-z", *asked, "--", ".").split(b"\0"))
        first: dict[bytes, bytes] = {}  # the last that is met is the oldest
        for word in words:
            if word.lstrip(b"\n").startswith(b":"):
                first[next(words, b"")] = word.split()[3]
        return self._paths(name for name in committed if name in first and now.get(name) != first[name])

    def _elsewhere(
        self, now: Mapping[bytes, bytes], branch: str | None, refs: Mapping[str, str], trees: _Trees
    ) -> tuple[Elsewhere, ...]:
        """The same version, and none of the contents that it has here. The own branch at a remote does not count."""
        here: dict[str, dict[bytes, bytes]] = {}
        for name, blob in now.items():
            if version := self._version(name):
                here.setdefault(version, {})[blob] = name
        own = {f"refs/heads/{branch}"} | {ref for ref in refs if branch and ref.endswith(f"/{branch}")}
        found: dict[tuple[bytes, bytes], Elsewhere] = {}
        others = [(ref, commit) for ref, commit in refs.items() if ref not in own]
        for ref, commit in others[:_BRANCHES]:
            for name, blob in trees.of(commit).items():
                ours = here.get(self._version(name) or "", {})
                if ours and blob not in ours and (name, blob) not in found:
                    file = self._files[name if name in self._files else next(iter(ours.values()))]
                    found[name, blob] = Elsewhere(file, _short(ref), os.fsdecode(name))
        return tuple(sorted(found.values(), key=lambda each: (str(each.file), each.branch, each.path)))

    def _version(self, name: bytes) -> str | None:
        said = read_name(self._folder.tool, os.fsdecode(name).removesuffix("/migration.sql"))
        return said[0] if said and b".down." not in name else None

    def _paths(self, names: Iterable[bytes]) -> frozenset[Path]:
        return frozenset(self._files[name] for name in names if name in self._files)


class _Trees:
    """The folder in commits, each read once."""

    def __init__(self, repository: _Repository) -> None:
        self._repository = repository
        self._read: dict[str, dict[bytes, bytes]] = {}

    def of(self, commit: str) -> dict[bytes, bytes]:
        """The files that the commit has in the folder, with their blob."""
        if commit not in self._read:
            self._read[commit] = self._repository._tree(commit)
        return self._read[commit]


def _short(ref: str) -> str:
    return ref.removeprefix("refs/heads/").removeprefix("refs/remotes/")


def _or_unknown(read: Callable[[], T | Unknown]) -> T | Unknown:
    """One fact, or why it is missing: the others stand all the same."""
    try:
        return read()
    except _NoAnswer as problem:
        return Unknown(f"git gave no answer: {problem.why}", "Run git log in the folder.")
