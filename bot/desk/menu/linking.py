"""Linking a phone to a stay: what the guest is asked, what reception decides, what the family is told."""

from __future__ import annotations

from datetime import timedelta

from bot.db import Connection
from bot.desk import dialogues, outbox, people
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import book, by_hand
from bot.desk.cases import cards
from bot.desk.house import House
from bot.desk.menu import bookings, remembering, screens
from bot.desk.menu.acts import Facts, GuestAct, StaffAct
from bot.desk.menu.staying import checked_in, for_reception
from bot.desk.menu.staying_done import confirmed, result
from bot.desk.people import Colleague, Guest
from bot.desk.problems import HOME, PERSON, OldButton
from bot.desk.stays import linking, phones, stay, tokens
from bot.desk.stays.linking import Outcome
from bot.desk.stays.tokens import Code
from bot.say import Join, Say, Value, choice, say, text

ENTER = choice(text("button.enter_room"), "room")


def welcome(conn: Connection, house: House, asked: Asked, guest: Guest, *, scanned: bool) -> Say:
    """After a code that names a room the welcome asks for the surname, where stays are known."""
    said = screens.welcome(house, guest)
    if not (scanned and guest.room and linking.possible(conn, house, guest)):
        return said
    dialogues.wait_for(conn, house, asked.chat_id, "surname", room=guest.room)
    return Say((said.body[0], text("link.ask", room=guest.room)), said.choices)


def behind(conn: Connection, house: House, asked: Asked, payload: str) -> Code | None:
    """What a scanned code opens; for who has tried several that lead nowhere, none is looked up."""
    if linking.tired(conn, house, asked.chat_id):
        return None
    found = tokens.behind(conn, house, payload)
    if found is None and tokens.like_one(payload):
        linking.no_such_code(conn, house, asked.chat_id)
    return found


def old_card(conn: Connection, house: House, asked: Asked, guest: Guest, code: Code) -> None:
    """The card of a stay that is over: it names nobody's room, and whoever lives there now has a way."""
    if phones.stay_of(conn, house, guest.id):
        reply(conn, house, asked, screens.welcome(house, guest))
        return
    dialogues.wait_for(conn, house, asked.chat_id, "surname", room=code.room)
    reply(conn, house, asked, say(text("link.old_card"), choices=[ENTER, PERSON, HOME]))


