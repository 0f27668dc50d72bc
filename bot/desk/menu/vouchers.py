"""The calendar file and the voucher when a guest asks for them, and the voucher's code when it is opened."""

from __future__ import annotations

from bot.db import Connection
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import book, codes
from bot.desk.house import House
from bot.desk.menu import receipts
from bot.desk.menu.acts import Facts, GuestAct
from bot.desk.menu.bookings import booking_screen
from bot.desk.menu.screens import BACK
from bot.desk.people import Guest
from bot.say import choice, say, text


def ics(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Of what was moved, the new time's file."""
    found = codes.moved_to(conn, house, book.theirs(conn, house, facts["booking"], guest.id))
    nod(conn, house, asked)
    if found.start:
        receipts.send_calendar(conn, house, asked.chat_id, found, guest.language)
    else:
        reply(conn, house, asked, booking_screen(house, found))


def voucher(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    found = codes.moved_to(conn, house, book.theirs(conn, house, facts["booking"], guest.id))
    nod(conn, house, asked)
    if found.status == "CONFIRMED":
        receipts.send_voucher(conn, house, asked.chat_id, found)
    else:
        reply(conn, house, asked, booking_screen(house, found))


def scanned(conn: Connection, house: House, asked: Asked, guest: Guest, payload: str) -> None:
    """Anybody but staff who opens the code: their own booking, or a calm word. Nothing changes."""
    found = codes.behind(conn, house, payload)
    if found and found.guest_id == guest.id:
        reply(conn, house, asked, booking_screen(house, found))
    else:
        reply(
            conn,
            house,
            asked,
            say(text("voucher.for_staff"), choices=[choice(text("button.bookings"), "bookings"), BACK]),
        )


GUEST_ACTS: dict[str, GuestAct] = {"calendar": ics, "voucher": voucher}
