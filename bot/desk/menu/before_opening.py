"""What people meet while a hotel is still being set up: never the demo's facts, always a person."""

from __future__ import annotations

from dataclasses import replace

from bot.db import Connection
from bot.desk import dialogues, outbox, people
from bot.desk.asked import Asked, nod, reply
from bot.desk.cases import case, opening, relays, working
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.menu import asking, early, setting_up, setting_up_asking, talking
from bot.desk.menu.cases import ringing
from bot.desk.people import Colleague, Guest
from bot.desk.setup import state
from bot.desk.setup.state import Setup
from bot.say import Text, say, text

ANYWHERE = "112"  # most phones connect it to help wherever they are
OPEN = ("/start own-", "/staff", "/language", "/setup")  # what works before the opening


def private(conn: Connection, house: House, asked: Asked, guest: Guest) -> bool:
    """True when the message is dealt with here: all but the few commands that work already."""
    if not house.hotel.sample or (asked.text or "").startswith(OPEN):
        return False
    who = people.colleague(conn, house, asked.user_id)
    if who is None or who.state != "active":
        _guest_waits(conn, house, asked, guest)
    elif who.manages:
        _owner_writes(conn, house, asked, who)
    else:
        reply(conn, house, asked, say(text("setup.colleague_waits")))
    return True


def _owner_writes(conn: Connection, house: House, asked: Asked, who: Colleague) -> None:
    """An answer, however late it comes; anything else shows where the set-up stands."""
    setup = state.of(conn, house)
    words = asked.text if asked.kind == "text" and not (asked.text or "").startswith("/") else None
    question = _asked_here(conn, house, asked, setup) if words else None
    if question and not asked.edited:
        setting_up_asking.typed(conn, house, asked, who, {"question": question})
    elif not asked.edited:
        setting_up.show(conn, house, asked, who)


def _asked_here(conn: Connection, house: House, asked: Asked, setup: Setup | None) -> str | None:
    """The question on the owner's own screen; an old one while nobody else has been asked since."""
    waiting = dialogues.waiting(conn, house, asked.chat_id)
    if waiting and waiting.screen == setting_up_asking.WAITS:
        return str(waiting.data["question"])
    return setup.asking if setup and setup.by == asked.user_id else None


def _guest_waits(conn: Connection, house: House, asked: Asked, guest: Guest) -> None:
    """A person will answer: the owners hear of it at once, the staff as soon as they have a group."""
    words = "" if (asked.text or "").startswith("/") else asked.text or ""
    risk = asked.heard.risk if asked.heard else None
    if not risk and _floods(conn, house, asked, guest):
        talking.flood(conn, house, replace(asked, heard=None), guest)
        return
    if not risk and _goes_with_another(conn, house, asked, guest):
        return
    if words or asked.kind != "text":
        _to_people(conn, house, asked, guest, words, risk)
    dialogues.done(conn, house, asked.chat_id)
    if risk:
        said = say(text("emergency.before_opening", number=_emergency(conn, house)), lasting=True)
        outbox.send(conn, house, asked.chat_id, said, lane=outbox.ALARM)
    elif asked.phone:
        reply(conn, house, asked, say(text("guest.number_kept")))
    else:
        reply(conn, house, asked, say(text("guest.before_opening"), _where_the_link_is(conn, house, words)))


def _floods(conn: Connection, house: House, asked: Asked, guest: Guest) -> bool:
    """Their first words have a case by then: what follows is gathered there, and nothing is let go."""
    earlier = case.open_case_of(conn, house, guest.id) if asked.backlog > talking.CROWD else None
    return earlier is not None and earlier.open


def _goes_with_another(conn: Connection, house: House, asked: Asked, guest: Guest) -> bool:
    """True for a correction and for the next picture of an album: they were answered with the first."""
    if asked.kind == "text":
        return talking.corrected(conn, house, asked, guest)
    if not asked.edited and relays.of_album(conn, house, asked) is None:
        return False
    talking.media(conn, house, asked, guest)
    return True


def _where_the_link_is(conn: Connection, house: House, words: str) -> Text | None:
    """Whoever taps Start may be the owner, who has overlooked the link; it is not given away here."""
    return None if words or people.owners(conn, house) else text("claim.where", command="qonaq claim")


def _to_people(
    conn: Connection, house: House, asked: Asked, guest: Guest, words: str, risk: str | None
) -> None:
    """A case for the staff group, with all that was sent; of a new one the owners hear in private."""
    earlier = case.open_case_of(conn, house, guest.id)
    if risk:
        opened = asking.in_danger(conn, house, asked, guest, risk)
    elif earlier and earlier.open:
        opened = earlier
        if asked.kind == "text":
            opening.add_words(conn, house, opened, guest, words, message=asked.message_id)
    else:
        opened = _new_case(conn, house, asked, guest, words)
    if asked.phone:
        ringing.keep(conn, house, asked, guest)
    talking.pass_on(conn, house, asked, guest, opened, lane=outbox.ALARM if risk else outbox.STAFF)
    if earlier is None or earlier.id != opened.id:
        _owners_hear(conn, house, guest, words)


def _new_case(conn: Connection, house: House, asked: Asked, guest: Guest, words: str) -> Case:
    """No time can be promised yet, so no clock runs."""
    opened = opening.open_case(conn, house, guest, kind="person", words=words, message=asked.message_id)
    working.stop_clocks(conn, house, opened)
    early.keep(conn, house, opened, asked.heard)
    return opened


def _owners_hear(conn: Connection, house: House, guest: Guest, words: str) -> None:
    key = "alert.guest_waits_in_group" if people.staff_chat(conn, house.id) else "alert.guest_waits"
    said = say(text(key, name=guest.name, words=words[:300]), choices=[setting_up.LIST])
    for owner in people.owners(conn, house):
        outbox.send(conn, house, owner.user_id, said, lane=outbox.ALARM)


def _emergency(conn: Connection, house: House) -> str:
    setup = state.of(conn, house)
    return str(setup.answers.get("emergency", ANYWHERE)) if setup else ANYWHERE


def press(conn: Connection, house: House, asked: Asked) -> bool:
    """True when a guest's button leads nowhere yet."""
    if not house.hotel.sample:
        return False
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("guest.before_opening")))
    return True
