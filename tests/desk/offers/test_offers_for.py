"""Ideas that fit: each extra for somebody, nobody whom its rules leave out, and none that a press refuses."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.db import Connection
from bot.desk import people
from bot.desk.booking import capacity, holding, packages, planning, rules, vector
from bot.desk.booking.ask import Ask
from bot.desk.booking.capacity import Start
from bot.desk.booking.holding import Wish
from bot.desk.booking.party import Party
from bot.desk.booking.refusals import SoldOut
from bot.desk.catalog.model import Catalog, Like
from bot.desk.catalog.today import put_capacity
from bot.desk.house import House
from bot.desk.menu import ideas
from bot.desk.offers import background, turned_down
from bot.desk.offers.fitting import made_for
from bot.desk.offers.search import Proposal, offers_for
from bot.desk.offers.wanted import LIKES, Wanted, days_ahead
from bot.desk.people import Guest
from bot.desk.problems import DeskError
from bot.money import Money
from bot.say import Day, Join, Text
from tests.desk.booking.cast import PROVE, later, stop_sale
from tests.desk.booking.modes import modes_facts
from tests.desk.booking.packs import package, plan_of
from tests.proofs import IDEAS, proves
from tests.thin import savepoint

PARTIES = (
    Party(1),
    Party(2),
    Party(2, (0,)),
    Party(2, (2,)),
    Party(1, (4,)),
    Party(2, (5, 10)),
    Party(1, (15,)),
    Party(2, (3, 7, 9, 14)),
    Party(6),
    Party(0, (13,)),
)
EVERYTHING: tuple[Like | None, ...] = (*LIKES, None)
FOUND: dict[tuple[Party, str], Ask] = {}


def every_idea(
    conn: Connection, house: House, guest: Guest, party: Party, like: Like | None
) -> Iterator[Proposal]:
    """All that somebody sees who presses "Something else" to the end."""
    wanted = Wanted(party, days_ahead(house, None), like)
    seen: list[str] = []
    while found := offers_for(conn, house, guest, wanted, beyond=seen):
        yield from found
        seen += [one.ask.offer.code for one in found]


@pytest.fixture
def table(conn: Connection, demo: House, chiara: Guest) -> dict[tuple[Party, str], Ask]:
    """What each party is proposed, with the ask behind it: looked for once for all tests."""
    if not FOUND:
        FOUND.update(
            ((party, one.ask.offer.code), one.ask)
            for party in PARTIES
            for like in EVERYTHING
            for one in every_idea(conn, demo, chiara, party, like)
        )
    return FOUND


def allowed(house: House, code: str, party: Party) -> bool:
    """By the rules alone: one of its ways takes the party, or its children by themselves."""
    offer = house.catalog.offers[code]
    young = tuple(age for age in party.ages if age in range(offer.rules.min_age or 0, 13))
    tried = [party] + ([Party(0, young)] if young and party.adults else [])
    return any(_passes(house, code, option.code, one) for option in offer.options for one in tried)


def _passes(house: House, code: str, option: str, party: Party) -> bool:
    sold = house.sold(code, option)
    assert sold
    try:
        rules.check(house, *sold, party, None)
    except DeskError:
        return False
    return True


def test_every_extra_is_somebodys_idea_and_nobodys_whom_its_rules_leave_out(
    demo: House, table: dict[tuple[Party, str], Ask], tmp_path: Path
) -> None:
    lines = ["offer\tmode\t" + "\t".join(f"{one.adults}+{list(one.ages)}" for one in PARTIES)]
    for code, offer in sorted(demo.catalog.offers.items()):
        cells = ["yes" if (party, code) in table else "-" for party in PARTIES]
        lines.append(f"{code}\t{offer.mode}\t" + "\t".join(cells))
        assert "yes" in cells, f"{code} is nobody's idea"
        for party, cell in zip(PARTIES, cells, strict=True):
            assert cell == "-" or allowed(demo, code, party), f"{code} for {party}"
    (tmp_path / "ideas.tsv").write_text("\n".join(lines))  # the table, for whoever wants to read it


@pytest.mark.parametrize("ahead", [0, 1, 3, 12])
def test_a_package_is_an_idea_for_the_days_on_which_it_can_begin(
    conn: Connection, demo: House, chiara: Guest, ahead: int
) -> None:
    day = demo.today + timedelta(days=ahead)
    found = offers_for(conn, demo, chiara, Wanted(Party(2, (5, 10)), (day,)), most=99)
    begun = {one.ask.offer.code: one.day for one in found if one.ask.offer.bundle}
    assert set(begun.values()) <= {day}
    assert bool(begun) == (ahead > 0), "no package of the demo hotel has room on the very day"


@pytest.mark.parametrize(("ahead", "cost"), [(1, 15000), (3, 9999)])
def test_a_package_is_shown_at_the_price_of_the_day_on_which_it_begins(
    conn: Connection, house: House, ahead: int, cost: int
) -> None:
    """Saturday and Sunday are dearer; the idea says what the plan of that day will."""
    facts = modes_facts()
    facts["offers"]["week"] = package()
    facts["offers"]["week"]["options"][0]["units"][0]["prices"] = [{"days": ["sat", "sun"], "price": "150"}]
    hotel = replace(house, catalog=Catalog.model_validate(facts))
    people.ensure_property(conn, hotel.id)
    guest, _ = people.welcome(conn, hotel, 1003, name="Chiara", language="en")
    wanted = Wanted(Party(2, (9,)), (hotel.today + timedelta(days=ahead),))
    week = next(one for one in offers_for(conn, hotel, guest, wanted, most=99) if one.ask.offer.bundle)
    line = ideas._line(week)
    assert isinstance(line, Text)
    said = line.params["facts"]
    assert isinstance(said, Join)
    assert tuple(said.parts) == (Day(wanted.days[0]), Money(cost, "AZN"))
    plan = replace(plan_of(hotel, "canoe", "bath", "boat"), first=week.day)
    plan = planning.planned(conn, plan, guest.id)
    assert packages.priced(plan, packages.asks(conn, plan)).whole.total == Money(cost, "AZN")


@pytest.mark.parametrize(
    ("code", "fits", "not_for"),
    [
        ("baby_cot", Party(2, (0,)), Party(2)),
        ("paintball", Party(6), Party(2, (5, 10))),
        ("scooter_rental", Party(2), Party(2, (5, 10))),
        ("kids_club", Party(2, (5, 10)), Party(2, (2,))),
        ("sauna", Party(2), Party(0, (13,))),
        ("kids_menu", Party(2, (2,)), Party(1, (15,))),
    ],
)
def test_by_hand_who_sees_what(
    table: dict[tuple[Party, str], Ask], code: str, fits: Party, not_for: Party
) -> None:
    assert (fits, code) in table
    assert (not_for, code) not in table


def test_the_children_go_where_grown_ups_do_not(table: dict[tuple[Party, str], Ask]) -> None:
    """The kids' club is for two of these four, and their parents are not counted in."""
    assert table[Party(2, (3, 7, 9, 14)), "kids_club"].party == Party(0, (7, 9))


