"""`make screenshots`: starts the demo, shows each scene in the console, and draws it into screenshots/.

A scene is what a person would press. Nothing in a picture is painted by hand.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from console.app import GreenroomApp
from console.config import Config
from console.core.target import Access, Environment, SecretSource, Target, Tls
from console.demo.demo import open_demo
from console.targets.store import TargetStore
from tests.pictures.render import picture
from tests.pictures.traffic import traffic

FOLDER = Path(__file__).resolve().parent.parent.parent / "screenshots"


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: its file, how large the terminal is, what is opened, what is pressed."""

    name: str
    size: tuple[int, int]
    opened: str | None = None
    pressed: Sequence[str] = ()
    theme: str = "dark"
    alone: Environment | None = None
    """The demo is the only target, as this: of several names for one database the strictest counts."""
    pending: bool = False
    """With migrations that somebody has just written, in a copy of the demo's folder."""
    busy: bool = False
    """With sessions that do something, and one that holds others up."""


PENDING = {
    "20250301090000_reviews.sql": """-- title: Reviews
-- why: guests say how an evening was, and staff answer

set local lock_timeout = '4s';

create table public.reviews (
    id bigint generated always as identity primary key,
    event_id uuid not null references public.events (id),
    stars smallint not null check (stars between 1 and 5),
    words text,
    written_at timestamptz not null default now()
);

create index reviews_event_id on public.reviews (event_id);
alter table public.reviews enable row level security;
create policy read_reviews on public.reviews for select to anon, authenticated using (true);

-- VERIFY
-- select count(*) = 0 from public.reviews;

-- ROLLBACK
-- drop table public.reviews;
""",
    "20250302090000_booking_channel.sql": """-- title: Where a booking came from
-- why: the box office wants to know what sells

alter table public.bookings add column channel text;
update public.bookings set channel = 'web' where channel is null;
create index concurrently bookings_channel on public.bookings (channel);
comment on column public.bookings.channel is 'web, door or telephone';

-- ROLLBACK
-- alter table public.bookings drop column channel;
""",
}


def _find(key: str) -> list[str]:
    return ["slash", *key, "enter"]


PROBED = (
    *("3", *["pause"] * 6, "a", *["pause"] * 4, *_find("bookings")),
    *("p", *["pause"] * 3, "enter", *["pause"] * 3, *"ORGANIZER", "enter", *["pause"] * 5),
)
"""The bookings as somebody sees them: the table chosen in the matrix, then whom."""


UPCOMING = ["5", *["pause"] * 4, *_find("upcoming"), "pause", "enter", *["pause"] * 3]
"""The events ahead, and how full each is."""


