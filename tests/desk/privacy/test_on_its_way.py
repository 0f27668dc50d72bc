"""Whatever was on its way when a guest was erased: letters in every state, pictures, held sends."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select, update

from bot.db import Connection
from bot.desk import mail, outbox, people
from bot.desk.asked import Asked
from bot.desk.cases import relays
from bot.desk.house import House
from bot.desk.mail import Letter
from bot.desk.privacy import elsewhere, erase
from bot.say import say
from bot.schema import inbox, letters, properties
from tests.desk.cases.cast import complaint, fire, guest, later, team
from tests.desk.privacy.planted import Planted, stands
from tests.desk.privacy.test_erase import MARK, PROMISE, leftovers, planted
from tests.proofs import seen

__all__ = ["planted"]  # a fixture


@pytest.mark.parametrize("state", ["new", "sending", "sent", "dropped", "dead"])
def test_nothing_leads_to_them_whatever_was_on_its_way(
    conn: Connection, house: House, planted: Planted, state: str
) -> None:
    """To them, into the topic of their case, and to staff in words; with pictures that say no name."""
    team(conn, house)
    about = {"property_id": house.id, "lane": 1, "kind": "critical", "created_at": house.now}
    named = {"say": {"body": [f"{MARK}-guests-name is waiting"]}}
    copied = {"from": planted.chat, "message": 7, "caption": MARK, "relay": True}
    more = {"chat_id": -100500, "method": "send", "content": named}
    conn.execute(insert(letters).values(**about, **more))
    conn.execute(
        insert(letters).values(**about, case_id=planted.rows["cases"], method="copy", content=copied)
    )
    conn.execute(update(letters).values(state=state))
    conn.execute(update(inbox).values(state="done" if state == "sent" else state))
    erase.erase(conn, house, planted.guest, by="guest")
    fire(conn, later(house, minutes=2))
    assert not stands(conn, MARK + "-guests-name"), "nor while it is still on its way"
    conn.execute(update(letters).where(letters.c.state == "sending").values(state="sent"))
    conn.execute(update(inbox).where(inbox.c.state == "sending").values(state="done"))
    fire(conn, later(house, minutes=15))
    assert leftovers(conn, planted) == []
    seen(PROMISE, injected=f"letters that were {state}", trials=1)


def in_a_group(conn: Connection, house: House) -> None:
    people.ensure_property(conn, house.id)
    team(conn, house)
    conn.execute(update(properties).values(staff_chat=-100500))


def lease(conn: Connection, house: House) -> list[Letter]:
    return mail.lease(conn, house, busy=(), shut=(), most=99, spare=lambda chat: 99)


def test_what_arrives_while_they_are_erased_is_taken_away(conn: Connection, house: House) -> None:
    """A line to staff that names them, and a picture of theirs for a group without topics."""
    in_a_group(conn, house)
    known = guest(conn, house)
    opened = complaint(conn, house, someone=known)
    conn.execute(update(letters).values(state="sent"))
    outbox.send(conn, house, -100600, say("Aygün asks for you"))
    picture = Asked(1001, 1001, "Aygün", "photo", private=True, message_id=9)
    relays.copy(conn, house, relays.to_staff(opened.id), say("Aygün:"), picture, say(""))
    under_way = lease(conn, house)
    assert sorted(one.method for one in under_way) == ["copy", "send"]
    erase.erase(conn, house, known, by="guest")
    assert not stands(conn, "Aygün")
    fire(conn, later(house, minutes=2))
    for number, letter in enumerate(under_way, 7001):
        mail.sent(conn, letter, now=later(house, minutes=3).now, message_id=number)
    fire(conn, later(house, minutes=5))
    asked = conn.execute(select(letters.c.content).where(letters.c.method == "delete")).scalars()
    assert {number for one in asked for number in one["messages"]} >= {7001, 7002}
    assert not stands(conn, "Aygün")
    seen(PROMISE, injected="an erasing while letters are being sent", trials=1)


def test_a_picture_in_a_group_without_topics_goes_too(conn: Connection, house: House) -> None:
    in_a_group(conn, house)
    known = guest(conn, house)
    opened = complaint(conn, house, someone=known)
    conn.execute(update(letters).values(state="sent"))
    album = Asked(1001, 1001, "Aygün", "photo", private=True, message_id=9)
    relays.copy(conn, house, relays.to_staff(opened.id), say("Guest:"), album, say(""))
    (copied,) = lease(conn, house)
    relays.arrived(conn, copied.id, -100500, [41, 42, 43])
    mail.sent(conn, copied, now=house.now, message_id=43)
    erase.erase(conn, house, known, by="guest")
    asked = conn.execute(select(letters.c.content).where(letters.c.method == "delete")).scalars()
    assert {number for one in asked for number in one["messages"]} >= {41, 42, 43}


def test_what_did_not_arrive_goes_out_again_without_the_name(conn: Connection, house: House) -> None:
    """It may tell of others; and what told of them alone is not said again."""
    in_a_group(conn, house)
    known = guest(conn, house)
    opened = complaint(conn, house, someone=known)
    conn.execute(update(letters).values(state="sent"))
    outbox.send(conn, house, -100500, say("Bence and Aygün have asked for you"))
    outbox.send(conn, house, -100600, say(f"See to {opened.ref}"))
    under_way = lease(conn, house)
    assert len(under_way) == 2
    erase.erase(conn, house, known, by="guest")
    for letter in under_way:
        mail.wait(conn, letter, until=house.now, why="no answer", repeat=True)
    again = [one for one in lease(conn, later(house, minutes=1)) if one.method == "send"]
    assert [one.content["say"]["body"] for one in again] == [["Bence and — have asked for you"]]
    mail.sent(conn, again[0], now=later(house, minutes=1).now, message_id=7)
    fire(conn, later(house, minutes=12))
    left = conn.execute(select(letters.c.id).where(letters.c.id.in_([one.id for one in under_way])))
    assert list(left.scalars()) == [again[0].id]


def test_an_erasing_that_overlooks_what_is_being_sent_is_found(
    conn: Connection, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken on purpose: nobody looks again at what was on its way."""
    in_a_group(conn, house)
    known = guest(conn, house)
    outbox.send(conn, house, -100600, say("Aygün asks for you"))
    (letter,) = lease(conn, house)
    monkeypatch.setattr(elsewhere, "arrived", lambda conn, house, held: True)
    erase.erase(conn, house, known, by="guest")
    mail.sent(conn, letter, now=house.now, message_id=7001)
    fire(conn, later(house, minutes=15))
    asked = conn.execute(select(letters.c.content).where(letters.c.method == "delete")).scalars()
    assert 7001 not in {number for one in asked for number in one["messages"]}
    seen(PROMISE, injected="what is being sent is overlooked", trials=1, violations=1, control=True)
