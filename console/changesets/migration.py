"""The nouns of migration files: tools, files, scripts, pieces, statements, segments. Values; nothing is read here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Tool(StrEnum):
    """Whose files and whose history table they are."""

    SUPABASE = "supabase"  # also plain folders of `<digits>_<name>.sql`
    DBMATE = "dbmate"
    PRISMA = "prisma"
    FLYWAY = "flyway"
    ALEMBIC = "alembic"
    GOLANG_MIGRATE = "golang-migrate"
    DJANGO = "django"
    RAILS = "rails"
    SQITCH = "sqitch"
    PGROLL = "pgroll"

    @property
    def driven(self) -> bool:
        """Whether greenroom applies its files; the others' are shown only."""
        return self in (Tool.SUPABASE, Tool.DBMATE, Tool.PRISMA)


@dataclass(frozen=True, slots=True)
class MigrationFile:
    """One migration: its version as the tool writes it (leading zeros kept), its name, where it is, its size in bytes.

    `reverse` is the file that takes it back, where there is one beside it.
    """

    version: str
    name: str
    path: Path
    size: int
    reverse: Path | None = None

    @property
    def label(self) -> str:
        """`20240101120000_bookings`, as people speak of it."""
        return "_".join(part for part in (self.version, self.name) if part)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file in the folder that is no migration, and why."""

    path: Path
    why: str


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of migrations. `files` are in the order in which they apply; versions may occur twice (a finding).

    `root` is the project's: the folder that holds `supabase/`, `db/` or the folder itself.
    """

    path: Path
    tool: Tool
    root: Path
    files: tuple[MigrationFile, ...] = ()
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """One statement of a script as it is sent and recorded, without its `;`. `start` is a character offset, `line` is
    one-based; both are of the piece's first character in the file's text."""

    text: str
    start: int
    line: int


@dataclass(frozen=True, slots=True)
class Script:
    """A migration file that was read. `text` is without a byte order mark and with its line ends as they are.

    `pieces` are what applying runs. `down` is the text of its reverse block (`-- ROLLBACK`, `-- migrate:down`) and
    `down_line` where it starts; `verify` are the queries of its `-- VERIFY` block. `transaction` is false where a
    directive of the file says so.
    """

    text: str
    pieces: tuple[Piece, ...]
    bom: bool = False
    crlf: bool = False
    transaction: bool = True
    down: str | None = None
    down_line: int = 0
    verify: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that a statement names: its kind (`table`, `index`, `function`, …), schema if it says one, and name.

    Names are as the server would store them: unquoted ones folded to lower case.
    """

    kind: str
    name: str
    schema: str | None = None

    @property
    def label(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name


class Effect(StrEnum):
    """What a statement does with the rows of a table while it holds its lock."""

    NONE = "none"  # the catalogue alone
    SCAN = "scan"  # reads every row
    REWRITE = "rewrite"  # writes every row anew
    BUILD = "build"  # reads every row and writes an index
    ROWS = "rows"  # changes some rows: an UPDATE, a DELETE


@dataclass(frozen=True, slots=True)
class TableLock:
    """A lock that a statement takes: on which table, and PostgreSQL's name of it without LOCK (`ACCESS EXCLUSIVE`)."""

    table: Named
    mode: str
    effect: Effect = Effect.NONE


@dataclass(frozen=True, slots=True)
class Statement:
    """What a piece is. `tag` is the command in capitals, with what changes its nature: `CREATE INDEX CONCURRENTLY`.

    `transactional` is false where the server refuses it inside a transaction block; `control` is true of BEGIN,
    COMMIT and their like. `makes` and `drops` are what is there, or gone, afterwards; `touches` is what it changes.
    `actions` are the parts of an ALTER in capitals (`ADD COLUMN`, `SET NOT NULL`) with the column or constraint that
    each names. `loses` is a sentence on the data that is gone for good, empty where none is.
    """

    tag: str
    transactional: bool = True
    control: bool = False
    makes: tuple[Named, ...] = ()
    drops: tuple[Named, ...] = ()
    touches: tuple[Named, ...] = ()
    actions: tuple[tuple[str, str], ...] = ()
    locks: tuple[TableLock, ...] = ()
    loses: str = ""
    guarded: bool = False  # IF NOT EXISTS, IF EXISTS, OR REPLACE: running it twice is no error

    @property
    def title(self) -> str:
        """`alter table public.bookings`."""
        first = (*self.makes, *self.touches) if self.tag.startswith("CREATE") else (*self.touches, *self.makes)
        named = next((each.label for each in (*first, *self.drops)), "")
        return f"{self.tag} {named}".strip().lower()


@dataclass(frozen=True, slots=True)
class Segment:
    """Pieces of a script that stand or fall together: one transaction, or one statement that has none.

    `why` says why the script is cut here, empty where it is whole. An `authored` segment has its own BEGIN and COMMIT.
    """

    pieces: tuple[Piece, ...]
    transactional: bool = True
    authored: bool = False
    why: str = ""
