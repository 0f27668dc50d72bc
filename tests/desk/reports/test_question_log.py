"""Every question is in the log with what became of it, and in the counts, in the same transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Executable, insert, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.sql.elements import ClauseElement

from bot.db import Connection
from bot.desk.asked import Heard
from bot.desk.house import House
from bot.desk.problems import DeskError
from bot.desk.reports import question_log, questions
from bot.desk.reports.masking import masked
from bot.desk.reports.periods import last_days
from bot.schema import question_counts, stay_guests, stays
from bot.schema import questions as log
from tests.desk.reports.asker import (
    BREAKFAST,
    FIRE,
    NOISE,
    NOTHING,
    PERSON,
    THANKS,
    UNKNOWN,
    UNSURE,
    Asker,
    logged,
)


@pytest.fixture
def aygun(conn: Connection, house: House) -> Asker:
    return Asker(conn, house)


@pytest.mark.parametrize(
    ("heard", "row"),
    [
        (BREAKFAST, ("answer", "answered", "breakfast", "breakfast")),
        (UNSURE, ("clarify", "clarified", "breakfast", None)),
        (UNKNOWN, ("handoff", "empty", "pets", None)),
        (NOTHING, ("handoff", "empty", "", None)),
        (NOISE, ("answer", "escalated", "noise", None)),
        (FIRE, ("sensitive", "escalated", "fire", None)),
        (PERSON, ("handoff", "escalated", "human", None)),
        (Heard("en", "answer", (("canoe", 0.9),)), ("answer", "answered", "canoe", "canoe")),
        (Heard("en", "answer", (("parking", 0.9),)), ("answer", "empty", "parking", None)),
    ],
    ids=["answer", "clarify", "unknown", "nothing", "complaint", "danger", "person", "offer", "no entry"],
)
def test_what_became_of_a_question_is_logged(
    aygun: Asker, heard: Heard, row: tuple[str, str, str, str | None]
) -> None:
    aygun.says("a question", heard)
    assert logged(aygun.conn, "decision", "outcome", "topic", "entry") == [row]
    assert logged(aygun.conn, "language", "day", "first") == [(heard.language, "2026-11-20", True)]


def test_thanks_and_commands_are_no_questions(aygun: Asker) -> None:
    aygun.says("/start")
    aygun.says("thank you", THANKS)
    assert logged(aygun.conn, "outcome") == []


def test_a_complaint_by_button_is_a_question_too(aygun: Asker) -> None:
    aygun.says("/help")
    aygun.taps("person")
    aygun.taps("home")
    aygun.taps("problem")
    aygun.says("it is far too loud", replace(NOISE, complaint=0.2))
    assert logged(aygun.conn, "outcome", "topic") == [("escalated", "noise")]


def test_one_tap_on_the_right_topic_settles_a_question_and_counts_once(aygun: Asker) -> None:
    aygun.says("morning food or the internet", UNSURE)
    aygun.taps("entry", entry="wifi")
    aygun.taps("entry", entry="breakfast")
    assert logged(aygun.conn, "decision", "outcome", "topic", "entry") == [
        ("clarify", "clarified", "breakfast", None),
        ("tap", "chosen", "wifi", "wifi"),
        ("tap", "again", "breakfast", "breakfast"),
    ]
    total = questions.report(aygun.conn, aygun.house, last_days(aygun.house.today, 1)).total
    assert (total.questions, total.clarified, total.chosen, total.served, total.visits) == (1, 1, 1, 1, 1)


def test_a_person_called_instead_of_a_topic_is_told_apart(aygun: Asker) -> None:
    aygun.says("morning food or the internet", UNSURE)
    aygun.taps("person")
    assert logged(aygun.conn, "decision", "outcome") == [("clarify", "clarified"), ("tap", "called")]
    aygun.taps("home")
    aygun.taps("person")
    assert len(logged(aygun.conn, "id")) == 2, "a person called from the menu is no question"


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("Is there a pool? And when is breakfast?", BREAKFAST),
        ("please " * 25, BREAKFAST),
        ("breakfast and wifi", Heard("en", "clarify", (("breakfast", 0.43), ("wifi", 0.43)))),
    ],
    ids=["two questions", "long", "two wishes"],
)
def test_a_complex_question_is_one_with_much_in_it(aygun: Asker, words: str, heard: Heard) -> None:
    aygun.says("when is breakfast?", BREAKFAST)
    aygun.says(words, heard)
    assert logged(aygun.conn, "complex") == [(False,), (True,)]


def test_what_takes_another_try_is_complex_for_ten_minutes(aygun: Asker) -> None:
    aygun.says("tortoise?", UNKNOWN)
    now = aygun.house.now
    aygun.at(now + timedelta(minutes=9)).says("breakfast", BREAKFAST)
    aygun.at(now + timedelta(minutes=11)).says("breakfast", BREAKFAST)
    Asker(aygun.conn, aygun.house, 305, "Bence").says("breakfast", BREAKFAST)
    assert logged(aygun.conn, "complex") == [(False,), (True,), (False,), (False,)]


def test_a_topic_that_is_gone_is_a_person_called_and_a_refused_press_leaves_no_trace(aygun: Asker) -> None:
    aygun.says("morning food or the internet", UNSURE)
    gone = aygun.house.catalog.model_copy(update={"knowledge": {}})
    aygun.house = replace(aygun.house, catalog=gone)
    aygun.taps("entry", entry="wifi")
    with pytest.raises(DeskError), aygun.conn.begin_nested():
        aygun.taps("entry", entry="wifi")
    assert logged(aygun.conn, "outcome") == [("clarified",), ("called",)]


def test_words_are_kept_masked_and_only_of_what_had_no_answer(aygun: Asker) -> None:
    live_in(aygun, "Məmmədova", "Aygün Məmmədova")
    aygun.says("when is breakfast in 214?", BREAKFAST)
    aygun.says("morning food or the internet", UNSURE)
    aygun.says("I am Aygun Mammadova, room 214, +994 50 123-45-67, a@b.az: may I keep a tortoise", UNKNOWN)
    assert logged(aygun.conn, "words") == [
        (None,),
        (None,),
        ("I am • •, room •, • may I keep a tortoise",),
    ]


def live_in(asker: Asker, surname: str, name: str) -> None:
    """A stay that the guest's phone is linked to."""
    asker.says("/start")
    conn, now = asker.conn, asker.house.now
    known = {"property_id": asker.house.id, "created_at": now}
    days = {"arrival": "2026-11-19", "departure": "2026-11-25", "state": "in_house", "source": "desk"}
    made = conn.execute(insert(stays).values(**known, **days, ref="S-1", surname=surname, name=name))
    key = made.inserted_primary_key
    assert key
    link = {"guest_id": 1, "stay_id": key[0], "state": "linked", "how": "staff", "asked_at": now}
    conn.execute(insert(stay_guests).values(property_id=asker.house.id, **link))


