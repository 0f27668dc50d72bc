"""How cases went: the figures equal what happened, and what is shown to whom."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

from openpyxl import load_workbook
from sqlalchemy import select, update

from bot import sheets
from bot.db import Connection
from bot.desk.asked import Asked
from bot.desk.cases import opening, promising, working
from bot.desk.house import House
from bot.desk.menu.cases import kept, reporting
from bot.desk.people import Colleague
from bot.desk.reports import case_figures, promise_figures
from bot.desk.reports.periods import last_days
from bot.say import Say, unpack_say
from bot.schema import cases, letters
from tests.desk.cases.cast import again, complaint, fire, guest, keys, later, team


def a_day(conn: Connection, house: House) -> House:
    """Two complaints and a question: one answered late, one opened again, one left alone."""
    dana, erlan, _ = team(conn, house)
    first = complaint(conn, house, "noise", guest(conn, house))
    second = complaint(conn, house, "towels", guest(conn, house, 1002, "Bence"))
    opening.open_case(conn, house, guest(conn, house, 1003, "Chiara"), kind="question", words="Why?")
    soon = later(house, minutes=5)
    working.claim(conn, soon, again(conn, house, first), dana)
    working.resolve(conn, later(house, minutes=25), again(conn, house, first), dana)
    working.reopen(conn, later(house, minutes=30), again(conn, house, first))
    late = later(house, minutes=16)
    fire(conn, late)
    working.claim(conn, later(house, minutes=45), again(conn, house, second), erlan)
    working.resolve(conn, later(house, minutes=65), again(conn, house, second), erlan)
    return later(house, minutes=90)


def test_the_figures_equal_what_happened(conn: Connection, house: House) -> None:
    evening = a_day(conn, house)
    found = case_figures.report(conn, evening, last_days(house.today, 7))
    assert (found.total.opened, found.total.reopened, found.before.opened) == (3, 1, 0)
    assert (found.total.first, found.total.solved) == (25, 45), "medians of 5 and 45, and of 25 and 65"
    assert found.total.missed >= 1
    assert found.causes == {"noise": 1, "towels": 1, "question": 1}
    assert sum(found.departments.values()) == sum(found.shifts.values()) == 3
    assert found.languages == {"az": 3}
    assert found.parts[house.today.isoformat()] == {"trouble": 2, "wish": 0, "question": 1, "praise": 0}
    assert found.promises.kept + found.promises.broken > 0


def test_an_answer_that_was_forgotten_again_was_still_the_first(conn: Connection, house: House) -> None:
    """The history counts, and not what stands in the case now: opening it again wipes that."""
    evening = a_day(conn, house)
    conn.execute(update(cases).values(acked_at=None, resolved_at=None))
    found = case_figures.report(conn, evening, last_days(house.today, 7))
    assert (found.total.first, found.total.solved) == (25, 45)


def test_other_days_and_other_hotels_are_not_counted(conn: Connection, house: House) -> None:
    evening = a_day(conn, house)
    next_week = later(evening, days=7)
    assert case_figures.report(conn, next_week, last_days(next_week.today, 7)).total.opened == 0
    assert case_figures.report(conn, next_week, last_days(next_week.today, 7)).before.opened == 3
    elsewhere = replace(evening, id="elsewhere")
    assert case_figures.report(conn, elsewhere, last_days(house.today, 7)).total.opened == 0


def test_each_colleague_s_own_figures(conn: Connection, house: House) -> None:
    evening = a_day(conn, house)
    found = {one.name: one for one in case_figures.colleagues(conn, evening, last_days(house.today, 7))}
    assert (found["Erlan"].taken, found["Erlan"].first, found["Dana"].first) == (1, 45, 5)
    assert "Madina" not in found, "she took nothing"


def test_a_promise_that_was_kept_counts_for_who_gave_it(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    opened = working.claim(conn, house, complaint(conn, house), dana)
    promising.name_time(conn, house, opened, dana, house.now + timedelta(minutes=20))
    solved = later(house, minutes=10)
    working.resolve(conn, solved, again(conn, house, opened), dana)
    (mine,) = case_figures.colleagues(conn, later(house, hours=1), last_days(house.today, 7))
    assert mine.promises
    assert (mine.promises.kept, mine.promises.broken) == (1, 0)


def test_promises_add_up_to_one_total_by_department_and_by_shift(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    for about, late in (("dirty_room", 5), ("noise", 25), ("no_hot_water", 0)):
        mine = working.claim(conn, house, complaint(conn, house, about), dana)
        mine = promising.name_time(conn, house, mine, dana, house.later(20))
        now = later(house, minutes=20 + late if late else 10)
        fire(conn, now)
        working.resolve(conn, now, again(conn, now, mine), dana)
    tomorrow = later(house, days=1)
    found = promise_figures.report(conn, tomorrow, last_days(tomorrow.today, n=7))
    counted = case_figures.report(conn, tomorrow, last_days(tomorrow.today, n=7)).promises
    assert (found.total.kept, found.total.broken) == (counted.kept, counted.broken)
    for parts in (found.departments, found.shifts):
        assert sum(one.kept for one in parts) == found.total.kept
        assert sum(one.broken for one in parts) == found.total.broken
    assert found.total.broken == 2
    assert (found.total.longest, found.total.late) == (25, 15)
    madina = team(conn, house)[2]
    said = shown(conn, tomorrow, madina, "report_promises")
    assert {
        "figures.kept",
        "figures.kept_late",
        "figures.kept_by_department",
        "figures.kept_line_late",
    } <= set(keys(said))


def shown(conn: Connection, house: House, who: Colleague, act: str, private: bool = True) -> Say:
    asked = Asked(who.user_id, who.user_id, who.name, "press", private=private)
    {**reporting.ACTS, **kept.ACTS}[act](conn, house, asked, who, {})
    content = conn.execute(select(letters.c.content).order_by(letters.c.id.desc()).limit(1)).scalar_one()
    return unpack_say(content["say"])


def test_what_each_sees(conn: Connection, house: House) -> None:
    *_, madina = team(conn, house)
    evening = a_day(conn, house)
    assert keys(shown(conn, evening, madina, "report_cases"))[0] == "figures.head"
    assert "report_people" in [one.act for one in shown(conn, evening, madina, "report_cases").choices]
    looks = replace(madina, role="read_only")
    acts = [one.act for one in shown(conn, evening, looks, "report_cases").choices]
    assert set(acts) == {"report_cases", "report_table", "report_promises"}
    assert keys(shown(conn, evening, madina, "report_people"))[0] == "figures.people"


def test_nothing_in_the_spreadsheet_is_a_formula(conn: Connection, house: House) -> None:
    a_day(conn, house)
    conn.execute(update(cases).values(room='=HYPERLINK("http://x")', outcome="@SUM(A1)"))
    rows = case_figures.table(conn, house, last_days(house.today, 7))
    assert len(rows) == 4
    book = load_workbook(io.BytesIO(sheets.xlsx(rows, "cases")))
    cells = [cell for line in book["cases"].iter_rows() for cell in line]
    assert "f" not in {cell.data_type for cell in cells}
    assert any(str(cell.value).startswith("=HYPER") for cell in cells), "it stands there as words"


def test_what_is_drawn_is_what_was_counted(conn: Connection, house: House) -> None:
    evening = a_day(conn, house)
    drawn = reporting.chart(case_figures.report(conn, evening, last_days(house.today, 7)))
    assert sum(sum(values) for _, values in drawn["series"]) == 3
    assert len(drawn["spans"]) == 7
