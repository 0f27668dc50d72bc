"""Whose data is whose when several phones have had a part in a stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import insert, update

from bot.db import Connection
from bot.desk import people
from bot.desk.booking import book, holding
from bot.desk.house import House
from bot.desk.people import Guest
from bot.desk.privacy import consent, erase, export, find
from bot.desk.stays import notes, phones, stay
from bot.schema import booking_answers, bookings
from tests.desk.booking.cast import start_at, wish
from tests.desk.cases.cast import DANA, guest, later, team
from tests.desk.privacy.planted import stands
from tests.desk.stays.test_numbers_and_wishes import lives

CHAT = 7_700_123


def test_what_an_erased_guest_had_booked_goes_to_the_other_phone_by_number_alone(
    conn: Connection, house: House
) -> None:
    team(conn, house)
    known, partner = guest(conn, house, CHAT, "Anna"), guest(conn, house, 1002, "Bence")
    there = lives(conn, house, known)
    phones.link(conn, house, there, partner, how="qr")
    asked = replace(wish(house, known.id, start=start_at(house, 10)), request=f"{CHAT}:55:0")
    held = holding.hold(conn, house, asked)
    conn.execute(update(bookings).values(wish="for Agatha, who is deaf"))
    told = {"booking_id": held.id, "told": {"allergies": "nuts"}, "keep_until": later(house, days=30).now}
    conn.execute(insert(booking_answers).values(property_id=house.id, **told))
    erase.erase(conn, house, known, by="guest")
    assert [one.id for one in book.of_guest(conn, house, partner.id)] == [held.id]
    for words in ("Agatha", "nuts", f"{CHAT}:55"):
        assert stands(conn, words) == [], words


def slipped(conn: Connection, house: House) -> Guest:
    """Reception confirms a phone in 214 by a slip, and then in 215, where it belongs."""
    dana, *_ = team(conn, house)
    until = house.today + timedelta(days=3)
    family = stay.walk_in(conn, house, room="214", surname="Smith", departure=until).stay
    own = stay.walk_in(conn, house, room="215", surname="Xavier", departure=until).stay
    known = guest(conn, house, CHAT, "Xavier")
    phones.link(conn, house, family, known, how="staff", by=DANA)
    phones.link(conn, later(house, minutes=2), own, known, how="staff", by=DANA)
    notes.mark(conn, house, notes.write(conn, house, dana, "peanuts, the boy", room="214"), "allergy")
    return people.guest_by_id(conn, known.id)


def allergies(conn: Connection, house: House) -> list[str]:
    return [one.words for one in notes.in_house(conn, house)]


def test_a_phone_that_was_linked_to_another_family_by_a_slip_has_no_part_in_them(
    conn: Connection, house: House
) -> None:
    known = slipped(conn, house)
    house = later(house, hours=1)
    file = str(export.plain(export.gathered(conn, house, known)))
    assert "Xavier" in file
    assert "Smith" not in file
    assert "peanuts" not in file
    assert known not in find.found(conn, house, "Smith")
    consent.take_back(conn, house, known)
    assert allergies(conn, house) == ["peanuts, the boy"]
    erase.erase(conn, house, known, by="guest")
    for one in stay.here(conn, house):
        stay.check_out(conn, house, one)
    erase.finish(conn, later(house, hours=1))
    assert stands(conn, "Xavier") == []
    assert stands(conn, "Smith")
    assert stands(conn, "peanuts, the boy")


def test_a_slip_of_reception_keeps_no_family_from_being_erased(conn: Connection, house: House) -> None:
    slipped(conn, house)
    (family,) = stay.living(conn, house, "214")
    anna = guest(conn, house, 1002, "Anna")
    phones.link(conn, house, family, anna, how="surname")
    stay.check_out(conn, house, family)
    erase.erase(conn, later(house, hours=1), anna, by="guest")
    assert stands(conn, "Smith") == []
