""" "Taken back: it is as before": for the stay, for who was due out of its room, and for who shares it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Asked
from bot.desk.house import House
from bot.desk.menu import staying, staying_commands, staying_words
from bot.desk.menu.linking import accept
from bot.desk.people import Guest
from bot.desk.stays import linking, stay
from bot.desk.stays.acts import Done, RoomTaken
from bot.desk.stays.register import Arrival, Stay
from bot.say import Choice
from bot.schema import letters
from tests.desk.cases.cast import DANA, guest, keys, later, screens, team

ANNA = 1001
PRESSED = Asked(-100, DANA, "Dana", "press", query_id="q", message_id=3)
TYPED = Asked(-100, DANA, "Dana", "text", message_id=3)


def lives(conn: Connection, house: House, room: str, surname: str, *, nights: int = 3) -> Stay:
    until = house.today + timedelta(days=nights)
    return stay.walk_in(conn, house, room=room, surname=surname, departure=until, together=True).stay


def comes(conn: Connection, house: House, room: str, surname: str) -> Stay:
    row = Arrival(room, surname, "Bea", house.today, house.today + timedelta(days=3), external="9")
    return stay.expect(conn, house, row, source="import")[0]


def takes_back(conn: Connection, house: House) -> None:
    """Dana taps "Take it back" under what staff read last."""
    said = conn.execute(select(letters.c.content).order_by(letters.c.id.desc())).scalars()
    ways = (one for content in said for one in content.get("say", {}).get("choices", ()))
    back = next(one for one in ways if one["act"] == "stay_undo")
    staying.undo(conn, house, PRESSED, people.on_file(conn, house, DANA), back["args"])


def of(conn: Connection, house: House, chat: int) -> Guest:
    found = people.guest(conn, house, chat)
    assert found
    return found


@pytest.mark.parametrize("by", ["check-in", "move"])
def test_who_was_due_out_of_a_room_that_was_given_out_by_a_slip_is_back_in_it(
    conn: Connection, house: House, by: str
) -> None:
    dana, *_ = team(conn, house)
    old = lives(conn, later(house, days=-2), "214", "Szabó", nights=2)
    assert linking.prove(conn, house, guest(conn, house, ANNA), "214", "Szabó").answer == "linked"
    if by == "check-in":
        new = comes(conn, house, "214", "Nagy")
        staying.check_in(conn, house, PRESSED, dana, {"stay": new.id})
    else:
        new = lives(conn, house, "305", "Nagy")
        staying.move(conn, house, PRESSED, new, "214", dana)
    assert stay.by_id(conn, house, old.id).state == "departed"
    takes_back(conn, later(house, minutes=2))
    assert stay.by_id(conn, house, new.id) == new
    assert stay.by_id(conn, house, old.id) == old
    assert stay.living(conn, house, "214") == [old]
    assert of(conn, house, ANNA).verified
    assert keys(screens(conn, chat_id=ANNA)[-1]) == ["link.back"]


def longer(conn: Connection, house: House, one: Stay) -> Done:
    return stay.extend(conn, house, one, one.departure + timedelta(days=2))


def elsewhere(conn: Connection, house: House, one: Stay) -> Done:
    return stay.move_room(conn, house, one, "305")


@pytest.mark.parametrize("act", [longer, elsewhere, stay.check_out])
def test_who_shares_a_room_keeps_nothing_from_being_taken_back(
    conn: Connection, house: House, act: Callable[[Connection, House, Stay], Done]
) -> None:
    first = lives(conn, house, "214", "Szabó")
    lives(conn, later(house, minutes=5), "214", "Nagy")
    hour = later(house, hours=1)
    stay.undo(conn, hour, act(conn, hour, first))
    assert stay.by_id(conn, house, first.id) == first


def test_a_room_that_somebody_has_moved_into_since_is_theirs(conn: Connection, house: House) -> None:
    """They had come to the hotel earlier than who had left it."""
    old = lives(conn, later(house, days=-1), "305", "Kis", nights=5)
    first = lives(conn, house, "214", "Szabó")
    done = stay.check_out(conn, house, first)
    stay.move_room(conn, house, old, "214")
    with pytest.raises(RoomTaken):
        stay.undo(conn, house, done)


def sharing(refused: RoomTaken) -> Choice:
    return next(one for one in refused.say().choices if one.act == "stay_in")


def test_who_is_expected_may_share_a_room_with_who_is_there(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    there, coming = lives(conn, house, "214", "Szabó"), comes(conn, house, "214", "Nagy")
    with pytest.raises(RoomTaken) as refused:
        staying.check_in(conn, house, PRESSED, dana, {"stay": coming.id})
    staying.check_in(conn, house, PRESSED, dana, sharing(refused.value).args)
    assert {one.id for one in stay.living(conn, house, "214")} == {there.id, coming.id}


def test_who_scanned_before_they_came_may_share_it_too(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    lives(conn, house, "214", "Szabó")
    coming = comes(conn, house, "214", "Nagy")
    asked = linking.prove(conn, house, guest(conn, house, ANNA), "214", "Nagy").link
    assert asked
    with pytest.raises(RoomTaken) as refused:
        accept(conn, house, PRESSED, dana, {"link": asked.id})
    staying.check_in(conn, house, PRESSED, dana, sharing(refused.value).args)
    assert stay.by_id(conn, house, coming.id).state == "in_house"
    assert of(conn, house, ANNA).verified


def test_a_typed_check_in_keeps_its_room_and_its_day_when_they_share(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    lives(conn, house, "305", "Szabó")
    coming = comes(conn, house, "305", "Nagy")
    words = staying_words.read(house, "305 Nagy +5")
    with pytest.raises(RoomTaken) as refused, conn.begin_nested():
        staying_commands.check_in(conn, house, TYPED, dana, words)
    staying.check_in(conn, house, PRESSED, dana, sharing(refused.value).args)
    now = stay.by_id(conn, house, coming.id)
    assert (now.room, now.state, now.departure - house.today) == ("305", "in_house", timedelta(days=5))
