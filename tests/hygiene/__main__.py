"""`python -m tests.hygiene`: files and functions that grow towards being two things."""

from __future__ import annotations

from tests.hygiene.sizes import long_files, long_functions


def main() -> None:
    """Print what is longer than it should be; the tests fail at more."""
    for lines, place in [*long_files(300), *long_functions(40)]:
        print(f"{lines:5} lines  {place}")


main()
