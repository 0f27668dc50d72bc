"""A bot in another process, killed while it polls: what it had not confirmed comes again."""

import asyncio
import sys
from asyncio.subprocess import PIPE

from telegram import Bot

from bot.demo.telegram import Loopback, Person

POLLER = """
import json, sys, urllib.request
offset = 0
while True:
    with urllib.request.urlopen(f"{sys.argv[1]}/getUpdates?timeout=20&offset={offset}") as reply:
        for update in json.load(reply)["result"]:
            offset = update["update_id"] + 1
            print(offset - 1, flush=True)
"""


async def test_what_a_killed_bot_had_not_confirmed_comes_again(
    loopback: Loopback, bot: Bot, aygun: Person
) -> None:
    address = f"{loopback.url}/bot{loopback.token}"
    first = loopback.say(aygun, "towels").update_id
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", POLLER, address, stdout=PIPE)
    assert child.stdout
    async with asyncio.timeout(20):
        assert int(await child.stdout.readline()) == first
        await loopback.until(lambda: first in loopback.confirmed())
        child.kill()
        await child.wait()
    second = loopback.say(aygun, "two of them").update_id
    assert [update.update_id for update in await bot.get_updates()] == [second]
    assert loopback.confirmed() == {first}


async def test_a_desk_that_closes_and_opens_again_keeps_its_address(
    loopback: Loopback, bot: Bot, aygun: Person
) -> None:
    loopback.say(aygun, "towels")
    port = int(loopback.url.rpartition(":")[2])
    await loopback.close()
    await loopback.open(port=port)
    assert len(await bot.get_updates()) == 1
