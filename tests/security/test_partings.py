"""Somebody is taken out of the staff's group, and Telegram says so late, otherwise, or not at all."""

from __future__ import annotations

from tests.hotel import Desk, Hotel, Phone
from tests.proofs import proves

PROMISE = "who works here no longer can do nothing"


@proves(PROMISE, injected="Telegram said nothing of the parting")
async def test_who_was_thrown_out_unseen_can_press_nothing_the_next_morning(
    hotel: Hotel, erlan: Desk, chiara: Phone, madina: Phone
) -> None:
    async with hotel.open():
        await madina.says("/start")
        await hotel.pass_time(minutes=2)
        await hotel.pass_time(hours=24)
        hotel.group.roles[erlan.person.user_id] = "kicked"  # and no update comes of it
        await chiara.says("There is no hot water in my room and nobody answers the phone!!")
        case = await erlan.sees_case(about="no hot water")
        await hotel.pass_time(hours=24)
        await madina.sees("Someone left the staff group")
        hotel.loopback.press(erlan.person, case.card, "Claim")
        await hotel.settled()
        assert "Erlan" not in (case.card.text or "")


async def test_where_we_are_no_administrator_a_parting_is_seen_all_the_same(
    hotel: Hotel, erlan: Desk, madina: Phone
) -> None:
    async with hotel.open():
        await madina.says("/start")
        hotel.group.bot = "member"
        hotel.loopback.leave(erlan.person, hotel.group)
        await madina.sees("Someone left the staff group")
