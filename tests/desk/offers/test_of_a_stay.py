"""What a stay knows goes into its ideas: the family, the days, what another of its phones has said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.db import Connection
from bot.demo import lodging
from bot.demo.cast import AYGUN, OLGA, Character
from bot.desk import people
from bot.desk.booking import family
from bot.desk.booking.party import Party
from bot.desk.house import House
from bot.desk.offers import background, turned_down
from bot.desk.offers.search import offers_for
from bot.desk.offers.wanted import AHEAD, Wanted, days_ahead
from bot.desk.people import Guest
from bot.desk.stays import phones, stay
from tests.desk.booking.cast import later


@pytest.fixture
def lodged(conn: Connection, demo: House) -> House:
    people.ensure_property(conn, demo.id)
    lodging.opening_day(conn, demo)
    return demo


def phone_of(conn: Connection, house: House, who: Character) -> Guest:
    found = people.guest(conn, house, who.user_id)
    assert found
    return found


def test_ideas_end_with_the_stay(conn: Connection, lodged: House) -> None:
    home = phones.stay_of(conn, lodged, phone_of(conn, lodged, AYGUN).id)
    assert home
    assert days_ahead(lodged, home)[0] == lodged.today
    assert days_ahead(lodged, home)[-1] == home.departure
    assert len(days_ahead(lodged, None)) == AHEAD + 1


def test_on_the_last_day_nobody_is_asked_when(conn: Connection, lodged: House) -> None:
    olga = phone_of(conn, lodged, OLGA)
    tomorrow = later(lodged, days=1)
    assert days_ahead(tomorrow, phones.stay_of(conn, tomorrow, olga.id)) == (tomorrow.today,)


def test_the_family_of_the_stay_is_known(conn: Connection, lodged: House) -> None:
    aygun = phone_of(conn, lodged, AYGUN)
    family.remember(conn, lodged, aygun, Party(2, (5, 10)))
    known = family.party(conn, lodged, aygun)
    assert known
    assert Party.of(known) == Party(2, (5, 10))


def test_what_one_phone_turned_down_the_other_is_not_shown(conn: Connection, lodged: House) -> None:
    aygun = phone_of(conn, lodged, AYGUN)
    home = phones.stay_of(conn, lodged, aygun.id)
    assert home
    mother, _ = people.welcome(conn, lodged, 1099, name="Nərgiz", language="az")
    phones.link(conn, lodged, home, mother, how="staff")
    wanted = Wanted(Party(2, (5, 10)), days_ahead(lodged, home))
    first = [one.ask.offer.code for one in offers_for(conn, lodged, aygun, wanted)]
    turned_down.note(conn, lodged, aygun.id, first)
    turned_down.note(conn, lodged, aygun.id, first)  # pressed twice
    then = [one.ask.offer.code for one in offers_for(conn, lodged, mother, wanted)]
    assert then
    assert not set(first) & set(then)
    assert background.of(conn, later(lodged, days=1), mother).refused_before == set(first)


def test_another_stay_in_another_year_is_asked_anew(conn: Connection, lodged: House) -> None:
    aygun = phone_of(conn, lodged, AYGUN)
    turned_down.note(conn, later(lodged, days=-100), aygun.id, ["boating"])
    known = background.of(conn, lodged, aygun)
    assert not known.refused_before | known.refused_today


def test_a_stay_that_begins_later_gets_ideas_for_its_own_days(conn: Connection, lodged: House) -> None:
    come, leave = lodged.today + timedelta(days=5), lodged.today + timedelta(days=7)
    row = stay.Arrival("301", "Rossi", "Chiara", come, leave)
    expected, _ = stay.expect(conn, lodged, row, source="import")
    assert days_ahead(lodged, expected) == tuple(come + timedelta(days=n) for n in range(3))
