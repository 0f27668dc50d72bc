"""The screens of what staff taught, as long as words come: six buttons, 900 characters, the point in bold."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Heard
from bot.desk.house import House
from bot.desk.learning import proposals, wording, wrong
from tests.texts.test_screens import LONG, assert_begins_in_bold, assert_fits
from tests.texts.walk import Walker

WORDS = "Şəhriyar-Əbdülrəhman, otaq 214, 212 və 211, zəng: +994 50 123 45 67, me.and.you@example.org • "


def test_every_screen_of_what_staff_taught_fits(conn: Connection, house: House) -> None:
    who = people.appoint(conn, house, 31, name=LONG, language="en", role="owner")
    guest = Walker(conn, house, 214, LONG)
    guest.writes("may I keep a tortoise " * 12, Heard("en", "handoff", (("pets", 0.4),)))
    ways = {"en": [WORDS * 3, WORDS], "az": [WORDS]}
    for length in (40, 199, wording.LONGEST, 900):
        answer = {"en": (WORDS * 10)[:length], "ru": "Да"}
        proposals.begin(conn, house, who, near=["pets", "wifi"], phrases=ways, answer=answer)
    answer = {"en": "By the lake", "az": "Göl kənarında"}
    for number in range(2):
        proposals.begin(conn, house, who, near=["wifi"], phrases={"en": [f"swans {number}"]}, answer=answer)
    for name in ("breakfast", "boating", "wifi", "pool", "parking"):
        for source, question in (("guest:1", WORDS * 3), ("staff:31", "")):
            wrong.report(conn, house, name, source=source, question=question, language="en", answered="…")
    madina = Walker(conn, house, 31, LONG, seen={"home []", "m_home []", "m_questions []"})
    madina.seen |= {
        f"{one} []" for one in ("m_prices", "m_sale", "m_places", "m_changes", "stays", "m_setup")
    }
    madina.seen |= {
        "m_kn []",
        "m_tx []",
        "m_pubs []",
        "m_sold []",
        "m_ladder []",
    }  # tests/desk/menu walks these
    madina.writes("/manage")
    madina.walks(500)
    assert not madina.ahead, "more presses are needed"
    assert len(madina.screens) > 60
    for said in [*madina.screens, *guest.screens]:
        assert_fits(said)
        assert_begins_in_bold(said)
