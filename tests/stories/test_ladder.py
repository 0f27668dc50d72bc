"""Three in the morning, reception asleep: the night porter is rung, takes it and says nothing."""

from __future__ import annotations

from bot.db import Connection
from bot.desk.catalog import staffing_edits as edits
from bot.desk.catalog.staffing import Roster
from bot.desk.house import House
from tests.hotel import Desk, Hotel, Phone, plain
from tests.stories.test_night import COLD, TO_NIGHT, ask_for, calls

SHIFTS = {
    "people": [
        {"name": "Dana", "department": "reception", "shifts": [{"open": "07:00", "close": "22:00"}]},
        {"name": "Erlan", "shifts": [{"open": "22:00", "close": "07:00", "night": True}]},
    ]
}


def by_shifts(conn: Connection, house: House) -> None:
    roster = Roster.model_validate(SHIFTS)
    assert edits.change(conn, house, "roster", roster, "Madina", {"kind": "file"}, {"kind": "file"})


async def test_a_silent_night_porter_gives_the_case_back_and_the_guest_is_told(
    hotel: Hotel, chiara: Phone, madina: Phone, dana: Desk
) -> None:
    erlan, danas = Phone(hotel, "Erlan"), Phone(hotel, "Dana")
    async with hotel.open():
        for phone in (erlan, danas, madina):
            await phone.says("/start")
        await ask_for(hotel, by_shifts)
        await hotel.pass_time(**TO_NIGHT)
        await erlan.says("/oncall")
        assert "Erlan" in plain(await erlan.sees("night duty"))
        await chiara.says(COLD)
        await erlan.sees("Night call:")
        case = await dana.sees_case(about="no hot water")
        await hotel.settled()
        assert not calls(danas)
        assert not calls(madina)
        await erlan.taps("Claim")
        await case.shows("Erlan has it")
        await hotel.pass_time(minutes=11)
        await erlan.sees("the guest is waiting to hear from you")
        await hotel.pass_time(minutes=10)
        told = plain(await chiara.sees("You have not heard from us, and we are sorry"))
        assert "Madina" in told or "Dana" in told
        assert "Erlan" not in told
        await case.shows("is free again")
