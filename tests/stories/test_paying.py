"""What guests live through when they pay, and what a voucher does on two phones."""

from __future__ import annotations

import re

from sqlalchemy import select

from bot.demo.telegram import PROVIDER, Checkout, Sent
from bot.desk.booking import till
from bot.schema import letters
from tests.hotel import Hotel, Phone, plain
from tests.stories.test_bookings import reach_the_price
from tests.stories.test_restrictions import EXCURSION, choose

BOAT = ("Nature", "Boating")


async def with_an_invoice(guest: Phone) -> Sent:
    """From the first word to the invoice over a boat."""
    await reach_the_price(guest, *BOAT)
    await guest.taps("Hold these places")
    await guest.taps("Pay now by card")
    return await guest.hotel.loopback.until(lambda: invoice_of(guest), 10)


def invoice_of(guest: Phone) -> Sent | None:
    return next((one for one in reversed(guest.from_bot()) if one.kind == "invoice"), None)


async def pays(guest: Phone, invoice: Sent) -> Checkout:
    """Press Pay; the money moves if the desk says yes."""
    asked = guest.telegram.pay(guest.person, invoice)
    await guest.hotel.settled()
    if asked.approved:
        guest.telegram.charge(asked)
        await guest.hotel.settled()
    return asked


def said(guest: Phone, words: str) -> list[str]:
    return [plain(one) for one in guest.from_bot() if words in plain(one)]


async def test_a_guest_pays_in_the_chat_and_gets_it_back(hotel: Hotel, chiara: Phone) -> None:
    hotel.payments = PROVIDER
    async with hotel.open():
        invoice = await with_an_invoice(chiara)
        assert invoice.raw["invoice"]["total_amount"] == 4500
        assert invoice.raw["invoice"]["currency"] == "AZN"
        asked = await pays(chiara, invoice)
        assert asked.approved
        await chiara.sees("45, paid by card")
        hotel.loopback.charge(asked)
        await hotel.settled()
        assert len(said(chiara, "Booked: Boating")) == 1, "a repeated update books nothing twice"
        again = hotel.loopback.pay(chiara.person, invoice)
        await hotel.settled()
        assert again.answer == "Nothing was charged. The chat says what can be done now."
        await chiara.sees("This booking is paid")
        await chiara.taps("Change or cancel")
        await chiara.taps("Cancel the booking")
        await chiara.sees("goes back to your card")
        card = next(one for one in hotel.loopback.chat(hotel.group) if "To return:" in plain(one))
        assert "provider-charge-" in plain(card)
        hotel.loopback.press(hotel.people["Dana"], card, "Returned")
        await chiara.sees("on its way to your card")
        assert hotel.running
        kept = await hotel.running.db.read(lambda conn: list(conn.execute(select(letters.c.content))))
        assert PROVIDER not in str(kept), "the token is not in what is kept"


async def test_a_group_that_stays_too_small_gives_the_money_back(hotel: Hotel, chiara: Phone) -> None:
    hotel.payments = PROVIDER
    async with hotel.open():
        await choose(chiara, *EXCURSION, people="2 adults", day="Sun 22 November")
        await chiara.taps("Hold these places")
        await chiara.taps("Pay now by card")
        invoice = await hotel.loopback.until(lambda: invoice_of(chiara), 10)
        assert (await pays(chiara, invoice)).approved
        await hotel.pass_time(days=1, hours=7, minutes=1)  # Saturday, 20:01
        await chiara.sees("You pay nothing, and you can choose another day.")
        assert len(said(chiara, "goes back to your card")) == 1
        (card,) = [one for one in hotel.loopback.chat(hotel.group) if "To return:" in plain(one)]
        assert "provider-charge-" in plain(card)


async def test_the_hold_runs_out_while_they_pay(hotel: Hotel, chiara: Phone) -> None:
    """It is held anew while there is room. What was given up is not paid, and there is a way on."""
    hotel.payments = PROVIDER
    rival = Phone(hotel, "Rustam")
    async with hotel.open():
        await rival.says("/language")
        await rival.taps("English")
        invoice = await with_an_invoice(chiara)
        await hotel.pass_time(minutes=20)
        await chiara.sees("were held until now")
        assert (await pays(chiara, invoice)).approved
        await chiara.sees("Booked: Boating")
        invoice = await with_an_invoice(rival)
        await rival.taps("Pay another way")
        await rival.taps("Release the places")
        late = await pays(rival, invoice)
        assert late.answer
        assert not late.paid
        await rival.sees("can hold these places for you again")


