"""Madina edits an extra in chat: its card, texts, hours, an afternoon, a new one, a copy, the archive.

Every edit is one version or one row, with its line in the journal and one tap that undoes it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.db import Connection
from bot.desk.booking import closing, room
from bot.desk.booking.ask import Ask
from bot.desk.booking.party import Party
from bot.desk.booking.refusals import PausedSale
from bot.desk.catalog import changing
from bot.desk.catalog.model import Offer
from bot.desk.house import House
from bot.desk.people import Role
from bot.desk.problems import NotManager
from tests.desk.menu.manager_phone import Phone, booked, staffed
from tests.texts.letters import html_of

MADINA, ERLAN = 31, 32
Staff = Callable[[int, str, Role], Phone]


@pytest.fixture
def phone(conn: Connection, house: House) -> Staff:
    return staffed(conn, house)


@pytest.fixture
def madina(phone: Staff) -> Phone:
    return phone(MADINA, "Madina", "manager")


def canoe(one: Phone) -> Offer:
    return one.house.catalog.offers["canoe"]


def changed(one: Phone, **parts: Any) -> None:
    """As another edit has left it."""
    offer = Offer.model_validate({**canoe(one).model_dump(by_alias=True), **parts})
    catalog = one.house.catalog
    one.replaces(catalog.model_copy(update={"offers": {**catalog.offers, "canoe": offer}}))


def undoes(one: Phone) -> None:
    one.presses_act("m_undo")
    assert one.says()[0] == "manager.undone"


def test_a_name_opens_the_card_and_so_do_two_taps(madina: Phone) -> None:
    assert madina.writes("canoe")
    assert madina.says()[0] == "manage.card"
    assert madina.acts() == [
        *("m_offer", "m_words", "m_photos", "m_times", "m_pause", "m_card_more", "offer", "m_sold")
    ]
    madina.opens()
    madina.presses_act("m_sold")
    madina.presses_act("m_sold_group", group="active")
    madina.presses_act("m_card", extra="canoe")
    assert madina.said("manage.card").params["state"].key == "manage.is_sold"  # type: ignore[union-attr]  # a Text


@pytest.mark.parametrize("said", ["thank you", "is the canoe free?", "what does the canoe cost today"])
def test_what_is_no_name_goes_on(madina: Phone, said: str) -> None:
    assert not madina.writes(said)


def test_a_text_is_seen_before_it_is_live_and_comes_back(madina: Phone) -> None:
    madina.writes("canoe")
    madina.presses_act("m_words")
    madina.presses_act("m_words_in", field="benefit")
    assert madina.said("manage.words_old").params["words"] == "a quiet morning on the water"
    assert madina.writes("a slow hour among the reeds")
    assert canoe(madina).benefit["en"] == "a quiet morning on the water"
    madina.presses_act("m_words_put")
    assert canoe(madina).benefit == {"en": "a slow hour among the reeds", "az": "suda sakit bir səhər"}
    assert "manage.words_others" in madina.says()
    undoes(madina)
    assert canoe(madina).benefit["en"] == "a quiet morning on the water"


def test_what_somebody_wrote_is_no_longer_a_machine_s(madina: Phone) -> None:
    changed(madina, auto={"en": ["benefit", "about"], "az": ["benefit"]})
    madina.writes("canoe")
    madina.presses_act("m_words")
    madina.presses_act("m_words_in", field="benefit")
    madina.writes("a slow hour among the reeds")
    madina.presses_act("m_words_put")
    assert canoe(madina).auto == {"en": ["about"], "az": ["benefit"]}
    undoes(madina)
    assert canoe(madina).auto == {"en": ["benefit", "about"], "az": ["benefit"]}


def test_an_option_is_called_otherwise(madina: Phone) -> None:
    option = canoe(madina).options[0]
    second = option.model_copy(update={"code": "evening", "title": {"en": "Evening", "az": "Axşam"}})
    first = option.model_copy(update={"title": {"en": "Day", "az": "Gündüz"}})
    changed(madina, options=[first, second], auto={"en": ["options/evening/title"]})
    madina.writes("canoe")
    madina.presses_act("m_words")
    madina.presses_act("m_words_in", field="title")
    madina.presses_act("m_words_options")
    madina.presses_act("m_words_in", field="options/evening/title")
    assert madina.said("manage.words_old").params["words"] == "Evening"
    assert madina.writes("x" * 25)
    assert madina.says()[0] == "manage.words_long"
    madina.writes("At dusk")
    madina.presses_act("m_words_put")
    assert [one.title and one.title["en"] for one in canoe(madina).options] == ["Day", "At dusk"]
    assert canoe(madina).auto == {}
    undoes(madina)
    assert [one.title and one.title["en"] for one in canoe(madina).options] == ["Day", "Evening"]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("x" * 25, "manage.words_long"),
        ("x", "manage.words_long"),
        ("Trip {0.__class__}", "manage.words_plain"),
        ("<b>Trip</b>", "manage.words_plain"),
        ("Trip\u202egnol", "manage.words_plain"),
    ],
)
def test_a_text_that_does_not_fit_is_asked_for_again(madina: Phone, typed: str, key: str) -> None:
    madina.writes("canoe")
    madina.presses_act("m_words")
    madina.presses_act("m_words_in", field="title")
    assert madina.writes(typed)
    assert madina.says()[0] == key
    assert canoe(madina).title["en"] == "Canoe trip"
    assert madina.writes("Canoe 2")  # what looks like a price is a name where a name is awaited
    madina.presses_act("m_words_put")
    assert canoe(madina).title["en"] == "Canoe 2"


def test_of_two_managers_the_second_is_told_and_nothing_is_lost(phone: Staff, madina: Phone) -> None:
    erlan = phone(ERLAN, "Erlan", "owner")
    for one, words in ((madina, "by the jetty"), (erlan, "at the boathouse")):
        one.writes("canoe")
        one.presses_act("m_words")
        one.presses_act("m_words_in", field="place")
        one.writes(words)
    madina.presses_act("m_words_put")
    erlan.presses_act("m_words_put")
    assert erlan.says()[0] == "refuse.catalog_conflict"
    assert canoe(madina).place["en"] == "by the jetty"


def test_a_double_tap_is_one_edit_with_one_undo(madina: Phone) -> None:
    madina.writes("canoe")
    madina.presses_act("m_words")
    madina.presses_act("m_words_in", field="bring")
    madina.writes("a hat")
    again = madina.button("m_words_put")
    madina.presses_data(again)
    version = madina.house.version
    madina.presses_data(again)
    assert (madina.house.version, madina.says()[0]) == (version, "manage.words_live")
    undoes(madina)


def test_whoever_lost_the_right_edits_nothing(phone: Staff, madina: Phone) -> None:
    madina.writes("canoe")
    madina.presses_act("m_card_more")
    button = madina.button("m_copy")
    phone(MADINA, "Madina", "reception")
    with pytest.raises(NotManager):
        madina.presses_data(button)


def test_hours_are_typed_anew_and_show_who_has_booked_what_would_be_gone(
    conn: Connection, madina: Phone
) -> None:
    at = datetime(2026, 11, 21, 11, tzinfo=UTC)  # 15:00 in Baku
    booked(conn, madina.house, "B-1", "CONFIRMED", start=at)
    madina.writes("canoe")
    madina.presses_act("m_times")
    assert madina.writes("10:00, 12.30 16")
    assert madina.said("manage.touched").n == 1
    madina.presses_act("m_times_put")
    assert [f"{one:%H:%M}" for one in canoe(madina).options[0].schedule[0].times] == [
        "10:00",
        "12:30",
        "16:00",
    ]
    assert "day_one" in madina.acts()
    undoes(madina)
    assert len(canoe(madina).options[0].schedule[0].times) == 2


@pytest.mark.parametrize("typed", ["25:00", "noon", "10:61", "10:00-12:00", ""])
def test_hours_that_are_not_clear_are_asked_for_again(madina: Phone, typed: str) -> None:
    madina.writes("canoe")
    madina.presses_act("m_times")
    if madina.writes(typed):
        assert madina.says()[0] == "manage.times_unclear"
    assert madina.house.version == 1


def test_a_season_is_from_the_first_to_the_last_day(madina: Phone) -> None:
    madina.writes("canoe")
    madina.presses_act("m_times")
    madina.presses_act("m_season")
    assert madina.writes("01.06-30.09")
    madina.presses_act("m_times_put")
    row = canoe(madina).options[0].schedule[0]
    assert (str(row.start), str(row.until)) == ("2027-06-01", "2027-09-30")
    madina.writes("canoe")
    madina.presses_act("m_times")
    madina.presses_act("m_season_none")
    madina.presses_act("m_times_put")
    assert canoe(madina).options[0].schedule[0].start is None


def test_an_afternoon_is_closed_and_opens_again(conn: Connection, madina: Phone) -> None:
    at = datetime(2026, 11, 20, 11, tzinfo=UTC)
    booked(conn, madina.house, "B-1", "CONFIRMED", start=at, end=datetime(2026, 11, 20, 12, 30, tzinfo=UTC))
    madina.writes("canoe")
    madina.presses_act("m_pause")
    assert madina.writes("today 14:00–18:00")
    assert madina.said("manage.pause_look").n == 1
    assert madina.said("manage.touched").n == 1
    madina.presses_act("m_pause_do")
    assert "day_one" in madina.acts()
    house = madina.house
    offer, option = canoe(madina), canoe(madina).options[0]
    ask = Ask(house, offer, option, Party(2), at)
    assert closing.is_closed(conn, ask)
    assert not closing.is_closed(conn, Ask(house, offer, option, Party(2), house.later(21 * 60)))
    with pytest.raises(PausedSale):
        room.check_open(conn, ask)
    undoes(madina)
    assert not closing.is_closed(conn, ask)


def test_a_new_extra_is_made_from_a_template_and_stays_hidden(madina: Phone) -> None:
    madina.opens()
    madina.presses_act("m_sold")
    madina.presses_act("m_new")
    madina.presses_act("m_new_group", mode="slot")
    madina.presses_act("m_new_title", group="active")
    for typed in ("Йога у озера", "25", "60", "12", "08:00, 18:00"):
        assert madina.writes(typed), typed
    madina.presses_act("m_new_make")
    made = madina.house.catalog.offers["yoga_u_ozera"]
    assert (made.active, made.options[0].capacity, made.options[0].duration) == (False, 12, 60)
    madina.presses_act("m_show")
    madina.presses_act("m_show")
    assert madina.house.catalog.offers["yoga_u_ozera"].active
    undoes(madina)
    assert not madina.house.catalog.offers["yoga_u_ozera"].active


@pytest.mark.parametrize(
    ("mode", "answers"),
    [
        ("hours", ("15", "20", "09:00-18:00")),
        ("rental", ("8", "60", "5", "09:00-18:00")),
        ("rental", ("8", "1440", "5")),
        ("open", ("8",)),
        ("request", ("0",)),
    ],
)
def test_every_way_of_booking_has_a_template(madina: Phone, mode: str, answers: tuple[str, ...]) -> None:
    madina.opens()
    madina.presses_act("m_sold")
    madina.presses_act("m_new")
    madina.presses_act("m_new_group", mode=mode)
    madina.presses_act("m_new_title", group="family")
    for typed in ("Kite", "soon", *answers):
        assert madina.writes(typed)
    madina.presses_act("m_new_make")
    assert madina.house.catalog.offers["kite"].mode == mode
    undoes(madina)
    assert "kite" not in madina.house.catalog.offers


def test_a_length_is_minutes_and_is_shown_before_the_extra_is_made(madina: Phone) -> None:
    madina.opens()
    for act, facts in (("m_sold", {}), ("m_new", {}), ("m_new_group", {"mode": "slot"}), ("m_new_title", {})):
        madina.presses_act(act, **facts)
    for typed in ("Pottery", "40"):
        assert madina.writes(typed)
    for unclear in ("2 hours", "2 часа", "1.5"):
        assert madina.writes(unclear)
        assert madina.says() == ["manage.again", "manage.new_duration"]
    for typed in ("90 мин", "8", "10:00"):
        assert madina.writes(typed)
    assert "1 hr 30 min" in html_of(madina.screen(), "en")


@pytest.mark.parametrize(("mode", "first"), [("slot", ["10", "60"]), ("rental", ["10", "1440"])])
def test_more_places_than_a_start_can_have_are_asked_for_again(
    madina: Phone, mode: str, first: list[str]
) -> None:
    madina.opens()
    for act, facts in (("m_sold", {}), ("m_new", {}), ("m_new_group", {"mode": mode}), ("m_new_title", {})):
        madina.presses_act(act, **facts)
    for typed in ("Kite", *first, "501"):
        assert madina.writes(typed)
    assert madina.says() == ["refuse.capacity_bounds", "manage.new_places"]
    assert madina.writes("500")
    assert "refuse.capacity_bounds" not in madina.says()


def test_a_copy_is_hidden_and_has_a_name_of_its_own(madina: Phone) -> None:
    madina.writes("canoe")
    madina.presses_act("m_card_more")
    madina.presses_act("m_copy")
    made = madina.house.catalog.offers["canoe_2"]
    assert (made.title["en"], made.active, made.phrases) == ("Canoe trip 2", False, {})


def test_what_is_archived_can_be_brought_back(madina: Phone) -> None:
    madina.writes("canoe")
    madina.presses_act("m_card_more")
    madina.presses_act("m_archive")
    madina.presses_act("m_archive")
    assert (canoe(madina).active, canoe(madina).archived) == (False, True)
    madina.presses_act("m_card")
    madina.presses_act("m_card_more")
    madina.presses_act("m_unarchive")
    madina.presses_act("m_unarchive")
    assert (canoe(madina).active, canoe(madina).archived) == (False, False)


def test_an_edit_that_would_break_the_catalog_is_refused(madina: Phone) -> None:
    """The sauna's alternative is the canoe: without it the catalog would name what is not there."""
    catalog = madina.house.catalog
    assert changing.spoilt(catalog, changing.put(catalog, "canoe", {"": None}))
    assert not changing.spoilt(catalog, changing.put(catalog, "photographer", {"": None}))