SCENES = (
    Scene("home", (140, 34), "event-cms", ["1"]),
    Scene("content", (150, 40), "event-cms", ["j"] * 6),
    Scene("content-80x24", (80, 24), "event-cms-production", ["8", "pause", "slash", *"social", "enter"]),
    Scene("targets", (150, 40), "event-cms", ["t", "x", "pause", "pause"]),
    Scene(
        "target-form", (110, 36), None, ["t", "a", *"sydney", "tab", *"postgres://anon@db.qwerty.supabase.co/postgres"]
    ),
    Scene("edit", (120, 34), "event-cms", [*_find("business_hours"), "o", "pause", "enter", "pause"]),
    Scene(
        "record-form",
        (120, 34),
        "event-cms",
        [
            *("9", *["pause"] * 4, "slash", *"tramshed six", *["pause"] * 3, "enter", "pause", "enter", *["pause"] * 3),
            *("o", "pause", "down", "down", "enter", "pause", "pause"),
        ],
        alone=Environment.LOCAL,
    ),
    Scene(
        "confirm",
        (120, 34),
        "event-cms",
        [*_find("maintenance_mode"), "o", "pause", "enter", "pause", "right", "enter", "pause", "pause"],
        alone=Environment.STAGING,
    ),
    Scene(
        "journal",
        (150, 40),
        "event-cms",
        # A change and its undo: the demo is afterwards as it was.
        [
            *(*_find("guest_checkout"), "o", "pause", "enter", "pause", "right", "enter", "pause", "pause", "y"),
            *("pause", "pause", "pause", "J", "pause", "o", "pause", "enter", "pause", "pause", "y", "pause", "pause"),
            *("pause", "J", "pause", "g", "pause"),
        ],
        alone=Environment.LOCAL,
    ),
    Scene(
        "audit-table",
        (120, 34),
        "event-cms",
        ["1", "pause", "o", "pause", *["down"] * 4, "enter", "pause"],
        alone=Environment.STAGING,
    ),
    Scene(
        "migrations", (150, 42), "event-cms", ["2", *["pause"] * 4, "G", "pause"], alone=Environment.LOCAL, pending=True
    ),
    Scene(
        "migrations-plan",
        (130, 40),
        "event-cms",
        ["2", *["pause"] * 3, "p", *["pause"] * 4],
        alone=Environment.STAGING,
        pending=True,
    ),
    Scene("ageing", (150, 40), "standup-sydney", ["7", *["pause"] * 4, "G", "enter", *["pause"] * 4]),
    Scene(
        "invoice",
        (150, 40),
        "standup-sydney",
        ["7", *["pause"] * 4, "j", "enter", *["pause"] * 3, "enter", *["pause"] * 4],
    ),
    Scene("audit", (150, 40), "event-cms", ["3", *["pause"] * 8], alone=Environment.STAGING),
    Scene(
        "access",
        (150, 40),
        "event-cms",
        ["3", *["pause"] * 6, "a", *["pause"] * 4, "j", "j", "l", "l", "l", "pause"],
        alone=Environment.STAGING,
    ),
    Scene("probe", (150, 40), "event-cms", [*PROBED, "j", "j", "pause"], alone=Environment.STAGING),
    Scene("why", (150, 40), "event-cms", [*PROBED, "G", "enter", *["pause"] * 3], alone=Environment.STAGING),
    Scene("why-80x24", (80, 24), "event-cms", [*PROBED, "G", "enter", *["pause"] * 3], alone=Environment.STAGING),
    Scene(
        "overview",
        (150, 40),
        "event-cms",
        ["3", *["pause"] * 6, *["right_square_bracket"] * 4, *["pause"] * 4, "j", "j", "pause"],
        alone=Environment.STAGING,
    ),
    Scene(
        "health",
        (160, 40),
        "event-cms",
        ["4", *["pause"] * 8, "r", *["pause"] * 3, "j"],
        alone=Environment.STAGING,
        busy=True,
    ),
    Scene("tables", (160, 45), "event-cms", ["4", *["pause"] * 4, "]", *["pause"] * 3, "j", "j", *["pause"] * 2]),
    Scene(
        "activity",
        (160, 40),
        "event-cms",
        ["4", *["pause"] * 3, *["]"] * 3, *["pause"] * 6],
        alone=Environment.STAGING,
        busy=True,
    ),
    Scene(
        "vitals",
        (160, 40),
        "event-cms",
        ["4", *["pause"] * 3, *["]"] * 5, *["pause"] * 40, "j", *["pause"] * 2],
        alone=Environment.STAGING,
        busy=True,
    ),
    Scene(
        "scorecard",
        (140, 34),
        "event-cms",
        ["4", *["pause"] * 3, *["["] * 2, *["pause"] * 4, "j"],
        alone=Environment.STAGING,
    ),
    Scene(
        "lineup",
        (160, 45),
        "standup-sydney",
        ["6", *["pause"] * 5, "enter", *["pause"] * 4, "j", "shift+down", "j", "j", *["pause"] * 4],
    ),
    Scene(
        "bookings",
        (150, 40),
        "event-cms",
        [*UPCOMING, "j", "j", *["pause"] * 2],
        alone=Environment.STAGING,
    ),
    Scene(
        "records",
        (160, 40),
        "event-cms",
        ["9", *["pause"] * 4, "g", "enter", *["pause"] * 3, "j", "j", *["pause"] * 2],
        alone=Environment.STAGING,
    ),
    Scene(
        "record",
        (150, 44),
        "event-cms",
        ["9", *["pause"] * 4, "g", "enter", *["pause"] * 3, "j", "enter", *["pause"] * 3],
        alone=Environment.STAGING,
    ),
    Scene(
        "search",
        (150, 40),
        "event-cms",
        ["9", *["pause"] * 4, "f", "pause", *"mia chen", *["pause"] * 3],
        alone=Environment.STAGING,
    ),
    Scene("keys", (120, 34), "event-cms", ["question_mark"]),
    Scene("palette", (120, 34), "event-cms", ["ctrl+p", "pause", *"event"]),
    Scene("light", (120, 34), "event-cms", ["j"] * 5, theme="light"),
    Scene("high-contrast", (120, 34), "event-cms-production", ["1"], theme="high-contrast"),
)


