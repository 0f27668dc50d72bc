"""qonaq restore"""

from __future__ import annotations

import sqlite3
from argparse import Namespace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from bot import copies, erased, errands, leftovers, media, wayback
from bot import migrate as forms
from bot.config import PROPERTY, Config
from bot.console import witnesses
from bot.console.call import WELL, Call, Refused
from bot.console.witnesses import Gathered
from bot.console.words import counted
from bot.copies import BadCopy
from bot.db import PRAGMAS, Connection, whole, writing_engine
from bot.desk import restored
from bot.desk.catalog.versions import NoVersion
from bot.desk.privacy import erase, ledger
from bot.desk.privacy.ledger import Erasure
from bot.desk.restored import Parked
from bot.ledger import looking
from bot.lock import only_one

WHICH = (
    "Which copy? `qonaq restore DIR` takes the newest good one of a folder, `qonaq restore FILE` that one."
)
AHEAD = "{name} is named for an hour that is still to come, by a clock that ran ahead, and was passed over."
NOT_AS_IT_IS = "It cannot be used as it is ({why}). Go back to a copy: qonaq restore --over DIR"
ONE_FILE = ("journal_mode=DELETE", *(one for one in PRAGMAS if not one.startswith("journal")))


def restore(call: Call, asked: Namespace) -> int:
    """Put a copy in the place of the database, which stays beside it under another name."""
    config = call.config
    wayback.refuse_link(config)
    if asked.as_it_is:
        return _as_it_is(call, config)
    if not asked.folder:
        raise Refused(WHICH)
    found = _chosen(call, config, Path(asked.folder))
    config.data.mkdir(parents=True, exist_ok=True)
    with only_one(config.data):
        if config.url:
            return _bring_back(call, config.url, found, over=asked.over)
        if not asked.over and config.database.exists() and config.database.stat().st_size:
            raise Refused(_full(config.database, found))
        known = _known(config, found, call.now())
        made, parked, again = _prepared(config, found, known.lines, call.now())
        aside = _set_aside(config, call.now())
        made.replace(config.database)
        whole.begin(config.database, None)
        missing = _write_down(config, found)
        media.copy(found.parent / "media", config.data / "media")
    _report(call, found, parked, again, known, missing)
    if aside:
        call.say(f"The database that was here is kept as {aside.name}.")
    return WELL


def _full(where: object, found: Path) -> str:
    return (
        f"{where} holds a hotel. To put the copy in its place: qonaq restore --over {found}\n"
        "What is there now is kept under another name."
    )


def _known(config: Config, found: Path, now: datetime) -> Gathered:
    """Whom to erase again; written down before the database goes, for a restore that is cut short."""
    known = witnesses.gather(config, found, copied=_copied(found, now), now=now)
    # Which lists could not be written is said once the copy is in its place.
    erased.keep(config, known.lines, found.parent, gaps=known.gaps)
    return known


def _write_down(config: Config, found: Path) -> list[str]:
    with looking(config) as conn:
        return erased.keep(config, ledger.all_of(conn, PROPERTY), found.parent)


def _report(call: Call, found: Path, parked: Parked, again: int, known: Gathered, missing: list[str]) -> None:
    call.say(f"The desk is as it was in {found.name}.")
    if parked.letters:
        call.say(f"{counted(parked.letters, 'old message')} will not be sent again.")
    if parked.messages:
        call.say(f"{counted(parked.messages, 'unread message')} will not be answered.")
    if parked.letters or parked.messages:
        call.say("Staff are told which guests to ask, once the desk is open.")
    if again:
        call.say(f"{counted(again, 'guest')} who had been erased since were erased again.")
    if known.since:
        call.say(witnesses.UNKNOWN.format(since=known.since))
    for words in missing:
        call.say(words)


def _chosen(call: Call, config: Config, place: Path) -> Path:
    """The file itself, or the newest good copy of a folder."""
    if place.is_file():
        _fits(config, place)
        return place
    now, of_server = call.now(), bool(config.url)
    there = copies.newest_first([place], now, of_server=of_server)
    good = copies.newest_good([place], now, of_server=of_server)
    if not there:
        raise Refused(f"{place} holds no copy. `qonaq backup DIR` makes one, named qonaq-….")
    if good is None:
        raise Refused(f"No copy in {place} is as it was made. Take one from another disk.")
    for one in there[: there.index(good)]:
        call.say(f"{one.path.name} is damaged and was passed over.")
    for one in there if not good.is_ahead(now) else ():
        if one.is_ahead(now):
            call.say(AHEAD.format(name=one.path.name))
    return good.path


