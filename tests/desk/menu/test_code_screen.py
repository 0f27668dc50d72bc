"""The screen that waits for a voucher's code reads codes, and lets pass what is clearly something else."""

from __future__ import annotations

import pytest

from bot.db import Connection
from bot.desk import dialogues, outbox
from bot.desk.asked import Heard
from bot.desk.booking import gift, shown
from bot.desk.house import House
from bot.money import Money
from bot.say import choice, say, text
from tests.desk.booking.cast import start_at
from tests.desk.booking.phone import Phone

BREAKFAST = Heard("en", "answer", (("breakfast", 0.97),))
TEN = Money(1000, "AZN")


@pytest.fixture
def phone(conn: Connection, house: House) -> Phone:
    """At the screen that asks for a code, from the price of a canoe."""
    found = Phone(conn, house)
    found.says("/start")
    start = start_at(house, 10).isoformat()
    facts = {"offer": "canoe", "option": "default", "start": start, "party": {"adults": 2, "ages": []}}
    outbox.send(
        conn, house, found.chat, say(text("guest.home"), choices=[choice(text("x"), "book", **facts)])
    )
    found.taps("book")
    found.taps("code")
    assert found.keys() == ["code.ask"]
    return found


def test_what_is_clearly_understood_is_answered_and_is_no_wrong_guess(
    conn: Connection, house: House, phone: Phone
) -> None:
    for _ in range(shown.MOST + 1):
        phone.hears("breakfast hours", BREAKFAST)
        assert "not_asked" in phone.acts(), "as under every answer"
    assert shown.tries(conn, house, phone.chat) == 0


def test_a_code_is_one_whatever_its_letters_sound_like(conn: Connection, house: House, phone: Phone) -> None:
    code = gift.issue(conn, house, until=None, by="staff:1", worth=TEN)
    phone.hears(code, BREAKFAST)
    assert "hold" in phone.acts()


def test_a_slip_of_the_finger_is_said_and_the_code_may_be_typed_again(
    conn: Connection, house: House, phone: Phone
) -> None:
    code = gift.issue(conn, house, until=None, by="staff:1", worth=TEN)
    phone.says("7F3K2-9MXQA")
    assert phone.keys() == ["refuse.code_unknown"]
    assert shown.tries(conn, house, phone.chat) == 1
    phone.says(code)
    assert "hold" in phone.acts()


@pytest.mark.parametrize("slip", [False, True])
def test_back_at_the_price_no_code_is_waited_for(
    conn: Connection, house: House, phone: Phone, slip: bool
) -> None:
    """Nor after "Go on without it"."""
    if slip:
        phone.says("7F3K2-9MXQA")
    phone.taps("book")
    assert "hold" in phone.acts()
    assert dialogues.waiting(conn, house, phone.chat) is None
    phone.says("piano lessons")
    assert phone.keys() == ["answer.unknown"]


def test_back_at_a_request_no_code_is_waited_for(conn: Connection, house: House) -> None:
    phone = Phone(conn, house)
    phone.says("/start")
    outbox.send(
        conn,
        house,
        phone.chat,
        say(text("guest.home"), choices=[choice(text("x"), "request", offer="photographer")]),
    )
    phone.taps("request")
    phone.says("24.11 10:00")
    phone.taps("party", adults=2)
    phone.taps("code")
    phone.taps("book")
    assert phone.keys()[0] == "request.card"
    assert dialogues.waiting(conn, house, phone.chat) is None
