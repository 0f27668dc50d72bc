"""A list becomes stays at once, the same list again changes nothing, and it can be taken back as a whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.db import Connection
from bot.desk import people
from bot.desk.house import House
from bot.desk.stays import arrivals, linking, notes, phones, stay, tokens
from bot.desk.stays.arrivals import Counts, MovedOn, NothingToUndo
from bot.desk.stays.reading.columns import Columns, propose
from bot.desk.stays.reading.table import Row, Table
from bot.desk.stays.register import Arrival
from bot.say import Join, Named
from bot.schema import phone_numbers, stay_imports, stays, timers
from tests.desk.cases.cast import team

FRIDAY = date(2026, 11, 20)


def arrival(room: str | None, surname: str, *, days: int = 1, **more: Any) -> Arrival:
    start = FRIDAY + timedelta(days=days)
    return Arrival(room, surname, "John", start, start + timedelta(days=4), **more)


LIST = (
    arrival("204", "Smith", external="1"),
    arrival("205", "Rossi", external="2"),
    arrival(None, "Nagy", days=3),
)


def register(conn: Connection) -> list[tuple[Any, ...]]:
    """Everything that a list may touch."""
    kept = [tuple(row) for row in conn.execute(select(stays).order_by(stays.c.id))]
    clocks = sorted(tuple(row)[2:] for row in conn.execute(select(timers)))
    ringing = sorted(
        tuple(row) for row in conn.execute(select(phone_numbers.c.stay_id, phone_numbers.c.number))
    )
    return [*kept, *clocks, *ringing]


def brought(conn: Connection, house: House, *rows: Arrival) -> Counts:
    return arrivals.bring_in(conn, house, rows or LIST, file="list.xlsx", by="Dana")


def test_looking_changes_nothing_and_counts_what_bringing_in_then_does(
    conn: Connection, house: House
) -> None:
    brought(conn, house, LIST[0])
    before = register(conn)
    later = replace(LIST[0], departure=LIST[0].departure + timedelta(days=1))
    looked = arrivals.look(conn, house, [later, *LIST[1:]])
    assert looked == Counts(new=2, changed=1, same=0)
    assert register(conn) == before
    assert brought(conn, house, later, *LIST[1:]) == looked


def test_the_same_list_twice_is_the_same(conn: Connection, house: House) -> None:
    assert brought(conn, house) == Counts(new=3)
    before = register(conn)
    assert brought(conn, house) == Counts(same=3)
    assert register(conn) == before


def test_a_list_is_taken_back_as_a_whole(conn: Connection, house: House) -> None:
    brought(conn, house, LIST[0])
    before = register(conn)
    moved = replace(LIST[0], room="206", cancelled=True, note="late")
    brought(conn, house, moved, *LIST[1:])
    assert register(conn) != before
    taken = arrivals.undo(conn, house)
    assert (taken.file, taken.actor, len(taken.stays)) == ("list.xlsx", "Dana", 3)
    assert register(conn) == before


def test_a_number_comes_with_a_list_alone_too_and_goes_back_with_it(conn: Connection, house: House) -> None:
    brought(conn, house)
    before = register(conn)
    first, second = (replace(LIST[0], phone=number) for number in ("+36201234567", "+36201234568"))
    assert brought(conn, house, first) == Counts(changed=1)
    assert brought(conn, house, first) == Counts(same=1)
    arrivals.undo(conn, house)
    assert register(conn) == before
    brought(conn, house, first)
    once = register(conn)
    brought(conn, house, second, *LIST[1:])
    arrivals.undo(conn, house)
    assert register(conn) == once
    assert "+3620" not in str(conn.execute(select(stay_imports.c.before)).all()), "kept in one place only"


def test_a_file_that_was_confirmed_without_numbers_brings_them_from_now_on() -> None:
    table = (Row(1, ("Room", "Guest", "Arrival", "Departure", "Phone")),)
    body = Row(2, ("204", "Smith John", date(2026, 11, 25), date(2026, 11, 27), "+36 20 123 4567"))
    proposal = propose(Table((*table, body)), today=FRIDAY, is_room=lambda room: room == "204")
    known = Columns({name: at for name, at in proposal.columns.places.items() if name != "phone"})
    assert proposal.as_before(known).places == proposal.columns.places
    taken = Columns({**known.places, "note": 4})
    assert proposal.as_before(taken) == taken, "somebody said that it is the note"


def test_only_the_last_list_can_be_taken_back_and_only_once(conn: Connection, house: House) -> None:
    brought(conn, house, LIST[0])
    first = arrivals.last(conn, house)
    assert first
    brought(conn, house, LIST[1])
    with pytest.raises(NothingToUndo):
        arrivals.undo(conn, house, first.id)
    arrivals.undo(conn, house)
    with pytest.raises(NothingToUndo):
        arrivals.undo(conn, house)
    assert [row["surname"] for row in conn.execute(select(stays)).mappings()] == ["Smith"]


def test_a_list_that_changed_nothing_leaves_the_one_before_it_to_be_taken_back(
    conn: Connection, house: House
) -> None:
    brought(conn, house)
    brought(conn, house)
    assert len(arrivals.undo(conn, house).stays) == 3


def test_what_has_happened_since_is_never_lost(conn: Connection, house: House) -> None:
    brought(conn, house)
    smith = next(
        one for one in stay.expected(conn, house, on=FRIDAY + timedelta(days=9)) if one.room == "204"
    )
    stay.check_in(conn, house, smith)
    before = register(conn)
    with pytest.raises(MovedOn) as refused:
        arrivals.undo(conn, house)
    assert refused.value.params["names"] == Join([Named("Smith", "John")])
    assert register(conn) == before


def test_a_phone_that_was_linked_since_keeps_the_list(conn: Connection, house: House) -> None:
    brought(conn, house)
    guest, _ = people.welcome(conn, house, 77, name="John", language="en")
    rossi = next(
        one for one in stay.expected(conn, house, on=FRIDAY + timedelta(days=9)) if one.room == "205"
    )
    phones.put(conn, house, rossi, guest.id, state="asked", how="surname")
    with pytest.raises(MovedOn):
        arrivals.undo(conn, house)


@pytest.mark.parametrize("what", ["note", "card", "PIN"])
def test_what_staff_have_written_or_given_out_since_keeps_the_list(
    conn: Connection, house: House, what: str
) -> None:
    """Else the next list's family, under the same number, would have another's allergy and another's card."""
    brought(conn, house, arrival("204", "Smith", days=-1))
    (smith,) = stay.living(conn, house, "204")
    match what:
        case "note":
            dana, *_ = team(conn, house)
            notes.write(conn, house, dana, "peanut allergy", room="204")
        case "card":
            tokens.card(conn, house, smith)
        case _:
            linking.new_pin(conn, house, smith)
    with pytest.raises(MovedOn):
        arrivals.undo(conn, house)
    assert stay.living(conn, house, "204")[0].id == smith.id


