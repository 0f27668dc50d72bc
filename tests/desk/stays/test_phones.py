"""A phone has the rights of its stay and no others, whatever becomes of either."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from bot import errands
from bot.db import Connection
from bot.desk import dialogues, people
from bot.desk.asked import Asked
from bot.desk.booking import book, by_hand, holding
from bot.desk.house import House
from bot.desk.menu import rooms_told, staying
from bot.desk.menu.linking import accept, asking
from bot.desk.menu.staff import verify
from bot.desk.people import Guest
from bot.desk.stays import arrivals, linking, phones, stay
from bot.desk.stays import errands as stay_errands
from bot.desk.stays.arrivals import MovedOn
from bot.desk.stays.reading.columns import Columns
from bot.desk.stays.register import Arrival, Stay
from bot.schema import letters
from tests.desk.booking.cast import wish
from tests.desk.cases.cast import DANA, complaint, first, keys, screens, team

ANNA, PETER = 1001, 1002


def later(house: House, **by: float) -> House:
    return replace(house, now=house.now + timedelta(**by))


def listed(house: House, nights: int = 3, room: str = "214") -> Arrival:
    return Arrival(room, "Szabó", "Anna", house.today, house.today + timedelta(days=nights), external="R-1")


def proves(conn: Connection, house: House, chat: int) -> str:
    guest, _ = people.welcome(conn, house, chat, name="Anna", language="hu")
    return linking.prove(conn, house, guest, "214", "Szabó").answer


def now(conn: Connection, house: House, chat: int) -> Guest:
    found = people.guest(conn, house, chat)
    assert found
    return found


def test_a_check_out_taken_back_lets_nobody_in_whom_reception_had_turned_down(
    conn: Connection, house: House
) -> None:
    until = house.today + timedelta(days=3)
    there = stay.walk_in(conn, house, room="214", surname="Szabó", departure=until).stay
    assert (proves(conn, house, ANNA), proves(conn, house, PETER)) == ("linked", "asked")
    phones.decline(conn, phones.of_stay(conn, house, there.id)[1], house, by=1)
    house = later(house, hours=2)
    assert proves(conn, house, PETER) == "asked"
    stay.undo(conn, house, stay.check_out(conn, house, there))
    assert now(conn, house, ANNA).verified
    assert not now(conn, house, PETER).verified


def test_phones_follow_what_a_list_says_of_their_stay(conn: Connection, house: House) -> None:
    """Else they would charge to the room of somebody else, or lose their rights days too early."""
    expected, _ = stay.expect(conn, house, listed(house), source="import")
    stay.check_in(conn, house, expected)
    proves(conn, house, ANNA)
    arrivals.bring_in(conn, house, [listed(house, nights=5, room="305")], file="new.xlsx", by="Dana")
    assert now(conn, later(house, days=4), ANNA).verified
    assert now(conn, house, ANNA).room == "305"
    arrivals.undo(conn, house)
    assert now(conn, house, ANNA).room == "214"
    assert not now(conn, later(house, days=4), ANNA).verified


def test_who_was_moved_by_a_list_is_told_and_told_again_when_it_is_taken_back(
    conn: Connection, house: House
) -> None:
    """As by a colleague's hand: from the console's errand and from the chat alike."""
    stay.check_in(conn, house, stay.expect(conn, house, listed(house), source="import")[0])
    proves(conn, house, ANNA)
    bring = partial(arrivals.bring_in, conn, house, [listed(house, room="305")], file="new.xlsx", by="Dana")
    rooms_told.after(conn, house, bring)
    rooms_told.after(conn, house, bring)  # the same list once more moves nobody
    rooms_told.after(conn, house, partial(arrivals.undo, conn, house))
    told = [first(said) for said in screens(conn, chat_id=ANNA)]
    assert [(one.key, one.params["room"]) for one in told] == [("link.moved", "305"), ("link.moved", "214")]


def test_the_consoles_list_tells_them_too(conn: Connection, house: House) -> None:
    stay.check_in(conn, house, stay.expect(conn, house, listed(house), source="import")[0])
    proves(conn, house, ANNA)
    facts = {"arrivals": [arrivals.packed(listed(house, room="305"))], "file": "a.csv", "by": "console"}
    bring = errands._telling(stay_errands.ERRANDS["stays.import"])
    bring(conn, house, {**facts, "shape": "x", "columns": Columns({}).packed()})
    assert [first(said).key for said in screens(conn, chat_id=ANNA)] == ["link.moved"]


def test_a_list_that_checked_somebody_in_stays_once_their_phone_is_linked(
    conn: Connection, house: House
) -> None:
    arrivals.bring_in(conn, house, [listed(house)], file="a.xlsx", by="Dana")
    house = later(house, days=1)
    arrivals.bring_in(conn, house, [listed(house)], file="same.xlsx", by="Dana")
    arrivals.bring_in(conn, house, [replace(listed(later(house, days=-1)), note="VIP")], file="b", by="Dana")
    assert proves(conn, house, ANNA) == "linked"
    with pytest.raises(MovedOn):
        arrivals.undo(conn, house)
    assert now(conn, house, ANNA).verified


def pressed() -> Asked:
    return Asked(-100, DANA, "Dana", "press", query_id="q", message_id=3)


def takes_back(conn: Connection, house: House) -> None:
    """Dana taps "Take it back" under what staff read last."""
    said = conn.execute(select(letters.c.content).order_by(letters.c.id.desc())).scalars()
    ways = (one for content in said for one in content.get("say", {}).get("choices", ()))
    back = next(one for one in ways if one["act"] == "stay_undo")
    staying.undo(conn, house, pressed(), people.on_file(conn, house, DANA), back["args"])


def shared(conn: Connection, house: House) -> Stay:
    """A stay with its first phone."""
    team(conn, house)
    until = house.today + timedelta(days=3)
    there = stay.walk_in(conn, house, room="214", surname="Szabó", departure=until).stay
    assert proves(conn, house, ANNA) == "linked"
    return there


def test_a_phone_that_reception_has_linked_is_not_unlinked_by_the_surname_typed_late(
    conn: Connection, house: House
) -> None:
    """Its link went back to a question, the phone kept the room, and charged to it after check-out."""
    there = shared(conn, house)
    assert proves(conn, house, PETER) == "asked"
    phones.accept(conn, house, there, phones.of_stay(conn, house, there.id)[1], by=DANA)
    assert proves(conn, house, PETER) == "linked"
    assert [one.state for one in phones.of_stay(conn, house, there.id)] == ["linked", "linked"]
    stay.check_out(conn, house, there)
    assert not now(conn, later(house, days=1), PETER).verified


@pytest.mark.parametrize("how", ["card", "case"])
def test_who_was_linked_by_reception_is_asked_for_no_surname_any_more(
    conn: Connection, house: House, how: str
) -> None:
    shared(conn, house)
    people.welcome(conn, house, PETER, name="Peter", language="hu")
    people.claim_room(conn, house, now(conn, house, PETER), "214")
    asking(conn, house, Asked(PETER, PETER, "Peter", "text"), "214")
    press = pressed()
    dana = people.on_file(conn, house, DANA)
    if how == "card":
        link = linking.prove(conn, house, now(conn, house, PETER), "214", "Szabó").link
        assert link
        accept(conn, house, press, dana, {"link": link.id})
    else:
        opened = complaint(conn, house, someone=now(conn, house, PETER))
        verify(conn, house, press, dana, {"case": opened.id, "room": "214"})
    assert now(conn, house, PETER).verified
    assert dialogues.waiting(conn, house, PETER) is None


def test_who_is_checked_in_by_the_card_checks_nobody_out_unseen(conn: Connection, house: House) -> None:
    """The family due out of the room today: what it has booked, and its goodbye."""
    dana, *_ = team(conn, house)
    early = later(house, days=-2)
    stay.walk_in(conn, early, room="214", surname="Szabó", departure=house.today)
    assert proves(conn, house, ANNA) == "linked"
    held = holding.hold(conn, house, wish(house, now(conn, house, ANNA).id))
    holding.confirm(conn, house, held.id, held.guest_id, "room")
    coming = Arrival("214", "Nagy", "Bea", house.today, house.today + timedelta(days=3), external="9")
    stay.expect(conn, house, coming, source="import")
    bea, _ = people.welcome(conn, house, PETER, name="Bea", language="hu")
    link = linking.prove(conn, house, bea, "214", "Nagy").link
    assert link
    accept(conn, house, pressed(), dana, {"link": link.id})
    assert {"stay.checked_in", "stay.left_too", "stay.still_booked"} <= set(keys(screens(conn)[-1]))
    assert "stay_undo" in [one.act for one in screens(conn)[-1].choices]
    assert keys(screens(conn, chat_id=ANNA)[-1])[0] == "link.goodbye"


def test_a_longer_stay_or_another_room_confirms_no_phone_anew(conn: Connection, house: House) -> None:
    """They read that their room is confirmed at every extension, and at its way back."""
    there = shared(conn, house)
    dana, longer = people.on_file(conn, house, DANA), there.departure + timedelta(days=2)
    staying.until(conn, house, pressed(), dana, {"stay": there.id, "day": longer.isoformat()})
    takes_back(conn, house)
    assert screens(conn, chat_id=ANNA) == []
    staying.move(conn, house, pressed(), stay.by_id(conn, house, there.id), "305", dana)
    assert [keys(one)[0] for one in screens(conn, chat_id=ANNA)] == ["link.moved"]


def test_who_was_unlinked_by_a_slip_is_told_that_they_are_back(conn: Connection, house: House) -> None:
    there = shared(conn, house)
    staying.check_out(conn, house, pressed(), people.on_file(conn, house, DANA), {"stay": there.id})
    takes_back(conn, house)
    assert keys(screens(conn, chat_id=ANNA)[-1]) == ["link.back"]


def test_a_phone_that_waits_for_reception_during_the_alarm_is_linked_by_no_extension(
    conn: Connection, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    team(conn, house)
    until = house.today + timedelta(days=3)
    there = stay.walk_in(conn, house, room="214", surname="Szabó", departure=until).stay
    with monkeypatch.context() as guessing:
        guessing.setattr(linking, "THE_HOUSE", 0)
        assert proves(conn, house, PETER) == "asked"
    longer, dana = until + timedelta(days=1), people.on_file(conn, house, DANA)
    staying.until(conn, house, pressed(), dana, {"stay": there.id, "day": longer.isoformat()})
    assert not now(conn, house, PETER).verified


@pytest.mark.parametrize("how", ["case", "check-in"])
def test_what_was_booked_for_a_stay_without_a_phone_goes_to_the_phone_however_it_is_linked(
    conn: Connection, house: House, how: str
) -> None:
    dana, *_ = team(conn, house)
    there, _ = stay.expect(conn, house, listed(house), source="import")
    if how == "case":
        there = stay.check_in(conn, house, there).stay
    held = holding.hold(conn, house, wish(house, by_hand.guest_of(conn, house, there, dana).id))
    anna, _ = people.welcome(conn, house, ANNA, name="Anna", language="hu")
    if how == "case":
        people.claim_room(conn, house, anna, "214")
        opened = complaint(conn, house, someone=now(conn, house, ANNA))
        verify(conn, house, pressed(), dana, {"case": opened.id, "room": "214"})
    else:
        assert proves(conn, house, ANNA) == "asked"
        staying.check_in(conn, house, pressed(), dana, {"stay": there.id})
    assert now(conn, house, ANNA).verified
    assert [one.id for one in book.of_guest(conn, house, anna.id)] == [held.id]
