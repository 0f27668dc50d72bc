"""The queue: what an offset confirms, what time forgets, and what a second poller gets."""

import asyncio

import pytest
from aiohttp import ClientSession
from telegram import Bot, Update
from telegram.error import Conflict

from bot.demo.telegram import Loopback, Person
from tests.demo.conftest import Clock


def ids(updates: tuple[Update, ...]) -> list[int]:
    return [update.update_id for update in updates]


async def test_an_offset_confirms_what_stands_before_it(loopback: Loopback, bot: Bot, aygun: Person) -> None:
    for word in "abc":
        loopback.say(aygun, word)
    pushed = loopback.pushed()
    assert ids(await bot.get_updates()) == pushed
    assert ids(await bot.get_updates()) == pushed, "without an offset nothing is confirmed"
    assert loopback.confirmed() == set()
    assert ids(await bot.get_updates(offset=pushed[1], limit=1)) == pushed[1:2]
    assert loopback.confirmed() == {pushed[0]}
    assert ids(await bot.get_updates(offset=pushed[2] + 1)) == []
    assert loopback.confirmed() == set(pushed)


async def test_a_negative_offset_keeps_only_the_last(loopback: Loopback, bot: Bot, aygun: Person) -> None:
    for word in "abc":
        loopback.say(aygun, word)
    assert ids(await bot.get_updates(offset=-1)) == loopback.pushed()[-1:]
    assert len(loopback.confirmed()) == 2


async def test_an_offset_far_beyond_the_tail_confirms_nothing(
    loopback: Loopback, bot: Bot, aygun: Person
) -> None:
    loopback.say(aygun, "a")
    (last,) = loopback.pushed()
    assert ids(await bot.get_updates(offset=last + 12)) == [last]
    assert loopback.confirmed() == set()
    assert ids(await bot.get_updates(offset=last + 11)) == []
    assert loopback.confirmed() == {last}


async def follow(loopback: Loopback, bot: Bot, *, by_greatest: bool) -> list[int]:
    """Ids received by a client over a restart of numbering; the broken one asks by the greatest id it saw."""
    offset, seen = 0, []
    aygun = loopback.person(214, "Aygün")
    for start in (None, 5_000, 900_000_000):
        if start:
            loopback.restart_update_ids(start)
        for _ in range(30):
            loopback.say(aygun, "a")
        for _ in range(12):
            got = ids(await bot.get_updates(offset=offset, limit=5))
            seen += [each for each in got if each not in seen]
            offset = (max([offset - 1, *got]) if by_greatest else got[-1] if got else offset - 1) + 1
    return seen


async def test_a_client_that_goes_by_the_batch_survives_new_numbering(loopback: Loopback, bot: Bot) -> None:
    assert await follow(loopback, bot, by_greatest=False) == loopback.pushed()


async def test_a_client_that_goes_by_the_greatest_id_does_not(loopback: Loopback, bot: Bot) -> None:
    """Positive control: the known mistake loses updates here, as it does in life."""
    assert await follow(loopback, bot, by_greatest=True) != loopback.pushed()


async def test_presses_are_forgotten_after_150_seconds_and_messages_after_a_day(
    loopback: Loopback, bot: Bot, aygun: Person, clock: Clock
) -> None:
    loopback.say(aygun, "a")
    sent = await bot.send_message(aygun.chat_id, "x")
    loopback.press_data(aygun, loopback.chat(aygun)[-1], "y")
    assert sent.message_id == 2
    message, press = loopback.pushed()
    clock.advance(seconds=149)
    assert ids(await bot.get_updates()) == [message, press]
    clock.advance(seconds=1)
    assert ids(await bot.get_updates()) == [message]
    clock.advance(hours=24)
    assert ids(await bot.get_updates()) == []
    assert loopback.confirmed() == set()


async def test_a_long_poll_ends_when_something_comes(loopback: Loopback, bot: Bot, aygun: Person) -> None:
    async with asyncio.timeout(5), asyncio.TaskGroup() as both:
        poll = both.create_task(bot.get_updates(timeout=30))
        await loopback.until(lambda: any(e.kind == "poll" for e in loopback.events_since(0)))
        sent = loopback.say(aygun, "a")
    assert ids(poll.result()) == [sent.update_id]


async def test_a_second_poller_ends_the_first(loopback: Loopback, bot: Bot, aygun: Person) -> None:
    async def first() -> str:
        with pytest.raises(Conflict) as caught:
            await bot.get_updates(timeout=30)
        return str(caught.value)

    async with asyncio.timeout(5), asyncio.TaskGroup() as both:
        poll = both.create_task(first())
        await loopback.until(lambda: any(e.kind == "poll" for e in loopback.events_since(0)))
        await bot.get_updates()
    assert poll.result().endswith(
        "terminated by other getUpdates request; make sure that only one bot instance is running"
    )


async def test_polling_is_refused_while_a_webhook_is_set(loopback: Loopback, bot: Bot) -> None:
    await bot.set_webhook("https://desk.example.org/hook")
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    await bot.get_updates()


async def test_changes_of_members_come_only_to_a_bot_that_asks(
    loopback: Loopback, bot: Bot, dana: Person
) -> None:
    group = loopback.forum("Desk", members=[dana])
    loopback.leave(dana, group)
    assert [u.chat_member for u in await bot.get_updates()] == [None]
    await bot.get_updates(offset=-1, allowed_updates=["message", "chat_member"])
    loopback.join(dana, group)
    changes = [u.chat_member for u in await bot.get_updates() if u.chat_member]
    assert [str(change.new_chat_member.status) for change in changes] == ["member"]


async def test_anything_can_be_pushed_as_it_is(loopback: Loopback) -> None:
    loopback.push_raw({"message": {"towels": [1, None]}})
    loopback.push_raw({"update_id": "seven"})
    async with ClientSession() as wire, wire.get(f"{loopback.url}/bot{loopback.token}/getUpdates") as reply:
        first, second = (await reply.json())["result"]
    assert first == {"update_id": loopback.pushed()[0], "message": {"towels": [1, None]}}
    assert second == {"update_id": "seven"}
