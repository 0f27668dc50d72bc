"""What lies on the desk: messages and letters that nobody saw to, and copies of it all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot import copies, keepsake, leftovers
from bot.config import Config
from bot.db.sqlite import MB, lacking
from bot.doctor.finding import Finding, mend, mind, ok
from bot.doctor.known import Known, Queue
from bot.keepsake import Keepsake

PILING = timedelta(minutes=5)  # a guest has waited that long
OLD = timedelta(days=7)  # of a backup
FORGETS = timedelta(hours=25)  # at the latest: a desk that is open does it every hour
NIGHTS = timedelta(days=2)  # without one, though the desk makes one each night
COPY = "`qonaq backup` makes one, also while the desk runs; its log says why a nightly one failed."
ELSEWHERE = "Set QONAQ_BACKUPS to a folder on another disk, or copy them off this computer ({page})."
PAGE = "docs/backup.md"


def examine_work(config: Config, known: Known, now: datetime, *, running: bool) -> list[Finding]:
    found = [*_inbox(known.inbox, now, running=running), *_letters(known.letters, now, running=running)]
    if known.version and not found:
        found.append(ok("work", "Work", "nothing lies about: every message was handled, every letter sent."))
    privacy = [*_forgetting(known, now), *_remains(config, known), *_leftovers(config, now)]
    return [*found, *privacy, *_backups(config, known, now)]


def _remains(config: Config, known: Known) -> Iterator[Finding]:
    """Guests were told that nothing of theirs is left."""
    short = lacking(config.database) if known.remains and not config.url else 0
    if short:
        words = "the database's file holds remains of who was erased: there is no room to write it anew."
        cure = f"Free {short // MB + 1} MB on the disk of {config.data}; the desk tries again every hour."
        yield mind("privacy.remains", "Privacy", words, cure)


def _leftovers(config: Config, now: datetime) -> Iterator[Finding]:
    """The nightly copy deletes them; where there is none nobody does."""
    if old := leftovers.old(config, now):
        names = " ".join(str(one.path) for one in old)
        words = (
            f"kept for more than {leftovers.KEPT_FOR.days} days, with guests who were erased since: {names}."
        )
        cure = f"Delete what you need no more: rm {names}"
        yield mind("privacy.leftover", "Privacy", words, cure)


def _forgetting(known: Known, now: datetime) -> Iterator[Finding]:
    """Guests were told for how long what is theirs is kept."""
    if known.forgot is None:
        return
    if now - known.forgot > FORGETS:
        words = (
            f"nothing of guests' data was forgotten since {known.forgot:%Y-%m-%d}, though they were told so."
        )
        yield mind(
            "privacy.late", "Privacy", words, "Start the desk: it looks through everything every hour."
        )
    else:
        words = f"what is kept for a time only was looked through at {known.forgot:%H:%M} UTC."
        yield ok("privacy", "Privacy", words)


def _inbox(queue: Queue, now: datetime, *, running: bool) -> Iterator[Finding]:
    if _late(queue, now):
        words = f"{queue.waiting} messages of guests wait, the oldest for {_age(queue, now)}."
        yield mend("inbox.piling", "Inbox", words, _cure(running))
    if queue.dead:
        words = f"{queue.dead} messages could not be handled; their guests were given reception's number."
        cure = "Read the log around that time, and send it to the makers of Qonaq."
        yield mind("inbox.dead", "Inbox", words, cure)


def _letters(queue: Queue, now: datetime, *, running: bool) -> Iterator[Finding]:
    if _late(queue, now):
        words = f"{queue.waiting} letters to guests or staff wait, the oldest for {_age(queue, now)}."
        yield mend("letters.piling", "Letters", words, _cure(running))
    if queue.dead:
        words = f"{queue.dead} letters were refused by Telegram and never arrived."
        cure = (
            "The log says why; tell the guest or colleague by another way. After 30 days they are forgotten."
        )
        yield mind("letters.dead", "Letters", words, cure)


def _late(queue: Queue, now: datetime) -> bool:
    return queue.oldest is not None and now - queue.oldest > PILING


def _age(queue: Queue, now: datetime) -> str:
    minutes = (now - (queue.oldest or now)) // timedelta(minutes=1)
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"


def _cure(running: bool) -> str:
    return (
        "Look at the other lines first; if all else is well, restart the desk."
        if running
        else "Start the desk."
    )


def _backups(config: Config, known: Known, now: datetime) -> Iterator[Finding]:
    """A hotel of a few days has little to lose."""
    if known.since is None:
        return
    if config.url and config.nightly and not shutil.which("pg_dump"):
        words = "pg_dump is not here, so no copy is made at night."
        cure = "Install postgresql-client; or QONAQ_BACKUPS=off, if whoever runs the database makes copies."
        yield mind("backup.program", "Backup", words, cure)
    last, old = keepsake.read(config.data), NIGHTS if config.nightly else OLD
    if last is None:
        if now - known.since > OLD and (config.nightly or not config.url):
            yield mind("backup.none", "Backup", "there has never been one.", COPY)
    elif not last.place.exists():
        words = f"the last one, {last.place}, is not there any more."
        yield mind("backup.gone", "Backup", words, COPY)
    elif now - last.at > old:
        age = (now - last.at) // timedelta(days=1)
        yield mind("backup.old", "Backup", f"the last one is {age} days old.", COPY)
    else:
        yield from _good(config, last, known, now)


def _good(config: Config, last: Keepsake, known: Known, now: datetime) -> Iterator[Finding]:
    """It is there, as it was made, and would outlive the disk."""
    try:
        copies.check_sum(last.place)
    except (copies.BadCopy, OSError):
        yield mind("backup.damaged", "Backup", f"{last.place} is not as it was made.", COPY)
        return
    yield ok("backup", "Backup", f"{last.place}, of {last.at:%Y-%m-%d %H:%M} UTC.")
    beside = last.place.stat().st_dev == config.data.stat().st_dev
    if beside and not config.url and known.since and now - known.since > OLD:
        words = "copies lie on the same disk as the data: if it breaks, both are gone."
        yield mind("backup.same_disk", "Backup", words, ELSEWHERE.format(page=PAGE))
