"""What stands about a guest outside the tables that lead to them: letters to staff, messages in their groups.

Telegram lets us take away a whole topic at any time, and a single message of ours for two days.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, Text, bindparam, cast, delete, insert, or_, select, update

from bot.columns import Moment
from bot.db import Connection
from bot.desk import topics
from bot.desk.house import House
from bot.desk.outbox import SOFT
from bot.desk.privacy.emptying import NAMELESS
from bot.desk.privacy.walk import Person
from bot.schema import case_events, cases, letters, phone_numbers, relays, staff, stays

DELETES_FOR = timedelta(hours=48)
SHORTEST = 2  # letters of a name; "—" and initials are nobody's
ARRIVES = 10  # minutes after which no answer of Telegram's is waited for
_HOLD = (  # it is not sent again, says nothing any more, and is still there when it arrives
    update(letters)
    .where(letters.c.id.in_(bindparam("ids", expanding=True)))
    .values(state="dropped", content={}, case_id=None, not_before=bindparam("until", type_=Moment))
)
_NAMELESS = (
    update(letters)
    .where(letters.c.id == bindparam("id_"))
    .values(content=bindparam("content_", type_=letters.c.content.type))
)


@dataclass(frozen=True)
class Left:
    """What was asked of Telegram, and how many messages are too old for it."""

    topics: int = 0
    messages: int = 0
    too_old: int = 0
    held: tuple[int, ...] = ()  # letters that are being sent: `arrived` sees to them


def clear(conn: Connection, house: House, who: Person, kept: Iterable[int]) -> Left:
    """Before the tables are emptied: it needs what they say. `kept`: cases that have to wait."""
    waiting, said, held = list(kept), list[Telling](), list[Telling]()
    for one in _telling(conn, house, who, waiting):
        if one.of_more:
            names = _whole(_known_by(conn, house, who))
            conn.execute(_NAMELESS, {"id_": one.id, "content_": _without(one.content, names)})
        elif not one.on_its_way:
            said.append(one)
        if one.on_its_way:
            held.append(one)
    standing = {*_passed_on(conn, who, waiting), *(one for letter in said for one in letter.standing)}
    recent = {one for one in standing if house.now - one.since < DELETES_FOR}
    conn.execute(delete(letters).where(letters.c.id.in_([one.id for one in said])))
    whole = [one.id for one in held if not one.of_more]
    conn.execute(_HOLD, {"ids": whole, "until": house.later(ARRIVES)})
    topics = _topics(conn, house, who, waiting)
    for chat in {one.chat_id for one in recent}:
        numbers = sorted({one.message_id for one in recent if one.chat_id == chat})
        _post(conn, house, chat, "delete", {"messages": numbers})
    return Left(topics, len(recent), len(standing) - len(recent), tuple(one.id for one in held))


def arrived(conn: Connection, house: House, held: Sequence[int]) -> bool:
    """Take away what was on its way while a guest was erased; False while it still is.

    What tells of others too and goes out a second time has lost the name by then, and stands.
    """
    rows = conn.execute(select(letters).where(letters.c.id.in_(held))).all()
    waits = [row for row in rows if row.state == "sending" or (not row.content and _may_arrive(row, house))]
    gone = [row for row in rows if row not in waits and (not row.content or _came_at_once(row))]
    for row in gone:
        if row.state == "sent" and row.message_id:
            _post(conn, house, row.chat_id, "delete", {"messages": [row.message_id]})
    conn.execute(delete(letters).where(letters.c.id.in_([row.id for row in gone])))
    return not waits


def _may_arrive(row: Row[Any], house: House) -> bool:
    return bool(row.state == "dropped" and row.not_before > house.now)


def _came_at_once(row: Row[Any]) -> bool:
    return bool(row.state == "sent" and not row.attempts)


@dataclass(frozen=True)
class Standing:
    """A message in a chat of the hotel's."""

    chat_id: int | None
    message_id: int
    since: datetime


def _passed_on(conn: Connection, who: Person, kept: list[int]) -> Iterator[Standing]:
    """What they wrote or sent that was copied into a group without topics: also pictures without a word."""
    query = (
        select(relays)
        .join(cases, cases.c.id == relays.c.case_id)
        .where(relays.c.property_id == who.property_id, cases.c.guest_id == who.guest_id)
        .where(cases.c.id.not_in(kept), cases.c.thread_id.is_(None))
        .where(relays.c.chat_id != who.chat_id, relays.c.message_id.is_not(None))
    )
    for row in conn.execute(query):
        for number in (*(row.pieces or ()), row.message_id):
            yield Standing(row.chat_id, number, row.at)


