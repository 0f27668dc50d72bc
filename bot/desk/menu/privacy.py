"""/privacy: what is kept of a guest and for how long, their data as a file, and that it is erased."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.db import Connection
from bot.desk import dialogues, outbox, people, timers
from bot.desk.asked import Asked, nod, reply
from bot.desk.house import House
from bot.desk.menu.acts import Facts, GuestAct
from bot.desk.people import Guest
from bot.desk.privacy import consent, erase, export
from bot.desk.privacy.erase import Erased, Outlook
from bot.desk.privacy.ledger import ASKED
from bot.desk.problems import HOME
from bot.desk.timers import Due
from bot.say import At, Say, Spoken, Value, choice, say, text

BREATH = timedelta(seconds=3)  # the press that asks for it has to be over first
PRIVACY = choice(text("button.privacy"), "privacy")
BACK = choice(text("button.back"), "privacy")


def show(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """What is kept and how long, in a few sentences."""
    dialogues.done(conn, house, asked.chat_id)
    nod(conn, house, asked)
    said, who = _home(conn, house, guest), people.colleague(conn, house, asked.user_id)
    if who and who.state == "active" and who.manages:
        said = replace(said, choices=(choice(text("button.m_privacy"), "m_privacy"), *said.choices))
    reply(conn, house, asked, said)


def _home(conn: Connection, house: House, guest: Guest) -> Say:
    days = house.hotel
    said = text("privacy.home", family=days.family_days, idle=days.guest_days)
    health = consent.given(conn, house, guest)
    yes = text("privacy.health", at=At(health, "date")) if health else None
    ways = [
        choice(text("button.own_export"), "privacy_file"),
        choice(text("button.health_back"), "privacy_health") if health else None,
        choice(text("button.own_erase"), "privacy_erase"),
        HOME,
    ]
    return say(said, yes, choices=ways)


def send_file(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """All of it, as a page that every phone opens; made when it is sent, so that nothing of it is kept."""
    nod(conn, house, asked)
    said = say(text("privacy.file", n=export.count(conn, house, guest)), choices=[BACK, HOME], lasting=True)
    export.post(conn, house, guest, asked.chat_id, said)


def take_back(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """The yes to what concerns their health is taken back: what it allowed us to keep is gone."""
    nod(conn, house, asked)
    consent.take_back(conn, house, guest)
    reply(conn, house, asked, say(text("privacy.health_gone"), choices=[BACK, HOME]))


def ask(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """What goes, what ends by it and what has to stay; then the question."""
    nod(conn, house, asked)
    if "sure" not in facts:
        yes = choice(text("button.own_erase_yes"), "privacy_erase", sure=True)
        said = outlook_words(erase.outlook(conn, house, guest))
        reply(conn, house, asked, say(text("privacy.erase_ask"), *said, choices=[BACK, HOME, yes]))
        return
    timers.start(conn, house, ASKED, str(guest.id), house.now + BREATH)
    reply(conn, house, asked, say(text("privacy.erasing")))


def outlook_words(found: Outlook) -> list[Value]:
    """A line for each thing that does not simply go."""
    lines: list[Value | None] = [
        text("privacy.booked", refs=", ".join(found.booked)) if found.booked else None,
        text("privacy.ending", refs=", ".join(found.ending)) if found.ending else None,
        text("privacy.danger", refs=", ".join(found.danger)) if found.danger else None,
        text("privacy.running") if found.running else None,
        text("privacy.paid", n=found.paid) if found.paid else None,
    ]
    return [one for one in lines if one is not None]


def erase_now(conn: Connection, house: House, timer: Due) -> None:
    """A guest has asked for it and said yes; whoever was erased already is nobody."""
    guest = people.guest_by_id(conn, int(timer.ref))
    if outbox.phoneless(guest.chat_id):
        return
    done = erase.erase(conn, house, guest, by="guest")
    outbox.send(conn, house, guest.chat_id, proof(done, guest.language))
    tell_staff(conn, house, done)


def proof(done: Erased, language: str) -> Say:
    """In the language they had: nothing remembers it any more."""
    said = text("privacy.erased", n=done.records, ref=done.entry.ref, at=At(done.entry.at, "both"))
    waits = bool(done.outlook.running or done.outlook.danger)
    kept = text("privacy.waits") if waits else None
    return say(*(Spoken(one, language) for one in (said, kept, text("privacy.your_chat")) if one))


def tell_staff(conn: Connection, house: House, done: Erased) -> None:
    """That it happened and what it ended, without a word of theirs."""
    ahead, left = done.outlook, done.left
    said = text(
        "privacy.staff",
        ref=done.entry.ref,
        booked=", ".join(ahead.booked),
        ended=", ".join(ahead.ending),
        danger=", ".join(ahead.danger),
    )
    old = text("privacy.staff_old", n=left.too_old) if left.too_old else None
    outbox.send(conn, house, None, say(said, old), lane=outbox.STAFF)


def left_behind(conn: Connection, house: House, content: Facts) -> None:
    """Telegram did not let us take it away: a person can."""
    if "thread" in content:
        said = text("privacy.topic_left", ref=content["ref"])
    else:
        said = text("privacy.staff_old", n=len(content["messages"]))
    outbox.send(conn, house, None, say(said), lane=outbox.STAFF)


GUEST_ACTS: Mapping[str, GuestAct] = {
    "privacy": show,
    "privacy_file": send_file,
    "privacy_health": take_back,
    "privacy_erase": ask,
}
