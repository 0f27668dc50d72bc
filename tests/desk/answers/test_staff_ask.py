"""/ask in the staff group: what would be said, from where, how sure, and what came second."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Asked, Heard
from bot.desk.house import House
from bot.desk.menu import group
from bot.say import unpack_say
from bot.schema import letters
from tests.desk.answers.phone import SPEECH
from tests.desk.cases.cast import DANA, team

GROUP = -1001


def asks(conn: Connection, house: House, words: str, heard: Heard | None, user: int = DANA) -> list[str]:
    group.message(
        conn,
        house,
        Asked(GROUP, user, "Dana", "text", private=False, text=words, hint="en", heard=heard),
    )
    voice = SPEECH.voice("en", "Asia/Baku")
    rows = conn.execute(select(letters.c.content).where(letters.c.chat_id.is_(None))).scalars()
    return ["\n".join(map(voice.html, unpack_say(one["say"]).body)) for one in rows if "say" in one]


@pytest.fixture(autouse=True)
def staffed(conn: Connection, house: House) -> None:
    team(conn, house)
    people.move_staff_chat(conn, house.id, GROUP)


def test_a_colleague_sees_what_stands_behind_an_answer(conn: Connection, house: House) -> None:
    heard = Heard("en", "answer", (("breakfast", 0.97), ("wifi", 0.02)))
    (said,) = asks(conn, house, "/ask when is breakfast", heard)
    for part in (
        "Answer: breakfast, 0.97",
        "Source: knowledge/stay.yaml",
        "Confirmed: Sun 1 November",
        "Runner-up: wifi 0.02",
        "Breakfast is Mon–Fri",
    ):
        assert part in said
    assert "Complaint" not in said


def test_an_offer_names_its_file_and_a_complaint_its_weight(conn: Connection, house: House) -> None:
    heard = Heard("en", "handoff", (("canoe", 0.5),), complaint=0.8)
    (said,) = asks(conn, house, "/ask@bot the canoe leaks", heard)
    assert "To a person: canoe, 0.50" in said
    assert "extras/active/canoe.yaml" in said
    assert "Complaint: 0.80" in said


def test_without_a_question_it_says_how(conn: Connection, house: House) -> None:
    assert "Example: /ask when is breakfast" in asks(conn, house, "/ask", None)[0]


def test_a_stranger_in_the_group_is_not_answered(conn: Connection, house: House) -> None:
    heard = Heard("en", "answer", (("breakfast", 0.97),))
    assert asks(conn, house, "/ask when is breakfast", heard, user=77) == []
