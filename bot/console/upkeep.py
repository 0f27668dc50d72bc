"""qonaq migrate · backup"""

from __future__ import annotations

from argparse import Namespace
from contextlib import nullcontext
from pathlib import Path

from bot import copies, erased, ledger, leftovers, wayback
from bot import migrate as forms
from bot.config import PROPERTY, Config
from bot.console.call import WELL, Call, Refused
from bot.console.words import counted
from bot.desk.privacy.ledger import all_of
from bot.lock import only_one


def migrate(call: Call, asked: Namespace) -> int:
    config = call.config
    config.data.mkdir(parents=True, exist_ok=True)
    with nullcontext() if config.url else only_one(config.data):
        wayback.looked_over(config, call.now())
        call.say(f"Database: {forms.upgrade(config.where)}.")
    return WELL


def backup(call: Call, asked: Namespace) -> int:
    """A whole copy, checked before it gets its name; the desk may be running. Old ones go."""
    config = call.config
    if config.url:
        wayback.whole_server(config.url)
    if config.url and forms.revision(config.url) is None:
        raise Refused("The database in QONAQ_DATABASE_URL is empty.")
    wayback.refuse_link(config)
    if not config.url and not config.database.exists():
        raise Refused(f"There is no database in {config.data} yet.")
    folder, now = Path(asked.folder) if asked.folder else copies.place(config), call.now()
    wayback.sweep_if_free(config)
    made = copies.make(config, folder, now)
    missing = _write_down(config, folder)
    locked = ", locked" if made.locked else ""
    call.say(f"{made.path}: {made.path.stat().st_size // 1024 or 1} KB, whole{locked}.")
    for words in missing:
        call.say(words)
    if gone := copies.rotate(folder, config.backup_days, now, made):
        kept = counted(config.backup_days, "day")
        call.say(f"{counted(len(gone), 'copy', 'copies')} older than {kept} deleted (QONAQ_BACKUP_DAYS).")
    for path in leftovers.expire(config, now) if config.backup_days else ():
        call.say(f"{path.name}, kept for {leftovers.KEPT_FOR.days} days, deleted.")
    return WELL


def _write_down(config: Config, folder: Path) -> list[str]:
    """Which lists of erasures could not be written, in words: the copy is whole without them."""
    with ledger.looking(config) as conn:
        lines = all_of(conn, PROPERTY)
    try:
        return erased.keep(config, lines, folder)
    except OSError as error:
        return [f"The list of erasures in the data folder could not be written: {error}"]
