"""What lies on the desk: messages and letters that nobody saw to, and copies of it all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot import keepsake
from bot.config import Config
from bot.doctor.finding import Finding, mend, mind, ok
from bot.doctor.known import Known, Queue

PILING = timedelta(minutes=5)  # a guest has waited that long
OLD = timedelta(days=7)  # of a backup
COPY = "`qonaq backup DIR` makes one, also while the desk runs; do it every day, onto another disk."


def examine_work(config: Config, known: Known, now: datetime, *, running: bool) -> list[Finding]:
    found = [*_inbox(known.inbox, now, running=running), *_letters(known.letters, now, running=running)]
    if known.version and not found:
        found.append(ok("work", "Work", "nothing lies about: every message was handled, every letter sent."))
    return [*found, *_backups(config, known, now)]


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
    """PostgreSQL is backed up by its own means; a hotel of a few days has little to lose."""
    if config.url or known.since is None:
        return
    last = keepsake.read(config.data)
    if last is None:
        if now - known.since > OLD:
            yield mind("backup.none", "Backup", "there has never been one.", COPY)
        return
    age = now - last.at
    if not last.place.exists():
        words = f"the last one, {last.place}, is not there any more."
        yield mind("backup.gone", "Backup", words, COPY)
    elif age > OLD:
        yield mind("backup.old", "Backup", f"the last one is {age.days} days old.", COPY)
    else:
        yield ok("backup", "Backup", f"{last.place}, of {last.at:%Y-%m-%d %H:%M} UTC.")
