"""The weather's letters: each party is asked or told once, and answers with one tap."""

from __future__ import annotations

from datetime import datetime

from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import book, instead, minimum, undecided, waiting, weather
from bot.desk.booking.book import Booking, Ended
from bot.desk.booking.weather import Action, Called
from bot.desk.cases import case
from bot.desk.house import House
from bot.desk.menu import after, choosing, receipts, reminding, weather_words
from bot.desk.menu.acts import Facts, GuestAct
from bot.desk.menu.bookings import booking_screen, confirmation
from bot.desk.people import Guest
from bot.desk.problems import DeskError, OldButton
from bot.desk.timers import Due
from bot.say import Say, text

CHUNK = 10  # parties in one transaction


def step(conn: Connection, house: House, timer: Due) -> None:
    """A few parties more; then the timer is set for the rest, for the next overdue answer, or for nothing."""
    action = weather.action(conn, house, int(timer.ref))
    if action is None or action.state in ("done", "stopped"):
        return
    (_take_back if action.state == "stopping" else _go_on)(conn, house, action)
    instead.card_soon(conn, house, action.id)


def _go_on(conn: Connection, house: House, action: Action) -> None:
    weather.gather(conn, house, action)
    for one in weather.due(conn, house, action, most=CHUNK):
        tell(conn, house, action, one)
    for one in weather.silent(conn, house, action, most=CHUNK):
        _end_silent(conn, house, one)
    more = weather.due(conn, house, action, most=1) or weather.silent(conn, house, action, most=1)
    if again := house.now if more else weather.soonest(conn, action):
        timers.start(conn, house, weather.STEP, str(action.id), again)
    else:
        weather.end(conn, house, action, "done")


def _take_back(conn: Connection, house: House, action: Action) -> None:
    """Who was not told hears nothing; who was, hears that it goes ahead. What another closes too is its."""
    for one in weather.due(conn, house, action, most=CHUNK):
        if not undecided.pass_on(conn, house, one):
            weather.settle(conn, house, one, "kept")
    for one in weather.due(conn, house, action, most=CHUNK, state="told"):
        _goes_ahead(conn, house, one)
    left = weather.counts(conn, house, action)
    if any(left.get(state) for state in weather.OPEN):
        timers.start(conn, house, weather.STEP, str(action.id), house.now)
    else:
        weather.end(conn, house, action, "stopped")
        _offer_again(conn, house, action)


def _offer_again(conn: Connection, house: House, action: Action) -> None:
    """Sales are open: who waits for one of those starts is offered what is free there."""
    for code in sorted(action.offers):
        after.letters(conn, house, waiting.offer_again(conn, house, code))


def show_card(conn: Connection, house: House, timer: Due) -> None:
    if action := weather.action(conn, house, int(timer.ref)):
        said = weather_words.card(conn, house, action)
        outbox.edit(conn, house, action.chat_id, action.message_id, said)


def tell(conn: Connection, house: House, action: Action, one: Called) -> None:
    """Ask the party, or tell it that all is given back; what has ended or begun meanwhile is left alone."""
    booking = book.by_id(conn, house, one.booking_id)
    if (
        booking is None
        or booking.status != "CONFIRMED"
        or booking.start is None
        or booking.start <= house.now
    ):
        weather.settle(conn, house, one, "gone")
    elif action.how == "cancel":
        _end(conn, house, one, booking, why="staff")
    else:
        until = weather.answer_by(house, booking.start)
        asked = weather.settle(conn, house, one, "told", answer_by=until)
        reminding.stop(conn, house, booking.id)
        if asked:
            _write(conn, house, booking, weather_words.question(conn, house, booking, asked))


def _end_silent(conn: Connection, house: House, one: Called) -> None:
    booking = book.by_id(conn, house, one.booking_id)
    if booking is None or booking.status != "CONFIRMED":
        weather.settle(conn, house, one, "gone")
    else:
        _end(conn, house, one, booking, why="silent")


def _end(conn: Connection, house: House, one: Called, booking: Booking, *, why: str) -> None:
    """Cancelled by the hotel, and told so once."""
    if not weather.settle(conn, house, one, "cancelled", why=why, answer_by=one.answer_by):
        return
    if ended := weather.call_off(conn, house, booking):
        _follow(conn, house, ended)
        _write(conn, house, booking, weather_words.ended(conn, house, booking, one, why))


def _goes_ahead(conn: Connection, house: House, one: Called) -> Called | None:
    """Told so once, and a smallest group that waited for it is settled; else what another action has now."""
    if passed := undecided.pass_on(conn, house, one):
        return passed
    booking = book.by_id(conn, house, one.booking_id)
    kept = weather.settle(conn, house, one, "kept")
    if kept and booking and booking.status == "CONFIRMED":
        reminding.remind(conn, house, booking)
        _write(conn, house, booking, weather_words.goes_ahead(house, booking))
        minimum.hurry(conn, house, booking)
    return None


