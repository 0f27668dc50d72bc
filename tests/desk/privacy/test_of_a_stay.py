"""Whose data is whose when several phones have had a part in a stay."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import insert, update

from bot.db import Connection
from bot.desk.booking import book, holding
from bot.desk.house import House
from bot.desk.privacy import erase
from bot.desk.stays import phones
from bot.schema import booking_answers, bookings
from tests.desk.booking.cast import start_at, wish
from tests.desk.cases.cast import guest, later, team
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
