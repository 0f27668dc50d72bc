"""The post room: which letters go next, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, bindparam, delete, or_, select, update

from bot.db import PRESENT, Connection
from bot.desk import digest, people, spoken, topics
from bot.desk.house import House
from bot.desk.letter_queue import Address, Ready, address_of, first, next_ones, size_of
from bot.schema import cases, letters, setups, staff

KEEP_FOR = timedelta(days=30)
APART = timedelta(seconds=5)  # clocks of two desks

_OPEN = (letters.c.property_id == bindparam("p"), letters.c.state == "new")
_ANY = select(letters.c.id).where(*_OPEN).limit(1)
_RELEASE = update(letters).where(*_OPEN, letters.c.not_before.is_not(None)).values(not_before=None)
_NEWEST = (
    select(letters.c.created_at)
    .where(letters.c.property_id == bindparam("p"))
    .order_by(letters.c.id.desc())
    .limit(1)
)
_WHOLE = select(letters).where(letters.c.id.in_(bindparam("ids", expanding=True)))
_LEASE = (
    update(letters)
    .where(letters.c.id.in_(bindparam("ids", expanding=True)))
    .values(state="sending", desk=bindparam("d"))
)
_SENT = (
    update(letters)
    .where(letters.c.id == bindparam("i"))
    .values(state="sent", sent_at=bindparam("now"), message_id=bindparam("m"), chat_id=bindparam("c"))
)
_STILL_OURS = letters.c.id == bindparam("i"), letters.c.state == "sending"
_WAIT = (
    update(letters)
    .where(*_STILL_OURS)
    .values(
        state="new",
        attempts=letters.c.attempts + 1,
        not_before=bindparam("at"),
        error=bindparam("e"),
        repeat=or_(letters.c.repeat, bindparam("again")),
    )
)
_NEWER = select(letters.c.id).where(
    letters.c.case_id == bindparam("b"), letters.c.method == "card", letters.c.id > bindparam("i")
)
_END = update(letters).where(*_STILL_OURS).values(state=bindparam("s"), error=bindparam("e"))
_END_THERE = _END.where(letters.c.chat_id == bindparam("c"), letters.c.case_id.is_(None))
_TO_GENERAL = update(letters).where(*_STILL_OURS).values(state="new", content=bindparam("said"))
_ANSWERS = select(setups.c.answers).where(setups.c.property_id == bindparam("p"))
_OWNER_LANGUAGE = (
    select(staff.c.language)
    .where(staff.c.property_id == bindparam("p"), staff.c.role == "owner", staff.c.state == "active")
    .order_by(staff.c.id)
    .limit(1)
)
_CASE = select(cases.c.thread_id, cases.c.card_id, cases.c.title, cases.c.thread_chat, cases.c.status).where(
    cases.c.id == bindparam("b")
)


@dataclass(frozen=True)
class Letter:
    """A letter on its way: where it goes, in what language, and the topic it belongs to."""

    id: int
    chat_id: int | None
    case_id: int | None
    lane: int
    kind: str
    method: str
    content: dict[str, Any]
    token: str | None
    repeat: bool
    attempts: int
    created_at: datetime
    language: str
    thread_id: int | None = None
    card_id: int | None = None
    title: Any = None  # of the case's topic, packed
    over: bool = False  # its case is closed, and so is its topic

    @property
    def size(self) -> int:
        return size_of(self.content)

    @property
    def address(self) -> Address:
        return address_of(self.id, self.method, self.chat_id, self.case_id)


def recover(conn: Connection, property_id: str, *, shared: bool = False) -> None:
    """After a start: what was being sent when the desk died may have arrived.

    On a `shared` database: what a desk was sending that is not there any more.
    """
    being_sent = [letters.c.property_id == property_id, letters.c.state == "sending"]
    if shared:
        being_sent.append(or_(letters.c.desk.is_(None), letters.c.desk.not_in(PRESENT)))
    conn.execute(update(letters).where(*being_sent, letters.c.kind == "soft").values(state="dropped"))
    conn.execute(update(letters).where(*being_sent, letters.c.kind == "critical").values(repeat=True))
    conn.execute(update(letters).where(*being_sent).values(state="new"))


def unsent(conn: Connection, property_id: str, desk: int, *, under_way: Collection[int]) -> None:
    """What the desk took and surely did not send: the commit that gave it away was never answered."""
    mine = letters.c.property_id == property_id, letters.c.state == "sending", letters.c.desk == desk
    conn.execute(update(letters).where(*mine, letters.c.id.not_in(under_way)).values(state="new"))


def release(conn: Connection, property_id: str) -> None:
    """Nothing waits for an hour any more."""
    conn.execute(_RELEASE, {"p": property_id})


def runs_ahead(conn: Connection, house: House) -> bool:
    """The newest letter was written at a time that is still to come: the clock has been set back."""
    written: datetime | None = conn.execute(_NEWEST, {"p": house.id}).scalar()
    return written is not None and written > house.now + APART


def any_open(conn: Connection, property_id: str) -> bool:
    return conn.execute(_ANY, {"p": property_id}).first() is not None


def lease(
    conn: Connection,
    house: House,
    *,
    busy: Collection[Address],
    shut: Collection[int],
    most: int,
    spare: Callable[[int], int],
    desk: int | None = None,
) -> list[Letter]:
    """The first letter of each free address, urgent first.

    `shut` are chats whose limit is used up, but for those in danger; `spare` is how many messages a chat
    may still get now, with those that are kept for danger.
    """
    few = first(conn, house.id)
    if not few:
        return []
    group = people.staff_chat(conn, house.id)
    if group is not None and len(few) > digest.MANY and group in shut:
        digest.owe(conn, house, group)
    ready = Ready(house.id, house.now, group, shut)
    chosen = list(next_ones(conn, few, ready, busy=busy, most=most, spare=spare))
    if not chosen:
        return []
    conn.execute(_LEASE, {"ids": chosen, "d": desk})
    whole = {row["id"]: row for row in conn.execute(_WHOLE, {"ids": chosen}).mappings()}
    return [_ready(conn, house, _letter(whole[one], group), group) for one in chosen]


def _letter(row: RowMapping, group: int | None) -> Letter:
    whole = ("id", "case_id", "lane", "kind", "method", "content", "token", "repeat")
    names = (*whole, "attempts", "created_at")
    chat_id = row["chat_id"] if row["chat_id"] is not None else group
    return Letter(chat_id=chat_id, language="", **{name: row[name] for name in names})


def _ready(conn: Connection, house: House, letter: Letter, group: int | None) -> Letter:
    facts = vars(letter) | {"language": _language(conn, house, letter.chat_id), **_topic(conn, letter)}
    return Letter(**facts | {"content": topics.with_way(conn, letter.content, group)})


def _topic(conn: Connection, letter: Letter) -> dict[str, Any]:
    """The topic of its case, unless that is in another group than the letter goes to; or one that a case
    has left.
    """
    if letter.case_id is None:
        return {"thread_id": letter.content["thread"]} if letter.method == "leave" else {}
    found = conn.execute(_CASE, {"b": letter.case_id}).one()
    facts = {"title": found.title, "over": found.status == "closed"}
    if found.thread_chat not in (None, letter.chat_id):
        return facts
    return facts | {"thread_id": found.thread_id, "card_id": found.card_id}


def _language(conn: Connection, house: House, chat_id: int | None) -> str:
    if chat_id is None or chat_id < 0:
        return _of_the_group(conn, house)
    return spoken.reads(conn, house, chat_id) or house.hotel.default_language


def _of_the_group(conn: Connection, house: House) -> str:
    """Before the opening: what the owner has chosen for the staff, else what the owner reads."""
    usual = house.hotel.staff_language or house.hotel.default_language
    if not house.hotel.sample:
        return usual
    answers: dict[str, Any] = conn.execute(_ANSWERS, {"p": house.id}).scalar() or {}
    owner: str | None = conn.execute(_OWNER_LANGUAGE, {"p": house.id}).scalar()
    return next(iter(answers.get("languages", [])), None) or owner or usual


def sent(conn: Connection, letter: Letter, *, now: datetime, message_id: int | None) -> None:
    conn.execute(_SENT, {"i": letter.id, "now": now, "m": message_id, "c": letter.chat_id})
    if letter.method in ("sheet", "voucher"):  # the code on it is the guest's alone now
        said = {"say": letter.content["say"]}
        conn.execute(update(letters).where(letters.c.id == letter.id).values(content=said))
    if letter.method == "card" and message_id:
        conn.execute(update(cases).where(cases.c.id == letter.case_id).values(card_id=message_id))


def wait(conn: Connection, letter: Letter, *, until: datetime, why: str, repeat: bool = False) -> None:
    """Try again later; `repeat` when it may have arrived already. An outdated card is not tried again."""
    if letter.method == "card" and conn.execute(_NEWER, {"b": letter.case_id, "i": letter.id}).first():
        give_up(conn, letter, "a newer card is on its way", state="dropped")
        return
    conn.execute(_WAIT, {"i": letter.id, "at": until, "e": why[:300], "again": repeat})


def give_up(conn: Connection, letter: Letter, why: str, *, state: str = "dead") -> None:
    conn.execute(_END, {"i": letter.id, "s": state, "e": why[:300]})


def give_up_there(conn: Connection, letter: Letter, why: str) -> bool:
    """True when it was for this group alone, where nobody works; a case's goes to where that is worked."""
    facts = {"i": letter.id, "c": letter.chat_id, "s": "dead", "e": why[:300]}
    return conn.execute(_END_THERE, facts).rowcount == 1


