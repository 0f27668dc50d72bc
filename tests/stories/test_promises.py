"""Promises through the front door: set, asked about, kept; broken and told; a shift, an invoice."""

from __future__ import annotations

from tests.hotel import Desk, Hotel, Phone, plain

FURIOUS = "There is no hot water in my room and nobody answers the phone!!"


async def test_a_promise_is_set_by_a_tap_asked_about_and_kept(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await chiara.says(FURIOUS)
        case = await dana.sees_case(about="no hot water")
        await case.taps("In 20 min")
        await chiara.sees("It will be done by 13:20")
        await case.shows("Promised by 13:20: Dana")
        await hotel.pass_time(minutes=4)
        await chiara.says("How much longer?")
        await chiara.sees("By 13:20. Time left: 16 min")
        await case.shows("How much longer?")
        await chiara.taps("How much longer?")
        await chiara.sees("Time left: 16 min")
        await hotel.pass_time(minutes=7)
        await case.taps("Resolve")
        await chiara.sees("Done at 13:11, promised by 13:20")
        await chiara.taps("Yes, all right")
        await case.shows("closed")


async def test_a_broken_promise_is_told_in_time_though_the_desk_was_down(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    phone = Phone(hotel, "Dana")
    async with hotel.open():
        await phone.says("/today")
        await chiara.says(FURIOUS)
        case = await dana.sees_case(about="no hot water")
        await case.taps("Another time")
        await case.taps("In 40 min")
        await hotel.pass_time(minutes=35)
        await phone.sees("promised by 13:40. Done?")
    hotel.clock.advance(minutes=8)  # the promise breaks while the power is off
    async with hotel.open():
        await chiara.sees("We are late, and we are sorry: promised by 13:40")
        await case.shows("3 min late: what was promised")
        await phone.sees("3 min late. Done?")
        await phone.taps("In 20 min")
        await chiara.sees("New time: 14:03")
        assert "3 min late" in plain(case.card)


async def test_the_shift_is_handed_over_at_23_and_both_confirm(
    hotel: Hotel, chiara: Phone, dana: Desk
) -> None:
    phone, comes = Phone(hotel, "Dana"), Phone(hotel, "Erlan")
    async with hotel.open():
        await comes.says("/today")
        await phone.says("/today")
        await phone.sees("Nothing is waiting for you now.")
        await hotel.pass_time(hours=9, minutes=50)  # 22:50
        await chiara.says(FURIOUS)
        case = await dana.sees_case(about="no hot water")
        await case.taps("Another time")
        await case.taps("In 40 min")
        await phone.says("/note 214 prefers tea at 7")
        await phone.sees("Noted for room 214")
        await phone.says("/today")
        await phone.sees("My open cases: 1")
        await phone.taps("Hand over the shift")
        listed = await phone.sees("Open cases: 1")
        assert "23:30" in plain(listed)
        await phone.taps("Erlan")
        await phone.sees("Waiting for: Erlan")
        await hotel.pass_time(minutes=11)
        await comes.sees("Dana is waiting for you to take over")
        await comes.taps("I take over")
        await comes.sees("The shift is yours")
        await phone.sees("Erlan has taken over the shift")
        await case.shows("Erlan has it")


async def test_an_invoice_before_ten_accounting_has_a_clock(hotel: Hotel, aygun: Phone, dana: Desk) -> None:
    phone = Phone(hotel, "Dana")
    async with hotel.open():
        await phone.says("/today")
        await hotel.pass_time(hours=19, minutes=30)  # 08:30
        await aygun.says("Əməkdaş çağırın")
        await aygun.sees("Əməkdaşımız")
        await aygun.says("Mənə saat 10:00-dan əvvəl hesab-faktura lazımdır")
        asked = await dana.sees_case(about="hesab-faktura")
        await asked.says("/need accounting 10:00 The invoice for 214")
        await aygun.sees("Sizin üçün şöbəyə ötürdük. Söz verdiyimiz vaxt: 10:00")
        invoice = await dana.sees_case(about="S3 · Accounting")
        await invoice.by(hotel.people["Madina"]).taps("Resolve")
        await aygun.sees("Söz verdiyimiz vaxt: 10:00")
        await phone.sees("Promised by 10:00")
