"""qonaq migrate · backup · restore"""

from __future__ import annotations

from argparse import Namespace
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, bindparam, update

from bot import keepsake, media
from bot import migrate as forms
from bot.config import Config
from bot.console.call import WELL, Call, Refused
from bot.console.words import counted
from bot.db import writing_engine
from bot.lock import only_one
from bot.schema import letters

PATTERN = "qonaq-*.sqlite3"
STALE = timedelta(hours=1)
# What was still to be said when the copy was made has been said since, or is of yesterday.
_PARK = (
    update(letters)
    .where(letters.c.state.in_(("new", "sending")), letters.c.created_at < bindparam("before"))
    .values(state="dropped", error="older than the restored copy")
)


def migrate(call: Call, asked: Namespace) -> int:
    config = call.config
    config.data.mkdir(parents=True, exist_ok=True)
    with nullcontext() if config.url else only_one(config.data):
        call.say(f"Database: {forms.upgrade(config.where)}.")
    return WELL


def backup(call: Call, asked: Namespace) -> int:
    """A whole copy, checked before it gets its name; the desk may be running."""
    config, to = call.config, Path(asked.folder)
    if config.url:
        return _dump(call, config.url, to)
    if not config.database.exists():
        raise Refused(f"There is no database in {config.data} yet.")
    to.mkdir(parents=True, exist_ok=True)
    made = forms.copy(config.database, to / f"qonaq-{_stamp(call.now())}.sqlite3")
    media.copy(config.data / "media", to / "media")
    keepsake.note(config.data, made, call.now())
    call.say(f"{made}: {made.stat().st_size // 1024 or 1} KB, whole.")
    return WELL


def restore(call: Call, asked: Namespace) -> int:
    """Put a copy in the place of the database, which stays beside it under another name."""
    config, now = call.config, call.now()
    if config.url:
        return _bring_back(call, config.url, Path(asked.folder))
    found = _newest(Path(asked.folder))
    config.data.mkdir(parents=True, exist_ok=True)
    with only_one(config.data):
        made = forms.copy(found, config.data / "restored.sqlite3")
        try:
            forms.refuse_unknown(made, forms.revision(made))
            forms.upgrade(made)
            parked = _park(made, now - STALE)
            aside = _set_aside(config, now)
            made.replace(config.database)
            media.copy(found.parent / "media", config.data / "media")
        finally:
            made.unlink(missing_ok=True)
    call.say(f"The desk is as it was in {found.name}.")
    if parked:
        call.say(f"{counted(parked, 'old message')} will not be sent again.")
    if aside:
        call.say(f"The database that was here is kept as {aside.name}.")
    return WELL


def _dump(call: Call, url: str, to: Path) -> int:
    from bot.console import dumps  # its driver is an extra

    if forms.revision(url) is None:
        raise Refused("The database in QONAQ_DATABASE_URL is empty.")
    to.mkdir(parents=True, exist_ok=True)
    made = dumps.dump(url, to / f"qonaq-{_stamp(call.now())}.pgdump")
    media.copy(call.config.data / "media", to / "media")
    keepsake.note(call.config.data, made, call.now())
    call.say(f"{made}: {made.stat().st_size // 1024 or 1} KB, whole.")
    return WELL


def _bring_back(call: Call, url: str, place: Path) -> int:
    from bot.console import dumps  # its driver is an extra
    from bot.db.postgres import engine_at

    now = call.now()
    found = _newest(place, dumps.PATTERN)
    aside = found.with_name(f"replaced-{_stamp(now)}.pgdump")
    dumps.bring_back(url, found, aside)
    media.copy(found.parent / "media", call.config.data / "media")
    parked = _parked(engine_at(url, most=1), now - STALE)
    call.say(f"The desk is as it was in {found.name}.")
    if parked:
        call.say(f"{counted(parked, 'old message')} will not be sent again.")
    if aside.exists():
        call.say(f"What was in the database before is kept as {aside}.")
    return WELL


def _newest(place: Path, pattern: str = PATTERN) -> Path:
    """The file itself, or the copy with the latest date."""
    if place.is_file():
        return place
    copies = sorted(place.glob(pattern)) if place.is_dir() else []
    if not copies:
        raise Refused(f"{place} holds no copy. `qonaq backup DIR` makes one, named {pattern}.")
    return copies[-1]


def _park(path: Path, before: datetime) -> int:
    return _parked(writing_engine(path, pragmas=("journal_mode=DELETE", "synchronous=FULL")), before)


def _parked(engine: Engine, before: datetime) -> int:
    try:
        with engine.begin() as conn:
            return conn.execute(_PARK, {"before": before}).rowcount
    finally:
        engine.dispose()


def _set_aside(config: Config, now: datetime) -> Path | None:
    """Rename the database with its log: a damaged one keeps all that can be saved from it."""
    if not config.database.exists():
        return None
    aside = config.data / f"replaced-{_stamp(now)}.sqlite3"
    for tail in ("-shm", "-wal", ""):
        part = config.database.with_name(config.database.name + tail)
        if part.exists():
            part.rename(aside.with_name(aside.name + tail))
    return aside


def _stamp(now: datetime) -> str:
    return f"{now:%Y%m%d-%H%M%S}"