def test_what_undoes_a_list_is_forgotten_with_it(conn: Connection, house: House) -> None:
    """Names are not kept longer than they serve."""
    brought(conn, house)
    arrivals.undo(conn, house)
    brought(conn, house, LIST[1])
    brought(conn, house, LIST[2])
    kept = [row["before"] for row in conn.execute(select(stay_imports)).mappings()]
    assert kept[:-1] == [[], []]


def test_all_or_nothing(conn: Connection, house: House) -> None:
    """Control: a row that cannot be entered takes the others with it, within the caller's transaction."""
    broken = replace(LIST[1], arrival=None)  # type: ignore[arg-type]  # the point
    with pytest.raises(AttributeError), conn.begin_nested():
        brought(conn, house, LIST[0], broken)
    assert register(conn) == []


def test_a_room_in_small_letters_is_the_room_that_the_hotel_has(conn: Connection, house: House) -> None:
    hotel = house.hotel.model_copy(update={"rooms": ["12A"]})
    here = replace(house, catalog=house.catalog.model_copy(update={"hotel": hotel}))
    brought(conn, here, arrival("12a", "Smith", external="1"))
    assert [one.room for one in stay.expected(conn, here, on=FRIDAY + timedelta(days=1))] == ["12A"]
    assert brought(conn, here, arrival("12A", "Smith", external="1")) == Counts(same=1)


SMITH, JONES = arrival("204", "Smith", external="R-1"), arrival("205", "Jones", external="R-1")
SWAPPED = replace(SMITH, room="205"), replace(JONES, room="204")


