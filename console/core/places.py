"""Where our own files stand: the three folders of this user. It names and makes them, and never reads what is in them.

platformdirs is imported only when no variable names the folder: it costs start-up time.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

APPLICATION = "greenroom"


def config_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of what a person writes: config.toml, targets.toml, definitions. GREENROOM_CONFIG_DIR overrides it."""
    return _folder("config", environ)


def data_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of what we keep for long: the demo's database. GREENROOM_DATA_DIR overrides it."""
    return _folder("data", environ)


def state_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of what we remember: the journal, logs. GREENROOM_STATE_DIR overrides it."""
    return _folder("state", environ)


def _folder(kind: str, environ: Mapping[str, str]) -> Path:
    if named := environ.get(f"GREENROOM_{kind.upper()}_DIR"):
        return Path(named).expanduser()
    import platformdirs

    folders = {
        "config": platformdirs.user_config_dir,
        "data": platformdirs.user_data_dir,
        "state": platformdirs.user_state_dir,
    }
    return Path(folders[kind](APPLICATION, appauthor=False))


def private(folder: Path) -> Path:
    """The folder, made with mode 0700 if it was not there. One that is there keeps its mode, and so do its parents."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder
