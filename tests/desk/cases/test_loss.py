"""The seven questions: asked after a bad case, answered by taps, left and taken up, exported."""

from __future__ import annotations

import pytest

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Asked
from bot.desk.cases import loss, working
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.menu.cases import reviewing
from tests.desk.cases.cast import DANA, MADINA, complaint, fire, first, history, later, screens, team


def over(conn: Connection, house: House, about: str = "leak") -> Case:
    team(conn, house)
    opened = working.claim(conn, house, complaint(conn, house, about), people.on_file(conn, house, DANA))
    return working.close(conn, house, opened)


def press(act: str, conn: Connection, house: House, **facts: object) -> None:
    who = people.on_file(conn, house, MADINA)
    asked = Asked(MADINA, MADINA, "Madina", "press", query_id="q", message_id=None)
    reviewing.ACTS[act](conn, house, asked, who, facts)


def told(conn: Connection) -> list[str]:
    return [first(one).key for one in screens(conn, chat_id=MADINA)]


def test_managers_are_asked_after_a_bad_case_and_reminded_once(conn: Connection, house: House) -> None:
    shut = over(conn, house)
    fire(conn, house)
    assert told(conn).count("review.ask") == 1
    for days in (1, 2, 9):
        fire(conn, later(house, days=days, minutes=1))
    assert told(conn).count("review.remind") == 1
    working.close(conn, house, working.reopen(conn, house, shut))
    fire(conn, later(house, days=10))
    assert told(conn).count("review.ask") == 1


def test_a_small_case_needs_none(conn: Connection, house: House) -> None:
    over(conn, house, "noise")
    fire(conn, later(house, days=2))
    assert not loss.waiting(conn, house)


def test_seven_taps_and_words_left_in_between(conn: Connection, house: House) -> None:
    shut = over(conn, house)
    for question, answers in list(loss.QUESTIONS.items())[:3]:
        press("m_review_tap", conn, house, case=shut.id, question=question, answer=answers[0])
    now = later(house, days=3)  # another day it goes on where it was left
    press("m_review", conn, now, case=shut.id)
    shown = screens(conn, chat_id=MADINA)[-1]
    assert shown.choices[0].args["question"] == "began"
    assert len(shown.choices) == 6
    press("m_review_words", conn, now, case=shut.id, question="began")
    words = Asked(MADINA, MADINA, "Madina", "text", text="=The pump, again")
    reviewing.typed(
        conn, now, words, people.on_file(conn, house, MADINA), {"case": shut.id, "question": "began"}
    )
    for question in ("feelings", "back", "told"):
        press("m_review_tap", conn, now, case=shut.id, question=question, answer=loss.QUESTIONS[question][-1])
    found = loss.of_case(conn, house, shut.id)
    assert found.done_at == now.now
    assert history(conn, shut)[-1] == "reviewed"
    assert told(conn)[-1] == "review.done"
    press("m_review_tap", conn, now, case=shut.id, question="back", answer="booked")  # known weeks later
    row = loss.rows(conn, now)[0]
    assert (row["mood"], row["began"], row["back"]) == ("calm", "=The pump, again", "booked")
    assert "'=The pump, again" in loss.table(conn, now)
    fire(conn, later(now, days=2))
    assert "review.remind" not in told(conn)


@pytest.mark.parametrize("act", ["m_reviews", "m_reviews_file"])
def test_the_list_and_the_file_are_there_when_nothing_is(conn: Connection, house: House, act: str) -> None:
    team(conn, house)
    press(act, conn, house)
    assert told(conn)[-1] in ("review.none", "review.file")


def test_at_night_the_question_waits_for_the_morning(conn: Connection, house: House) -> None:
    night = later(house, hours=14)  # 03:00
    over(conn, night)
    fire(conn, later(night, minutes=1))
    assert "review.ask" not in told(conn)
    fire(conn, later(night, hours=6))
    assert told(conn).count("review.ask") == 1