def test_a_grown_up_gets_the_grown_up_way(table: dict[tuple[Party, str], Ask]) -> None:
    assert table[Party(2), "disco"].option.code == "evening"
    assert table[Party(2, (5, 10)), "disco"].option.code == "family"


def test_the_groups_are_mixed(conn: Connection, demo: House, chiara: Guest) -> None:
    for party in (Party(2), Party(2, (5, 10))):
        found = offers_for(conn, demo, chiara, Wanted(party, days_ahead(demo, None)))
        assert len({one.ask.offer.group for one in found}) == 3


def test_what_is_made_for_the_children_comes_before_what_lets_them_in(
    conn: Connection, demo: House, chiara: Guest
) -> None:
    found = list(every_idea(conn, demo, chiara, Party(2, (4,)), "water"))
    made = [bool(made_for(one.ask.offer, one.ask.party)) for one in found]
    assert made == sorted(made, reverse=True)
    assert any(made)


def test_each_idea_says_why(conn: Connection, demo: House, chiara: Guest) -> None:
    for party in PARTIES:
        for like in EVERYTHING:
            for one in every_idea(conn, demo, chiara, party, like):
                assert 1 <= len(one.why) <= 3, one.ask.offer.code


def codes(found: Collection[Proposal]) -> set[str]:
    return {one.ask.offer.code for one in found}


def test_not_now_is_remembered_for_the_day_and_comes_last_on_the_next(
    conn: Connection, demo: House, chiara: Guest
) -> None:
    wanted = Wanted(Party(2), days_ahead(demo, None))
    first = offers_for(conn, demo, chiara, wanted)
    turned_down.note(conn, demo, chiara.id, codes(first))
    assert not codes(first) & codes(list(every_idea(conn, demo, chiara, Party(2), None)))
    tomorrow = later(demo, days=1)
    listed = [one.ask.offer.code for one in every_idea(conn, tomorrow, chiara, Party(2), None)]
    assert set(listed[-3:]) == codes(first)


def test_what_is_booked_is_no_idea_and_its_hours_are_taken(
    conn: Connection, demo: House, chiara: Guest
) -> None:
    party, tomorrow = Party(2), demo.today + timedelta(days=1)
    wanted = Wanted(party, (tomorrow,), "nature")
    before = {one.ask.offer.code: one for one in every_day(conn, demo, chiara, wanted)}
    taken = before["group_excursion"].ask
    assert taken.start
    assert taken.end
    held = holding.hold(
        conn, demo, Wish("w", chiara.id, taken.offer.code, taken.option.code, taken.start, party)
    )
    holding.confirm(conn, demo, held.id, chiara.id, "desk")
    after = {one.ask.offer.code: one for one in every_day(conn, demo, chiara, wanted)}
    assert "group_excursion" not in after
    for one in after.values():
        if one.ask.start and one.ask.offer.mode == "slot":
            assert one.ask.end
            assert one.ask.end <= taken.start or one.ask.start >= taken.end


