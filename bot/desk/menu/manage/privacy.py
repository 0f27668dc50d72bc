"""A guest asks at the desk: their data as a file, or that it is erased."""

from __future__ import annotations

from collections.abc import Mapping

from bot.db import Connection
from bot.desk import dialogues, outbox, people
from bot.desk.asked import Asked, reply
from bot.desk.catalog.ways import HOME
from bot.desk.house import House
from bot.desk.menu import privacy
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.manager_screen import managed
from bot.desk.people import Colleague, Guest
from bot.desk.privacy import erase, export, find
from bot.desk.problems import OldButton
from bot.say import Join, Say, Value, choice, say, text

WAITS = "m_privacy"
AGAIN = choice(text("button.m_privacy_again"), "m_privacy")


def ask(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    dialogues.wait_for(conn, house, asked.chat_id, WAITS)
    reply(conn, house, asked, say(text("privacy.m_ask"), choices=[HOME]))


def typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """A room, a name or a number; of several, which."""
    dialogues.done(conn, house, asked.chat_id)
    every = find.found(conn, house, asked.text or "")
    if len(every) == 1:
        reply(conn, house, asked, _one(conn, house, every[0]))
    elif every:
        ways = [choice(_label(one), "m_privacy_one", guest=one.id) for one in every]
        reply(conn, house, asked, say(text("privacy.m_which"), choices=[*ways, AGAIN]))
    else:
        reply(conn, house, asked, say(text("privacy.m_none"), choices=[AGAIN, HOME]))


def _label(one: Guest) -> Value:
    room = one.room or one.was_in
    return Join([one.name[:16], room], "dot") if room else one.name[:24]


def show(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    reply(conn, house, asked, _one(conn, house, _guest(conn, facts)))


def _one(conn: Connection, house: House, guest: Guest) -> Say:
    said = text(
        "privacy.m_one",
        name=guest.name,
        room=guest.room or guest.was_in or "",
        n=export.count(conn, house, guest),
    )
    ways = [
        choice(text("button.m_privacy_file"), "m_privacy_file", guest=guest.id),
        AGAIN,
        HOME,
        choice(text("button.m_privacy_erase"), "m_privacy_erase", guest=guest.id),
    ]
    return say(said, choices=ways)


def send_file(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """To the manager, who prints it or hands it on."""
    guest = _guest(conn, facts)
    said = say(text("privacy.file", n=export.count(conn, house, guest)), lasting=True)
    export.post(conn, house, guest, asked.chat_id, said)


def forget(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What goes and what stays is read first; then it is done, and the guest's phone hears of it."""
    guest = _guest(conn, facts)
    if "sure" not in facts:
        yes = choice(text("button.own_erase_yes"), "m_privacy_erase", guest=guest.id, sure=True)
        lines = privacy.outlook_words(erase.outlook(conn, house, guest))
        said = text("privacy.m_sure", name=guest.name)
        back = choice(text("button.back"), "m_privacy_one", guest=guest.id)
        reply(conn, house, asked, say(said, *lines, choices=[back, HOME, yes]))
        return
    done = erase.erase(conn, house, guest, by=f"staff:{who.user_id}")
    if not outbox.phoneless(guest.chat_id):
        outbox.send(conn, house, guest.chat_id, privacy.proof(done, guest.language))
    privacy.tell_staff(conn, house, done)
    said = text("privacy.m_erased", ref=done.entry.ref, n=done.records)
    reply(conn, house, asked, say(said, choices=[AGAIN, HOME]))


def _guest(conn: Connection, facts: Facts) -> Guest:
    guest = people.guest_by_id(conn, facts["guest"])
    if find.erased(guest):
        raise OldButton(ways=[AGAIN, HOME])
    return guest


ACTS: Mapping[str, StaffAct] = {
    "m_privacy": managed(ask),
    "m_privacy_one": managed(show),
    "m_privacy_file": managed(send_file),
    "m_privacy_erase": managed(forget),
}