@pytest.mark.parametrize(
    ("rows", "rooms"),
    [
        ((JONES, SMITH), {"Smith": "204", "Jones": "205"}),
        (SWAPPED, {"Smith": "205", "Jones": "204"}),
        (SWAPPED[::-1], {"Smith": "205", "Jones": "204"}),
        ((JONES, arrival("206", "Nagy", external="R-1")), {"Smith": "204", "Jones": "205", "Nagy": "206"}),
        ((replace(JONES, name="Tom"),), {"Smith": "204", "Jones": "205"}),
        ((replace(SMITH, surname="Smyth-Lee"), JONES), {"Smyth-Lee": "204", "Jones": "205"}),
    ],
)
def test_families_of_one_booking_number_are_never_taken_for_each_other(
    conn: Connection, house: House, rows: tuple[Arrival, ...], rooms: dict[str, str]
) -> None:
    """In whatever order the list has them, and whoever is in it no more."""
    brought(conn, house, SMITH, JONES)
    who = {one.id: one for one in stay.expected(conn, house, on=SMITH.arrival)}
    for one in who.values():
        stay.check_in(conn, house, one)
    brought(conn, house, *rows)
    now = stay.here(conn, house) + stay.expected(conn, house, on=SMITH.arrival)
    assert {one.surname: one.room for one in now} == rooms
    assert {one.surname for one in now if one.id == next(iter(who))} == {next(iter(rooms))}


def test_who_has_left_is_not_overwritten_by_the_other_room_of_their_booking(
    conn: Connection, house: House
) -> None:
    brought(conn, house, SMITH, JONES)
    (smith, _) = (
        stay.check_in(conn, house, one).stay for one in stay.expected(conn, house, on=SMITH.arrival)
    )
    left = stay.check_out(conn, house, smith).stay
    brought(conn, house, replace(JONES, departure=JONES.departure + timedelta(days=3)))
    assert stay.by_id(conn, house, smith.id) == left
    assert [one.departure.day for one in stay.here(conn, house)] == [28]


def test_a_family_has_two_rooms_under_one_number(conn: Connection, house: House) -> None:
    rows = (SMITH, replace(SMITH, room="205"))
    assert brought(conn, house, *rows) == Counts(new=2)
    assert brought(conn, house, *rows[::-1]) == Counts(same=2)
    assert brought(conn, house, rows[1], replace(SMITH, room="206")) == Counts(changed=1, same=1)
    assert [one.room for one in stay.expected(conn, house, on=SMITH.arrival)] == ["205", "206"]


def test_rooms_of_a_group_that_are_named_later_are_the_same_rooms(conn: Connection, house: House) -> None:
    """Until somebody is here the booking number and the day are enough."""
    group = [arrival(None, f"Guest {n}", external="G-1") for n in "AB"]
    brought(conn, house, *group)
    named = [replace(group[0], surname="Nagy"), replace(group[1], surname="Kis", room="205")]
    assert brought(conn, house, *named) == Counts(changed=2)


def test_how_a_shape_is_read_is_remembered_for_one_hotel(conn: Connection, house: House) -> None:
    columns = Columns({"guest": 2, "arrival": 0, "departure": 1}, "mdy", True)
    arrivals.remember(conn, house, "shape", Columns({"guest": 0}), by="Dana")
    arrivals.remember(conn, house, "shape", columns, by="Dana")
    assert arrivals.remembered(conn, house, "shape") == columns
    assert arrivals.remembered(conn, house, "other") is None
    assert arrivals.remembered(conn, replace(house, id="another"), "shape") is None


def test_another_hotel_neither_sees_nor_takes_back(conn: Connection, house: House) -> None:
    brought(conn, house)
    with pytest.raises(NothingToUndo):
        arrivals.undo(conn, replace(house, id="another"))
    assert arrivals.look(conn, replace(house, id="another"), LIST) == Counts(new=3)


def test_arrivals_come_through_the_handover_unchanged() -> None:
    one = arrival("204", "Nagy", ages=(5, 10), adults=2, language="hu", note="cot", cancelled=True)
    assert arrivals.unpacked(arrivals.packed(one)) == one
