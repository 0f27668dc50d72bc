"""What the hotel's list says, and what staff did since: neither is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.db import Connection
from bot.desk.house import House
from bot.desk.stays import stay
from bot.desk.stays.acts import Done
from bot.desk.stays.stay import Arrival

FRIDAY, SUNDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 22), date(2026, 11, 23)
ROW = Arrival("214", "Məmmədova", "Aygün", FRIDAY, SUNDAY, external="R-1", adults=2, ages=(5, 10))


def days_later(house: House, days: int) -> House:
    return replace(house, now=house.now + timedelta(days=days))


def took_in(conn: Connection, house: House) -> Done:
    return stay.walk_in(conn, house, room="214", surname="Məmmədova", departure=SUNDAY)


def test_a_repeated_list_changes_nothing(conn: Connection, house: House) -> None:
    first, what = stay.expect(conn, house, ROW, source="import")
    assert what == "new"
    assert stay.expect(conn, house, ROW, source="import") == (first, "same")


def test_what_the_list_says_anew_is_taken_over(conn: Connection, house: House) -> None:
    stay.expect(conn, house, ROW, source="import")
    changed, what = stay.expect(conn, house, replace(ROW, room="215", adults=3), source="import")
    assert (what, changed.room, changed.adults) == ("changed", "215", 3)


def test_an_older_list_reverts_nothing_that_staff_did(conn: Connection, house: House) -> None:
    expected, _ = stay.expect(conn, house, ROW, source="import")
    here = stay.check_in(conn, house, expected).stay
    moved = stay.move_room(conn, house, here, "305").stay
    longer = stay.extend(conn, house, moved, MONDAY).stay
    after, what = stay.expect(conn, house, ROW, source="import")
    assert (what, after) == ("same", longer)
    again, _ = stay.expect(conn, house, replace(ROW, cancelled=True), source="import")
    assert (again.state, again.room, again.departure) == ("in_house", "305", MONDAY)


def test_what_the_list_learns_later_is_taken_over_again(conn: Connection, house: House) -> None:
    """Staff moved them in chat and then in the hotel's system; later only there."""
    expected, _ = stay.expect(conn, house, ROW, source="import")
    stay.move_room(conn, house, stay.check_in(conn, house, expected).stay, "305")
    same, what = stay.expect(conn, house, replace(ROW, room="305"), source="import")
    assert (what, same.room) == ("same", "305")
    after, what = stay.expect(conn, house, replace(ROW, room="201"), source="import")
    assert (what, after.room) == ("changed", "201")


def test_a_departed_guest_is_not_expected_again(conn: Connection, house: House) -> None:
    expected, _ = stay.expect(conn, house, ROW, source="import")
    stay.check_out(conn, house, stay.check_in(conn, house, expected).stay)
    after, what = stay.expect(conn, house, ROW, source="import")
    assert (what, after.state) == ("same", "departed")


def test_who_is_cancelled_and_booked_again_is_expected_again(conn: Connection, house: House) -> None:
    stay.expect(conn, house, ROW, source="import")
    gone, _ = stay.expect(conn, house, replace(ROW, cancelled=True), source="import")
    back, what = stay.expect(conn, house, ROW, source="import")
    assert (gone.state, back.state, what) == ("cancelled", "expected", "changed")


def test_who_is_still_listed_the_day_after_arrival_is_in_the_house(conn: Connection, house: House) -> None:
    stay.expect(conn, house, ROW, source="import")
    after, what = stay.expect(conn, days_later(house, 1), ROW, source="import")
    assert (after.state, what) == ("in_house", "changed")


def test_a_no_show_of_staff_stays_one(conn: Connection, house: House) -> None:
    expected, _ = stay.expect(conn, house, ROW, source="import")
    stay.no_show(conn, house, expected)
    after, what = stay.expect(conn, days_later(house, 1), ROW, source="import")
    assert (after.state, what) == ("no_show", "same")


def test_without_a_number_surname_day_and_room_find_it(conn: Connection, house: House) -> None:
    bare = replace(ROW, external=None)
    first, _ = stay.expect(conn, house, bare, source="import")
    assert stay.match(conn, house, replace(bare, surname="MƏMMƏDOVA")) == first
    assert stay.match(conn, house, replace(bare, room="215")) is None
    assert stay.match(conn, house, replace(bare, arrival=SUNDAY)) is None


def test_two_numbers_are_two_stays_of_one_family(conn: Connection, house: House) -> None:
    stay.expect(conn, house, ROW, source="import")
    _, what = stay.expect(conn, house, replace(ROW, external="R-2"), source="import")
    assert what == "new"


def test_whom_reception_took_in_by_hand_is_found_by_the_list(conn: Connection, house: House) -> None:
    walked = stay.walk_in(conn, house, room="214", surname="Mammadova", departure=SUNDAY).stay
    same, what = stay.expect(conn, house, ROW, source="import")
    assert (same.id, same.external, same.name, what) == (walked.id, "R-1", "Aygün", "changed")


def test_a_walk_in_that_was_taken_back_is_not_who_the_list_says_will_come(
    conn: Connection, house: House
) -> None:
    """Entered too early, and taken back: without this the family was in no list on the day they came."""
    stay.undo(conn, house, took_in(conn, house))
    after, what = stay.expect(conn, house, ROW, source="import")
    assert (what, after.state) == ("new", "expected")
    assert stay.expected(conn, house, on=FRIDAY) == [after]


def test_of_two_stays_that_fit_a_row_without_a_number_the_open_one_is_meant(
    conn: Connection, house: House
) -> None:
    stay.check_out(conn, house, took_in(conn, house).stay)
    again = took_in(conn, house).stay
    same, _ = stay.expect(conn, house, ROW, source="import")
    assert same.id == again.id


def test_another_hotels_stays_are_not_seen(conn: Connection, house: House) -> None:
    stay.expect(conn, house, ROW, source="import")
    other = replace(house, id="elsewhere")
    assert stay.match(conn, other, ROW) is None
    assert stay.in_room(conn, other, "214", on=FRIDAY) == []
