"""What is written in the staff group: in a case's topic it goes to the guest, elsewhere it is left alone."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import mail, outbox, people
from bot.desk.asked import Asked
from bot.desk.cases import case, working
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.menu import day_commands, staff, staff_asks, staying_commands, teaching, weathering
from bot.desk.people import Colleague
from bot.say import Say, say, text

NOTE = "//"  # a line that begins like this stays among staff


def message(conn: Connection, house: House, asked: Asked) -> None:
    """A colleague's words reach the guest; a stranger's reach nobody, and they are told."""
    if asked.chat_id != people.staff_chat(conn, house.id):
        return
    if asked.text and asked.text.startswith("/staff"):
        staff.ask_to_join(conn, house, asked)
        return
    if asked.kind == "text" and staying_commands.command(conn, house, asked):
        return
    if asked.kind == "text" and day_commands.command(conn, house, asked):
        return
    if asked.kind == "text" and staff_asks.command(conn, house, asked):
        return
    if asked.kind == "text" and weathering.command(conn, house, asked):
        return
    opened = case.by_thread(conn, house, asked.thread_id) if asked.thread_id else None
    if opened is None or asked.kind == "other" or (asked.text or "").startswith((NOTE, "/")):
        return
    who = people.colleague(conn, house, asked.user_id)
    if who is None or who.state != "active":
        _tell(conn, house, opened, say(text("staff.not_relayed", name=asked.name)))
        return
    relay(conn, house, asked, opened, who)


def relay(conn: Connection, house: House, asked: Asked, opened: Case, who: Colleague) -> None:
    """To the guest, under the colleague's name; whoever answers has the case."""
    guest = people.guest_by_id(conn, opened.guest_id)
    mine = working.wrote(conn, house, opened, who)
    department = people.department(house, who)
    if mine.status == "closed" and not asked.edited:
        _tell(conn, house, mine, say(text("card.still_read", ref=mine.ref)))
    if asked.kind == "text":
        key = "relay.staff_edited" if asked.edited else "relay.staff"
        words = text(key, person=who.name, department=department, words=asked.text or "")
        outbox.send(conn, house, guest.chat_id, say(words))
        teaching.answered(conn, house, asked, opened, who)
    elif not asked.edited and asked.message_id:
        intro = say(text("relay.staff_sends", person=who.name, department=department))
        outbox.copy(
            conn,
            house,
            guest.chat_id,
            source_chat=asked.chat_id,
            source_message=asked.message_id,
            intro=intro,
        )


def anonymous(conn: Connection, house: House, asked: Asked) -> None:
    """An anonymous admin or a channel is nobody we know: never staff."""
    if asked.chat_id != people.staff_chat(conn, house.id):
        return
    opened = case.by_thread(conn, house, asked.thread_id) if asked.thread_id else None
    if opened:
        _tell(conn, house, opened, say(text("staff.anonymous")))


def topic_made(conn: Connection, house: House, asked: Asked, name: str, thread: int) -> None:
    """Telegram shows a topic of ours. The answer to our call may have been lost: then it is found by this."""
    if asked.chat_id == people.staff_chat(conn, house.id):
        mail.topic_found(conn, house, name, thread)


def _tell(conn: Connection, house: House, opened: Case, said: Say) -> None:
    outbox.send(conn, house, None, said, kind="soft", lane=outbox.STAFF, case_id=opened.id)