@pytest.mark.parametrize(
    ("said", "names", "kept"),
    [
        ("Can Chiara's sister visit", ["Chiara"], "Can • sister visit"),
        ("Чиаре нужен фен", ["Chiara"], "• нужен фен"),
        ("Айгуль хочет чай, Айгулю тоже", ["Айгуль"], "• хочет чай, • тоже"),
        ("我是王小明, 一个问题", ["王小明"], "我是王小明, 一个问题"),
        ("at 7:30 for 2+1, flight TK123, t.me/someone @someone", [], "at • for •, flight •, • •"),
        ("no names, no numbers", ["", "Al"], "no names, no numbers"),
        ("Kovács-Nagy úr kérdezi", ["Kovács-Nagy"], "• úr kérdezi"),
        ("ALI'NIN odası", ["Əli"], "• odası"),
        ("line\nbreak", [], "line break"),
    ],
)
def test_what_names_a_person_is_masked(said: str, names: list[str], kept: str) -> None:
    assert masked(said, names=names) == kept


def test_endless_words_are_masked_at_once() -> None:
    assert len(masked("a" * 100_000 + "1" * 100_000, names=["Bob"])) <= 300
    assert masked("1 " * 50_000) == "•"


def test_words_go_after_ninety_days_rows_after_four_hundred_and_the_counts_stay(aygun: Asker) -> None:
    aygun.says("may I keep a tortoise", UNKNOWN)
    conn, began = aygun.conn, aygun.house
    question_log.forget(conn, began_after(began, days=89))
    assert logged(conn, "words") == [("may I keep a tortoise",)]
    question_log.forget(conn, began_after(began, days=90))
    assert logged(conn, "words", "topic") == [(None, "pets")]
    question_log.forget(conn, began_after(began, days=399))
    assert len(logged(conn, "id")) == 1
    question_log.forget(conn, began_after(began, days=401))
    assert logged(conn, "id") == []
    found = questions.report(conn, began, last_days(began.today, 7))
    assert (found.total.empty, found.total.visits) == (1, 1)


