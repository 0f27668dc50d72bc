"""What a person just did, before it means anything: one frozen value for every channel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.db import Connection
from bot.desk import outbox, spoken
from bot.desk.house import House
from bot.say import Say, Text, Value


@dataclass(frozen=True)
class Heard:
    """What the understanding made of a text: evidence, not action."""

    language: str
    decision: str  # answer, clarify, handoff, sensitive
    entries: tuple[tuple[str, float], ...] = ()
    complaint: float = 0.0
    risk: str | None = None
    person: bool = False
    also: tuple[str, ...] = ()  # plain questions that came with a complaint
    facet: str | None = None  # of a follow-up: price, hours, day, place, book, more
    day: str | None = None  # that it names: mon … sun, weekend, today, tomorrow
    risk_by: str = "words"  # reviewed words name the risk, or the heads are "sure" of it, or they "guess"


@dataclass(frozen=True)
class Attached:
    """A file that stays with Telegram until a use case wants it."""

    file_id: str
    name: str
    size: int
    mime: str = ""


class FileWanted(Exception):
    """A use case needs what is in a file. Nothing it did is kept; the edge fetches the file outside any
    transaction, and asks again with what it has read. `reader`: table, picture, workbook; a workbook that is
    no catalog is read as a table.
    """

    def __init__(self, file: Attached, reader: str = "table") -> None:
        super().__init__("a file is wanted")
        self.file = file
        self.reader = reader


class LookWanted(Exception):
    """A use case needs what takes long to read. Nothing it did is kept; the edge looks beside the writer, so
    that nobody waits for it, and asks again with what was found.
    """

    def __init__(self, look: Callable[[Connection, House], object]) -> None:
        super().__init__("a look is wanted")
        self.look = look


@dataclass(frozen=True)
class Hand:
    """A colleague acts for this guest: `line` says so on every screen, whose buttons carry it on."""

    guest_id: int
    line: Value
    not_here: frozenset[str] = frozenset()  # acts that nobody does for another

    def over(self, said: Say) -> Say:
        kept = (one for one in said.choices if one.act not in self.not_here)
        choices = tuple(replace(one, args={**one.args, "hand": self.guest_id}) for one in kept)
        return replace(said, body=(self.line, *said.body), choices=choices)


@dataclass(frozen=True)
class Asked:
    """`kind`: text, press, photo, voice, video, document, location, sticker, …, other. `text` is cleaned."""

    chat_id: int
    user_id: int
    name: str
    kind: str
    private: bool = True
    text: str | None = None
    hint: str | None = None  # the person's app language
    thread_id: int | None = None
    message_id: int | None = None  # of the message, or of the one whose button was pressed
    query_id: str | None = None
    data: str | None = None
    on_photo: bool = False  # the pressed button hangs under a picture
    lasting: bool = False  # the pressed button hangs under a message that must stay
    edited: bool = False
    forwarded: bool = False  # somebody else's words: never a command
    reply_to: int | None = None
    replies: str = ""  # to whose message: ours, own, colleague
    album: str | None = None  # Telegram's number of the media group it came in
    heard: Heard | None = None
    backlog: int = 0  # other updates of this chat within the last minute
    late: int = 0  # seconds between the message and now
    file: Attached | None = None
    unique: str | None = None  # Telegram's number of the picture, voice, file … in it, the same in an edit
    brought: object = None  # what was read from the file that a use case wanted, or what it wanted to see
    hand: Hand | None = None
    over: int | None = None  # a line of ours, "I'm reading it", in whose place the answer goes
    phone: str | None = None  # their own number, when they share their own contact


def reply(conn: Connection, house: House, asked: Asked, said: Say) -> None:
    """On a press, put the answer in place of the message, unless that must stay; else send it."""
    said = asked.hand.over(said) if asked.hand else said
    if asked.query_id and asked.message_id and not asked.lasting:
        outbox.edit(conn, house, asked.chat_id, asked.message_id, said, on_photo=asked.on_photo)
    elif asked.over:
        outbox.edit(conn, house, asked.chat_id, asked.over, said)
    else:
        outbox.send(conn, house, asked.chat_id, said)


def nod(
    conn: Connection, house: House, asked: Asked, said: Text | None = None, *, alert: bool = False
) -> None:
    """Answer the press itself, so that the button stops spinning; what is said only its presser reads."""
    if asked.query_id:
        if said and not said.language:
            said = replace(said, language=spoken.reads(conn, house, asked.user_id))
        outbox.answer(conn, house, asked.query_id, said, alert=alert)
