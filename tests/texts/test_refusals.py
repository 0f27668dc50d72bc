"""A refusal is never a bare no: it says what can be done, and its buttons do it."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib import import_module

import pytest

import bot.desk
from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Asked
from bot.desk.booking import refusals, sale, ways
from bot.desk.booking.party import Party
from bot.desk.catalog import edits, journal, runtime, versions
from bot.desk.house import House
from bot.desk.menu import guest_acts, manager, manager_numbers, manager_places, staff
from bot.desk.problems import DeskError, NotManager, NotStaff, OldButton
from bot.money import Money
from bot.say import At, Local, Say, Span, Value, text
from tests.texts.letters import html_of
from tests.texts.spoken import PLACEHOLDER, SPOKEN, forms, speech

KNOWN = {*guest_acts.GUEST_ACTS, *staff.ACTS, *manager.ACTS}
LONG = Local({"en": "A long afternoon on the quiet side of the lake"})
AT = At(datetime(2026, 9, 30, 6, 0, tzinfo=UTC), "both")
SAMPLE: dict[str, Value] = {
    "roles": "Manager",
    **{
        name: 17 for name in ("age", "adults", "base", "children", "live", "max", "max_age", "min", "min_age")
    },
    **{name: 500 for name in ("alt_age", "capacity", "most", "used", "version", "wanted")},
    **{name: LONG for name in ("alternative", "extra", "offer", "package")},
    **{name: AT for name in ("alt_1", "alt_2", "asked", "date", "day", "start", "starts", "time")},
    **{
        "command": "/note",
        "example": "45",
        "notice": Span(90),
        "price": Money.of("45", "AZN"),
        "ref": "B-7F3K",
    },
    **{"refs": "B-7F3K, B-4KQ7", "rest": "at dusk", "paid": Money.of("45", "AZN")},
    **{"names": "John Smith", "problem": "title is missing; add it"},
    **{"name": "Rustam", "person": "Madina", "room": "214", "state": text("stay.is_departed")},
    **{"why": text("rule.min_age", n=4)},
}


def family(kind: type[DeskError] = DeskError) -> Iterator[type[DeskError]]:
    for one in kind.__subclasses__():
        yield one
        yield from family(one)


def all_refusals() -> list[type[DeskError]]:
    for module in pkgutil.walk_packages(bot.desk.__path__, "bot.desk."):
        import_module(module.name)
    return sorted(set(family()), key=lambda one: one.__name__)


ALL = all_refusals()


def built(kind: type[DeskError]) -> list[DeskError]:
    """As the code builds it, with what its text needs."""
    if issubclass(kind, refusals.SoldOut | refusals.WeatherClosed | refusals.PausedSale):
        found = 3 if issubclass(kind, refusals.SoldOut) else 2
        return [kind(n, ways=[ways.bookings()], **SAMPLE) for n in range(found)]
    if issubclass(kind, refusals.TooYoung):
        facts = {key: value for key, value in SAMPLE.items() if key != "min_age"}
        return [kind(6, ways=[ways.bookings()], **facts)]
    return [kind(ways=(), **SAMPLE)]


def leads_on(said: Say) -> None:
    assert said.choices
    assert all(one.act in KNOWN for one in said.choices), [one.act for one in said.choices]
    assert len(said.choices) <= 6
    acts = [(one.act, repr(one.args)) for one in said.choices]
    assert len(set(acts)) == len(acts)


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_every_refusal_says_what_can_be_done_in_every_language(kind: type[DeskError]) -> None:
    for refusal in built(kind):
        assert refusal.key in forms("en")
        leads_on(refusal.say())
        for language in SPOKEN:
            html = html_of(refusal.say(), language)
            assert html.startswith("<b>")
            assert not PLACEHOLDER.search(html), html
            assert len(speech().voice(language, "Asia/Baku").label(refusal.say().body[0])) <= 900


def test_every_refusal_has_a_text_of_its_own() -> None:
    keys = [refusal.key for kind in ALL for refusal in built(kind)]
    assert len(set(keys)) == len(keys)


TOMORROW = date(2026, 11, 21)


def places_taken(conn: Connection, house: House) -> None:
    runtime.set_capacity(conn, house, "boating", _option(house, "boating"), TOMORROW, 501, "Madina")


def _option(house: House, code: str) -> str:
    return house.catalog.offers[code].options[0].code


def undone_twice(conn: Connection, house: House) -> None:
    change = runtime.stop(conn, house, "boating", "Madina")
    assert change
    journal.undo(conn, house, change, "Madina")
    journal.undo(conn, house, change, "Madina")


def changed_since(conn: Connection, house: House) -> None:
    change = runtime.stop(conn, house, "boating", "Madina")
    assert change
    runtime.resume(conn, house, "boating", "Madina")
    journal.undo(conn, house, change, "Madina")


def published_twice(conn: Connection, house: House) -> None:
    versions.publish(conn, house.id, house.catalog, base=0, author="Erlan", reason="", now=house.now)


def a_room_there_is_not(conn: Connection, house: House) -> None:
    guest, _ = people.welcome(conn, house, 5, name="Bence", language="hu")
    people.claim_room(conn, house, guest, "999")


def not_a_manager(conn: Connection, house: House) -> None:
    people.appoint(conn, house, 6, name="Dana", language="en", role="reception")
    people.managing(conn, house, 6)


def stopped(conn: Connection, house: House) -> None:
    runtime.stop(conn, house, "boating", "Madina")
    sale.find(conn, house, "boating", _option(house, "boating"))


def yesterday(conn: Connection, house: House) -> None:
    spot = manager_places.Spot("boating", _option(house, "boating"), "2026-11-19")
    later = replace(house, now=house.now + timedelta(days=1))
    manager_places.show(conn, later, Asked(1, 1, "Madina", "text"), spot, 5)


RAISED: dict[type[DeskError], Callable[[Connection, House], object]] = {
    edits.NotAPrice: lambda _, __: edits.amount_of("forty", "AZN"),
    edits.PriceOutOfBounds: lambda _, __: edits.amount_of("-5", "AZN"),
    edits.OfferGone: lambda _, house: edits.set_price(house.catalog, "submarine", "x", 0, Decimal(1)),
    runtime.CapacityOutOfBounds: places_taken,
    journal.AlreadyUndone: undone_twice,
    journal.ChangedSince: changed_since,
    versions.Conflict: published_twice,
    versions.NoVersion: lambda conn, house: versions.load(conn, house.id, 99),
    manager_numbers.NotPlaces: lambda _, __: manager_numbers.typed_places("eight"),
    manager_places.DayPassed: yesterday,
    people.NoSuchRoom: a_room_there_is_not,
    NotStaff: lambda conn, house: people.on_staff(conn, house, 4),
    NotManager: not_a_manager,
    refusals.Gone: lambda conn, house: sale.find(conn, house, "submarine", "x"),
    refusals.StoppedSale: stopped,
    refusals.UnusualParty: lambda _, __: Party(400),
}


@pytest.mark.parametrize("kind", RAISED, ids=lambda kind: kind.__name__)
def test_what_the_desk_raises_leads_on(conn: Connection, house: House, kind: type[DeskError]) -> None:
    with pytest.raises(DeskError) as refused:
        RAISED[kind](conn, house)
    assert type(refused.value) is kind
    leads_on(refused.value.say())
    for language in SPOKEN:
        assert not PLACEHOLDER.search(html_of(refused.value.say(), language))


def test_places_that_are_taken_lead_to_the_lowest_number_and_to_the_stop(
    conn: Connection, house: House
) -> None:
    refused = runtime.PlacesTaken(
        extra=LONG, used=5, wanted=4, ways=runtime.lowest("boating", "x", TOMORROW, 5)
    )
    leads_on(refused.say())
    assert [one.act for one in refused.ways] == ["m_places_look", "m_sale_offer", "m_home"]


def test_an_old_button_still_leads_home() -> None:
    assert [one.act for one in OldButton().say().choices] == ["person", "home"]
