"""Ready replies on a case: chosen by title, read in the colleague's own language, sent in the guest's."""

from __future__ import annotations

from datetime import datetime

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Asked, nod, reply
from bot.desk.cases import case, promises, promising, relays, working
from bot.desk.cases.case import Case
from bot.desk.catalog.replying import Reply
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.cases import conversing, more
from bot.desk.people import Colleague, Guest
from bot.desk.problems import OldButton
from bot.say import At, Choice, Filled, Local, Say, Text, Value, choice, say, text

PAGE = 6  # with the next page and the way back a screen has eight buttons
MINUTES = (10, 20, 40, 60)


def listed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Those for this kind of case first, six at a time, in the place of the card's buttons."""
    opened = case.by_id(conn, house, facts["case"])
    nod(conn, house, asked)
    every, first = house.catalog.replies.offered(opened.kind), facts.get("first", 0)
    shown = [_button(opened, who, one) for one in every[first : first + PAGE]]
    ahead = first + PAGE if every[first + PAGE :] else 0
    if len(every) > PAGE:
        shown.append(choice(text("button.more"), "ready", case=opened.id, first=ahead))
    back = choice(text("button.back"), "case_more", case=opened.id)
    more.show(conn, house, asked, opened, [*shown, back])


def _button(opened: Case, who: Colleague, one: Reply) -> Choice:
    title = _in(who, "ready.title", title=Local(one.title))
    return choice(title, "ready_one", case=opened.id, reply=one.code)


def _in(who: Colleague, key: str, **params: Value) -> Text:
    """A text in the colleague's own language, whatever their group reads."""
    return Text(key, params, language=who.language)


def one(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What the guest would read, in the colleague's language; nothing is sent yet."""
    opened, chosen = case.by_id(conn, house, facts["case"]), _reply(house, facts)
    guest = people.guest_by_id(conn, opened.guest_id)
    nod(conn, house, asked)
    shown = _preview(house, opened, chosen, guest, who)
    if asked.private:
        outbox.send(conn, house, asked.chat_id, shown)
    else:
        outbox.send(conn, house, None, shown, lane=outbox.REPLY, case_id=opened.id)


def _reply(house: House, facts: Facts) -> Reply:
    found = house.catalog.replies.reply(facts["reply"])
    if found is None:
        raise OldButton
    return found


def _preview(house: House, opened: Case, chosen: Reply, guest: Guest, who: Colleague) -> Say:
    due = house.later(MINUTES[1])
    words = filled(house, chosen, guest, who, due)
    other = None if guest.language in chosen.text else _in(who, "ready.falls_back")
    language = text(f"language.{guest.language}")
    head = _in(who, "ready.preview", name=guest.name, language=language, words=words)
    about = {"case": opened.id, "reply": chosen.code}
    ways = [choice(_in(who, "button.ready_send"), "ready_send", **about)]
    if "time" in chosen.names():
        ways = [
            choice(_in(who, "button.ready_in", minutes=minutes), "ready_send", **about, minutes=minutes)
            for minutes in MINUTES
        ]
    return say(head, other, choices=[*ways, choice(_in(who, "button.ready_drop"), "ready_drop", **about)])


def filled(house: House, chosen: Reply, guest: Guest, who: Colleague, due: datetime) -> Filled:
    """The reply with its values; it is put into a language only when it is read."""
    values: dict[str, Value] = {
        "guest": guest.name,
        "room": guest.room or "",
        "time": At(due, promises.style(house, due)),
        "staff": who.name,
        "department": people.department(house, who),
        "hotel": Local(house.hotel.name),
        "phone": house.hotel.reception_phone,
    }
    return Filled(chosen.text, values)


def send(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """To the guest, as if the colleague had written it; the time in it is a promise like any other."""
    opened, chosen = case.by_id(conn, house, facts["case"]), _reply(house, facts)
    guest = people.guest_by_id(conn, opened.guest_id)
    due = house.later(facts.get("minutes", MINUTES[1]))
    mine = working.wrote(conn, house, opened, who)
    words = filled(house, chosen, guest, who, due)
    way = relays.to_guest(opened.id, guest.chat_id, f"staff:{who.user_id}")
    relays.words(conn, house, way, conversing.said_by(house, who, words), asked)
    if "minutes" in facts and mine.open:
        promising.name_time(conn, house, mine, who, due, silent=True)
    unread = conversing.unread(conn, house, mine, guest)
    nod(conn, house, asked, text("staff.case_no_phone" if unread else "staff.guest_told"))
    reply(conn, house, asked, say(text("ready.sent", person=who.name, words=words)))


def drop(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Nothing was sent."""
    nod(conn, house, asked)
    again = choice(text("button.ready"), "ready", case=facts["case"])
    reply(conn, house, asked, say(_in(who, "ready.dropped"), choices=[again]))


ACTS: dict[str, StaffAct] = {"ready": listed, "ready_one": one, "ready_send": send, "ready_drop": drop}
