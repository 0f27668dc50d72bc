"""The handover names who is still to arrive, and allergies to whom they concern."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

from bot.db import Connection
from bot.desk.asked import Asked
from bot.desk.booking import answers, book, family
from bot.desk.booking.ask import Ask
from bot.desk.booking.party import Party
from bot.desk.booking.price import quote_of
from bot.desk.cases import handovers
from bot.desk.house import House
from bot.desk.menu.cases import handover
from bot.desk.people import Colleague
from bot.desk.privacy import consent
from bot.desk.stays import notes, phones, stay
from bot.desk.stays.register import Arrival, Stay
from tests.desk.cases.cast import DANA, ERLAN, MADINA, guest, hire, keys, screens, team

RAUF = 2008


def arrives(conn: Connection, house: House, surname: str, *, days: int = 0) -> None:
    day = house.today + timedelta(days=days)
    stay.expect(conn, house, Arrival(None, surname, "", day, day + timedelta(days=3)), source="import")


def lives(conn: Connection, house: House, room: str, chat: int) -> Stay:
    until = house.today + timedelta(days=3)
    there = stay.walk_in(conn, house, room=room, surname=f"Of{room}", departure=until).stay
    phones.link(conn, house, there, guest(conn, house, chat), how="staff")
    return there


def coming(conn: Connection, house: House, who: Colleague) -> list[str]:
    return [one.surname for one in handovers.listed(conn, house, who).arrivals]


def words(conn: Connection, house: House, who: Colleague, reader: Colleague | None = None) -> list[str]:
    found = handovers.listed(conn, house, who, reader).allergies
    return [f"{one.room} {one.words}" for one in found]


def test_reception_reads_who_is_still_to_arrive_and_a_department_does_not(
    conn: Connection, house: House
) -> None:
    dana, erlan, madina = team(conn, house)
    arrives(conn, house, "Aliyeva")
    arrives(conn, house, "Nagy", days=1)
    assert coming(conn, house, dana) == coming(conn, house, madina) == ["Aliyeva"]
    assert coming(conn, house, erlan) == []
    night = replace(house, now=house.moment(house.today, time(23)))
    assert coming(conn, night, dana) == ["Aliyeva"], "tomorrow's come after that shift"
    late = replace(house, now=house.moment(house.today + timedelta(days=1), time(2)))
    assert coming(conn, late, dana) == ["Nagy", "Aliyeva"]


def booked(conn: Connection, house: House, chat: int, offer: str, said: str) -> None:
    sold = house.catalog.offers[offer]
    ask = Ask(house, sold, sold.options[0], Party(2), house.now + timedelta(hours=2))
    made = book.write(
        conn, ask, quote_of(ask), request=said, guest_id=guest(conn, house, chat).id, status="CONFIRMED"
    )
    answers.keep(conn, house, made, {"allergies": said})


def test_allergies_are_read_by_whom_they_concern_and_by_nobody_once_taken_back(
    conn: Connection, house: House
) -> None:
    dana, erlan, _ = team(conn, house)
    rauf = hire(conn, house, RAUF, "Rauf", "department", "restaurant")
    there = lives(conn, house, "210", 1001)
    lives(conn, house, "214", 1002)
    family.say_once(conn, house, there, {"allergies": "nuts, Nigar"})
    booked(conn, house, 1002, "canoe", "bees")
    assert words(conn, house, dana) == ["214 bees"], "a family's yes names the kitchen, not reception"
    assert (words(conn, house, rauf), words(conn, house, erlan)) == (["210 nuts, Nigar"], ["214 bees"])
    assert words(conn, house, dana, erlan) == ["214 bees"], "who takes over from another reads no more"
    for chat in (1001, 1002):
        consent.take_back(conn, house, guest(conn, house, chat))
    assert words(conn, house, dana) == words(conn, house, rauf) == []


def test_who_has_left_or_is_in_no_room_is_not_listed_and_a_note_is_listed_once(
    conn: Connection, house: House
) -> None:
    dana, erlan, _ = team(conn, house)
    there = lives(conn, house, "210", 1001)
    family.say_once(conn, house, there, {"allergies": "Nuts"})
    booked(conn, house, 1009, "canoe", "bees")  # of no room
    notes.mark(conn, house, notes.write(conn, house, dana, "nuts", room="210"), "allergy")
    assert words(conn, house, dana) == ["210 nuts"]
    assert words(conn, house, erlan) == ["210 nuts"], "what staff noted is for every colleague"
    assert handovers.listed(conn, house, dana).notes == []
    stay.check_out(conn, house, there)
    assert words(conn, house, dana) == []


def test_the_list_is_in_private_and_never_in_the_group(conn: Connection, house: House) -> None:
    dana, _, madina = team(conn, house)
    arrives(conn, house, "Aliyeva")
    lives(conn, house, "210", 1001)
    booked(conn, house, 1001, "canoe", "nuts")
    asked = Asked(DANA, DANA, "Dana", "press", message_id=3, query_id="q")
    handover.give(conn, house, asked, dana, {"to": MADINA})
    assert {"handover.line_arrival", "handover.line_allergy"} <= set(keys(screens(conn, chat_id=MADINA)[-1]))
    begun = handovers.between(conn, house, DANA)
    assert begun
    handovers.confirm(conn, house, begun, madina)
    group = screens(conn)
    assert [keys(one) for one in group] == [["handover.done"]]
    assert screens(conn, chat_id=ERLAN) == []
