"""What guest and staff say to each other: passed on once, in order, and found again on the other side.

A row for every message that was passed on says where it was written and where it came to stand. By it a reply
becomes a reply, a correction stands under what it corrects, and a colleague can take a message back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, insert, or_, select, update

from bot.columns import Moment
from bot.db import Connection
from bot.desk import outbox, timers
from bot.desk.asked import Asked
from bot.desk.house import House
from bot.say import Say, pack_say
from bot.schema import cases, guests, letters, relays

ALBUM = "album"  # the timer that ends the wait for an album's next picture
TOGETHER = timedelta(seconds=1.5)  # an album comes as single messages; so long after one the next may come
UNSAY_WITHIN = timedelta(hours=48)  # Telegram deletes nothing older
CAPTIONED = ("photo", "voice", "video", "document", "audio", "animation")  # others stand alone
A_MINUTE = timedelta(minutes=1)
LETTERS, MESSAGES = 3, 12  # a minute of one guest; what is more waits for everybody else's
AT_ONCE = 5  # pictures for a group in one letter: more would wait until it has been silent for a minute
GONE = 0  # the number of no letter; none at all means that an album is still gathered
CAPTION = 900  # characters that surely fit under a picture, with a name before them

_OURS = relays.c.property_id == bindparam("p")
_NOTE = insert(relays)
_WRITTEN = (
    select(relays)
    .where(_OURS, relays.c.source_chat == bindparam("c"), relays.c.source_message == bindparam("m"))
    .order_by(relays.c.id.desc())
    .limit(1)
)
_SHOWN = (
    select(relays)
    .where(_OURS, relays.c.chat_id == bindparam("c"), relays.c.message_id == bindparam("m"))
    .order_by(relays.c.id.desc())
    .limit(1)
)
_LAST = (
    select(relays)
    .where(relays.c.case_id == bindparam("b"), relays.c.actor == bindparam("a"), relays.c.unsaid_at.is_(None))
    .order_by(relays.c.id.desc())
    .limit(1)
)
_GATHERED = (
    select(relays)
    .where(_OURS, relays.c.source_chat == bindparam("c"), relays.c.album.is_not(None))
    .where(relays.c.letter_id.is_(None), relays.c.unsaid_at.is_(None))
    .order_by(relays.c.source_message)
)
_LATELY = select(func.count(func.distinct(relays.c.letter_id)), func.count()).where(
    _OURS,
    relays.c.source_chat == bindparam("c"),
    relays.c.at > bindparam("since", type_=Moment),
    relays.c.at <= bindparam("now", type_=Moment),
)
_WAITING = (
    select(letters.c.id)
    .where(letters.c.property_id == bindparam("p"), letters.c.case_id == bindparam("b"))
    .where(letters.c.state == "new", letters.c.lane == outbox.SOFT)
    .where(letters.c.method.in_(("send", "copy", "album")))
    .limit(1)
)
_OF_ALBUM = select(relays.c.case_id).where(
    _OURS, relays.c.source_chat == bindparam("c"), relays.c.album == bindparam("n")
)
_HERE = (_OURS, relays.c.source_chat == bindparam("c"))
_ITS_ALBUM = select(relays.c.album).where(*_HERE, relays.c.source_message == bindparam("m"))
_OF_ITS_ALBUM = select(relays.c.source_message).where(*_HERE, relays.c.album.in_(_ITS_ALBUM))
_STILL_SAID = (
    select(relays)
    .where(*_HERE, relays.c.unsaid_at.is_(None))
    .where(or_(relays.c.source_message == bindparam("m"), relays.c.source_message.in_(_OF_ITS_ALBUM)))
    .order_by(relays.c.id)
)
_OF_LETTER = select(relays).where(relays.c.letter_id == bindparam("l")).order_by(relays.c.source_message)
_ANOTHERS = update(relays).where(relays.c.letter_id == bindparam("l")).values(letter_id=GONE)
_DROP = (
    update(letters)
    .where(letters.c.id == bindparam("i"), letters.c.state == "new")
    .values(state="dropped", error="taken back")
)


@dataclass(frozen=True)
class Relay:
    """One message that was passed on. `message_id`: where it came to stand; none while it is on its way."""

    id: int
    case_id: int
    actor: str
    source_chat: int
    source_message: int
    letter_id: int | None
    chat_id: int | None
    message_id: int | None
    pieces: list[int] | None
    album: str | None
    mark: str | None
    at: datetime
    unsaid_at: datetime | None


@dataclass(frozen=True)
class Way:
    """From whom to where: `chat_id` the guest's chat; none: the topic of the case."""

    case_id: int
    actor: str
    chat_id: int | None
    lane: int

    @property
    def topic(self) -> int | None:
        """Staff read it in the topic of the case."""
        return self.case_id if self.chat_id is None else None


def to_staff(case_id: int, *, lane: int = outbox.STAFF) -> Way:
    return Way(case_id, "guest", None, lane)


