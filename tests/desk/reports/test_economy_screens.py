"""What a manager sees of it: pictures, lists, pages and a workbook, in every language and small enough."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert, select

from bot import sheets
from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Asked
from bot.desk.booking import requests
from bot.desk.booking.party import Party
from bot.desk.booking.requests import RequestWish
from bot.desk.catalog import journal
from bot.desk.house import House
from bot.desk.menu import manager
from bot.desk.menu.manage import economy_loss
from bot.desk.menu.manage.economy_loss import NotShare, NotYears, years_in
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.desk.reports.economy import lifetime
from bot.desk.reports.economy.lifetime import WORKED
from bot.say import Say, unpack_say
from bot.schema import letters, offer_steps
from bot.speech import TAG
from tests.desk.booking.cast import arrive
from tests.desk.reports.shop import a_weekend, books, on, shop
from tests.texts.letters import html_of
from tests.texts.spoken import SPOKEN, speech

ACTS = ("m_economy", "m_eco_list", "m_eco_free", "m_ahead", "m_lost", "m_pillars")


@pytest.fixture
def hotel(house: House) -> House:
    return shop(house)


def madina(conn: Connection, house: House) -> Colleague:
    people.appoint(conn, house, 77, name="Madina", language="en", role="manager")
    return people.managing(conn, house, 77)


def letter(conn: Connection) -> dict[str, Any]:
    mine = letters.c.chat_id == 77
    row = conn.execute(select(letters).where(mine).order_by(letters.c.id.desc()).limit(1)).mappings().one()
    return dict(row)


def shown(conn: Connection, house: House, who: Colleague, act: str, **facts: object) -> Say:
    asked = Asked(77, 77, "Madina", "press", query_id="q", message_id=700)
    manager.ACTS[act](conn, house, asked, who, facts)
    return unpack_say(letter(conn)["content"]["say"])


def writes(conn: Connection, house: House, who: Colleague, words: str) -> Say:
    assert manager.on_text(conn, house, Asked(77, 77, "Madina", "text", text=words), who)
    return unpack_say(letter(conn)["content"]["say"])


def english(said: Say) -> str:
    return TAG.sub("", html_of(said, "en"))


def test_every_screen_fits_in_every_language(conn: Connection, hotel: House) -> None:
    who = madina(conn, hotel)
    monday, _ = a_weekend(conn, hotel)
    steps = {"seen": 1200, "begun": 300, "priced": 200, "refused:sold_out": 70, "refused:too_young": 9}
    row = {"property_id": hotel.id, "day": hotel.today.isoformat(), "offer": "canoe"}
    conn.execute(insert(offer_steps), [{**row, "step": step, "n": n} for step, n in steps.items()])
    screens = [shown(conn, monday, who, act) for act in ACTS]
    screens.append(shown(conn, monday, who, "m_eco_one", offer="canoe"))
    screens += [shown(conn, monday, who, "m_lost_ask", what=what) for what in economy_loss.ASKED]
    screens.append(shown(conn, monday, who, "m_lost_ask", what="target", pillar="kept"))
    for said in screens:
        assert 0 < len(said.choices) <= 8
        for language in SPOKEN:
            html, voice = html_of(said, language), speech().voice(language, "Asia/Baku")
            assert len(TAG.sub("", html)) <= 900, html
            assert html.startswith("<b>"), html
            labels = [voice.label(one.label) for one in said.choices]
            assert len(set(labels)) == len(labels), labels
            assert max(map(len, labels)) <= 24, labels


def test_the_picture_says_what_was_counted(conn: Connection, hotel: House) -> None:
    who = madina(conn, hotel)
    monday, _ = a_weekend(conn, hotel)
    said = english(shown(conn, monday, who, "m_economy", period="week"))
    assert "Extras brought AZN\u00a0300" in said
    assert "Bookings: 3. Guests: 8" in said
    today_too = "Cost: AZN\u00a0129.50. Left after tax: AZN\u00a0124.73"
    assert today_too in said, "the playroom is open on Monday as well"
    drawn = letter(conn)["content"]["chart"]
    columns = zip(*(values for _, values in drawn["series"]), strict=True)
    by_day = dict(zip(drawn["spans"], columns, strict=True))
    assert by_day["2026-11-21"] == (120, 160, 0), "the sauna is for families, the canoe is active"
    assert len(sheets.png(sheets.chart_of(drawn, speech().voice("en", "Asia/Baku")))) > 5000


def test_a_page_says_all_that_is_known_of_an_extra(conn: Connection, hotel: House) -> None:
    who = madina(conn, hotel)
    monday, _ = a_weekend(conn, hotel)
    said = english(shown(conn, monday, who, "m_eco_one", offer="canoe", period="week"))
    for line in (
        "Bookings: 2. Guests: 5",
        "Cancelled: 1. Nobody came: 0",
        "Tax in it: AZN\u00a027.46",
        "Cost: AZN\u00a036.50 (materials AZN\u00a018.50, partner AZN\u00a00, staff AZN\u00a018)",
        "Left after tax: AZN\u00a0116.04, 76%",
        "Staff time: 1\u00a0h 30\u00a0min",
        "Too early to say: 2 bookings",
    ):
        assert line in said, said
    gone = shown(conn, monday, who, "m_eco_one", offer="canoe_of_old")
    assert "m_economy" in [one.act for one in gone.choices], "an old button leads on"


def test_nobody_but_a_manager_sees_it(conn: Connection, hotel: House) -> None:
    people.appoint(conn, hotel, 77, name="Dana", language="en", role="reception")
    dana = people.on_file(conn, hotel, 77)
    for act in (*ACTS, "m_eco_one", "m_eco_sheet", "m_lost_ask"):
        with pytest.raises(DeskError):
            shown(conn, hotel, dana, act)


def test_the_workbook_has_numbers_and_no_formula(conn: Connection, hotel: House) -> None:
    who = madina(conn, hotel)
    facts = hotel.catalog.offers["canoe"]
    evil = facts.model_copy(update={"title": {"en": "=HYPERLINK(1)", "az": "@SUM"}})
    offers = {**hotel.catalog.offers, "canoe": evil}
    named = replace(hotel, catalog=hotel.catalog.model_copy(update={"offers": offers}))
    monday, _ = a_weekend(conn, named)
    shown(conn, monday, who, "m_eco_sheet", period="week")
    sent = letter(conn)
    assert sent["method"] == "table"
    book = load_workbook(io.BytesIO(sheets.book(sent["content"]["table"]["pages"])))
    assert "f" not in {cell.data_type for page in book for line in page.iter_rows() for cell in line}
    heads, first = ([cell.value for cell in row] for row in list(book["Extras"].rows)[:2])
    row = dict(zip(heads, first, strict=True))
    assert (row["extra"], row["revenue"], row["margin"], row["places offered"]) == (
        "=HYPERLINK(1)",
        180,
        116.04,
        64,
    )
    lines = {line[0]: line[1] for line in book["Summary"].iter_rows(values_only=True)}
    assert (lines["revenue"], lines["margin of those known"]) == (300, 124.73)


def test_a_manager_puts_in_her_own_figures_and_takes_them_back(conn: Connection, hotel: House) -> None:
    who = madina(conn, hotel)
    said = english(shown(conn, hotel, who, "m_lost"))
    assert "AZN\u00a07,000 to AZN\u00a014,000" in said
    assert "Over 5 years: AZN\u00a070,000; profit at 20%: AZN\u00a014,000" in said
    assert "worked example" in said
    shown(conn, hotel, who, "m_lost_ask", what="years")
    assert "like this: 10000 12000 14000" in english(writes(conn, hotel, who, "about 9"))
    changed = writes(conn, hotel, who, "1000 +10% 3")
    assert "Over 3 years: AZN\u00a03,310; profit at 20%: AZN\u00a0662" in english(changed)
    assert "Set by Madina" in english(changed)
    undo = next(one for one in changed.choices if one.act == "m_undo")
    shown(conn, hotel, who, "m_undo", **dict(undo.args))
    assert lifetime.read(conn, hotel).inputs == WORKED
    assert [one.deed.act for one in journal.recent(conn, hotel)] == ["undo", "lifetime"]


def test_a_target_has_a_worth(conn: Connection, hotel: House) -> None:
    who = madina(conn, hotel)
    shown(conn, hotel, who, "m_lost_ask", what="target", pillar="won_back")
    said = english(writes(conn, hotel, who, "60%"))
    assert "Kept after a complaint: nobody to count yet" in said
    assert lifetime.read(conn, hotel).inputs.targets == {"won_back": 60}


def test_amounts_are_read_as_people_write_them() -> None:
    assert years_in("10000 12000,50") == (Decimal(10000), Decimal("12000.50"))
    assert years_in("10; 12; 14") == (Decimal(10), Decimal(12), Decimal(14))
    assert years_in("1000 +10% 3") == (Decimal(1000), Decimal(1100), Decimal(1210))
    assert years_in("1000-50% 2") == (Decimal(1000), Decimal(500))
    thousands = ("10,000 +10% 5", "1,000,000 +10% 5", "10.000,50 +5% 3", "1000 +1.0.0% 3")
    for words in ("", "ten", "10 -5", "1000 +10% 31", "9" * 12, "1e9", "=1+1", "1000 +1000% 5", *thousands):
        with pytest.raises(NotYears):
            years_in(words)
    for what, words in (
        ("margin", "120"),
        ("margin", "20 30"),
        ("chance", "50"),
        ("told", "9"),
        ("told", "9.5 1"),
    ):
        with pytest.raises(NotShare):
            economy_loss.read(WORKED, what, "", words)
    assert economy_loss.read(WORKED, "chance", "", "90 – 40").low == 40
    assert economy_loss.read(WORKED, "told", "", "9 10").told == 9


def test_the_next_fourteen_days(conn: Connection, hotel: House) -> None:
    who, bence = madina(conn, hotel), arrive(conn, hotel, 1002, "Bence")
    books(conn, hotel, bence, Party(2), on(hotel, 2, 10))
    books(conn, hotel, bence, Party(1), on(hotel, 13, 10))
    books(conn, hotel, bence, Party(1), on(hotel, 14, 10))
    for number, asked in enumerate(("2026-11-22", "after lunch, some day")):
        wanted = RequestWish(f"r{number}", bence, "photographer", "default", asked, Party(1))
        requests.ask(conn, hotel, wanted)
    said = english(shown(conn, hotel, who, "m_ahead"))
    assert "Expected in the next 14 days: AZN\u00a0148.50" in said, "(120 + 90 × 50 %) × 90 %"
    assert "Confirmed: 2, AZN\u00a0120" in said, "the fifteenth day is not among them"
    assert "Waiting for your yes: 1, AZN\u00a090" in said
    assert "Asked for, the day is open: 1, AZN\u00a090" in said
    assert "Requests that become bookings: 50%, assumed; so far only 0" in said
    drawn = letter(conn)["content"]["chart"]
    assert (len(drawn["spans"]), drawn["series"][0][1][2]) == (14, 80)
    assert drawn["spans"][-1] == (hotel.today + timedelta(days=13)).isoformat()
