"""A request is decided once, by a person, and a no comes with another way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot import shipped
from bot.db import Connection
from bot.desk import timers
from bot.desk.booking import (
    answers,
    book,
    cancelling,
    daybook,
    feeds,
    holding,
    lapsing,
    longer,
    refusals,
    requests,
    waiting,
)
from bot.desk.booking.days import days_in
from bot.desk.booking.party import Party
from bot.desk.booking.requests import RequestWish
from bot.desk.house import House
from bot.desk.problems import DeskError, OldButton
from bot.money import Money
from bot.schema import bookings
from bot.speech import Speech
from tests.desk.booking.cast import assert_books_balance, later, reprinted, start_at
from tests.desk.booking.cast import wish as wish_of


def photos(guest: int, request: str = "r-1") -> RequestWish:
    return RequestWish(request, guest, "photographer", "default", "Sunday, at dusk", Party(2, (5, 10)))


def test_a_request_waits_with_its_price(conn: Connection, house: House, aygun: int) -> None:
    asked = requests.ask(conn, house, photos(aygun))
    assert (asked.status, asked.start, asked.wish) == ("PENDING", None, "Sunday, at dusk")
    assert asked.quote.total == Money(9000, "AZN")
    assert requests.ask(conn, house, photos(aygun)) == asked


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("tomorrow for 3 days", 3),
        ("3days", 3),
        ("14 July, two days", 2),
        ("с завтра на три дня", 3),
        ("sabahdan 3 gün", 3),
        ("on gün", 10),
        ("ертеңнен бастап 3 күнге", 3),
        ("holnaptól 3 napra", 3),
        ("morgen um 9:00, 3 Tage", 3),
        ("für zwei Tage ab Freitag", 2),
        ("üç günlüğüne", 3),
        ("in 3 Tagen", 1),
        ("3 Tage später", 1),
        ("in 3 days", 1),
        ("через 3 дня", 1),
        ("3 gündən sonra", 1),
        ("2 gün sonra", 1),
        ("3 күннен кейін", 1),
        ("3 nap múlva", 1),
        ("3 days later", 1),
        ("on days without wind", 1),
        ("2-3 дня", 1),
        ("2 days or 3 days", 1),
        ("900 days", 1),
        ("2026-11-21", 1),
        ("", 1),
    ],
)
def test_only_a_plain_count_of_days_is_read(words: str, days: int) -> None:
    assert days_in(words) == days


def test_a_thing_by_the_day_costs_as_many_days_as_are_asked_for(
    conn: Connection, house: House, aygun: int
) -> None:
    def by_day(facts: dict[str, Any]) -> None:
        facts["offers"]["photographer"]["options"][0]["duration"] = 1440

    hotel = reprinted(house, by_day)
    asked = requests.ask(conn, hotel, replace(photos(aygun), wish="from tomorrow for 3 days"))
    assert [(one.quantity, one.unit, one.amount) for one in asked.quote.lines] == [
        (3, Money(9000, "AZN"), Money(27000, "AZN"))
    ]
    assert asked.quote.total == Money(27000, "AZN")
    hour = requests.ask(conn, house, replace(photos(aygun, "r-2"), wish="from tomorrow for 3 days"))
    assert hour.quote.total == Money(9000, "AZN"), "what is paid by the hour is not multiplied by days"


def test_a_refusal_keeps_the_wish(conn: Connection, house: House, aygun: int) -> None:
    """Whoever changes the people does not have to write the day once more."""

    def small(facts: dict[str, Any]) -> None:
        facts["offers"]["photographer"]["rules"] = {"max_people": 2}

    with pytest.raises(refusals.TooMany) as refused:
        requests.ask(conn, reprinted(house, small), photos(aygun))
    assert refused.value.ways[0].args["wish"] == "Sunday, at dusk"


def package(facts: dict[str, Any]) -> None:
    facts["offers"]["photographer"] |= {"group": "package", "components": ["canoe"]}


@pytest.mark.parametrize("party", [Party(3), Party(2, (4, 6, 8)), Party(3, (5,))])
def test_a_package_for_four_is_sold_to_no_more_at_its_price(
    conn: Connection, house: House, aygun: int, party: Party
) -> None:
    hotel = reprinted(house, package)
    assert requests.ask(conn, hotel, photos(aygun)).quote.total == Money(9000, "AZN")
    with pytest.raises(refusals.BeyondPackage) as refused:
        requests.ask(conn, hotel, replace(photos(aygun, "r-2"), party=party))
    assert refused.value.ways[0].act == "person"


def test_a_package_that_names_its_number_of_people_is_sold_to_as_many(
    conn: Connection, house: House, aygun: int
) -> None:
    def for_six(facts: dict[str, Any]) -> None:
        package(facts)
        facts["offers"]["photographer"]["rules"] = {"max_people": 6}

    six = replace(photos(aygun), party=Party(4, (5, 10)))
    assert requests.ask(conn, reprinted(house, for_six), six).quote.total == Money(9000, "AZN")


def test_accepted_it_is_a_booking_with_a_time(conn: Connection, house: House, aygun: int) -> None:
    asked = requests.ask(conn, house, photos(aygun))
    start = start_at(house, 17)
    booked = requests.accept(conn, house, asked.id, "Dana", start).booking
    assert (booked.status, booked.start, booked.quote) == ("CONFIRMED", start, asked.quote)
    assert booked.end == start_at(house, 18)
    assert requests.accept(conn, house, asked.id, "Erlan", None).booking == booked
    with pytest.raises(refusals.RequestClosed):
        requests.refuse(conn, house, asked.id, "Erlan", "too far")


def test_refused_it_names_other_ways(conn: Connection, house: House, aygun: int) -> None:
    asked = requests.ask(conn, house, photos(aygun))
    rejected = requests.refuse(conn, house, asked.id, "Dana", "the photographer is away").booking
    assert (rejected.status, rejected.reason) == ("REJECTED", "Dana: the photographer is away")
    assert requests.refuse(conn, house, asked.id, "Erlan", "no").booking == rejected
    with pytest.raises(refusals.RequestClosed):
        requests.accept(conn, house, asked.id, "Dana", None)
    assert book.of_guest(conn, house, aygun) == []


def test_a_request_taken_back_is_not_accepted_afterwards(conn: Connection, house: House, aygun: int) -> None:
    asked = requests.ask(conn, house, photos(aygun))
    ended = cancelling.cancel(conn, house, asked.id, aygun)
    assert (ended.booking.status, ended.booking.kept) == ("CANCELLED", Money(0, "AZN"))
    with pytest.raises(refusals.RequestClosed):
        requests.accept(conn, house, asked.id, "Dana", None)
    with pytest.raises(OldButton):
        requests.accept(conn, house, asked.id + 1, "Dana", None)


def test_other_ways_are_the_alternative_and_two_of_the_group(house: House) -> None:
    offers = house.catalog.offers
    assert [one.code for one in requests.other_ways(house, offers["sauna"])] == ["canoe", "photographer"]
    assert [one.code for one in requests.other_ways(house, offers["photographer"])] == ["sauna"]
    quiet = reprinted(house, lambda facts: facts["offers"]["canoe"].update(active="false"))
    assert [one.code for one in requests.other_ways(quiet, offers["sauna"])] == ["photographer"]


def test_mere_help_is_no_other_way_but_to_other_help(house: House) -> None:
    def helping(*codes: str) -> list[str]:
        doctors = reprinted(
            house, lambda facts: [facts["offers"][one].update(suits={"likes": ["help"]}) for one in codes]
        )
        return [one.code for one in requests.other_ways(doctors, doctors.catalog.offers["sauna"])]

    assert helping("photographer") == ["canoe"]
    assert helping("photographer", "sauna") == ["canoe", "photographer"]


def nanny(facts: dict[str, Any]) -> None:
    """18 an hour, a day ahead, half of it kept on the last day."""
    offer = facts["offers"]["photographer"]
    offer["options"][0]["units"][0]["price"] = "18"
    offer |= {
        "rules": {"notice_minutes": 1440, "forward_days": 14},
        "closed": [{"from": "2026-11-22", "until": "2026-11-22"}],
    }
    offer["cancel"] = {"free_hours": "24", "fee_percent": "50"}


def test_hours_that_are_named_are_hours_that_are_paid(conn: Connection, house: House, aygun: int) -> None:
    hotel = reprinted(house, nanny)
    wish = f"{hotel.today + timedelta(days=1)} tomorrow 19:00–23:00"
    asked = requests.ask(conn, hotel, replace(photos(aygun), wish=wish))
    assert asked.quote.total == Money(7200, "AZN")
    booked = requests.accept(
        conn, hotel, asked.id, "Dana", start_at(house, 19), periods=4, payment="room"
    ).booking
    assert (booked.status, booked.payment, booked.end) == ("CONFIRMED", "room", start_at(house, 23))
    assert book.to_settle(conn, later(hotel, days=2), aygun, hotel.now, "room") == [booked]


def test_another_price_than_was_shown_waits_for_the_guest(conn: Connection, house: House, aygun: int) -> None:
    hotel = reprinted(house, nanny)
    asked = requests.ask(conn, hotel, replace(photos(aygun), wish="some evening"))
    offered = requests.accept(conn, hotel, asked.id, "Dana", start_at(house, 19, ahead=3), periods=4).booking
    assert (offered.status, offered.quote.total) == ("ON_HOLD", Money(7200, "AZN"))
    assert offered.expires_at == hotel.now + requests.DECIDES
    assert requests.accept(conn, hotel, asked.id, "Erlan", None).booking == offered
    booked = holding.confirm(conn, hotel, offered.id, aygun, "desk")
    assert (booked.status, booked.quote.total) == ("CONFIRMED", Money(7200, "AZN"))


@pytest.mark.parametrize(
    ("wish", "ahead", "status"),
    [
        ("{0}", 3, "CONFIRMED"),
        ("{0} in the evening", 4, "ON_HOLD"),
        ("{0}", 2, "ON_HOLD"),
        ("{0}/{1} in one of these days", 4, "CONFIRMED"),
        ("{0}/{1} in one of these days", 5, "CONFIRMED"),
        ("{0}/{1} in one of these days", 6, "ON_HOLD"),
        ("some evening", 6, "CONFIRMED"),
    ],
)
def test_another_day_than_was_asked_for_waits_for_the_guest(
    conn: Connection, house: House, aygun: int, wish: str, ahead: int, status: str
) -> None:
    """At the price that was shown: it is the day that is theirs to say yes to."""
    named = wish.format(*(house.today + timedelta(days=n) for n in (3, 5)))
    asked = requests.ask(conn, house, replace(photos(aygun), wish=named))
    start = start_at(house, 17, ahead=ahead)
    done = requests.accept(conn, house, asked.id, "Dana", start).booking
    assert (done.status, done.start, done.quote.total) == (status, start, asked.quote.total)
    apart = requests.ask(conn, house, replace(photos(aygun, "r-2"), wish=named))
    bound = requests.accept(conn, house, apart.id, "Dana", start, binds=True).booking
    assert bound.status == "CONFIRMED", "who has no phone is asked by the staff"
    assert_books_balance(conn, house)


def test_a_late_yes_to_the_price_is_taken_while_there_is_room(
    conn: Connection, house: House, aygun: int
) -> None:
    hotel = reprinted(house, nanny)
    asked = requests.ask(conn, hotel, replace(photos(aygun), wish="some evening"))
    offered = requests.accept(conn, hotel, asked.id, "Dana", start_at(house, 19, ahead=3), periods=4).booking
    overnight = later(hotel, hours=13)
    assert holding.expire(conn, overnight, offered.id)
    assert offered.again()["wish"] == "some evening", "it is asked for again, not booked past the staff"
    assert holding.confirm(conn, overnight, offered.id, aygun, "desk").reason == "late_reclaimed"


@pytest.mark.parametrize("days", [0, 2])
def test_what_was_told_for_a_request_is_kept_until_its_service_is_over(
    conn: Connection, house: House, aygun: int, days: int
) -> None:
    """Also where the hotel keeps it for no day longer, and the day is weeks away."""

    def forgetful(facts: dict[str, Any]) -> None:
        nanny(facts)
        facts["hotel"]["family_days"] = days

    hotel = reprinted(house, forgetful)
    told = {"allergies": "peanuts"}
    asked = requests.ask(conn, hotel, replace(photos(aygun), wish="some evening"))
    answers.keep(conn, hotel, asked, told)
    undecided = later(hotel, days=2)
    answers.forget(conn, undecided)
    assert answers.of(conn, hotel, asked.id) == told
    start = start_at(hotel, 19, ahead=12)
    offered = requests.accept(conn, undecided, asked.id, "Dana", start, periods=4).booking
    assert (offered.status, offered.end) == ("ON_HOLD", start_at(hotel, 23, ahead=12))
    for hours, kept in ((-1, told), (days * 24 + 1, {})):
        answers.forget(conn, replace(hotel, now=start_at(hotel, 23, ahead=12) + timedelta(hours=hours)))
        assert answers.of(conn, hotel, asked.id) == kept


def test_what_was_told_for_a_day_is_kept_until_that_day_is_over(
    conn: Connection, house: House, aygun: int
) -> None:
    def by_day(facts: dict[str, Any]) -> None:
        facts["offers"]["photographer"]["options"][0]["duration"] = 1440
        facts["hotel"]["family_days"] = 0

    hotel, told = reprinted(house, by_day), {"licence": True}
    wish = (hotel.today + timedelta(days=9)).isoformat()
    asked = requests.ask(conn, hotel, replace(photos(aygun), wish=wish))
    answers.keep(conn, hotel, asked, told)
    answers.forget(conn, later(hotel, days=8))
    assert answers.of(conn, hotel, asked.id) == told
    booked = requests.accept(conn, hotel, asked.id, "Dana", None).booking
    assert booked.status == "CONFIRMED"
    answers.forget(conn, replace(hotel, now=start_at(hotel, 23, ahead=9)))
    assert answers.of(conn, hotel, asked.id) == told
    answers.forget(conn, replace(hotel, now=start_at(hotel, 1, ahead=10)))
    assert answers.of(conn, hotel, asked.id) == {}


def test_a_late_yes_at_another_price_now_asks_for_the_day_anew(
    conn: Connection, house: House, aygun: int
) -> None:
    hotel, dearer = reprinted(house, nanny), reprinted(house, lambda facts: None)
    asked = requests.ask(conn, hotel, replace(photos(aygun), wish="some evening"))
    offered = requests.accept(conn, hotel, asked.id, "Dana", start_at(house, 19, ahead=3), periods=4).booking
    overnight = later(dearer, hours=13)
    with pytest.raises(refusals.HoldExpired) as refused:
        holding.confirm(conn, overnight, offered.id, aygun, "desk")
    again, days, _ = refused.value.ways
    assert (again.act, again.args["wish"]) == ("book", "some evening")
    assert (days.act, [one.act for one in longer.gone(overnight, offered).ways]) == (
        "request",
        ["book", "request", "person"],
    )


def test_nobody_waits_for_an_hour_that_a_person_arranges(
    conn: Connection, house: House, aygun: int, bence: int
) -> None:
    """Also when somebody else has had the last nanny since: another day is theirs to ask for."""

    def one_nanny(facts: dict[str, Any]) -> None:
        nanny(facts)
        facts["offers"]["photographer"]["options"][0]["capacity"] = "1"

    hotel, start = reprinted(house, one_nanny), start_at(house, 19, ahead=3)
    asked = requests.ask(conn, hotel, replace(photos(aygun), wish="some evening"))
    offered = requests.accept(conn, hotel, asked.id, "Dana", start, periods=4).booking
    overnight = later(hotel, hours=13)
    assert holding.expire(conn, overnight, offered.id)
    wanted = replace(photos(bence, "r-2"), wish=f"{hotel.local(start).date()}")
    assert requests.ask(conn, overnight, wanted).status == "PENDING"
    with pytest.raises(refusals.NoneLeft) as refused:
        holding.confirm(conn, overnight, offered.id, aygun, "desk")
    assert [one.act for one in refused.value.ways] == ["request", "group", "person"]
    with pytest.raises(OldButton):
        waiting.join(conn, hotel, bence, "photographer", "default", start, Party(2))


def test_without_a_phone_it_binds_at_once(conn: Connection, house: House, aygun: int) -> None:
    hotel = reprinted(house, nanny)
    asked = requests.ask(conn, hotel, replace(photos(aygun), wish="some evening"))
    booked = requests.accept(
        conn, hotel, asked.id, "Dana", start_at(house, 19, ahead=3), periods=4, binds=True
    ).booking
    assert (booked.status, booked.quote.total) == ("CONFIRMED", Money(7200, "AZN"))


def test_what_was_used_is_not_given_up_for_nothing(conn: Connection, house: House, aygun: int) -> None:
    hotel = reprinted(house, nanny)
    asked = requests.ask(conn, hotel, replace(photos(aygun), wish="some evening"))
    booked = requests.accept(conn, hotel, asked.id, "Dana", start_at(house, 19, ahead=3)).booking
    evening = later(hotel, days=3)
    assert cancelling.terms(booked, evening.now).fee == Money(900, "AZN")
    with pytest.raises(refusals.AlreadyStarted):
        cancelling.cancel(conn, later(hotel, days=4), booked.id, aygun)


@pytest.mark.parametrize(
    ("ahead", "refusal"),
    [
        (-1, refusals.NotThatDay),
        (0, refusals.TooLate),
        (1, None),
        (2, refusals.NotThatDay),  # closed
        (14, None),
        (15, refusals.NotThatDay),
    ],
)
def test_a_day_that_is_named_keeps_to_the_rules_of_the_offer(
    conn: Connection, house: House, aygun: int, ahead: int, refusal: type[Exception] | None
) -> None:
    hotel = reprinted(house, nanny)
    wish = replace(photos(aygun), wish=(hotel.today + timedelta(days=ahead)).isoformat())
    if refusal is None:
        assert requests.ask(conn, hotel, wish).status == "PENDING"
        return
    with pytest.raises(refusal) as refused:
        requests.ask(conn, hotel, wish)
    assert isinstance(refused.value, DeskError)
    days = [one.args["wish"] for one in refused.value.ways if one.act == "book"]
    assert days == [(hotel.today + timedelta(days=n)).isoformat() for n in (1, 3)]


def test_a_guest_cannot_hold_what_a_person_arranges(conn: Connection, house: House, aygun: int) -> None:
    held = wish_of(house, aygun, offer="photographer", start=start_at(house, 17, ahead=3))
    with pytest.raises(OldButton):
        holding.hold(conn, house, held)


def test_a_request_ends_on_the_morning_after_its_day(conn: Connection, house: House, aygun: int) -> None:
    tomorrow = (house.today + timedelta(days=1)).isoformat()
    asked = requests.ask(conn, house, replace(photos(aygun), wish=tomorrow))
    near, over = (timers.due_at(conn, house, kind, str(asked.id)) for kind in (lapsing.NEAR, lapsing.OVER))
    assert (near, over) == (start_at(house, 18, ahead=0), start_at(house, 8, ahead=2))
    ended = lapsing.lapse(conn, later(house, days=2), asked.id)
    assert ended
    assert (ended.booking.status, ended.booking.reason) == ("REJECTED", "unanswered")
    assert lapsing.lapse(conn, later(house, days=2), asked.id) is None
    assert_books_balance(conn, house)


def test_what_was_accepted_is_in_the_books_of_its_day(conn: Connection, house: House, aygun: int) -> None:
    """Also what an earlier desk had accepted for a day, and for no hour of it."""
    tomorrow = house.today + timedelta(days=1)
    timed, by_day = (
        requests.ask(conn, house, replace(photos(aygun, name), wish=tomorrow.isoformat())) for name in "ab"
    )
    requests.accept(conn, house, timed.id, "Dana", start_at(house, 17))
    old = update(bookings).where(bookings.c.id == by_day.id)
    conn.execute(old.values(status="CONFIRMED", confirmed_at=house.now))
    found = [one.booking.id for one in daybook.between(conn, house, tomorrow, tomorrow)]
    assert found == [timed.id, by_day.id]
    jobs = feeds.jobs(conn, house, "reception")
    voice = Speech.load(shipped.folder("locales")).voice("en", "Asia/Baku")
    file = feeds.ics(house, voice, "reception", jobs)
    assert file.count("BEGIN:VEVENT") == 2
    assert f"DTSTART;VALUE=DATE:{tomorrow:%Y%m%d}" in file
    later_day = tomorrow + timedelta(days=1)
    assert daybook.between(conn, house, later_day, later_day) == []


def test_a_request_of_an_earlier_desk_ends_as_well(conn: Connection, house: House, aygun: int) -> None:
    asked = requests.ask(conn, house, replace(photos(aygun), wish=house.today.isoformat()))
    timers.stop(conn, house, lapsing.OVER, str(asked.id))
    afterwards = later(house, days=5)
    lapsing.plan(conn, afterwards)
    assert timers.due_at(conn, afterwards, lapsing.OVER, str(asked.id)) == start_at(afterwards, 8)