def to_guest(case_id: int, chat_id: int, actor: str) -> Way:
    return Way(case_id, actor, chat_id, outbox.REPLY)


def written(conn: Connection, house: House, chat: int, message: int) -> Relay | None:
    """What became of a message that somebody wrote here."""
    return _one(conn, _WRITTEN, {"p": house.id, "c": chat, "m": message})


def shown(conn: Connection, house: House, chat: int, message: int) -> Relay | None:
    """Whose words a message of ours brought here."""
    return _one(conn, _SHOWN, {"p": house.id, "c": chat, "m": message})


def last(conn: Connection, case_id: int, actor: str) -> Relay | None:
    """The newest message of theirs in this case that was not taken back."""
    return _one(conn, _LAST, {"b": case_id, "a": actor})


def _one(conn: Connection, query: Any, facts: dict[str, Any]) -> Relay | None:
    row = conn.execute(query, facts).mappings().first()
    return Relay(**{name: row[name] for name in Relay.__dataclass_fields__}) if row else None


def words(
    conn: Connection, house: House, way: Way, said: Say, source: Asked, *, answers: int | None = None
) -> None:
    """Words, after every picture that was sent before them. Those of a guest join a line that still waits."""
    flush(conn, house, source.chat_id, way.case_id)
    answers = answers if answers is not None else twin(conn, house, way, source)
    way, alone = _patient(conn, house, way, source.chat_id), way.topic is None or answers is not None
    if not alone and (grown := outbox.grow(conn, house, way.case_id, said, lane=way.lane)):
        _note(conn, house, way, source, grown)
        return
    content = {"say": pack_say(said), "grows": way.topic is not None and answers is None}
    _note(conn, house, way, source, _post(conn, house, way, "send", content, answers))


def copy(conn: Connection, house: House, way: Way, heading: Say, source: Asked, under: Say) -> None:
    """A picture, voice, place … as it is. `heading` says whose it is; `under` that and the caption."""
    flush(conn, house, source.chat_id, way.case_id)
    way, answers = _patient(conn, house, way, source.chat_id), twin(conn, house, way, source)
    content: dict[str, Any] = {"from": source.chat_id, "message_id": source.message_id}
    if source.kind in CAPTIONED and len(source.text or "") <= CAPTION:
        content["say"] = pack_say(under)
    else:
        _post(conn, house, way, "send", {"say": pack_say(heading)}, answers)
    _note(conn, house, way, source, _post(conn, house, way, "copy", content, answers))


def gather(conn: Connection, house: House, way: Way, heading: Say, source: Asked) -> None:
    """One picture of an album: kept at once, passed on with the others when no more come."""
    first = of_album(conn, house, source) is None
    if first:
        flush(conn, house, source.chat_id, way.case_id)
        way = _patient(conn, house, way, source.chat_id)
        _post(conn, house, way, "send", {"say": pack_say(heading)}, twin(conn, house, way, source))
    _note(conn, house, way, source, None)
    timers.start(conn, house, ALBUM, str(source.chat_id), house.now + TOGETHER)


def of_album(conn: Connection, house: House, source: Asked) -> int | None:
    """The case into which the other pictures of this album went."""
    if source.album is None:
        return None
    facts = {"p": house.id, "c": source.chat_id, "n": source.album}
    found: int | None = conn.execute(_OF_ALBUM, facts).scalar()
    return found


def flush(conn: Connection, house: House, chat_id: int, case_id: int | None = None) -> None:
    """Pass on the albums gathered from this chat (for one case): what is said next stands after them."""
    found = conn.execute(_GATHERED, {"p": house.id, "c": chat_id}).mappings().all()
    rows = [row for row in found if case_id in (None, row["case_id"])]
    albums: dict[tuple[int, str, str], list[Any]] = {}
    for row in rows:
        albums.setdefault((row["case_id"], row["actor"], row["album"]), []).append(row)
    for (case_id, actor, _), pictures in albums.items():
        way = to_staff(case_id) if actor == "guest" else to_guest(case_id, _guest(conn, case_id), actor)
        way = _patient(conn, house, way, chat_id)
        size = AT_ONCE if actor == "guest" else len(pictures)
        for n in range(0, len(pictures), size):
            _album(conn, house, way, chat_id, pictures[n : n + size])
    if found and len(rows) == len(found):
        timers.stop(conn, house, ALBUM, str(chat_id))


def _album(conn: Connection, house: House, way: Way, chat_id: int, pictures: Sequence[Any]) -> None:
    content = {"from": chat_id, "message_ids": [one["source_message"] for one in pictures]}
    letter = _post(conn, house, way, "album", content, None)
    mine = relays.c.id.in_([one["id"] for one in pictures])
    conn.execute(update(relays).where(mine).values(letter_id=letter))


