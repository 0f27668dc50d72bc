"""What a person arranges: the guest says when, staff accept or find another way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import answers, book, cancelling, moving, requests, sale, wished
from bot.desk.booking.book import Booking
from bot.desk.booking.party import Party
from bot.desk.booking.price import quote_of
from bot.desk.booking.requests import RequestWish
from bot.desk.cases import duty, opening
from bot.desk.house import House
from bot.desk.menu import after, browse, choosing, needs
from bot.desk.menu.acts import Facts
from bot.desk.menu.request_words import wish_in
from bot.desk.menu.screens import BACK
from bot.desk.people import Guest
from bot.say import At, Local, choice, say, text

MOST = 300  # letters of a wish


def start(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Which way to take it, then when."""
    listed = house.catalog.offer(facts["offer"])
    code = facts.get("option") or (listed.options[0].code if listed else "")
    offer, option = sale.find(conn, house, facts["offer"], code)
    if len(offer.options) > 1 and "option" not in facts:
        nod(conn, house, asked)
        reply(conn, house, asked, browse.ways(offer, facts, act="request", more="request"))
        return
    choosing.when(conn, house, asked, guest, {**facts, "option": option.code})


def wish(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """The day that the button said when it was shown; one that is over is asked for again."""
    if date.fromisoformat(facts["day"]) < house.today:
        choosing.when(conn, house, asked, guest, facts)
        return
    kept = {name: facts[name] for name in ("offer", "option", "moves") if name in facts}
    dialogues.done(conn, house, asked.chat_id)
    choosing.request_card(conn, house, asked, guest, {**kept, "wish": facts["day"]})


def read_wish(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> bool:
    """The day and time in the guest's words: the day as far as it is clear, the rest for a person to read."""
    if not asked.text:
        return False
    _, option = sale.find(conn, house, facts["offer"], facts["option"])
    words = " ".join(asked.text.split())[:MOST]
    said = wished.kept(wish_in(house, words, guest.language, option))
    dialogues.done(conn, house, asked.chat_id)
    choosing.request_card(conn, house, asked, guest, {**facts, "wish": said})
    return True


def _instead_of(conn: Connection, house: House, guest: Guest, facts: Facts) -> Booking | None:
    """What was asked for or arranged before, if this is to take its place and it has not ended."""
    old = book.theirs(conn, house, facts["moves"], guest.id) if "moves" in facts else None
    if old is None or old.status not in ("PENDING", "CONFIRMED"):
        return None
    apart = {name: fact for name, fact in facts.items() if name != "moves"}
    pending = old.status == "PENDING"
    return old if pending else moving.movable(conn, house, old.id, guest.id, act="request_send", **apart)


def send(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """To the department, with a clock; twice is once; not at another price than was shown."""
    party = Party.of(facts["party"])
    request, shown = choosing.press_name(asked, "request"), facts.get("gift")
    wanted = RequestWish(request, guest.id, facts["offer"], facts["option"], facts["wish"], party, shown)
    told = needs.before(conn, house, asked, guest, wanted.request, facts)
    if told is None:
        return
    old = _instead_of(conn, house, guest, facts)
    wanted = replace(wanted, instead_of=old.id if old else None)
    if _repriced(conn, house, wanted, facts):
        now = {**facts, "moves": wanted.instead_of}
        choosing.request_card(conn, house, asked, guest, now, text("price.changed"))
        return
    made = requests.ask(conn, house, wanted)
    answers.keep(conn, house, made, told)
    if old:
        after.given_up(conn, house, cancelling.give_up(conn, house, old))
    _sent(conn, house, asked, guest, made)


def _repriced(conn: Connection, house: House, wish: RequestWish, facts: Facts) -> bool:
    """Whether it no longer costs what the pressed button was shown with."""
    if "total" not in facts or book.by_request(conn, house, wish.request, wish.guest_id):
        return False
    shown: int = facts["total"]
    return quote_of(requests.asked(conn, house, wish)).total.minor != shown


def _sent(conn: Connection, house: House, asked: Asked, guest: Guest, made: Booking) -> None:
    nod(conn, house, asked)
    opened = opening.open_request(conn, house, guest, made)
    said = text(
        "request.sent",
        role=duty.role_of(conn, house, opened.department),
        extra=Local(made.sold.title),
        time=At(opened.ack_due),
        ref=made.ref,
    )
    reply(
        conn,
        house,
        asked,
        say(said, choices=[choice(text("button.bookings"), "bookings"), BACK], lasting=True),
    )