def _topics(conn: Connection, house: House, who: Person, kept: list[int]) -> int:
    """Those of their cases, and those that their cases have left for another group."""
    mine = cases.c.property_id == house.id, cases.c.guest_id == who.guest_id, cases.c.id.not_in(kept)
    there = select(cases.c.ref, cases.c.thread_id, cases.c.thread_chat).where(
        *mine, cases.c.thread_id.is_not(None)
    )
    gone = select(cases.c.ref, case_events.c.data).join(case_events, case_events.c.case_id == cases.c.id)
    left = conn.execute(gone.where(*mine, case_events.c.kind == topics.LEFT)).all()
    places = [(row.ref, row.thread_chat, row.thread_id) for row in conn.execute(there)]
    places += [(row.ref, *topics.place_left(row.data)) for row in left]
    for ref, chat, thread in places:
        _post(conn, house, chat, "untopic", {"thread": thread, "ref": ref})
    return len(places)


def _post(conn: Connection, house: House, chat_id: int | None, method: str, content: dict[str, Any]) -> None:
    """Nobody reads it, so it carries nothing but numbers; it is on its way when there is time for it."""
    facts = {"property_id": house.id, "chat_id": chat_id, "method": method, "content": content}
    conn.execute(insert(letters).values(**facts, kind="idempotent", lane=SOFT, created_at=house.now))


@dataclass(frozen=True)
class Telling:
    """A letter to staff. `of_more`: it may tell of other guests too, so it loses only the name."""

    id: int
    chat_id: int | None
    message_id: int | None
    sent_at: datetime | None
    content: Any
    on_its_way: bool
    of_more: bool

    @property
    def standing(self) -> tuple[Standing, ...]:
        """None of what never arrived."""
        if not (self.message_id and self.sent_at):
            return ()
        return (Standing(self.chat_id, self.message_id, self.sent_at),)


def _telling(conn: Connection, house: House, who: Person, kept: list[int]) -> Iterator[Telling]:
    """Letters to staff with a name, a number or a case of theirs; not those of a case which waits."""
    refs = {row.id: row.ref for row in conn.execute(_cases(who))}
    words = {*_known_by(conn, house, who), *refs.values()}
    if not words:
        return
    spelt = [json.dumps(one)[1:-1] for one in words]
    team = select(staff.c.user_id).where(staff.c.property_id == house.id)
    query = select(letters).where(
        letters.c.property_id == house.id,
        letters.c.chat_id.is_distinct_from(who.chat_id),
        or_(letters.c.chat_id.is_(None), letters.c.chat_id < 0, letters.c.chat_id.in_(team)),
        letters.c.method.not_in(("untopic", "delete")),  # our own asking
        ~cast(letters.c.content, Text).contains('"privacy.'),  # that it was done: numbers alone
        or_(letters.c.case_id.is_(None), letters.c.case_id.not_in(kept)),
        or_(
            letters.c.case_id.in_(refs),
            *(cast(letters.c.content, Text).contains(one, autoescape=True) for one in spelt),
        ),
    )
    any_of, own = _whole(words), _whole(refs.values())
    waits = _whole(ref for number, ref in refs.items() if number in kept)
    for row in conn.execute(query).all():
        said = json.dumps(row.content, ensure_ascii=False)
        flying = row.state == "sending"
        if not (any_of.search(said) or (flying and row.case_id in refs)) or waits.search(said):
            continue
        whole = row.state not in ("new", "sending") or bool(own.search(said))
        theirs = row.case_id in refs if row.case_id else whole
        facts = (row.id, row.chat_id, row.message_id, row.sent_at, row.content)
        yield Telling(*facts, flying, not theirs)


def _cases(who: Person) -> Select[Any]:
    mine = cases.c.property_id == who.property_id, cases.c.guest_id == who.guest_id
    return select(cases.c.id, cases.c.ref).where(*mine)


def _whole(words: Iterable[str]) -> re.Pattern[str]:
    """Any of them as a whole word: Li is not in "lift"."""
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?!\w)")


def _without(said: Any, names: re.Pattern[str]) -> Any:
    match said:
        case str():
            return names.sub(NAMELESS, said)
        case dict():
            return {key: _without(one, names) for key, one in said.items()}
        case list():
            return [_without(one, names) for one in said]
    return said


def _known_by(conn: Connection, house: House, who: Person) -> set[str]:
    theirs = stays.c.property_id == house.id, stays.c.id.in_(who.stays)
    names = {who.name}
    for row in conn.execute(select(stays.c.surname, stays.c.name).where(*theirs)):
        names |= {row.surname, row.name}
    numbers = select(phone_numbers.c.number).where(
        phone_numbers.c.property_id == house.id,
        or_(phone_numbers.c.guest_id == who.guest_id, phone_numbers.c.stay_id.in_(who.stays)),
    )
    names |= set(conn.execute(numbers).scalars())
    return {one for one in names if len(one) >= SHORTEST}