def ask(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """ "Link my room": the room first, then the surname."""
    nod(conn, house, asked)
    if guest.verified or not linking.possible(conn, house, guest):
        reply(conn, house, asked, screens.home())
        return
    if guest.room is None:
        dialogues.wait_for(conn, house, asked.chat_id, "room")
        reply(conn, house, asked, say(text("guest.enter_room"), choices=[HOME]))
        return
    reply(conn, house, asked, asking(conn, house, asked, guest.room))


def asking(conn: Connection, house: House, asked: Asked, room: str) -> Say:
    dialogues.wait_for(conn, house, asked.chat_id, "surname", room=room)
    return say(text("link.ask", room=room), choices=[PERSON, HOME])


def read_surname(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> bool:
    """A surname or PIN; a sentence, or a question that has an answer, goes on its way."""
    words = (asked.text or "").strip()
    if not linking.is_a_name(words):
        return False
    outcome = linking.prove(conn, house, guest, facts.get("room") or guest.room, words)
    understood = asked.heard is not None and asked.heard.decision == "answer"
    if outcome.answer == "again" and understood:
        dialogues.done(conn, house, asked.chat_id)
        return False
    if outcome.answer != "again":
        dialogues.done(conn, house, asked.chat_id)
    _tell(conn, house, asked, guest, outcome)
    return True


def _tell(conn: Connection, house: House, asked: Asked, guest: Guest, outcome: Outcome) -> None:
    if outcome.answer == "linked" and outcome.stay:
        by_hand.take_over(conn, house, guest)
        cards.refresh_all(conn, house, guest.id)
        reply(conn, house, asked, _linked(conn, house, guest, outcome.stay.room or "—"))
        remembering.back(conn, house, guest)
        return
    if outcome.news:
        _to_reception(conn, house, guest, outcome)
    phone = house.hotel.reception_phone
    key = {"asked": "link.asked", "again": "link.again", "wait": "link.wait"}[outcome.answer]
    reply(conn, house, asked, say(text(key, phone=phone), choices=[PERSON, HOME]))


def _linked(conn: Connection, house: House, guest: Guest, room: str) -> Say:
    """The room is theirs; what they had on hold is shown again, for it can go on the room now."""
    now = people.guest_by_id(conn, guest.id)
    done = text("guest.room_verified", room=room)
    held = [one for one in book.of_guest(conn, house, guest.id) if one.held(house.now)]
    if not held:
        return say(done, choices=screens.home().choices)
    shown = bookings.held_screen(conn, house, now, held[-1])
    return Say((done, *shown.body), shown.choices)


def _to_reception(conn: Connection, house: House, guest: Guest, outcome: Outcome) -> None:
    """The card for staff; and who lives there already is told, and asked."""
    link, found = outcome.link, outcome.stay
    if link is None or found is None:
        return
    there: list[Value] = [one.name for one in outcome.others]
    expected = found.state == "expected"
    said = text(
        "link.card_expected" if expected else "link.card",
        room=found.room or "—",
        name=found.full_name,
        guest=guest.name,
        language=text(f"language.{guest.language}"),
        there=Join(there) if there else "",
    )
    yes = text("button.link_check_in" if expected else "button.link_yes")
    ways = [choice(yes, "link_yes", link=link.id), choice(text("button.link_no"), "link_no", link=link.id)]
    outbox.send(conn, house, None, say(said, choices=ways, lasting=True), lane=outbox.STAFF)
    for one in outcome.others:
        asks = [
            choice(text("button.ours"), "known", link=link.id, answer="yes"),
            choice(text("button.not_ours"), "known", link=link.id, answer="no"),
        ]
        someone = text("link.someone", name=guest.name, room=found.room or "—")
        outbox.send(conn, house, one.chat_id, say(someone, choices=asks))


def known(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Who lives there says whether the other belongs to them; reception reads it and decides."""
    link = phones.by_id(conn, house, facts["link"])
    mine = phones.stay_of(conn, house, guest.id)
    if link is None or mine is None or link.stay_id != mine.id:
        raise OldButton
    nod(conn, house, asked)
    if link.state == "asked" and link.known != facts["answer"]:
        phones.say_known(conn, link, facts["answer"])
        other = people.guest_by_id(conn, link.guest_id)
        key = "link.first_yes" if facts["answer"] == "yes" else "link.first_no"
        said = say(text(key, name=guest.name, guest=other.name, room=mine.room or "—"))
        outbox.send(conn, house, None, said, lane=outbox.STAFF)
    reply(conn, house, asked, say(text("link.thanks"), choices=[HOME]))


def accept(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """They belong together; who was only expected is checked in by the same tap. The first answer counts.

    Staff read of that check-in as of any other: who has left the room by it, and what is on their bill.
    """
    link = phones.by_id(conn, house, facts["link"])
    found = stay.find(conn, house, link.stay_id) if link else None
    if link is None or found is None or link.state != "asked" or not found.open:
        _decided(conn, house, asked)
        return
    done = checked_in(conn, house, found, who, {})
    guest = phones.accept(conn, house, done.stay, link, by=who.user_id)
    confirmed(conn, house, guest, done.stay.room or "—")
    _answered(conn, house, asked, who, "link.card_yes", guest, done.stay.room or "—")
    if done.changed:
        outbox.send(conn, house, None, result(conn, house, "stay.checked_in", done), lane=outbox.STAFF)


def by_reception(conn: Connection, house: House, guest: Guest, room: str, who: Colleague) -> str | None:
    """Reception knows the guest: until their stay ends. What to say of it; None when they name another room.

    Where nobody is checked in there it holds until the next check-out time, so that no word outlives a stay;
    a hotel that tells the desk of no stays has two weeks.
    """
    if guest.room != room:
        return None
    if not stay.kept(conn, house):
        return "staff.room_verified" if people.verify_room(conn, house, guest, room) else None
    if linking.by_staff(conn, house, guest, room, by=who.user_id):
        by_hand.take_over(conn, house, guest)
        return "staff.room_verified"
    tomorrow = house.moment(house.today + timedelta(days=1), house.hotel.check_out)
    people.verify_room(conn, house, guest, room, until=tomorrow)
    return "stay.until_tomorrow"


def refuse(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    link = phones.by_id(conn, house, facts["link"])
    if link is None or link.state != "asked":
        _decided(conn, house, asked)
        return
    phones.decline(conn, link, house, by=who.user_id)
    guest = people.guest_by_id(conn, link.guest_id)
    said = text("link.declined", phone=house.hotel.reception_phone)
    outbox.send(conn, house, guest.chat_id, say(said, choices=[PERSON, HOME]))
    found = stay.find(conn, house, link.stay_id)
    _answered(conn, house, asked, who, "link.card_no", guest, (found and found.room) or "—")


def _answered(
    conn: Connection, house: House, asked: Asked, who: Colleague, key: str, guest: Guest, room: str
) -> None:
    nod(conn, house, asked, text("staff.guest_told"))
    said = say(text(key, person=who.name, guest=guest.name, room=room))
    if asked.message_id:
        outbox.edit(conn, house, asked.chat_id, asked.message_id, said)


def _decided(conn: Connection, house: House, asked: Asked) -> None:
    nod(conn, house, asked, text("link.decided"), alert=True)


GUEST_ACTS: dict[str, GuestAct] = {"link": ask, "known": known}
ACTS: dict[str, StaffAct] = {"link_yes": for_reception(accept), "link_no": for_reception(refuse)}
