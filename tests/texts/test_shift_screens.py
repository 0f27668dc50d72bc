"""What staff see of their own day, of a case in private and of a handover: it fits in every language."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Asked, Heard
from bot.desk.cases import case, promising, working
from bot.desk.house import House
from bot.desk.menu.cases import handover
from bot.desk.stays import notes, phones, stay
from bot.desk.stays.register import Arrival
from tests.desk.cases.cast import complaint, fire, guest, keys, later, screens
from tests.texts.test_screens import LONG, assert_begins_in_bold, assert_fits
from tests.texts.walk import Walker

DANA, GAYANE = 31, 32
SHARED = {"home []", "day []", "stays []"}  # walked by their own tests


def test_every_screen_of_a_shift_fits(conn: Connection, house: House) -> None:
    dana = people.appoint(conn, house, DANA, name="Dana", language="en", role="reception")
    people.appoint(conn, house, GAYANE, name=LONG, language="en", role="reception")
    aygun = Walker(conn, house, 214, LONG)
    for words, kind in (("it is loud", "noise"), ("the shower is cold", "no_hot_water")):
        heard = Heard("en", "answer", ((kind, 0.9),), complaint=0.9)
        aygun.writes(words, heard)
        (opened, *_) = reversed(case.every_open(conn, house))
        mine = working.take(conn, house, opened, dana)
        promising.name_time(conn, house, mine, dana, house.later(20))
        working.resolve(conn, house, mine, dana) if kind == "noise" else None
    for words in ("Tea at 7 " + "and honey " * 30, "Nuts"):
        notes.write(conn, house, dana, words, guest=people.guest_by_id(conn, opened.guest_id))
    seen = set(SHARED)
    screens = 0
    for since in (timedelta(), timedelta(minutes=21)):
        walker = Walker(conn, replace(house, now=house.now + since), DANA, "Dana", seen=seen)
        for words in ("/today", "/handover", "/note 214 tea", "/note", "/need", "/promise", "/promise 20"):
            walker.writes(words)
            walker.walks(120)
        screens += len(walker.screens)
        for said in walker.screens:
            assert_fits(said)
            assert_begins_in_bold(said)
    assert screens > 30


def test_a_handover_with_all_it_can_tell_fits(conn: Connection, house: House) -> None:
    """The longest of each, and more of each than are shown."""
    dana = people.appoint(conn, house, DANA, name=LONG, language="en", role="reception")
    for n in range(6):
        there = stay.walk_in(conn, house, room=f"21{n}", surname=f"Of {n}", departure=house.today).stay
        someone = guest(conn, house, 1001 + n, LONG)
        phones.link(conn, house, there, someone, how="staff")
        mine = working.take(conn, house, complaint(conn, house, "no_hot_water", someone), dana)
        promising.name_time(conn, house, mine, dana, house.later(20))
        stay.expect(
            conn,
            house,
            Arrival(None, f"{LONG} {chr(65 + n) * 3}", "", house.today, house.today),
            source="import",
        )
        told = f"{LONG}: nuts, and all that grows on trees " * 4
        notes.mark(conn, house, notes.write(conn, house, dana, told[:300], room=f"21{n}"), "allergy")
        notes.mark(conn, house, notes.write(conn, house, dana, "A quiet room " * 9, room=f"21{n}"), "quiet")
    late = later(house, minutes=21)
    fire(conn, late)
    asked = Asked(DANA, DANA, LONG, "text", text="/handover")
    handover.command(conn, late, asked, dana, "")
    said = screens(conn, chat_id=DANA)[-1]
    heads = [f"handover.{one}" for one in ("broken", "due", "cases", "arrivals", "allergies", "notes")]
    assert [one for one in keys(said) if one in heads] == heads
    assert_fits(said)
