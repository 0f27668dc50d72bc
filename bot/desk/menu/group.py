"""What is written in the staff group: in a case's topic it goes to the guest, elsewhere it is left alone."""

from __future__ import annotations

import re

from bot.db import Connection
from bot.desk import groups, mail, outbox, people, topics
from bot.desk.asked import Asked, reply
from bot.desk.cases import case, relays
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.menu import (
    day_commands,
    giving,
    rates,
    refunding,
    roles,
    staff,
    staff_asks,
    staying_commands,
    weathering,
)
from bot.desk.menu.cases import commands, conversing, here
from bot.say import say, text

FOR_STAFF = (  # who reads a command of staff
    *(staying_commands, day_commands, staff_asks, weathering, commands),
    *(giving, refunding, rates),
)
COMMAND = re.compile(r"/[a-z_]+\b")
NOTE = "//"  # a line that begins like this stays among staff


def message(conn: Connection, house: House, asked: Asked) -> None:
    """A colleague's words reach the guest; a stranger's reach nobody, and they are told."""
    if here.command(conn, house, asked):
        return
    if not groups.is_ours(conn, house, asked.chat_id):
        _no_more(conn, house, asked)
        return
    if asked.text and asked.text.startswith("/staff") and not asked.forwarded:
        staff.ask_to_join(conn, house, asked)
        return
    if asked.kind == "text" and any(one.command(conn, house, asked) for one in FOR_STAFF):
        return
    opened = _case(conn, house, asked)
    if opened is None:
        _no_more(conn, house, asked)
        return
    who = people.colleague(conn, house, asked.user_id)
    active = who is not None and who.state == "active"
    if who and active and (who.role in roles.WORDS or conversing.internal(asked)):
        conversing.wrote(conn, house, asked, opened, who)
    elif asked.kind != "other" and not (asked.text or "").startswith((NOTE, "/")):
        conversing.tell(conn, house, opened, say(text("staff.not_relayed", name=asked.name)))


def _case(conn: Connection, house: House, asked: Asked) -> Case | None:
    """Whose topic it is; where topics are off and a case stands in the general chat, what it replies to."""
    if asked.thread_id:
        return case.by_thread(conn, house, asked.thread_id, asked.chat_id)
    letter = outbox.sent_as(conn, house, asked.chat_id, asked.reply_to) if asked.reply_to else None
    if letter and letter["case_id"] and letter["content"].get("general"):
        return case.by_id(conn, house, letter["case_id"])
    own = relays.written(conn, house, asked.chat_id, asked.reply_to) if asked.reply_to else None
    return case.by_id(conn, house, own.case_id) if own else None


def _no_more(conn: Connection, house: House, asked: Asked) -> None:
    """Of no case that is worked here. In a topic that its case has left they are told so."""
    if asked.thread_id:
        _in_old_topic(conn, house, asked, asked.thread_id)
    elif conversing.UNSAY.match(asked.text or "") and groups.is_ours(conn, house, asked.chat_id):
        reply(conn, house, asked, say(text("relay.nothing_to_unsay")))


def _in_old_topic(conn: Connection, house: House, asked: Asked, thread: int) -> None:
    """Whoever writes there thinks that the guest reads it: also where the group is no longer one of ours."""
    number = topics.left(conn, house, asked.chat_id, thread)
    if number is None:
        return
    before = relays.written(conn, house, asked.chat_id, asked.message_id or 0) if asked.edited else None
    if not asked.edited or (before and not relays.unchanged(before, asked)):
        topics.say_left(conn, house, number, asked.chat_id, thread)


def anonymous(conn: Connection, house: House, asked: Asked) -> None:
    """An anonymous admin or a channel is nobody we know: never staff."""
    if not groups.is_ours(conn, house, asked.chat_id):
        return
    opened = case.by_thread(conn, house, asked.thread_id, asked.chat_id) if asked.thread_id else None
    if opened:
        conversing.tell(conn, house, opened, say(text("staff.anonymous")))
    elif COMMAND.match(asked.text or ""):
        outbox.send(
            conn, house, asked.chat_id, say(text("staff.anonymous_command")), kind="soft", lane=outbox.SOFT
        )


def topic_made(conn: Connection, house: House, asked: Asked, name: str, thread: int) -> None:
    """Telegram shows a topic of ours. The answer to our call may have been lost: then it is found by this."""
    if groups.is_ours(conn, house, asked.chat_id):
        mail.topic_found(conn, house, name, thread, asked.chat_id)
