"""What follows a stay's change: the line staff read, the way back, and the letters its guests get."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.booking import book, by_hand, owing, when
from bot.desk.booking.book import Booking
from bot.desk.booking.till import CARD
from bot.desk.cases import cards
from bot.desk.house import House
from bot.desk.menu import remembering
from bot.desk.people import Guest
from bot.desk.stays import linking, register, stay
from bot.desk.stays.acts import BEFORE, LIST, Done
from bot.desk.stays.register import Stay
from bot.desk.timers import Due
from bot.money import Money
from bot.say import Choice, Day, Join, Local, Say, Text, Value, choice, say, text

Owed = tuple[Guest, Booking, Money]
LISTED = 8  # stays with a button each in one question
QUIET = (time(21), time(8))  # a goodbye waits until the morning
MORNING = time(9)


def named(one: Stay) -> Value:
    return one.full_name


def line(one: Stay) -> Text:
    return text(
        "stay.line", room=one.room or "—", name=named(one), arrival=Day(one.arrival), until=Day(one.departure)
    )


def label(one: Stay) -> str:
    """On a button: the room first, and as much of the surname as fits."""
    said = f"{one.room or '—'} {one.surname}"
    return said if len(said) <= 24 else f"{said[:23]}…"


def result(conn: Connection, house: House, key: str, done: Done) -> Say:
    """What was done, what is still booked, and the way back; its guests are told."""
    closed = [one for one in (done, *done.left) if one.stay.state == "departed" and one.changed]
    for one in closed:
        _goodbyes(conn, house, one)
    said = text(
        key,
        room=done.stay.room or "—",
        name=named(done.stay),
        date=Day(done.stay.departure),
        phones=_phones(conn, house, done),
    )
    too = [text("stay.left_too", room=one.stay.room or "—", name=named(one.stay)) for one in done.left]
    return say(
        Join([said, *too], "lines"),
        *[on_the_bill(conn, house, one.stay, one.guests) for one in closed],
        _still_booked(conn, house, closed),
        choices=[*_ways(done), LIST],
        lasting=True,
    )


def _phones(conn: Connection, house: House, done: Done) -> Value:
    names: list[Value] = [one.name for one in done.guests if not outbox.phoneless(one.chat_id)]
    return Join(names) if names else ""


def _ways(done: Done) -> list[Choice]:
    if not done.changed:
        return []
    card = choice(text("button.print_card"), "stay_print", stay=done.stay.id)
    back = choice(text("button.stay_undo"), "stay_undo", **_kept(done))
    new = done.before.state != "in_house" or done.stay.room != done.before.room
    return [card, back] if done.stay.state == "in_house" and new else [back]


def _kept(done: Done) -> dict[str, Any]:
    """What a way back needs to know: the stay before and after, who shared its room, and whom it ended."""
    kept = {"stay": done.stay.id, "was": _facts(done.before), "now": _facts(done.stay)}
    return kept | {"beside": done.beside, "left": [_kept(one) for one in done.left]}


def _facts(one: Stay) -> dict[str, Any]:
    return {name: _plain(getattr(one, name)) for name in BEFORE}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def done_by(conn: Connection, house: House, facts: Mapping[str, Any]) -> Done:
    """What a way back is for, as its button kept it."""
    now = stay.by_id(conn, house, facts["stay"])
    left = tuple(done_by(conn, house, one) for one in facts.get("left", ()))
    beside = tuple(facts.get("beside", ()))
    return Done(_restored(now, facts["now"]), _restored(now, facts["was"]), left=left, beside=beside)


def _restored(now: Stay, facts: dict[str, Any]) -> Stay:
    """The stay with what the button kept of it."""
    moments = {
        name: facts[name] and datetime.fromisoformat(facts[name]) for name in ("opened_at", "closed_at")
    }
    return replace(now, **{**facts, **moments, "departure": date.fromisoformat(facts["departure"])})


def on_the_bill(conn: Connection, house: House, one: Stay, guests: Sequence[Guest]) -> Value | None:
    """All that its phones have booked on the room: reception writes it onto the bill. Apart from it what is
    left beside a card, which reception may have already."""
    since = one.opened_at or house.now
    found = [(each, *owed) for each in guests for owed in owing.bill(conn, house, each.id, since)]
    on_room = [owed for owed in found if owed[1].payment != CARD]
    beside = [owed for owed in found if owed[1].payment == CARD]
    said = [*_bill(text("stay.bill"), on_room, _total(on_room)), *_bill(text("stay.bill_left"), beside)]
    return Join(said, "blank") if said else None


def _bill(head: Text, owed: Sequence[Owed], end: Sequence[Text] = ()) -> list[Value]:
    """A line each; nothing without any."""
    return [Join([head, *(_billed(*one) for one in owed), *end], "lines")] if owed else []


def _billed(guest: Guest, sold: Booking, price: Money) -> Text:
    """With what the card has paid of it."""
    facts: dict[str, Value] = {"title": Local(sold.sold.title), "price": price, "name": guest.name}
    if sold.payment == CARD:
        return text("stay.bill_rest", **facts, ref=sold.ref, paid=sold.owed - price)
    return text("stay.bill_line", **facts, ref=sold.ref)


def _total(owed: Sequence[Owed]) -> list[Text]:
    """Of several lines; of each currency by itself, for the hotel may have changed it meanwhile."""
    each = {price.currency: price.percent(0) for *_, price in owed}
    for *_, price in owed:
        each[price.currency] += price
    return [text("stay.bill_total", total=Join([*each.values()]))] if len(owed) > 1 else []


def _still_booked(conn: Connection, house: House, closed: list[Done]) -> Value | None:
    """Bookings after the departure: reception decides with the guest what becomes of them."""
    found = [(guest, one) for done in closed for guest in done.guests for one in _ahead(conn, house, guest)]
    if not found:
        return None
    lines = [_booked(house, guest, one) for guest, one in found]
    return Join([text("stay.still_booked"), *lines], "lines")


def _ahead(conn: Connection, house: House, guest: Guest) -> list[Booking]:
    return [one for one in book.of_guest(conn, house, guest.id) if one.status in ("CONFIRMED", "PENDING")]


def _booked(house: House, guest: Guest, one: Booking) -> Text:
    said = when.of_booking(house, one)
    return text("stay.booked_line", title=Local(one.sold.title), when=said, name=guest.name, ref=one.ref)


def _goodbyes(conn: Connection, house: House, done: Done) -> None:
    """Each phone is thanked once, in the daytime; cards of open cases show that the room was left."""
    for guest in done.guests:
        cards.refresh_all(conn, house, guest.id)
        clock = house.local(house.now).time()
        if clock >= QUIET[0] or clock < QUIET[1]:
            timers.start(conn, house, "goodbye", str(guest.id), _morning(house))
        else:
            _thank(conn, house, guest)


def _morning(house: House) -> datetime:
    day = house.today if house.local(house.now).time() < QUIET[1] else house.today + timedelta(days=1)
    return house.moment(day, MORNING)


def _thank(conn: Connection, house: House, guest: Guest) -> None:
    ways = [choice(text("button.bookings"), "bookings"), choice(text("button.person"), "person")]
    said = say(text("link.goodbye", name=guest.name, hotel=Local(house.hotel.name)), choices=ways)
    if asked := remembering.question(conn, house, guest):
        said = Say((*said.body, *asked.body), (*asked.choices, *said.choices))
    outbox.send(conn, house, guest.chat_id, said)


def goodbye(conn: Connection, house: House, timer: Due) -> None:
    """The morning after: unless they came back."""
    guest = people.guest_by_id(conn, int(timer.ref))
    if guest.room is None:
        _thank(conn, house, guest)


def moved(conn: Connection, house: House, done: Done) -> None:
    """Those who live there are told of their new room; the cards of their cases show it."""
    if not done.changed or done.stay.state != "in_house" or done.stay.room == done.before.room:
        return
    for guest in done.guests:
        cards.refresh_all(conn, house, guest.id)
        said = say(text("link.moved", room=done.stay.room or "—"))
        outbox.send(conn, house, guest.chat_id, said)


def returned(conn: Connection, house: House, back: Done) -> None:
    """Unlinked by a slip of reception: they are linked again."""
    for guest in back.guests if back.before.state != "in_house" else ():
        cards.refresh_all(conn, house, guest.id)
        outbox.send(conn, house, guest.chat_id, say(text("link.back", room=back.stay.room or "—")))


def came(conn: Connection, house: House, done: Done) -> None:
    """Checked in: the one phone that waited for it is linked."""
    if done.stay.state == "in_house" != done.before.state:
        for guest in linking.come(conn, house, done.stay):
            confirmed(conn, house, guest, done.stay.room or "—")


def confirmed(conn: Connection, house: House, guest: Guest, room: str) -> None:
    by_hand.take_over(conn, house, guest)
    cards.refresh_all(conn, house, guest.id)
    outbox.send(conn, house, guest.chat_id, say(text("guest.room_verified", room=room)))
    remembering.back(conn, house, guest)


def ask_who_left(conn: Connection, house: House, timer: Due) -> None:
    """An hour after check-out time: one question for everybody who should have left by now."""
    found = [one for one in stay.leaving(conn, house, on=house.today) if _asked_now(conn, house, one, timer)]
    if not found:
        return
    for one in found:
        timers.stop(conn, house, "departure", str(one.id))
    ids = [one.id for one in found]
    each = [choice(label(one), "stay_out", stay=one.id) for one in found[: LISTED - 4]]
    every = [choice(text("button.all_left"), "stay_all_left", stays=ids)] if len(found) > 1 else []
    lines = [line(one) for one in found[:LISTED]]
    said = Say((text("stay.ask_who_left"), Join(lines, "lines")), (*each, *every, LIST))
    outbox.send(conn, house, None, said, lane=outbox.STAFF)


def _asked_now(conn: Connection, house: House, one: Stay, timer: Due) -> bool:
    due = timers.due_at(conn, house, "departure", str(one.id))
    return str(one.id) == timer.ref or (due is not None and due <= house.now)


def close_for_the_night(conn: Connection, house: House, timer: Due) -> None:
    """Nobody said that they left, or that they came: the desk closes it, and says so with a way back."""
    one = register.find(conn, house, int(timer.ref))
    if one is None or not one.open:
        return
    done = (stay.check_out if one.state == "in_house" else stay.no_show)(conn, house, one)
    key = "stay.closed_itself" if one.state == "in_house" else "stay.never_came"
    outbox.send(conn, house, None, result(conn, house, key, done), lane=outbox.STAFF)
