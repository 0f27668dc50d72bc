"""Rows and old buttons name what a newer catalog does not have any more: nothing breaks, a way leads on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.db import Connection
from bot.desk import groups, people
from bot.desk.asked import Asked
from bot.desk.booking import parts, planning
from bot.desk.cases import cards, case, duty, working
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.desk.menu import day
from bot.desk.menu.cases import here, ladder_screens
from bot.desk.problems import OldButton
from bot.say import Local
from tests.desk.booking.modes import modes_facts
from tests.desk.booking.packs import Crowd, packing_house, plan_of
from tests.desk.booking.phone import Phone
from tests.desk.cases.cast import MADINA, complaint, keys, screens, team

GROUP, OTHER = -100, -200


def without(house: House, department: str) -> House:
    left = {code: one for code, one in house.hotel.departments.items() if code != department}
    hotel = house.hotel.model_copy(update={"departments": left})
    return replace(house, catalog=house.catalog.model_copy(update={"hotel": hotel}))


def pressed(user: int, chat: int) -> Asked:
    return Asked(chat, user, "Madina", "press", private=chat > 0)


def test_reception_stands_for_a_department_that_is_gone(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    opened = case.change(conn, house, complaint(conn, house), department="activities")
    now = without(house, "activities")
    assert now.department("activities") == house.hotel.departments["reception"]
    assert duty.role(conn, now, opened) == Local(house.hotel.departments["reception"].role)
    taken = working.claim(conn, now, opened, dana)
    assert "card.headline" in keys(cards.card(conn, now, taken))


def test_a_group_of_a_department_that_is_gone_can_be_left(conn: Connection, house: House) -> None:
    *_, madina = team(conn, house)
    people.ensure_property(conn, house.id)
    people.move_staff_chat(conn, house.id, GROUP)
    groups.bind(conn, house, "activities", OTHER, MADINA)
    now = without(house, "activities")
    said = here._which(conn, now, pressed(MADINA, OTHER))
    assert said.choices[0].act == "here_leave"
    here.bind(conn, now, pressed(MADINA, OTHER), madina, {"department": "activities"})
    groups.leave(conn, now, OTHER)
    here.bind(conn, now, pressed(MADINA, OTHER), madina, {"department": "activities"})
    assert groups.bound(conn, now) == {}, "an old button binds no group to what nobody works for"


@pytest.mark.parametrize("act", ["m_ladder", "m_severity", "m_clock_set", "m_as_all", "m_step_set"])
def test_an_old_button_of_the_ladder_leads_on(conn: Connection, house: House, act: str) -> None:
    *_, madina = team(conn, house)
    facts: dict[str, Any] = {"severity": "S2", "department": "activities", "clock": "act", "minutes": 10}
    facts |= {"step": 0, "name": "manager"}
    screen = {
        "m_ladder": ladder_screens.home,
        "m_severity": ladder_screens.severity,
        "m_clock_set": ladder_screens.clock_set,
        "m_as_all": ladder_screens.as_all,
        "m_step_set": ladder_screens.step_set,
    }[act]
    with pytest.raises(OldButton) as refused:
        screen(conn, without(house, "activities"), pressed(MADINA, MADINA), madina, facts)
    assert refused.value.ways


def test_bookings_of_a_department_that_is_gone_stand_in_the_days_list(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    crowd = Crowd(conn, packing_house(house))
    booked = crowd.parts(crowd.books(0, "canoe", "bath", "menu"))
    start = next(one.start for one in booked if one.start)
    now, when = without(crowd.house, "activities"), crowd.house.local(start).date().isoformat()
    day.home(conn, now, pressed(dana.user_id, dana.user_id), dana, {"day": when, "all": True})
    assert "agenda.list" in keys(screens(conn, chat_id=dana.user_id)[-1])


def test_a_further_page_of_lengths_ends_where_the_catalog_now_ends(conn: Connection, house: House) -> None:
    """Ten days of a boat were shown as six and more; then it is let for no more than five."""
    phone = at_the_lengths(conn, house, most=10)
    phone.taps("long")
    assert lengths(phone) == [1, 2, 3, 4, 5, 6]
    more = phone.button("long", least=7)
    phone.taps_data(more)
    assert lengths(phone) == [7, 8, 9, 10]
    phone.house = lets_boats(phone.house, most=5)
    phone.taps_data(more)
    assert lengths(phone) == [1, 2, 3, 4, 5]


def lets_boats(house: House, *, most: int) -> House:
    facts = modes_facts()
    facts["offers"]["boat"]["options"][1]["most"] = str(most)
    return replace(house, catalog=Catalog.model_validate(facts))


def at_the_lengths(conn: Connection, house: House, *, most: int) -> Phone:
    """One tap before: a day is chosen."""
    phone = Phone(conn, lets_boats(house, most=most))
    phone.says("/start")
    phone.taps("groups")
    phone.taps("group", group="active")
    phone.taps("offer", code="boat")
    phone.taps("options")
    phone.taps("days", option="day")
    return phone


def lengths(phone: Phone) -> list[int]:
    return [one.args["periods"] for one in phone.screen().choices if "periods" in one.args]


def test_a_plan_of_before_knows_no_time_of_a_part_that_is_gone(conn: Connection, house: House) -> None:
    crowd = Crowd(conn, packing_house(house))
    plan = planning.planned(conn, plan_of(crowd.house, "canoe", "bath", "menu"), crowd.guests[0])
    offer = plan.offer.model_copy(
        update={"components": [one for one in plan.offer.components if one.offer != "canoe"]}
    )
    offers = {**crowd.house.catalog.offers, offer.code: offer}
    now = replace(crowd.house, catalog=crowd.house.catalog.model_copy(update={"offers": offers}))
    again = parts.of(conn, now, plan.facts())
    assert "canoe" not in again.starts
    bath = next(one for one in again.components if one.offer == "bath")
    assert planning.clear(conn, again, bath, crowd.guests[0])
