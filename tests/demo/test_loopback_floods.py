"""429s: what may be sent in a second, to one person, and to one group."""

from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import RetryAfter

from bot.demo.telegram import Floods, Group, Loopback, Person
from tests.demo.conftest import Clock


async def sent_before_429(bot: Bot, chats: list[int], most: int = 60) -> int:
    """How many messages go through, in turn to these chats, before the first 429."""
    for number in range(most):
        try:
            await bot.send_message(chats[number % len(chats)], "x")
        except RetryAfter:
            return number
    return most


async def test_a_person_gets_three_at_once_then_one_a_second(
    loopback: Loopback, bot: Bot, aygun: Person, clock: Clock
) -> None:
    loopback.say(aygun, "hello")
    loopback.meter.floods = Floods.telegram()
    assert await sent_before_429(bot, [aygun.chat_id]) == 3
    assert loopback.calls()[-1].error == "Too Many Requests: retry after 3"
    clock.advance(seconds=3)
    assert await sent_before_429(bot, [aygun.chat_id]) == 3


async def test_a_group_gets_twenty_a_minute_whatever_the_topic(
    loopback: Loopback, bot: Bot, staff: Group, clock: Clock
) -> None:
    loopback.meter.floods = Floods.telegram()
    assert await sent_before_429(bot, [staff.chat_id]) == 20
    clock.advance(seconds=59)
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(staff.chat_id, "x")
    assert caught.value.retry_after == timedelta(seconds=1)
    clock.advance(seconds=1)
    await bot.send_message(staff.chat_id, "x")


async def test_thirty_a_second_go_out_in_all(loopback: Loopback, bot: Bot, clock: Clock) -> None:
    guests = [loopback.person(1000 + number, "Guest") for number in range(40)]
    for guest in guests:
        loopback.say(guest, "hello")
    loopback.meter.floods = Floods.telegram()
    assert await sent_before_429(bot, [guest.chat_id for guest in guests]) == 30
    clock.advance(seconds=1)
    assert await sent_before_429(bot, [guest.chat_id for guest in guests[30:]], most=10) == 10


async def test_edits_and_answers_cost_nothing(loopback: Loopback, bot: Bot, aygun: Person) -> None:
    loopback.say(aygun, "hello")
    loopback.meter.floods = Floods.telegram()
    sent = await bot.send_message(aygun.chat_id, "0")
    for number in range(1, 40):
        await bot.edit_message_text(str(number), aygun.chat_id, sent.message_id)


async def test_without_limits_nothing_is_held_back(loopback: Loopback, bot: Bot, aygun: Person) -> None:
    """Positive control: with `Floods.none()` the same sixty go through."""
    loopback.say(aygun, "hello")
    assert await sent_before_429(bot, [aygun.chat_id]) == 60
