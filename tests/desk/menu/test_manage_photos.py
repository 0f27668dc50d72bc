"""Madina sends photos: with an extra's name under them, or from its card; in order, described, undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.catalog.pictures import WHYS, Picture, Unfit
from bot.desk.house import House
from bot.desk.people import Role
from bot.say import Local
from tests.desk.menu.manager_phone import Phone, staffed

ONE, TWO, THREE = (Picture(f"{name}.jpg", 1280, 960) for name in ("one", "two", "three"))
Staff = Callable[[int, str, Role], Phone]


@pytest.fixture
def madina(conn: Connection, house: House) -> Phone:
    return staffed(conn, house)(31, "Madina", "manager")


def files(one: Phone) -> list[str]:
    return [each.file for each in one.house.catalog.offers["canoe"].pictures]


def publishes(one: Phone) -> None:
    one.presses_act("m_photos_put")
    assert one.says()[0] == "manage.photos_live"


def test_a_photo_with_a_name_under_it_is_one_tap_from_the_card(madina: Phone) -> None:
    assert madina.sends(ONE, "canoe")
    assert files(madina) == ["canoe.png"]
    publishes(madina)
    assert files(madina) == ["canoe.png", "one.jpg"]
    madina.presses_act("m_undo")
    assert files(madina) == ["canoe.png"]


def test_the_number_under_it_is_its_place(madina: Phone) -> None:
    madina.sends(ONE, "canoe")
    publishes(madina)
    madina.sends(TWO, "canoe 1")
    publishes(madina)
    madina.sends(THREE, "Canoe #2")
    publishes(madina)
    assert files(madina) == ["two.jpg", "three.jpg", "canoe.png", "one.jpg"]


def test_an_album_is_one_question_and_one_edit(madina: Phone) -> None:
    for picture, caption in ((ONE, "canoe"), (TWO, None), (THREE, None)):
        assert madina.sends(picture, caption, album="7")
    assert madina.said("manage.photos_look").n == 3
    version = madina.house.version
    publishes(madina)
    assert (files(madina)[1:], madina.house.version) == (["one.jpg", "two.jpg", "three.jpg"], version + 1)


def test_from_the_card_no_name_is_needed(madina: Phone) -> None:
    madina.writes("canoe")
    madina.presses_act("m_photos")
    assert madina.sends(ONE)
    publishes(madina)
    assert files(madina) == ["canoe.png", "one.jpg"]


def test_without_a_name_it_asks_whose_it_is(madina: Phone) -> None:
    assert madina.sends(ONE)
    assert madina.says() == ["manage.photo_which"]
    assert madina.writes("canoe")
    publishes(madina)


def test_a_photo_with_other_words_is_no_picture_of_an_extra(madina: Phone) -> None:
    assert not madina.sends(ONE, "the lamp in 214 is broken")


def test_a_guest_s_photo_is_never_taken(conn: Connection, house: House) -> None:
    dana = staffed(conn, house)(41, "Dana", "reception")
    assert not dana.sends(ONE, "canoe")


@pytest.mark.parametrize("why", WHYS)
def test_what_cannot_be_shown_is_said_with_a_way_on(madina: Phone, why: str) -> None:
    assert madina.sends(Unfit(why), "canoe")  # type: ignore[arg-type]  # one of WHYS
    assert madina.says() == [f"picture.{why}"]
    assert madina.acts() == ["m_card", "m_home"]


def test_photos_are_put_first_described_and_taken_off(madina: Phone) -> None:
    madina.sends(ONE, "canoe")
    publishes(madina)
    madina.presses_act("m_alt")
    assert madina.writes("Two canoes at the jetty")
    assert madina.says()[0] == "manage.alt_live"
    shown = madina.house.catalog.offers["canoe"].pictures[1]
    assert shown.alt == {"en": "Two canoes at the jetty"}
    madina.presses_act("m_alt", tongue="az")
    assert madina.writes("Körpüdə iki kanoe")
    madina.presses_act("m_card")
    madina.presses_act("m_photos")
    madina.presses_act("m_photo")
    madina.presses_act("m_photo", n=1)
    assert madina.said("manage.alt_is").params["words"] == Local(
        {"en": "Two canoes at the jetty", "az": "Körpüdə iki kanoe"}
    )
    madina.presses_act("m_photo_first")
    assert files(madina) == ["one.jpg", "canoe.png"]
    madina.presses_act("m_photos")
    madina.presses_act("m_photo")
    madina.presses_act("m_photo_gone")
    assert files(madina) == ["canoe.png"]
    madina.presses_act("m_undo")
    assert files(madina) == ["one.jpg", "canoe.png"]


def test_no_more_than_ten_fit(madina: Phone) -> None:
    madina.writes("canoe")
    madina.presses_act("m_photos")
    for n in range(12):
        madina.sends(Picture(f"p{n}.jpg", 1280, 960))
    assert "manage.photos_full" in madina.says()
    publishes(madina)
    assert len(files(madina)) == 10
    waiting = dialogues.waiting(madina.conn, madina.house, madina.user)
    assert waiting is None  # the next photo is a new question
