"""What a chat was last told about, so that "and on Sunday?" has a subject: a row a chat, where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.catalog.model import Entry, Offer
from bot.desk.house import House

TALKED = "talked"
FORGET_AFTER = timedelta(minutes=15)
# a screen that waits for an answer keeps its place
GIVES_WAY = (TALKED, "welcomed", "clarified", "ideas", "idea_when")


@dataclass(frozen=True)
class Lately:
    """The entry or the offer that was shown, as they are today."""

    entry: Entry | None
    offer: Offer | None
    at: datetime


def remember(
    conn: Connection, house: House, chat_id: int, *, entry: str | None = None, offer: str | None = None
) -> None:
    """The newest subject takes the place of the one before; any dialogue takes the place of both."""
    waiting = dialogues.waiting(conn, house, chat_id)
    if waiting is None or waiting.screen in GIVES_WAY:
        dialogues.wait_for(conn, house, chat_id, TALKED, entry=entry, offer=offer)


def of(conn: Connection, house: House, chat_id: int) -> Lately | None:
    """What was talked about within the last quarter of an hour, if it is still there."""
    waiting = dialogues.waiting(conn, house, chat_id)
    if waiting is None or waiting.screen != TALKED or house.now - waiting.since > FORGET_AFTER:
        return None
    entry = house.catalog.entry(waiting.data.get("entry") or "")
    offer = house.catalog.offer(waiting.data.get("offer") or (entry.offer if entry else None) or "")
    return Lately(entry, offer, waiting.since) if entry or offer else None