async def test_paid_while_the_desk_was_down_it_is_confirmed_when_it_is_back(
    hotel: Hotel, chiara: Phone
) -> None:
    hotel.payments = PROVIDER
    async with hotel.open():
        invoice = await with_an_invoice(chiara)
        asked = hotel.loopback.pay(chiara.person, invoice)
        await hotel.settled()
        assert asked.approved
    hotel.loopback.charge(asked)
    hotel.clock.advance(minutes=5)
    async with hotel.open():
        await chiara.sees("Booked: Boating")
        await hotel.settled()
        assert len(said(chiara, "Booked: Boating")) == 1


async def test_a_provider_that_will_not_leaves_the_other_ways(hotel: Hotel, chiara: Phone) -> None:
    hotel.payments = PROVIDER.replace("TEST", "LIVE")
    madina = Phone(hotel, "Madina")
    async with hotel.open():
        await madina.says("/start")
        await reach_the_price(chiara, *BOAT)
        await chiara.taps("Hold these places")
        await chiara.taps("Pay now by card")
        await chiara.sees("book now and pay without a card")
        assert "Pay now by card" not in chiara.labels()
        await madina.sees("Guests cannot pay by card at the moment")
        await chiara.taps("Yes, book them")
        await chiara.sees(", pay at reception")
        assert hotel.running
        assert await hotel.running.db.read(till.provider, "hotel") == "live"


async def test_a_confirmed_guest_chooses_between_the_room_and_reception(hotel: Hotel, aygun: Phone) -> None:
    async with hotel.open():
        await aygun.says("/language")
        await aygun.taps("English")
        await reach_the_price(aygun, *BOAT)
        await aygun.taps("Hold these places")
        await aygun.sees("charge it to room 214.")
        assert "Book, pay at reception" in aygun.labels()
        assert "Pay now by card" not in aygun.labels(), "no provider is set"
        await aygun.taps("Yes, book them")
        await aygun.sees("charged to your room")
        await aygun.says("/start")
        for label in ("Book an extra", *BOAT, "Book", "Tomorrow", "11:15", "Hold these places"):
            await aygun.taps(label)
        await aygun.taps("Book, pay at reception")
        await aygun.sees(", pay at reception")


async def test_a_few_more_minutes(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await reach_the_price(chiara, *BOAT)
        await chiara.taps("Hold these places")
        await chiara.sees("Held for you until 13:15")
        await chiara.taps("A few more minutes")
        await chiara.sees("Held for you until 13:30")
        await hotel.pass_time(minutes=25)
        await chiara.taps("Yes, book them")
        await chiara.sees("Booked: Boating")


async def test_a_voucher_is_used_twice_from_two_phones(hotel: Hotel, chiara: Phone) -> None:
    madina, rival = Phone(hotel, "Madina"), Phone(hotel, "Rustam")
    async with hotel.open():
        await madina.says("/voucher 10")
        code = re.search(r"\w{5}-\w{5}", plain(await madina.sees("Discount voucher:")))
        assert code
        await rival.says("/language")
        await rival.taps("English")
        cards = []
        for guest in (chiara, rival):
            await reach_the_price(guest, *BOAT)
            await guest.taps("I have a code")
            await guest.says("AAAAA-AAAAA")
            await guest.sees("check the letters once more")
            await guest.says(code[0].lower())
            cards.append(await guest.sees("discount voucher V-"))
        for guest, card in zip((chiara, rival), cards, strict=True):
            hotel.loopback.press(guest.person, card, "Hold these places")
        await hotel.settled()
        shown = [plain(guest.from_bot()[-1]) for guest in (chiara, rival)]
        assert sorted("Held for you until" in one for one in shown) == [False, True]
        late = (chiara, rival)["Held for you until" in shown[0]]
        await late.sees("book at the usual price")
        await late.taps("Go on without it")
        await late.sees("Total: ")
        glad = (rival, chiara)[late is rival]
        await glad.taps("Yes, book them")
        assert "35" in plain(await glad.sees("Booked: Boating"))
        assert "you save" in plain(await glad.sees("Booked: Boating"))