def targets_of(demo: Target) -> tuple[Target, ...]:
    """The demo under several names, as a team would have it, and one that does not answer."""
    return (
        replace(demo, saved=True),
        replace(
            demo,
            name="event-cms-production",
            environment=Environment.PRODUCTION,
            access=Access.READ_ONLY,
            saved=True,
            default_area="home",
        ),
        replace(demo, name="event-cms-staging", environment=Environment.STAGING, saved=True),
        Target(
            name="fitnudge",
            host="127.0.0.1",
            port=1,
            database="fitnudge",
            user="postgres",
            environment=Environment.DEVELOPMENT,
            secret=SecretSource.NONE,
            tls=Tls.PREFER,
        ),
    )


def _targets(scene: Scene, demo: Target) -> tuple[Target, ...]:
    if scene.opened == "standup-sydney":
        return (replace(demo, name="standup-sydney", database="standup_sydney", default_area=None, identity=None),)
    return targets_of(demo) if scene.alone is None else (replace(demo, saved=True, environment=scene.alone),)


def _migrations(scene: Scene, folder: Path, place: Path) -> Path:
    """The demo's folder of migrations, or a copy of it with what is pending."""
    if not scene.pending:
        return folder
    copy = place / folder.parent.name / folder.name
    shutil.copytree(folder, copy)
    for name, text in PENDING.items():
        (copy / name).write_text(text, encoding="utf-8")
    return copy


async def take(scene: Scene, demo: Target, migrations: Path, folder: Path) -> None:
    """Show one scene and draw it."""
    with tempfile.TemporaryDirectory() as place:
        os.environ["GREENROOM_STATE_DIR"] = str(Path(place) / "state")  # a journal of its own
        store = TargetStore(Path(place) / "targets.toml")
        for target in _targets(scene, demo):
            store.add(target)
        here = _migrations(scene, migrations, Path(place))
        config = Config(theme=scene.theme, migration_folders={each.name: here for each in store.targets()})
        app = GreenroomApp(targets=store.targets(), config=config, open_target=scene.opened, store=store)
        os.chdir(place)  # paths are shown as they are below it
        doing = traffic(demo) if scene.busy else nullcontext()
        with doing:
            await _draw(app, scene, folder)
    print(f"screenshots/{scene.name}.png")


async def _draw(app: GreenroomApp, scene: Scene, folder: Path) -> None:
    """Press the keys, and keep what is painted then."""
    async with app.run_test(size=scene.size, notifications=True) as pilot:
        await pilot.pause(2)
        for key in scene.pressed:
            if key == "pause":
                await pilot.pause(1)
            else:
                await pilot.press(_KEYS.get(key, key))
        await pilot.pause(0.5)
        picture(app).save(folder / f"{scene.name}.png", optimize=True)


_KEYS = {":": "colon", "/": "slash", "@": "at", ".": "full_stop", "-": "minus", "_": "underscore", " ": "space"}
_KEYS |= {"]": "right_square_bracket", "[": "left_square_bracket"}


def main(names: Sequence[str]) -> int:
    """Take the scenes that are named, or all."""
    os.environ["GREENROOM_RAISE"] = "1"
    FOLDER.mkdir(exist_ok=True)
    wanted = [scene for scene in SCENES if not names or scene.name in names]
    with open_demo() as demo:
        for scene in wanted:
            target = demo.targets[0]
            asyncio.run(take(scene, target, demo.migrations[target.name], FOLDER))
    return 0 if wanted else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
