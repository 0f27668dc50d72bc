"""The ladder and the shifts in a manager's chat: a few taps, live at once, told in the journal, undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Asked, Attached, FileWanted
from bot.desk.cases import roster, roster_sheet, working
from bot.desk.catalog import staffing_edits as edits
from bot.desk.catalog import swapping
from bot.desk.catalog.staffing import Ladder, Roster
from bot.desk.house import House
from bot.desk.menu.cases import on_duty, roster_file
from bot.desk.people import Role
from bot.desk.stays.reading.sheet import read
from bot.desk.stays.reading.table import Table, row
from bot.sheets.tables import xlsx
from tests.desk.cases.cast import again, clocks_of, complaint, keys, screens, team
from tests.desk.menu.manager_phone import Phone, staffed

DANA, ERLAN = 2001, 2002


@pytest.fixture
def madina(conn: Connection, house: House) -> Phone:
    phone: Callable[[int, str, Role], Phone] = staffed(conn, house)
    team(conn, house)
    return phone(31, "Madina", "manager")


def to_severity(one: Phone, severity: str) -> None:
    one.opens()
    for act in ("m_besides", "m_ladder"):
        one.presses_act(act)
    one.presses_act("m_severity", severity=severity)


def test_a_clock_is_changed_in_five_taps_and_undone_by_one(madina: Phone) -> None:
    to_severity(madina, "S2")
    madina.presses_act("m_clock", clock="act")
    madina.presses_act("m_clock_set", minutes=10)
    assert edits.minutes_of(madina.house.catalog, "S2", "act") == 10
    assert madina.says()[:2] == ["ladder.live", "ladder.did_minutes"]
    madina.presses_act("m_undo")
    assert edits.minutes_of(madina.house.catalog, "S2", "act") is None
    assert madina.house.catalog.ladder.clocks == []


def test_any_number_of_minutes_may_be_written(madina: Phone) -> None:
    to_severity(madina, "S3")
    madina.presses_act("m_clock", clock="acknowledge")
    assert madina.writes("soon")
    assert madina.says()[0] == "refuse.minutes"
    assert madina.writes("12")
    assert edits.minutes_of(madina.house.catalog, "S3", "acknowledge") == 12


def test_a_case_is_not_solved_before_it_is_taken(madina: Phone) -> None:
    to_severity(madina, "S2")
    madina.presses_act("m_clock", clock="acknowledge")
    assert madina.writes("500")
    assert madina.says()[0] == "refuse.clock_order"
    assert edits.minutes_of(madina.house.catalog, "S2", "acknowledge") == 10


def test_a_step_is_given_to_a_person(madina: Phone) -> None:
    to_severity(madina, "S2")
    madina.presses_act("m_steps")
    madina.presses_act("m_step", step=1)
    madina.presses_act("m_step_who")
    madina.presses_act("m_step_set", name="Erlan")
    assert edits.steps_of(madina.house.catalog, "S2") == ("reception", "Erlan", "owner")
    assert edits.steps_of(madina.house.catalog, "S1") == ("reception", "manager", "owner")


def test_a_holiday_is_written_and_taken_back(madina: Phone) -> None:
    madina.opens()
    for act in ("m_besides", "m_ladder", "m_work", "m_holidays"):
        madina.presses_act(act)
    assert madina.writes("tomorrow")
    assert madina.says()[0] == "refuse.holiday_day"
    assert madina.writes("31.12")
    (new,) = madina.house.catalog.roster.holidays
    assert new.start.isoformat() == "2026-12-31"
    madina.presses_act("m_holidays")
    madina.presses_act("m_holiday_gone")
    assert madina.house.catalog.roster.holidays == []


def test_a_shift_is_added_and_whoever_it_is_works_then(conn: Connection, madina: Phone) -> None:
    madina.opens()
    for act in ("m_besides", "m_ladder", "m_work", "m_shifts"):
        madina.presses_act(act)
    madina.presses_act("m_shift", user=DANA)
    madina.presses_act("m_shift_days")
    madina.presses_act("m_shift_hours", days="every")
    assert madina.writes("12-20:30")
    assert madina.says()[:2] == ["ladder.live", "ladder.did_shift"]
    assert [one.who.name for one in roster.on_duty(conn, madina.house)] == ["Dana"]
    madina.presses_act("m_shift")
    madina.presses_act("m_shift_gone")
    assert not roster.on_duty(conn, madina.house)
    madina.opens()
    madina.presses_act("m_changes")
    assert "ladder.did_shift_gone" in madina.says()


def works(madina: Phone, user: int, day: date) -> list[str]:
    """Their hours of that day, as the roster has them."""
    mine = roster.of(madina.house, people.on_file(madina.conn, madina.house, user))
    turns = swapping.on_day(mine, day, madina.house.zone, madina.house.catalog.roster) if mine else ()
    return [f"{one.shift.open:%H}-{one.shift.close:%H}" for one in turns]


def to_turn(madina: Phone, day: date) -> None:
    madina.opens()
    for act in ("m_besides", "m_ladder", "m_work", "m_shifts"):
        madina.presses_act(act)
    madina.presses_act("m_shift", user=DANA)
    madina.presses_act("m_swap")
    madina.presses_act("m_swap_with", day=day.isoformat())


def test_a_turn_is_swapped_both_read_it_and_it_goes_back(conn: Connection, madina: Phone) -> None:
    shifts = {"Dana": ("07:00", "15:00"), "Erlan": ("15:00", "23:00")}
    weekly = [
        {"name": name, "shifts": [{"days": ["mon", "tue", "wed"], "open": a, "close": b}]}
        for name, (a, b) in shifts.items()
    ]
    before = Roster.model_validate({"people": weekly})
    madina.replaces(madina.house.catalog.model_copy(update={"roster": before}))
    monday = date(2026, 11, 23)
    to_turn(madina, monday)
    madina.presses_act("m_swap_set", other=ERLAN)
    assert madina.says()[:2] == ["ladder.live", "roster.did_swap_both"]
    assert (works(madina, DANA, monday), works(madina, ERLAN, monday)) == (["15-23"], ["07-15"])
    assert works(madina, DANA, monday + timedelta(days=1)) == ["07-15"]
    for one in (DANA, ERLAN):
        assert keys(screens(conn, chat_id=one)[-1])[0] == "roster.swapped"
    kept = madina.house.catalog.roster
    assert roster_sheet.read(table(roster_sheet.rows(kept))) == (kept, []), "it keeps the exception"
    madina.presses_act("m_undo")
    assert madina.house.catalog.roster == before
    to_turn(madina, monday)
    madina.presses_act("m_swap_set", other=ERLAN)
    to_turn(madina, monday)
    madina.presses_act("m_swap_set", other=ERLAN)
    assert (works(madina, DANA, monday), works(madina, ERLAN, monday)) == (["07-15"], ["15-23"])


def test_a_turn_goes_to_who_is_free_and_not_to_who_is_away(madina: Phone) -> None:
    monday = date(2026, 11, 23)
    line = {"name": "Dana", "shifts": [{"days": ["mon"], "open": "07:00", "close": "15:00"}]}
    erlan = {"name": "Erlan", "away": [{"from": monday.isoformat()}]}
    new = Roster.model_validate({"people": [line, erlan]})
    madina.replaces(madina.house.catalog.model_copy(update={"roster": new}))
    to_turn(madina, monday)
    with pytest.raises(AssertionError):
        madina.button("m_swap_set", other=ERLAN)
    madina.presses_act("m_swap_set", other=31)
    assert (works(madina, DANA, monday), works(madina, 31, monday)) == ([], ["07-15"])
    assert works(madina, DANA, monday + timedelta(days=7)) == ["07-15"]


def test_certain_hours_have_minutes_and_people_of_their_own(madina: Phone) -> None:
    madina.opens()
    for act in ("m_besides", "m_ladder", "m_ladder_for", "m_hours_named", "m_hours_days"):
        madina.presses_act(act)
    madina.presses_act("m_hours_which", days="weekdays")
    assert madina.writes("any time")
    assert madina.says()[0] == "refuse.shift_hours"
    assert madina.writes("11-15")
    assert madina.says()[:2] == ["ladder.live", "ladder.did_hours"]
    madina.presses_act("m_ladder", when="from_1100")
    madina.presses_act("m_severity", severity="S2")
    madina.presses_act("m_clock", clock="acknowledge")
    madina.presses_act("m_clock_set", minutes=30)
    assert madina.says()[:2] == ["ladder.live", "ladder.did_for"]
    house = madina.house  # Friday 13:00
    now = house.catalog.ladder.running(house.now, house.zone, frozenset())
    rule = house.catalog.ladder.clock("acknowledge", "S2", "activities", now)
    assert rule
    assert (rule.acknowledge, rule.when) == (30, "from_1100")
    assert edits.minutes_of(house.catalog, "S2", "acknowledge") == 10
    madina.presses_act("m_severity")
    madina.presses_act("m_steps")
    madina.presses_act("m_step", step=0)
    madina.presses_act("m_step_who")
    madina.presses_act("m_step_set", name="Erlan")
    assert edits.steps_of(house.catalog, "S2")[0] == "reception"
    assert edits.steps_of(madina.house.catalog, "S2", edits.Scope(when="from_1100"))[0] == "Erlan"
    madina.presses_act("m_severity")
    madina.presses_act("m_ladder")
    madina.presses_act("m_hours_parts")
    madina.presses_act("m_hours_gone")
    assert (madina.house.catalog.ladder.clocks, madina.house.catalog.ladder.steps) == ([], [])
    madina.presses_act("m_undo")
    assert edits.steps_of(madina.house.catalog, "S2", edits.Scope(when="from_1100"))[0] == "Erlan"


def test_hours_that_a_rule_needs_are_not_taken_away(madina: Phone) -> None:
    hours = {"office": [{"open": "09:00", "close": "18:00"}]}
    found = {"hours": hours, "clocks": [{"severity": ["S4"], "within": "office", "resolve": 120}]}
    madina.replaces(madina.house.catalog.model_copy(update={"ladder": Ladder.model_validate(found)}))
    madina.opens()
    for act in ("m_besides", "m_ladder", "m_ladder_for", "m_hours_named", "m_ladder", "m_hours_parts"):
        madina.presses_act(act)
    madina.presses_act("m_hours_gone")
    assert madina.says()[0] == "refuse.hours_needed"
    assert "office" in madina.house.catalog.ladder.hours


def test_an_older_change_is_not_undone_over_a_newer_one(madina: Phone) -> None:
    for minutes in (5, 30):
        to_severity(madina, "S3")
        madina.presses_act("m_clock", clock="act")
        madina.presses_act("m_clock_set", minutes=minutes)
    madina.opens()
    madina.presses_act("m_changes")
    assert madina.acts().count("m_undo") == 1


def table(rows: Sequence[Sequence[str]]) -> Table:
    return Table(tuple(one for n, cells in enumerate(rows, 1) if (one := row(n, [*cells]))))


def sent(madina: Phone, content: bytes | None) -> bool:
    """A workbook in the chat, as the edge brings it."""
    file = Attached("f1", "roster.xlsx", 9_000)
    asked = Asked(chat_id=31, user_id=31, name="Madina", kind="document", file=file)
    if content is not None:
        asked = replace(asked, brought=read(content))
    return roster_file.offered(madina.conn, madina.house, asked)


def test_the_roster_goes_out_as_a_workbook_and_comes_back(conn: Connection, madina: Phone) -> None:
    with pytest.raises(FileWanted):
        sent(madina, None)
    rows = [
        [*roster_sheet.COLUMNS],
        ["Dana", "reception", "mon-fri", "", "", "07:00", "15:00", ""],
        ["Dana", "reception", "fri", "", "", "17:00", "23:00", ""],
        ["Erlan", "activities", "every day", "", "", "23:00", "07:00", "yes"],
        ["Erlan", "activities", "away", "2026-12-01", "2026-12-07", "", "", ""],
        ["HOLIDAY", "", "", "2026-12-31", "2027-01-02", "", "", ""],
    ]
    assert sent(madina, xlsx(rows, "Roster"))
    assert madina.says() == ["roster.read"]
    assert madina.house.catalog.roster.people == []  # nothing before she has seen it
    madina.presses_act("m_roster_keep")
    kept = madina.house.catalog.roster
    told = [(one.name, len(one.shifts), len(one.away)) for one in kept.people]
    assert told == [("Dana", 2, 0), ("Erlan", 1, 1)]
    assert roster_sheet.read(table(roster_sheet.rows(kept))) == (kept, [])


def test_each_wrong_cell_is_named_and_nothing_changes(madina: Phone) -> None:
    rows = [
        [*roster_sheet.COLUMNS],
        ["Dana", "reception", "mon-fri", "", "", "7 o'clock", "15:00", ""],
        ["", "reception", "someday", "2026-13-01", "", "", "15:00", "maybe"],
        ["Erlan", "activities", "away", "", "", "", "", ""],
    ]
    assert sent(madina, xlsx(rows, "Roster"))
    assert madina.says()[0] == "roster.mend"
    _, wrong = roster_sheet.read(table(rows))
    named = {(one.cell, one.key) for one in wrong}
    assert {("Roster!F2", "time"), ("Roster!A3", "name"), ("Roster!D4", "no_day")} <= named
    assert madina.house.catalog.roster.people == []


def test_a_list_of_arrivals_is_no_roster(madina: Phone) -> None:
    assert not sent(madina, xlsx([["Guest", "Room", "Arrival"], ["Smith", "214", "2026-11-20"]], "Sheet"))


def test_on_and_off_by_a_word(conn: Connection, house: House) -> None:
    dana, erlan, _ = team(conn, house)
    asked = Asked(chat_id=DANA, user_id=DANA, name="Dana", kind="text", text="/on")
    on_duty.begin(conn, house, asked, dana, "")
    assert [one.who.name for one in roster.on_duty(conn, house)] == ["Dana"]
    assert [one.name for one in roster.answering(conn, house)] == ["Dana"]
    opened = complaint(conn, house)
    working.claim(conn, house, opened, dana)
    on_duty.end(conn, house, asked, dana, "")
    assert keys(screens(conn, chat_id=DANA)[-1]) == ["duty.off", "duty.still_yours", "duty.nobody_left"]
    assert erlan.name in [one.name for one in roster.answering(conn, house)]
    assert again(conn, house, opened).owner == DANA
    assert clocks_of(conn, house, opened)


def test_who_only_looks_on_is_never_called(conn: Connection, house: House) -> None:
    team(conn, house)
    people.appoint(conn, house, 2007, name="Aidar", language="en", role="read_only")
    assert "Aidar" not in [one.name for one in roster.answering(conn, house)]
