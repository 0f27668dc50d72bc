"""What staff do with a stay: open it, close it, move it. Each can be taken back until something follows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.db import Connection
from bot.desk import rooms
from bot.desk.house import House
from bot.desk.people import Guest, NoSuchRoom
from bot.desk.problems import DeskError
from bot.desk.stays import clocks, phones, tokens
from bot.desk.stays.register import Stay, by_id, change, living, write
from bot.say import Day, choice, text

BEFORE = ("room", "state", "departure", "opened_at", "closed_at")
LIST = choice(text("button.stays"), "stays")


class NoRoomYet(DeskError):
    """The stay has no room to be checked in to."""

    key = "refuse.stay_no_room"


class RoomTaken(DeskError):
    """Somebody else lives there for longer than today."""

    key = "refuse.stay_room_taken"


class NotSo(DeskError):
    """The stay is no longer what the button or command took it for."""

    key = "refuse.stay_changed"


class DayPast(DeskError):
    """A departure before today, or before the arrival."""

    key = "refuse.stay_day_past"


@dataclass(frozen=True)
class Done:
    """What an act made of a stay, what it was before, and whose phones it concerns."""

    stay: Stay
    before: Stay
    guests: tuple[Guest, ...] = ()
    left: tuple[Done, ...] = ()  # stays that this one ended: whoever was due out of the room
    beside: tuple[int, ...] = ()  # who else lived in the room that was left

    @property
    def changed(self) -> bool:
        return self.stay != self.before


def check_in(
    conn: Connection,
    house: House,
    stay: Stay,
    *,
    room: str | None = None,
    by: int | None = None,
    together: bool = False,
) -> Done:
    """They are here. Who was due out of the room today has left it; twice is once.

    Raises `NoRoomYet`, `NoSuchRoom`, `NotSo`, and `RoomTaken` unless they share the room with who is there.
    """
    if stay.state == "in_house" and room in (None, stay.room):
        return Done(stay, stay)
    if stay.state not in ("expected", "no_show"):
        raise _not_so(stay)
    number = room or stay.room
    if number is None:
        raise NoRoomYet(ways=[LIST], name=stay.full_name)
    left = _make_free(conn, house, number, stay, together=together)
    facts = {"room": number, "state": "in_house", "opened_at": house.now, "closed_at": None}
    departure = max(stay.departure, house.today)
    now = _now(conn, house, stay, departure=departure, **facts)
    return Done(now, stay, left=left)


def _make_free(conn: Connection, house: House, room: str, stay: Stay, *, together: bool) -> tuple[Done, ...]:
    if not rooms.exists(house, room):
        raise NoSuchRoom(ways=[LIST])
    others = [one for one in living(conn, house, room) if one.id != stay.id]
    staying = [one for one in others if one.departure > house.today]
    if staying and not together:
        raise RoomTaken(ways=[LIST], room=room, name=staying[0].full_name, date=Day(staying[0].departure))
    return () if together else tuple(check_out(conn, house, one) for one in others)


def walk_in(
    conn: Connection,
    house: House,
    *,
    room: str,
    surname: str,
    name: str = "",
    departure: date,
    by: int | None = None,
    together: bool = False,
) -> Done:
    """Somebody whom no list announced is here."""
    if departure < house.today:
        raise DayPast(ways=[LIST], date=Day(departure))
    new = write(
        conn,
        house,
        source="staff",
        room=room,
        surname=surname,
        name=name,
        arrival=house.today,
        departure=departure,
        state="expected",
    )
    done = check_in(conn, house, new, by=by, together=together)
    return replace(done, before=replace(done.stay, state="cancelled", closed_at=house.now))


def check_out(conn: Connection, house: House, stay: Stay, *, by: int | None = None) -> Done:
    """They have left: their phones and their cards end at once. Twice is once."""
    if stay.state == "departed":
        return Done(stay, stay)
    if stay.state != "in_house":
        raise _not_so(stay)
    gone, beside = phones.unlink(conn, house, stay), _beside(conn, house, stay)
    tokens.end(conn, house, stay)
    now = _now(conn, house, stay, state="departed", closed_at=house.now)
    return Done(now, stay, tuple(gone), beside=beside)


def _beside(conn: Connection, house: House, stay: Stay) -> tuple[int, ...]:
    return tuple(one.id for one in living(conn, house, stay.room or "") if one.id != stay.id)


def move_room(conn: Connection, house: House, stay: Stay, room: str, *, by: int | None = None) -> Done:
    """Another room, with their phones and cards. Who was due out of it today has left it."""
    if room == stay.room:
        return Done(stay, stay)
    if not stay.open:
        raise _not_so(stay)
    if stay.state == "expected":
        if not rooms.exists(house, room):
            raise NoSuchRoom(ways=[LIST])
        return Done(_now(conn, house, stay, room=room), stay)
    left, beside = _make_free(conn, house, room, stay, together=False), _beside(conn, house, stay)
    now = _now(conn, house, stay, room=room)
    return Done(now, stay, tuple(phones.follow(conn, house, now)), left, beside)


def no_show(conn: Connection, house: House, stay: Stay, *, by: int | None = None) -> Done:
    """They did not come. Twice is once."""
    return _close(conn, house, stay, "no_show")


def cancel(conn: Connection, house: House, stay: Stay, *, by: int | None = None) -> Done:
    """They will not come, and said so."""
    return _close(conn, house, stay, "cancelled")


def _close(conn: Connection, house: House, stay: Stay, state: str) -> Done:
    if stay.state == state:
        return Done(stay, stay)
    if stay.state != "expected":
        raise _not_so(stay)
    phones.unlink(conn, house, stay)
    tokens.end(conn, house, stay)
    return Done(_now(conn, house, stay, state=state, closed_at=house.now), stay)


def extend(conn: Connection, house: House, stay: Stay, departure: date, *, by: int | None = None) -> Done:
    """They leave on another day, later or earlier, but not before today."""
    if departure == stay.departure:
        return Done(stay, stay)
    if not stay.open:
        raise _not_so(stay)
    if departure < max(house.today, stay.arrival):
        raise DayPast(ways=[LIST], date=Day(departure))
    now = _now(conn, house, stay, departure=departure)
    return Done(now, stay, tuple(phones.follow(conn, house, now)))


def undo(conn: Connection, house: House, done: Done) -> Done:
    """Take an act back, while the stay is as it left it; phones and cards that it ended are good again.

    So are the stays that it ended: whoever was due out of the room has not left it.
    """
    now = by_id(conn, house, done.stay.id)
    if _essence(now) != _essence(done.stay):
        raise _not_so(now)
    was = done.before
    if now.state == "in_house" and was.state != "in_house":
        phones.unlink(conn, house, now)
    if was.state == "in_house" and (now.state, now.room) != (was.state, was.room):
        _still_free(conn, house, done)
    back = _now(conn, house, now, **{name: getattr(was, name) for name in BEFORE})
    if back.open:
        tokens.again(conn, house, back)
    if now.closed_at and back.state == "in_house":
        phones.relink(conn, house, back, now.closed_at)
    guests = phones.follow(conn, house, back) if back.state == "in_house" else []
    return Done(back, now, tuple(guests), tuple(undo(conn, house, one) for one in done.left))


def _still_free(conn: Connection, house: House, done: Done) -> None:
    """Nobody else was given the room in the meantime; who shared it before shares it again."""
    was = done.before
    for other in living(conn, house, was.room or ""):
        if other.id not in (was.id, *done.beside):
            raise RoomTaken(ways=[LIST], room=was.room or "", name=other.full_name, date=Day(other.departure))


def _essence(stay: Stay) -> tuple[Any, ...]:
    return tuple(getattr(stay, name) for name in BEFORE)


def _now(conn: Connection, house: House, stay: Stay, **facts: Any) -> Stay:
    changed = change(conn, house, stay, **facts)
    clocks.set_for(conn, house, changed)
    return changed


def _not_so(stay: Stay) -> NotSo:
    return NotSo(ways=[LIST], name=stay.full_name, state=text(f"stay.is_{stay.state}"))