def every_day(conn: Connection, house: House, guest: Guest, wanted: Wanted) -> list[Proposal]:
    return offers_for(conn, house, guest, wanted, most=100)


def test_a_stopped_sale_is_no_idea(conn: Connection, demo: House, chiara: Guest) -> None:
    stop_sale(conn, demo, "boating")
    assert "boating" not in codes(list(every_idea(conn, demo, chiara, Party(2), "water")))


def test_on_an_evening_nothing_begins_in_the_morning(conn: Connection, demo: House, chiara: Guest) -> None:
    for one in every_idea(conn, demo, chiara, Party(2), "evening"):
        assert one.ask.start is None or one.ask.offer.mode != "slot" or demo.local(one.ask.start).hour >= 17


def fill(conn: Connection, house: House, code: str, option: str, day: date) -> None:
    """Somebody set the day's places to none."""
    put_capacity(conn, house, code, option, day, 0)


def test_what_is_sold_out_is_no_idea_that_day(conn: Connection, demo: House, chiara: Guest) -> None:
    tomorrow = demo.today + timedelta(days=1)
    wanted = Wanted(Party(2), (tomorrow,), "nature")
    before = every_day(conn, demo, chiara, wanted)
    assert "group_excursion" in codes(before)
    fill(conn, demo, "group_excursion", "default", tomorrow)
    assert "group_excursion" not in codes(every_day(conn, demo, chiara, wanted))


AGES = st.lists(st.integers(0, 17), max_size=4).map(tuple)
SOME_PARTY = st.builds(Party, st.integers(1, 6), AGES)


def pressed_at_once(conn: Connection, house: House, guest: Guest, found: Collection[Proposal]) -> None:
    """Raises what a guest would read who presses now."""
    for number, one in enumerate(found):
        wanted = one.ask
        rules.check_ask(wanted)
        if wanted.start is None:
            assert capacity.fits(conn, wanted)
            continue
        wish = Wish(f"p{number}", guest.id, wanted.offer.code, wanted.option.code, wanted.start, wanted.party)
        held = holding.hold(conn, house, wish)
        holding.release(conn, house, held.id, guest.id)


def crowd(conn: Connection, house: House, draw: st.DataObject) -> None:
    """Other guests, or the staff, have taken days of half the extras."""
    offers = [one for one in house.catalog.offers.values() if one.mode != "request"]
    for offer in draw.draw(st.lists(st.sampled_from(offers), unique_by=id, max_size=12), label="taken"):
        for ahead in draw.draw(st.sets(st.integers(0, 3), max_size=4), label=offer.code):
            for option in offer.options:
                fill(conn, house, offer.code, option.code, house.today + timedelta(days=ahead))


@proves(IDEAS, injected="random parties in a full house", trials=40 * PROVE)
@given(party=SOME_PARTY, like=st.sampled_from(EVERYTHING), hours=st.integers(0, 60), draw=st.data())
@settings(max_examples=40 * PROVE, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_idea_is_refused_when_it_is_pressed(
    conn: Connection,
    demo: House,
    chiara: Guest,
    party: Party,
    like: Like | None,
    hours: int,
    draw: st.DataObject,
) -> None:
    whole = savepoint(conn)
    house = later(demo, hours=hours)
    crowd(conn, house, draw)
    first = draw.draw(st.integers(0, 5), label="first day")
    days = days_ahead(house, None)[first : first + draw.draw(st.integers(1, 4), label="days")]
    pressed_at_once(conn, house, chiara, offers_for(conn, house, chiara, Wanted(party, days, like), most=5))
    whole.rollback()


@proves(IDEAS, injected="places are not counted", control=True)
def test_a_search_that_counts_no_places_is_caught(
    conn: Connection, demo: House, chiara: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A positive control: with the counters ignored the same check ends in a refusal."""
    tomorrow = demo.today + timedelta(days=1)
    for code in ("group_excursion", "horse_riding", "boating", "fishing"):
        for option in demo.catalog.offers[code].options:
            fill(conn, demo, code, option.code, tomorrow)
    wanted = Wanted(Party(2), (tomorrow,), "nature")
    pressed_at_once(conn, demo, chiara, offers_for(conn, demo, chiara, wanted))

    def careless(conn: Connection, house: House, starts: Collection[Start]) -> dict[Start, int]:
        return dict.fromkeys(starts, vector.ANY_NUMBER)

    monkeypatch.setattr("bot.desk.offers.search.capacity.free_of", careless)
    found = offers_for(conn, demo, chiara, wanted)
    monkeypatch.undo()
    with pytest.raises(SoldOut):
        pressed_at_once(conn, demo, chiara, found)


def test_the_same_question_has_the_same_answer(conn: Connection, demo: House, chiara: Guest) -> None:
    wanted = Wanted(Party(2, (5, 10)), days_ahead(demo, None))
    assert offers_for(conn, demo, chiara, wanted) == offers_for(conn, demo, chiara, wanted)
    assert background.of(conn, replace(demo, id="another"), chiara).booked == frozenset()