def began_after(house: House, *, days: int) -> House:
    return replace(house, now=house.now + timedelta(days=days))


def test_another_hotels_questions_are_not_ours(aygun: Asker) -> None:
    elsewhere = replace(aygun.house, id="seaside")
    Asker(aygun.conn, elsewhere, 999).says("tortoise", UNKNOWN)
    found = questions.report(aygun.conn, aygun.house, last_days(aygun.house.today, 7))
    assert found.total == questions.Figures()
    assert questions.examples(aygun.conn, aygun.house, found.period, "pets") == []
    question_log.forget(aygun.conn, began_after(aygun.house, days=500))
    assert len(logged(aygun.conn, "id")) == 1


def test_examples_are_the_commonest_then_the_newest_within_the_days(aygun: Asker) -> None:
    now = aygun.house.now
    for days, words in (
        (9, "too old"),
        (3, "Tortoise?"),
        (2, "a parrot"),
        (2, "tortoise?"),
        (1, "a cat"),
        (0, "a dog"),
    ):
        aygun.at(now - timedelta(days=days)).says(words, UNKNOWN)
    aygun.at(now)
    found = questions.examples(aygun.conn, aygun.house, last_days(aygun.house.today, 7), "pets")
    assert [found[0].lower(), *found[1:]] == ["tortoise?", "a dog", "a cat"]


def test_a_question_costs_two_statements(aygun: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row, and its counts; whoever adds a third slows every answer down."""
    aygun.says("hello", BREAKFAST)
    said: list[str] = []
    run: Any = type(aygun.conn).execute

    def counting(conn: Connection, statement: object, *args: object) -> object:
        said.append(str(statement))
        return run(conn, statement, *args)

    monkeypatch.setattr(type(aygun.conn), "execute", counting)
    aygun.says("when is breakfast", BREAKFAST)
    assert sum("question" in one for one in said) == 2


@pytest.mark.parametrize("dialect", ["sqlite://", "postgresql://"])
@pytest.mark.parametrize("module", [question_log, questions], ids=lambda one: one.__name__.rpartition(".")[2])
def test_every_statement_is_built_once_and_speaks_both_dialects(module: ModuleType, dialect: str) -> None:
    found = [
        one for one in vars(module).values() if isinstance(one, ClauseElement) and isinstance(one, Executable)
    ]
    assert len(found) >= 4
    for one in found:
        assert str(one.compile(dialect=make_url(dialect).get_dialect()()))


@pytest.mark.parametrize("conn", ["sqlite"], indirect=True)
def test_neither_the_log_nor_a_report_looks_through_every_row(conn: Connection) -> None:
    def plan(statement: ClauseElement) -> str:
        sql = str(statement.compile(conn, compile_kwargs={"render_postcompile": True}))
        return str(conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", ("x",) * sql.count("?")).all())

    total = questions._TOTAL.params(p="x", spans=["x", "y"])
    for one in (question_log._NEW, question_log._FORGET_WORDS, questions._EXAMPLES, total):
        assert "SCAN questions" not in plan(one)
        assert "SCAN question_counts" not in plan(one)
    assert "ix_questions_guest" in plan(question_log._NEW)
    assert "ix_questions_words" in plan(questions._EXAMPLES)


def test_the_counts_are_checked_by_something_that_would_notice(aygun: Asker) -> None:
    """The positive control: a count that is off by one is told."""
    aygun.says("when is breakfast", BREAKFAST)
    aygun.conn.execute(update(question_counts).values(answered=question_counts.c.answered + 1))
    found = questions.report(aygun.conn, aygun.house, last_days(aygun.house.today, 1))
    rows = aygun.conn.execute(select(log.c.outcome)).all()
    assert found.total.answered != len(rows)