def _fits(config: Config, place: Path) -> None:
    copy = copies.of(place)
    if copy and copy.of_server and not config.url:
        raise Refused(f"{place} is of PostgreSQL: set QONAQ_DATABASE_URL.")
    if copy and config.url and not copy.of_server:
        raise Refused(f"{place} is no copy of PostgreSQL, and QONAQ_DATABASE_URL is set. Take a .pgdump.")


def _prepared(
    config: Config, found: Path, erased_since: list[Erasure], now: datetime
) -> tuple[Path, Parked, int]:
    """The copy beside the database: whole, in this version's form, with nothing old to be said."""
    made, opened = config.data / wayback.RESTORED, config.data / wayback.OPENED
    try:
        plain = copies.plain(found, opened, config.passphrase)
        if flaws := copies.found_flaws(plain):
            raise BadCopy(f"{found} is damaged ({flaws[0]}). Take an older copy.")
        forms.copy(plain, made)
        forms.refuse_unknown(made, forms.revision(made))
        forms.upgrade(made)
        engine = writing_engine(made, pragmas=ONE_FILE)
        return made, *_taken_up(engine, found, erased_since, now)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
    finally:
        opened.unlink(missing_ok=True)


def _copied(found: Path, now: datetime) -> datetime:
    """When the copy was made."""
    copy = copies.of(found)
    return copy.at if copy else datetime.fromtimestamp(found.stat().st_mtime, now.tzinfo)


def _taken_up(engine: Engine, found: Path, erased_since: list[Erasure], now: datetime) -> tuple[Parked, int]:
    """In the restored database, in one transaction: with its end the restore is whole."""
    try:
        with engine.begin() as conn:
            taken = _settled(conn, found, erased_since, now)
            wayback.complete(conn)
            return taken
    finally:
        engine.dispose()


def _settled(conn: Connection, found: Path, erased_since: list[Erasure], now: datetime) -> tuple[Parked, int]:
    try:
        house = errands.house(conn, now)
    except NoVersion:  # a hotel that has never opened
        return Parked(0, 0), 0
    again = erase.again(conn, house, erased_since)
    return restored.take_up(conn, house, copied=_copied(found, now)), again


def _set_aside(config: Config, now: datetime) -> Path | None:
    """Rename the database with its log: a damaged one keeps all that can be saved from it."""
    there = config.database.exists()
    aside = config.data / f"replaced-{now:%Y%m%d-%H%M%S}.sqlite3"
    for tail in leftovers.TAILS:  # the database first: without it a start that comes now is refused
        part = config.database.with_name(config.database.name + tail)
        if part.exists():
            part.rename(aside.with_name(aside.name + tail) if there else _cut_off(config, aside, tail))
    return aside if there else None


def _cut_off(config: Config, aside: Path, tail: str) -> Path:
    """A restore was cut short between the database and its log: they stay together."""
    before = sorted(config.data.glob("replaced-*.sqlite3"))
    names = [one.with_name(one.name + tail) for one in (*before[-1:], aside)]
    return next(one for one in names if not one.exists())


def _bring_back(call: Call, url: str, found: Path, *, over: bool) -> int:
    from bot.console import dumps  # its driver is an extra
    from bot.db.postgres import engine_at

    config, now = call.config, call.now()
    aside = config.data / f"replaced-{now:%Y%m%d-%H%M%S}.pgdump"
    if not over and dumps.filled(url):
        raise Refused(_full("The database in QONAQ_DATABASE_URL", found))
    known, opened = _known(config, found, now), config.data / wayback.OPENED
    try:
        kept = dumps.bring_back(url, copies.plain(found, opened, config.passphrase), aside, found)
    finally:
        opened.unlink(missing_ok=True)
    media.copy(found.parent / "media", config.data / "media")
    taken = _taken_up(engine_at(url, most=1), found, known.lines, now)
    missing = _write_down(config, found)
    _report(call, found, *taken, known, missing)
    if kept:
        call.say(f"What was in the database before is kept as {kept}.")
    return WELL


def _as_it_is(call: Call, config: Config) -> int:
    """Go on with a database that was changed, or with what is left of a damaged one; it is kept as it was."""
    if config.url or not config.database.exists():
        raise Refused(f"There is no database in {config.data}.")
    with only_one(config.data):
        made = config.data / wayback.RESTORED
        try:
            forms.copy(config.database, made)
            for why in copies.found_flaws(made):
                raise Refused(NOT_AS_IT_IS.format(why=why))
            aside = _set_aside(config, call.now())
            made.replace(config.database)
        except sqlite3.DatabaseError as error:
            raise Refused(NOT_AS_IT_IS.format(why=error)) from None
        finally:
            made.unlink(missing_ok=True)
        whole.begin(config.database, None)
    call.say("The desk goes on with the database as it is. Its structure is sound; not every word may be.")
    call.say(f"As it was, it is kept as {aside.name if aside else ''}.")
    return WELL