def _patient(conn: Connection, house: House, way: Way, chat: int) -> Way:
    """Of a guest who writes without end: the group has a limit, and others have troubles too.

    Nothing overtakes what waits.
    """
    if way.topic is None or way.lane != outbox.STAFF:
        return way
    facts = {"p": house.id, "c": chat, "since": house.now - A_MINUTE, "now": house.now}
    sent, said = conn.execute(_LATELY, facts).one()
    many = sent > LETTERS or said > MESSAGES
    if many or conn.execute(_WAITING, {"p": house.id, "b": way.case_id}).first():
        return replace(way, lane=outbox.SOFT)
    return way


def _guest(conn: Connection, case_id: int) -> int:
    mine = select(guests.c.chat_id).join(cases, cases.c.guest_id == guests.c.id)
    return int(conn.execute(mine.where(cases.c.id == case_id)).scalar_one())


def _post(
    conn: Connection, house: House, way: Way, method: Any, content: dict[str, Any], answers: int | None
) -> int:
    about = {} if way.chat_id is None else {"of_case": way.case_id}
    replying = {} if answers is None else {"answers": answers}
    whole = {**content, **about, **replying}
    letter = outbox.relay(conn, house, way.chat_id, method, whole, case_id=way.topic, lane=way.lane)
    conn.execute(_ANOTHERS, {"l": letter})  # a letter that is gone leaves its number to another, in SQLite
    return letter


def _note(conn: Connection, house: House, way: Way, source: Asked, letter: int | None) -> None:
    facts = {"property_id": house.id, "case_id": way.case_id, "actor": way.actor, "letter_id": letter}
    where = {"source_chat": source.chat_id, "source_message": source.message_id or 0, "album": source.album}
    conn.execute(_NOTE, facts | where | {"mark": _mark(source), "at": house.now})


def _mark(source: Asked) -> str:
    """The same for the same words with the same file."""
    return hashlib.sha256(f"{source.unique or ''}\n{source.text or ''}".encode()).hexdigest()[:16]


def twin(conn: Connection, house: House, way: Way, source: Asked) -> int | None:
    """The message on the other side that this one replies to; none for what stands on one side only."""
    if source.reply_to is None:
        return None
    if found := shown(conn, house, source.chat_id, source.reply_to):
        return found.source_message if _is_there(found.source_chat, way) else None
    own = written(conn, house, source.chat_id, source.reply_to)
    if own is None or own.unsaid_at or own.chat_id is None or not _is_there(own.chat_id, way):
        return None
    return own.message_id


def _is_there(chat: int, way: Way) -> bool:
    """Groups have numbers below nothing, guests above: no reply leads into another guest's chat."""
    return chat == way.chat_id if way.chat_id is not None else chat < 0


def edited(conn: Connection, house: House, source: Asked) -> int | None:
    """Where what somebody has corrected stands on the other side."""
    found = written(conn, house, source.chat_id, source.message_id or 0)
    return found.message_id if found else None


def unchanged(before: Relay, source: Asked) -> bool:
    """Whether an edit says what was passed on already: Telegram tells of a preview as of an edit."""
    return before.mark == _mark(source)


def unsay(conn: Connection, house: House, relay: Relay) -> bool:
    """Take back what was said, its corrections and its album; False when that is too old for Telegram."""
    facts = {"p": house.id, "c": relay.source_chat, "m": relay.source_message}
    rows = conn.execute(_STILL_SAID, facts).mappings().all()
    if house.now - min(row["at"] for row in rows) > UNSAY_WITHIN:
        return False
    on_its_way = {row["letter_id"] for row in rows if _dropped(conn, row["letter_id"])}
    standing: dict[int, list[int]] = {}
    for row in rows:
        if row["chat_id"] is not None and row["letter_id"] not in on_its_way:
            standing.setdefault(row["chat_id"], []).extend((*(row["pieces"] or ()), row["message_id"]))
    for chat, messages in standing.items():
        outbox.unsend(conn, house, chat, list(dict.fromkeys(messages)), case_id=relay.case_id)
    mine = relays.c.id.in_([row["id"] for row in rows])
    conn.execute(update(relays).where(mine).values(unsaid_at=house.now))
    return True


def _dropped(conn: Connection, letter_id: int | None) -> bool:
    """Whether it had not left yet, and now never will."""
    return conn.execute(_DROP, {"i": letter_id}).rowcount > 0


def arrived(conn: Connection, letter_id: int, chat_id: int | None, messages: Sequence[int]) -> bool:
    """Where the messages of a letter stand: one for each picture of an album, else the last of several.

    True when they were taken back while they were on their way.
    """
    rows = conn.execute(_OF_LETTER, {"l": letter_id}).mappings().all()
    if not rows or not messages:
        return False
    one_each = len(messages) == len(rows) > 1
    for index, row in enumerate(rows):
        place = {"message_id": messages[index] if one_each else messages[-1], "chat_id": chat_id}
        pieces = None if one_each else list(messages[:-1]) or None
        conn.execute(update(relays).where(relays.c.id == row["id"]).values(pieces=pieces, **place))
    return any(row["unsaid_at"] for row in rows)
