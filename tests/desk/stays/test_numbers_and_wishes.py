"""What is kept of a guest beside the stay: a number for one colleague, and wishes with the guest's yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from bot.db import Connection
from bot.desk import chores, people, timers
from bot.desk.asked import Asked
from bot.desk.booking import book
from bot.desk.booking.book import Booking
from bot.desk.cases import working
from bot.desk.house import House
from bot.desk.menu import front, remembering, staying_done
from bot.desk.menu.cases import noting, private_card
from bot.desk.people import Guest
from bot.desk.stays import notes, numbers, phones, stay, wishes
from bot.desk.stays.register import Arrival
from bot.say import Say
from bot.schema import letters, phone_numbers
from bot.schema import wishes as kept_wishes
from tests.desk.cases.cast import DANA, ERLAN, complaint, guest, keys, later, screens, team

AYGUN = 1001
NUMBER = "+994501234567"


def lives(
    conn: Connection, house: House, known: Guest, *, room: str = "214", nights: int = 3, number: str = ""
) -> stay.Stay:
    """They arrive today, are checked in, and their phone is linked."""
    row = Arrival(room, "Məmmədova", known.name, house.today, house.today + timedelta(days=nights), adults=2)
    row = replace(row, phone=number or None)
    entered, _ = stay.expect(conn, house, replace(row, external=f"{room}-{house.today}"), source="import")
    done = stay.check_in(conn, house, entered, by=DANA)
    phones.link(conn, house, done.stay, known, how="qr")
    return done.stay


def leaves(conn: Connection, house: House, there: stay.Stay) -> Say:
    """Checked out; the goodbye that the phone gets."""
    done = stay.check_out(conn, house, there)
    staying_done.result(conn, house, "stay.out", done)
    return screens(conn, chat_id=AYGUN)[-1]


def shares(house: House, *, own: bool = True) -> Asked:
    return Asked(AYGUN, AYGUN, "Aygün", "contact", message_id=7, phone=NUMBER if own else None)


def tidied(conn: Connection, house: House) -> None:
    timers.start(conn, house, "tidy", "", house.now)
    chores.fire(conn, house, next(one for one in timers.due(conn, house) if one.kind == "tidy"))


def written(conn: Connection, user: int | None) -> str:
    """All that was ever sent to them; None: to any group."""
    here = letters.c.chat_id == user if user else letters.c.chat_id.is_(None)
    return str(conn.execute(select(letters.c.content).where(here)).scalars().all())


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("+994 50 123 45 67", NUMBER),
        ("+36 (20) 123-4567", "+36201234567"),
        ("050 123 45 67", "0501234567"),
        ("prefers tea at 7", None),
        ("2026-11-20", None),
        ("room 305, ring +994501234567", None),
        ("12345", None),
    ],
)
def test_a_number_is_a_number_and_nothing_beside_it(words: str, number: str | None) -> None:
    assert numbers.read(words) == number


def test_a_shared_number_is_read_by_whoever_has_the_case_and_by_nobody_else(
    conn: Connection, house: House
) -> None:
    dana, erlan, _ = team(conn, house)
    known = guest(conn, house)
    mine = working.claim(conn, house, complaint(conn, house, someone=known), dana)
    front.private(conn, house, shares(house))
    assert keys(screens(conn, chat_id=AYGUN)[-1]) == ["guest.number_kept"]
    assert NUMBER in str(screens(conn, chat_id=DANA)[-1])
    with pytest.raises(private_card.NotYours):
        private_card.show(conn, house, Asked(ERLAN, ERLAN, "Erlan", "press"), erlan, {"case": mine.id})
    assert NUMBER not in written(conn, None), "the group reads that there is one, not which"
    assert NUMBER not in written(conn, ERLAN)
    assert "card.number_left" in written(conn, None)


def test_the_number_on_the_hotel_s_list_is_on_the_private_card_until_they_give_another(
    conn: Connection, house: House
) -> None:
    dana, *_ = team(conn, house)
    known = guest(conn, house)
    there = lives(conn, house, known, number=NUMBER)
    mine = working.claim(conn, house, complaint(conn, house, someone=known), dana)
    private_card.taken(conn, house, mine, dana, None)
    assert NUMBER in str(screens(conn, chat_id=DANA)[-1])
    assert NUMBER not in written(conn, None)
    numbers.write(conn, house, "+36201234567", by="guest", guest=known)
    numbers.listed(conn, house, there.id, "+994507654321")
    assert numbers.of(conn, house, known) == "+36201234567"
    numbers.drop(conn, house, known)
    assert conn.execute(select(func.count()).select_from(phone_numbers)).scalar() == 0


def test_somebody_else_s_contact_goes_to_the_case_as_ever(conn: Connection, house: House) -> None:
    team(conn, house)
    complaint(conn, house)
    front.private(conn, house, shares(house, own=False))
    assert conn.execute(select(func.count()).select_from(phone_numbers)).scalar() == 0


def test_a_number_that_staff_note_is_no_note_that_everybody_reads(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    known = guest(conn, house)
    lives(conn, house, known)
    asked = Asked(DANA, DANA, "Dana", "text", text="/note 214 +994 50 123 45 67", message_id=9)
    noting.typed(conn, house, asked, dana, "214 +994 50 123 45 67")
    assert keys(screens(conn, chat_id=DANA)[-1]) == ["note.number_kept"]
    assert notes.about(conn, house, known) == []
    working.claim(conn, house, complaint(conn, house, someone=known), dana)
    assert numbers.of(conn, house, known) == NUMBER
    assert NUMBER not in written(conn, None)


def test_a_number_is_forgotten_with_the_stay(conn: Connection, house: House) -> None:
    team(conn, house)
    known = guest(conn, house)
    there = lives(conn, house, known, number="+36201234567")
    numbers.write(conn, house, NUMBER, by="guest", guest=known)
    out = later(house, days=3)
    leaves(conn, out, there)
    tidied(conn, later(out, days=house.hotel.family_days - 1))
    assert numbers.of(conn, house, known) == NUMBER
    tidied(conn, later(out, days=house.hotel.family_days + 1))
    assert conn.execute(select(func.count()).select_from(phone_numbers)).scalar() == 0


def presses(conn: Connection, house: House, known: Guest, act: str) -> None:
    asked = Asked(AYGUN, AYGUN, "Aygün", "press", message_id=5, query_id="q")
    remembering.GUEST_ACTS[act](conn, house, asked, known, {})


def stayed(conn: Connection, house: House, known: Guest) -> Say:
    """A stay with a note and an allergy, over; the goodbye."""
    dana, *_ = team(conn, house)
    there = lives(conn, house, known)
    notes.write(conn, house, dana, "prefers tea at 7", room="214")
    nuts = notes.write(conn, house, dana, "no nuts", room="214")
    notes.mark(conn, house, nuts, "allergy")
    return leaves(conn, later(house, days=3), there)


def test_with_their_yes_wishes_come_back_by_themselves(conn: Connection, house: House) -> None:
    known = guest(conn, house)
    goodbye = stayed(conn, house, known)
    assert "wish.ask" in keys(goodbye)
    presses(conn, later(house, days=3), known, "wishes_keep")
    next_year = later(house, days=200)
    tidied(conn, next_year)
    assert notes.about(conn, next_year, people.guest_by_id(conn, known.id)) == []
    there = lives(conn, next_year, known, room="205")
    remembering.back(conn, next_year, known)
    remembering.back(conn, next_year, known)
    assert [one.words for one in wishes.of_stay(conn, next_year, known, there)] == ["prefers tea at 7"]
    said = [keys(one) for one in screens(conn, chat_id=AYGUN)]
    assert said.count(["wish.back_known"]) == 1
    assert "no nuts" not in written(conn, AYGUN), "an allergy is asked when it is needed"
    assert "wish.staff" in written(conn, None)


def test_what_they_hired_is_offered_before_they_ask(
    conn: Connection, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = guest(conn, house)
    code = next(iter(house.catalog.offers))
    lent = house.catalog.offers[code].model_copy(update={"mode": "rental"})
    house = replace(house, catalog=house.catalog.model_copy(update={"offers": {code: lent}}))

    def had(*_: Any) -> list[Booking]:
        return [Booking.__new__(Booking)]

    monkeypatch.setattr(book, "had", had)
    monkeypatch.setattr(Booking, "offer", code, raising=False)
    assert "wish.ask" in keys(stayed(conn, house, known))
    presses(conn, later(house, days=3), known, "wishes_keep")
    again = later(house, days=40)
    lives(conn, again, known, room="205")
    remembering.back(conn, again, known)
    welcome = screens(conn, chat_id=AYGUN)[-1]
    assert keys(welcome)[0] == "wish.back"
    assert ("offer", {"offer": code}) in [(one.act, one.args) for one in welcome.choices]


def test_without_a_yes_nothing_is_kept(conn: Connection, house: House) -> None:
    known = guest(conn, house)
    stayed(conn, house, known)
    presses(conn, later(house, days=3), known, "wishes_not")
    assert conn.execute(select(func.count()).select_from(kept_wishes)).scalar() == 0
    again = later(house, days=200)
    lives(conn, again, known, room="205")
    before = len(screens(conn, chat_id=AYGUN))
    remembering.back(conn, again, known)
    assert len(screens(conn, chat_id=AYGUN)) == before


def test_wishes_end_when_the_hotel_says_and_when_the_guest_says(conn: Connection, house: House) -> None:
    known = guest(conn, house)
    facts = {"property_id": house.id, "guest_id": known.id, "kind": "note", "words": "tea", "at": house.now}
    conn.execute(insert(kept_wishes).values(**facts, keep_until=house.now + timedelta(days=365)))
    tidied(conn, later(house, days=364))
    assert wishes.of_guest(conn, house, known)
    tidied(conn, later(house, days=366))
    assert not wishes.of_guest(conn, house, known)
    wishes.keep(conn, house, known, [wishes.Wish("note", "tea", DANA)])
    presses(conn, house, known, "wishes_forget")
    assert not wishes.of_guest(conn, house, known)


def test_nobody_is_asked_where_there_is_nothing_to_remember(conn: Connection, house: House) -> None:
    team(conn, house)
    known = guest(conn, house)
    there = lives(conn, house, known)
    assert "wish.ask" not in keys(leaves(conn, later(house, days=3), there))
