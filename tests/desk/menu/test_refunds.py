"""/refunds: everything that is owed back can be reached, and no two buttons say the same."""

from __future__ import annotations

import pytest

from bot.db import Connection
from bot.desk import people
from bot.desk.booking import cancelling, till
from bot.desk.house import House
from bot.say import Say
from tests.desk.booking.packs import Crowd, packing_house
from tests.desk.booking.phone import Phone
from tests.texts.letters import html_of
from tests.texts.spoken import SPOKEN, speech
from tests.texts.test_screens import assert_begins_in_bold, assert_fits

DANA = 11


@pytest.fixture
def crowd(conn: Connection, house: House) -> Crowd:
    """Three packages were paid, and two parts of each were given up: six refunds under three numbers."""
    found = Crowd(conn, packing_house(house))
    people.appoint(conn, found.house, DANA, name="Dana", language="en", role="reception")
    for who in range(3):
        one = found.holds(who, "canoe", "ticket", "menu", first=2 + who)
        found.pays(one)
        for part in found.parts(one):
            if part.part in ("canoe", "ticket"):
                cancelling.cancel(conn, found.house, part.id, part.guest_id)
    return found


def tapped(said: Say) -> list[int]:
    return [one.args["refund"] for one in said.choices if one.act == "refunded"]


def test_page_by_page_everything_is_there_with_its_own_button(crowd: Crowd, conn: Connection) -> None:
    owed = till.owed(conn, crowd.house)
    assert len(owed) == 6
    dana = Phone(conn, crowd.house, chat=DANA)
    pages = [dana.says("/refunds"), dana.taps("refunds"), dana.taps("refunds")]
    assert [tapped(one) for one in pages] == [[one.id for one in owed[n : n + 4]] for n in (0, 4, 0)]
    for said in pages:
        assert "in the provider's dashboard: 6" in html_of(said, "en")
        assert_fits(said)
        assert_begins_in_bold(said)


@pytest.mark.parametrize("language", SPOKEN)
def test_two_refunds_under_one_number_have_two_buttons(crowd: Crowd, conn: Connection, language: str) -> None:
    owed, voice = till.owed(conn, crowd.house), speech().voice(language, "Asia/Baku")
    dana = Phone(conn, crowd.house, chat=DANA)
    buttons = [one for one in dana.says("/refunds").choices if one.act == "refunded"]
    labels = [voice.label(one.label) for one in buttons]
    assert len(set(labels)) == len(labels)
    assert all(voice.label(back.amount) in label for back, label in zip(owed, labels, strict=False))


def test_what_has_gone_back_leaves_the_list(crowd: Crowd, conn: Connection) -> None:
    first, *rest = till.owed(conn, crowd.house)
    dana = Phone(conn, crowd.house, chat=DANA)
    dana.says("/refunds")
    dana.taps("refunded", refund=first.id)
    assert tapped(dana.says("/refunds")) == [one.id for one in rest[:4]]


def test_when_nothing_is_owed_it_says_so(conn: Connection, house: House) -> None:
    people.appoint(conn, house, DANA, name="Dana", language="en", role="reception")
    assert "Nothing has to be returned" in html_of(Phone(conn, house, chat=DANA).says("/refunds"), "en")