def drop_for(conn: Connection, property_id: str, chat_id: int, why: str) -> None:
    """Nothing reaches this chat any more."""
    conn.execute(
        update(letters)
        .where(letters.c.property_id == property_id, letters.c.chat_id == chat_id)
        .where(letters.c.state.in_(("new", "sending")))
        .values(state="dropped", error=why[:300])
    )


def topic_made(
    conn: Connection, house: House, case_id: int, thread_id: int, chat_id: int | None = None
) -> None:
    """The case's topic; told twice, by the answer and by Telegram's own message, is once.

    One that it had in another group is left for good. Of two in one group, the first of which nobody had
    told us in time, the newer one is the case's.
    """
    other = or_(cases.c.thread_id.is_(None), cases.c.thread_id != thread_id, cases.c.thread_chat != chat_id)
    before = conn.execute(_CASE, {"b": case_id}).one()
    if chat_id is not None and before.thread_chat == chat_id and (before.thread_id or 0) > thread_id:
        topics.leave(conn, house, case_id, chat_id, thread_id)
        return
    values = {"thread_id": thread_id, "thread_chat": chat_id, "card_id": None}
    if conn.execute(update(cases).where(cases.c.id == case_id, other).values(**values)).rowcount:
        if before.thread_id is not None and before.thread_chat is not None:
            topics.leave(conn, house, case_id, before.thread_chat, before.thread_id)
        topics.show(conn, house, case_id)


