"""A voucher's code is used as often as the hotel said, whoever shows it and however it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.db import Connection, File, writing_engine
from bot.desk import people
from bot.desk.booking import (
    book,
    buying,
    cancelling,
    gift,
    holding,
    moving,
    refusals,
    requests,
    shown,
    waiting,
)
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking
from bot.desk.booking.party import Party
from bot.desk.booking.price import ANYBODY
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.desk.menu import choosing
from bot.desk.problems import DeskError
from bot.money import Money
from bot.say import Text
from bot.schema import gift_uses, gifts, metadata
from tests.desk.booking.cast import arrive, later, start_at, wish
from tests.desk.tiny import tiny_facts

TEN = Money(1000, "AZN")


def issued(conn: Connection, house: House, **facts: Any) -> str:
    """The number of a fresh voucher: ten manats off, once, until the end of the year."""
    usual: dict[str, Any] = {"until": house.today.replace(month=12, day=31), "by": "staff:1", "worth": TEN}
    found = gift.by_code(conn, house, gift.issue(conn, house, **(usual | facts)))
    assert found
    return found.ref


def ask_for(house: House, offer: str = "canoe", **facts: Any) -> Ask:
    sold = house.sold(offer, "default")
    assert sold
    return Ask(house, *sold, Party(2), start_at(house, 10), **facts)


def held(conn: Connection, house: House, guest: int, ref: str, **facts: Any) -> Booking:
    return holding.hold(conn, house, wish(house, guest, gift=ref, **facts))


def uses(conn: Connection, house: House, ref: str) -> int:
    """As counted; and the ledger must say the same."""
    found = gift.by_ref(conn, house, ref)
    assert found
    mine = gift_uses.c.gift_id == found.id, gift_uses.c.ended_at.is_(None)
    assert len(conn.execute(select(gift_uses.c.id).where(*mine)).all()) == found.used
    return found.used


def test_a_code_is_known_by_its_letters_and_nothing_that_is_kept_gives_it_away(
    conn: Connection, house: House
) -> None:
    code = gift.issue(conn, house, worth=TEN, until=None, by="staff:1", case_id=None)
    found = gift.by_code(conn, house, f" {code.lower().replace('-', ' ')} ")
    assert found
    assert (found.amount, found.voucher.code) == (TEN, found.ref)
    kept = [str(one) for one in conn.execute(select(gifts)).one()]
    assert not any(gift.spelled(code) in one.upper() for one in kept)
    assert gift.by_code(conn, house, found.ref) is None, "its number opens nothing"


@pytest.mark.parametrize(
    "worth",
    [
        {},
        {"worth": TEN, "percent": 10},
        {"worth": Money(0, "AZN")},
        {"worth": Money(5, "EUR")},
        {"percent": 0},
    ],
)
def test_a_voucher_is_worth_something(conn: Connection, house: House, worth: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="voucher"):
        gift.issue(conn, house, until=None, by="staff:1", **worth)


def test_the_price_is_less_by_the_voucher_from_the_hold_to_the_end(
    conn: Connection, house: House, aygun: int
) -> None:
    ref = issued(conn, house)
    kept = held(conn, house, aygun, ref)
    assert kept.quote.total.minor == 8000 - 1000
    booked = holding.confirm(conn, house, kept.id, aygun, "room")
    assert booked.quote == kept.quote
    assert uses(conn, house, ref) == 1


ENDS: dict[str, Callable[[Connection, House, Booking], object]] = {
    "released": lambda conn, house, one: holding.release(conn, house, one.id, one.guest_id),
    "expired": lambda conn, house, one: holding.expire(conn, later(house, minutes=16), one.id),
    "cancelled": lambda conn, house, one: cancelling.cancel(
        conn, house, holding.confirm(conn, house, one.id, one.guest_id, "desk").id, one.guest_id
    ),
    "cancelled by staff": lambda conn, house, one: cancelling.by_hotel(
        conn, house, one, kept=one.quote.total.percent(0)
    ),
}


@pytest.mark.parametrize("end", ENDS)
def test_however_a_booking_ends_its_voucher_is_there_again_once(
    conn: Connection, house: House, aygun: int, end: str
) -> None:
    ref = issued(conn, house, most=3)
    kept = held(conn, house, aygun, ref)
    for _ in range(2):
        ENDS[end](conn, house, kept) if book.by_id(conn, house, kept.id) == kept else gift.give_back(
            conn, house, kept
        )
        assert uses(conn, house, ref) == 0


def test_the_last_use_goes_to_one_and_the_other_is_told_with_a_way_on(
    conn: Connection, house: House, aygun: int, bence: int
) -> None:
    ref = issued(conn, house)
    held(conn, house, aygun, ref)
    with pytest.raises(shown.CodeUsed) as refused:
        held(conn, house, bence, ref)
    assert "gift" not in refused.value.ways[0].args
    assert held(conn, later(house, minutes=16), bence, ref).status == "ON_HOLD", "that hold ran out"
    assert uses(conn, house, ref) == 1


def test_a_late_yes_takes_the_voucher_again_or_says_that_it_is_gone(
    conn: Connection, house: House, aygun: int, bence: int
) -> None:
    ref = issued(conn, house)
    kept, after = held(conn, house, aygun, ref), later(house, minutes=16)
    holding.expire(conn, after, kept.id)
    theirs = held(conn, after, bence, ref)
    with pytest.raises(shown.CodeUsed), conn.begin_nested():
        holding.confirm(conn, after, kept.id, aygun, "desk")
    assert [one.status for one in [book.by_id(conn, after, kept.id)] if one] == ["EXPIRED"]
    holding.release(conn, after, theirs.id, bence)
    assert holding.confirm(conn, after, kept.id, aygun, "desk").quote == kept.quote
    assert uses(conn, house, ref) == 1


def test_what_is_moved_takes_its_voucher_along(conn: Connection, house: House, aygun: int) -> None:
    ref = issued(conn, house)
    first = held(conn, house, aygun, ref, start=start_at(house, 10, ahead=3))
    old = holding.confirm(conn, house, first.id, aygun, "desk")
    new = holding.hold(conn, house, wish(house, aygun, start=start_at(house, 15, ahead=3), replaces=old.id))
    assert new.quote.total == old.quote.total
    booked, _ = moving.confirm(conn, house, new, "desk")
    assert uses(conn, house, ref) == 1
    cancelling.cancel(conn, house, booked.id, aygun)
    assert uses(conn, house, ref) == 0


def test_who_frees_a_place_is_not_stopped_by_a_voucher_that_went_elsewhere(
    conn: Connection, house: House, aygun: int, bence: int
) -> None:
    """Aygün waits for a full start in the place of hers, and moves hers, with its voucher, to a third one."""
    first = held(conn, house, aygun, issued(conn, house), start=start_at(house, 10, ahead=3))
    old = holding.confirm(conn, house, first.id, aygun, "desk")
    start = start_at(house, 15, ahead=3)
    full = holding.confirm(
        conn, house, holding.hold(conn, house, wish(house, bence, Party(8), start=start)).id, bence, "desk"
    )
    waiting.join(conn, house, aygun, "canoe", "default", start, Party(2), old.id)
    third = holding.hold(conn, house, wish(house, aygun, start=start_at(house, 10, ahead=4), replaces=old.id))
    moving.confirm(conn, house, third, "desk")
    ended = cancelling.cancel(conn, house, full.id, bence)
    (offered,) = ended.offered
    assert (ended.booking.status, offered.guest_id, offered.quote.buyer.voucher) == ("CANCELLED", aygun, None)
    assert offered.quote.total == old.quote.total + TEN


def test_kept_beside_the_old_booking_it_needs_a_use_of_its_own(
    conn: Connection, house: House, aygun: int
) -> None:
    ref = issued(conn, house)
    first = held(conn, house, aygun, ref, start=start_at(house, 10, ahead=3))
    old = holding.confirm(conn, house, first.id, aygun, "desk")
    new = holding.hold(conn, house, wish(house, aygun, start=start_at(house, 15, ahead=3), replaces=old.id))
    with pytest.raises(shown.CodeUsed):
        holding.confirm(conn, house, new.id, aygun, "desk")


def rounding(house: House) -> House:
    """Prices are in whole tens: five per cent off 80 are none."""
    facts = tiny_facts()
    facts["hotel"]["round_to"] = "10"
    return replace(house, catalog=Catalog.model_validate(facts))


def test_a_voucher_that_takes_nothing_off_is_not_used_and_the_card_says_so(
    conn: Connection, house: House, aygun: int
) -> None:
    there, ref = rounding(house), issued(conn, house, worth=None, percent=5)
    asked = buying.priced_for(conn, ask_for(there, gift=ref), aygun)
    assert "price.voucher_kept" in [
        one.key for one in choosing.price_card(asked).body if isinstance(one, Text)
    ]
    kept = held(conn, there, aygun, ref)
    assert (kept.quote.total, kept.quote.buyer.voucher, uses(conn, there, ref)) == (
        Money(8000, "AZN"),
        None,
        0,
    )
    assert holding.confirm(conn, there, kept.id, aygun, "desk")
    asked = buying.priced_for(conn, ask_for(house, gift=ref), aygun)
    assert "price.voucher_kept" not in repr(choosing.price_card(asked).body)


def test_a_request_agreed_for_a_day_that_its_voucher_is_not_for_gives_it_back(
    conn: Connection, house: House, aygun: int
) -> None:
    ref = issued(conn, house, until=house.today)
    wanted = requests.RequestWish("r", aygun, "photographer", "default", "today at 6", Party(2), ref)
    asked = requests.ask(conn, house, wanted)
    assert uses(conn, house, ref) == 1
    done = requests.accept(conn, house, asked.id, "staff:1", start_at(house, 10)).booking
    assert (done.quote.buyer.voucher, uses(conn, house, ref)) == (None, 0)
    requests.accept(conn, house, asked.id, "staff:1", start_at(house, 10))
    assert uses(conn, house, ref) == 0


def test_a_request_holds_its_voucher_until_it_is_decided(conn: Connection, house: House, aygun: int) -> None:
    ref = issued(conn, house)
    offer = next(one for one in house.catalog.offers.values() if one.mode == "request")
    option = offer.options[0].code
    wanted = requests.RequestWish("r", aygun, offer.code, option, "tomorrow at 3", Party(2), ref)
    asked = requests.ask(conn, house, wanted)
    assert requests.ask(conn, house, wanted) == asked
    assert uses(conn, house, ref) == 1
    requests.refuse(conn, house, asked.id, "staff:1", "full")
    assert uses(conn, house, ref) == 0


@pytest.mark.parametrize(
    ("facts", "ahead", "total", "used"),
    [
        ({"until": 25}, 4, 8000, 1),
        ({"until": 25}, 5, 8000, 1),
        ({"until": 25}, 7, 9000, 0),
        ({"first": 24}, 3, 9000, 0),
    ],
)
def test_on_a_day_that_it_is_not_for_a_request_has_no_voucher_and_it_is_there_again(
    conn: Connection, house: House, aygun: int, facts: dict[str, int], ahead: int, total: int, used: int
) -> None:
    ref = issued(conn, house, **{name: house.today.replace(day=day) for name, day in facts.items()})
    wanted = requests.RequestWish("r", aygun, "photographer", "default", "2026-11-24 at 10", Party(2), ref)
    asked = requests.ask(conn, house, wanted)
    assert (asked.quote.total.minor, uses(conn, house, ref)) == (8000, 1)
    offered = requests.accept(conn, house, asked.id, "Dana", start_at(house, 10, ahead=ahead)).booking
    assert (offered.quote.total.minor, uses(conn, house, ref)) == (total, used)
    booked = holding.confirm(conn, house, offered.id, aygun, "desk")
    assert (booked.status, booked.quote.total.minor, uses(conn, house, ref)) == ("CONFIRMED", total, used)
    cancelling.cancel(conn, house, booked.id, aygun)
    assert uses(conn, house, ref) == 0


REASONS: dict[str, tuple[dict[str, Any], type[DeskError]]] = {
    "over": ({"until": "today"}, shown.CodeOver),
    "not yet": ({"first": "in a week"}, shown.CodeEarly),
    "another extra": ({"offers": ["photographer"]}, shown.CodeForOther),
    "withdrawn": ({}, shown.CodeUsed),
    "somebody else's": ({"guest_id": "bence"}, shown.CodeForOther),
}


@pytest.mark.parametrize("why", REASONS)
def test_a_code_that_is_not_for_this_says_why(
    conn: Connection, house: House, aygun: int, bence: int, why: str
) -> None:
    facts, refusal = REASONS[why]
    days = {"today": house.today, "in a week": house.today + timedelta(days=7), "bence": bence}
    ref = issued(conn, house, **{name: days.get(str(value), value) for name, value in facts.items()})
    if why == "withdrawn":
        assert [gift.stop(conn, house, ref) for _ in range(2)] == [True, False]
    with pytest.raises(refusal) as refused:
        held(conn, house, aygun, ref)
    assert refused.value.ways


def test_guessing_ends_after_five_misses_for_an_hour(conn: Connection, house: House, aygun: int) -> None:
    code = gift.issue(conn, house, worth=TEN, until=None, by="staff:1")
    guest = people.guest_by_id(conn, aygun)
    for _ in range(shown.MOST):
        assert isinstance(shown.find(conn, ask_for(house), guest, "AAAAA-BBBBB"), shown.NoSuchCode)
    assert isinstance(shown.find(conn, ask_for(house), guest, code), shown.TooManyCodes), (
        "not even the true one"
    )
    tomorrow = later(house, minutes=61)
    assert isinstance(shown.find(conn, ask_for(tomorrow), guest, code), gift.Gift)
    shown.forget(conn, tomorrow)
    assert shown.tries(conn, house, guest.chat_id) == 0


def test_who_has_been_here_before_pays_what_the_rule_says(conn: Connection, house: House, aygun: int) -> None:
    """Without such a rule nothing is looked up."""
    assert buying.buyer(conn, house, aygun) == ANYBODY
    holding.confirm(conn, house, holding.hold(conn, house, wish(house, aygun)).id, aygun, "desk")
    assert buying.stays_before(conn, later(house, days=3), aygun) == 0, "that is this stay"
    assert buying.stays_before(conn, later(house, days=20), aygun) == 1


async def test_sixty_phones_with_one_code_of_three_uses_use_it_three_times(
    tmp_path: Path, house: House
) -> None:
    engine = writing_engine(tmp_path / "race.db")
    with engine.begin() as conn:
        metadata.create_all(conn)
        ref = issued(conn, house, most=3)
        everybody = [arrive(conn, house, chat, f"guest {chat}") for chat in range(60)]
    engine.dispose()
    opened = File(tmp_path / "race.db")

    async def press(guest: int) -> bool:
        alone = wish(house, guest, Party(1), gift=ref, start=start_at(house, 10 + 5 * (guest % 2)))
        try:
            await opened.write(holding.hold, house, alone)
        except (shown.CodeUsed, refusals.SoldOut):
            return False
        return True

    won = await asyncio.gather(*(press(guest) for guest in everybody))
    assert sum(won) == 3
    assert await opened.read(uses, house, ref) == 3
    await opened.close()


async def test_counting_first_would_be_seen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, house: House
) -> None:
    """The positive control: a use that looks before it takes, and takes whatever it saw."""

    def careless(conn: Connection, house: House, booking: Booking) -> bool:
        return True

    monkeypatch.setattr(gift, "take", careless)
    engine = writing_engine(tmp_path / "race.db")
    with engine.begin() as conn:
        metadata.create_all(conn)
        ref = issued(conn, house)
        first, second = (arrive(conn, house, chat, "guest") for chat in (1, 2))
        held(conn, house, first, ref)
        assert held(conn, house, second, ref).quote.total.minor == 7000, "used twice, and nobody noticed"
        assert uses(conn, house, ref) == 0
    engine.dispose()
