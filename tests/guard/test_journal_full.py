"""The disk full, for real: said, nothing half written, and the chain whole."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

from tests.components import require

FULL = """
import asyncio, sys
from pathlib import Path
from console.guard.journal import FileJournal
from console.guard.journal_place import JournalProblem
from tests.guard.journals import DONE, intent
async def main():
    folder = Path(sys.argv[1])
    journal = FileJournal(folder)
    written = refused = 0
    while refused < 5:
        try:
            await journal.end(await journal.intent(intent(reason="x" * 20_000)), DONE)
            written += 2
        except JournalProblem as problem:
            refused += 1
            said = str(problem)
    print(said)
    found = await journal.verify()
    # An intent may have been written whose end was not; what was refused is not there.
    print(found.whole, written <= found.count <= written + refused)
    for ballast in folder.glob("ballast"):
        ballast.unlink()
        await journal.intent(intent())
        print((await journal.verify()).whole)
    journal.close()
asyncio.run(main())
"""


def run_full(folder: Path, **options: object) -> list[str]:
    environ = dict(os.environ) | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(folder)],
        env=environ, capture_output=True, text=True, timeout=60, check=False, **options,  # type: ignore[call-overload]
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return str(done.stdout).splitlines()


def test_a_full_disk_is_said_and_leaves_the_chain_whole(tmp_path: Path) -> None:
    mounted = tmp_path / "small"
    mounted.mkdir(mode=0o700)
    can = os.geteuid() == 0 and shutil.which("mount") is not None
    require("a file system of our own", can, "Run as root, where mounting is allowed.")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m,mode=0700", "tmpfs", str(mounted)], check=True)
    try:
        (mounted / "ballast").write_bytes(b"x" * 500_000)
        said, whole, again = run_full(mounted)
    finally:
        subprocess.run(["umount", str(mounted)], check=True)
    assert "full" in said
    assert (whole, again) == ("True True", "True")


def test_a_limit_on_the_size_of_files_is_said(tmp_path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))

    said, whole = run_full(tmp_path / "state", preexec_fn=limit)
    assert "The journal cannot be used." in said
    assert whole == "True True"