def _write(conn: Connection, house: House, booking: Booking, said: Say) -> None:
    guest = people.guest_by_id(conn, booking.guest_id)
    outbox.send(conn, house, guest.chat_id, said)


def _follow(conn: Connection, house: House, ended: Ended, *, moved: bool = False) -> None:
    """No reminder, the places to who waits, the calendar, and the topic in which it was arranged."""
    reminding.stop(conn, house, ended.booking.id)
    after.letters(conn, house, ended.offered)
    if not moved:
        receipts.calendar_follows(conn, house, ended.booking)
    if opened := case.for_booking(conn, house, ended.booking.id):
        said = weather_words.for_topic(ended.booking, moved=moved)
        outbox.send(conn, house, None, said, lane=outbox.STAFF, case_id=opened.id)


def take(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """One of the ways that were shown. If it has filled up meanwhile, what has room now. Another extra asks
    what it needs and shows its terms like any booking; what it replaces ends with its confirmation.
    """
    one, booking = _theirs(conn, house, facts, guest)
    nod(conn, house, asked)
    if not _open(conn, house, asked, one, booking):
        return
    if facts["offer"] != booking.offer:
        wanted = {key: facts[key] for key in ("offer", "option", "start")}
        wanted |= {"party": booking.party.carried(), "moves": booking.id}
        choosing.book(conn, house, asked, guest, wanted)
        return
    try:
        with conn.begin_nested():
            booked, ended = _moved(conn, house, one, booking, facts)
    except DeskError:
        gone = text("weather.just_gone")
        reply(conn, house, asked, weather_words.question(conn, house, booking, one, first=gone))
        return
    _follow(conn, house, ended, moved=True)
    reminding.remind(conn, house, booked)
    receipts.calendar_follows(conn, house, booked)
    reply(conn, house, asked, weather_words.moved(house, booking, booked))
    outbox.send(conn, house, asked.chat_id, confirmation(conn, house, booked))


def _moved(
    conn: Connection, house: House, one: Called, booking: Booking, facts: Facts
) -> tuple[Booking, Ended]:
    start = datetime.fromisoformat(facts["start"])
    booked, ended = instead.move(conn, house, one, booking, start)
    if not weather.settle(conn, house, one, "moved", moved_to=booked.id, answer_by=one.answer_by):
        raise OldButton
    return booked, ended


def refund(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """All of it back, whatever the terms of the booking say."""
    one, booking = _theirs(conn, house, facts, guest)
    nod(conn, house, asked)
    if not _open(conn, house, asked, one, booking):
        return
    settled = weather.settle(conn, house, one, "cancelled", why="guest", answer_by=one.answer_by)
    ended = weather.call_off(conn, house, booking) if settled else None
    if ended is None:
        raise OldButton
    _follow(conn, house, ended)
    reply(conn, house, asked, weather_words.refunded(house, booking))


def _theirs(conn: Connection, house: House, facts: Facts, guest: Guest) -> tuple[Called, Booking]:
    one = weather.called(conn, house, facts["called"])
    if one is None:
        raise OldButton
    return one, book.theirs(conn, house, one.booking_id, guest.id)


def _open(conn: Connection, house: House, asked: Asked, one: Called, booking: Booking) -> bool:
    """Whether it can still be answered; otherwise it is shown how things stand."""
    action = weather.action(conn, house, one.action_id)
    if one.state == "told" and booking.status == "CONFIRMED" and action:
        instead.card_soon(conn, house, action.id)
        if action.state == "running" and one.answer_by and one.answer_by > house.now:
            return True
        if action.state == "stopping":
            passed = _goes_ahead(conn, house, one)
            return passed is not None and _open(conn, house, asked, passed, booking)
        _end_silent(conn, house, one)  # the clock decides, not whether the chore has been there
        return False
    reply(conn, house, asked, _as_it_stands(conn, house, one, booking))
    return False


def _as_it_stands(conn: Connection, house: House, one: Called, booking: Booking) -> Say:
    if one.state == "cancelled" and one.why:
        return weather_words.ended(conn, house, booking, one, one.why)
    instead_of = book.by_id(conn, house, one.moved_to) if one.moved_to else None
    if one.state == "kept" and booking.status == "CONFIRMED":
        return weather_words.of_booking(conn, house, booking) or weather_words.goes_ahead(house, booking)
    return booking_screen(house, instead_of or booking)


GUEST_ACTS: dict[str, GuestAct] = {"weather_take": take, "weather_refund": refund}
