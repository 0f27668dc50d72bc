"""What colleagues open for guests, and what a failed service opens by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Heard
from bot.desk.booking import holding
from bot.desk.cases import behalf, case
from bot.desk.house import House
from bot.desk.menu.cases.behalf import understood
from bot.desk.people import Guest
from bot.desk.stays import linking, stay
from tests.desk.booking.cast import start_at, wish
from tests.desk.cases.cast import again, clocks_of, guest, history, keys, screens, team


def living_in(conn: Connection, house: House, room: str = "210") -> Guest:
    """Aygün, her phone linked to her stay."""
    people.ensure_property(conn, house.id)
    leaves = house.today + timedelta(days=3)
    stay.walk_in(conn, house, room=room, surname="Məmmədova", departure=leaves)
    aygun = guest(conn, house)
    assert linking.prove(conn, house, aygun, room, "Mammadova").answer == "linked"
    return people.guest_by_id(conn, aygun.id)


def test_a_colleagues_case_is_the_guests_and_they_read_of_it(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    aygun = living_in(conn, house)
    found = behalf.somebody(conn, house, "210", dana)
    assert found.id == aygun.id
    opened, new = behalf.report(
        conn, house, found, dana, kind="complaint", words="no hot water", category="no_hot_water"
    )
    assert (new, opened.source, opened.department) == (True, "staff", "reception")
    assert opened.stay_id
    assert keys(screens(conn, chat_id=aygun.chat_id)[-1])[0] == "case.for_you"
    assert set(clocks_of(conn, house, opened)) >= {"acknowledge", "resolve"}


def test_the_same_trouble_joins_the_open_case_and_tells_the_guest_nothing_twice(
    conn: Connection, house: House
) -> None:
    dana, erlan, _ = team(conn, house)
    aygun = living_in(conn, house)
    facts = {"kind": "complaint", "category": "noise"}
    first, _ = behalf.report(conn, house, aygun, dana, words="loud", **facts)
    told = len(screens(conn, chat_id=aygun.chat_id))
    same, new = behalf.report(conn, house, aygun, erlan, words="still loud", **facts)
    assert (same.id, new) == (first.id, False)
    assert len(screens(conn, chat_id=aygun.chat_id)) == told
    assert history(conn, first)[-1] == "staff_added"


@pytest.mark.parametrize("room", ["217", None])
def test_a_case_needs_no_guest_and_no_phone(conn: Connection, house: House, room: str | None) -> None:
    """An empty room, or the house itself. The second one about a room is about the same room."""
    dana, *_ = team(conn, house)
    nobody = behalf.somebody(conn, house, room, dana)
    opened, _ = behalf.report(conn, house, nobody, dana, kind="fault", words="the lamp is broken")
    assert outbox.phoneless(nobody.chat_id)
    assert (nobody.room, nobody.verified, opened.stay_id) == (room, room is not None, None)
    assert screens(conn, chat_id=nobody.chat_id) == []
    assert (behalf.somebody(conn, house, room, dana).id == nobody.id) == (room is not None)


def test_whoever_only_says_that_the_room_is_theirs_reads_nothing(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    people.ensure_property(conn, house.id)
    stranger = guest(conn, house)
    people.claim_room(conn, house, stranger, "210")
    assert behalf.somebody(conn, house, "210", dana).id != stranger.id


def test_danger_that_a_colleague_reports_alarms_and_does_not_light_up_that_phone(
    conn: Connection, house: House
) -> None:
    dana, *_ = team(conn, house)
    aygun = living_in(conn, house)
    before = len(screens(conn, chat_id=aygun.chat_id))
    opened, _ = behalf.report(conn, house, aygun, dana, kind="sensitive", words="…", category="harassment")
    assert (opened.severity, len(screens(conn, chat_id=aygun.chat_id))) == ("S1", before)
    assert keys(screens(conn, chat_id=dana.user_id)[-1])[0] == "alarm.sensitive"


def test_another_kind_makes_it_faster_and_never_slower(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    nobody = behalf.somebody(conn, house, "217", dana)
    opened, _ = behalf.report(conn, house, nobody, dana, kind="request", words="glass on the floor")
    worse = behalf.rekind(conn, house, opened, dana, "incident")
    assert (worse.kind, worse.severity) == ("incident", "S2")
    assert worse.ack_due < opened.ack_due
    assert clocks_of(conn, house, worse)["acknowledge"] == worse.ack_due
    less = behalf.rekind(conn, house, worse, dana, "praise")
    assert (less.kind, less.severity, less.ack_due) == ("praise", "S2", worse.ack_due)
    assert history(conn, opened)[-2:] == ["kind_changed", "kind_changed"]


def test_a_service_that_failed_is_one_case_whoever_notes_it(conn: Connection, house: House) -> None:
    team(conn, house)
    aygun = living_in(conn, house)
    booked = holding.hold(conn, house, wish(house, aygun.id, start=start_at(house, 10, ahead=1)))
    opened = behalf.failed(conn, house, booked, by="desk", words="the boat did not come")
    assert (opened.kind, opened.severity, opened.source) == ("incident", "S2", "service")
    assert opened.booking_id == booked.id
    assert behalf.failed(conn, house, booked, by="staff:2001").id == opened.id
    assert case.for_booking(conn, house, booked.id) is None, "nobody has to decide about that booking"
    assert again(conn, house, opened).department == booked.sold.department


@pytest.mark.parametrize(
    ("heard", "wanted"),
    [
        (None, ("request", None)),
        (Heard("en", "sensitive", risk="fire"), ("sensitive", "fire")),
        (Heard("en", "handoff", (("no_hot_water", 0.9),), 0.99), ("complaint", "no_hot_water")),
        (Heard("en", "handoff", (("pool", 0.9),), 0.7), ("complaint", "complaint_general")),
        (Heard("en", "answer", (("towels", 0.9),)), ("request", "towels")),
        (Heard("en", "answer", (("lost_item", 0.9),)), ("lost_item", None)),
        (Heard("en", "answer", (("praise", 0.9),)), ("praise", None)),
        (Heard("en", "answer", (("pool", 0.9),)), ("request", None)),
    ],
)
def test_what_kind_of_case_the_words_make(heard: Heard | None, wanted: tuple[str, str | None]) -> None:
    assert understood(heard) == wanted