def has_topic(conn: Connection, case_id: int) -> bool:
    return conn.execute(_CASE, {"b": case_id}).one().thread_id is not None


def topic_found(
    conn: Connection, house: House, name: str, thread_id: int, chat_id: int | None = None
) -> None:
    """Telegram says that we made this topic; whose answer was lost is not made a second time, or the first
    one is left.
    """
    case_id = topics.named(conn, house, name, chat_id)
    if case_id is None:
        return
    first = not has_topic(conn, case_id)
    topic_made(conn, house, case_id, thread_id, chat_id)
    if first:  # what waited for a topic goes; what waits for Telegram goes on waiting
        waiting = letters.c.case_id == case_id, letters.c.state == "new"
        conn.execute(update(letters).where(*waiting).values(not_before=None))


def topic_lost(conn: Connection, case_id: int, thread_id: int | None) -> None:
    """The topic was deleted or closed by hand: the next letter makes a new one. Twice is once."""
    conn.execute(
        update(cases)
        .where(cases.c.id == case_id, cases.c.thread_id == thread_id)
        .values(thread_id=None, card_id=None, thread_lost=cases.c.thread_lost + 1)
    )


def move(conn: Connection, letter: Letter, chat_id: int) -> None:
    """Telegram has given the group a new id: whatever still goes to the old one goes there."""
    conn.execute(
        update(letters)
        .where(letters.c.chat_id == letter.chat_id, letters.c.state.in_(("new", "sending")))
        .values(chat_id=chat_id)
    )


def to_general(conn: Connection, letter: Letter) -> None:
    """Without the right to make topics the letter goes to the group as it is: late is worse than untidy."""
    content = letter.content | {"general": True}
    conn.execute(_TO_GENERAL, {"i": letter.id, "said": content})


def forget(conn: Connection, *, now: datetime) -> None:
    """Letters that are a month old: their buttons are answered with the home screen by then."""
    old = letters.c.created_at < now - KEEP_FOR, letters.c.state.in_(("sent", "dropped", "dead"))
    conn.execute(delete(letters).where(*old))
