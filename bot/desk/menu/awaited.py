"""What a screen has asked for, read from free text: who comes, how old, which room. Anything else goes on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.db import Connection
from bot.desk import dialogues, people, rooms, spoken
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import book
from bot.desk.booking.book import Booking
from bot.desk.booking.party import GROWN_UP, MOST_ADULTS, MOST_CHILDREN
from bot.desk.booking.refusals import UnusualParty
from bot.desk.cases import cards
from bot.desk.house import House
from bot.desk.menu import (
    asking,
    bookings,
    browse,
    choosing,
    coding,
    family,
    ideas_words,
    linking,
    needed,
    party_words,
    requesting,
    screens,
    size_words,
    staying_commands,
    talking,
)
from bot.desk.menu.acts import Facts
from bot.desk.menu.cases import rated
from bot.desk.menu.party_words import Company
from bot.desk.people import Guest
from bot.desk.problems import HOME, PERSON
from bot.desk.stays import linking as proving
from bot.desk.stays import phones
from bot.say import Join, Local, Say, Value, choice, say, text

Reader = Callable[[Connection, House, Asked, Guest, Facts], bool]
ROOM = re.compile(r"\w+")
LISTED = ("family_allergies", "need")  # a list of foods is no sentence, and sounds like trouble with them
SURE = 0.9
DATA = (  # names, numbers and lists, which say nothing of the language that a guest speaks
    *("people", "ages", "room", "code", "surname", "stay_room"),
    *("idea_people", "idea_ages", "family", *LISTED),
)
FEW = 4  # words of a name, or of who comes
FIRST = ("ideas", rated.WHY)  # a plain no to an idea, and why we did badly, are no more than that


def awaited(conn: Connection, house: House, asked: Asked, guest: Guest, screen: str, facts: Facts) -> bool:
    """True when the text was what the screen had asked for; trouble and questions never are."""
    reader = READERS.get(screen)
    first = screen in FIRST or not _goes_before(asked, screen)
    return reader is not None and first and reader(conn, house, asked, guest, facts)


def fills(asked: Asked, screen: str) -> bool:
    """Whether it is what a form asks for, and no sentence of the guest's own."""
    own = "?" in (asked.text or "") or _answered(asked) or _goes_before(asked, screen)
    return screen in DATA and not own and spoken.words(asked.text) <= FEW


def only_fills(asked: Asked, screen: str) -> bool:
    """Whether a danger heard in it is none: "nuts, our daughter" and "our son, 5" are what was asked for.

    A danger that reviewed words name is one everywhere, and so is one of which the heads are sure, but for
    somebody's age.
    """
    heard = asked.heard
    if heard is None or screen not in DATA or spoken.words(asked.text) > FEW:
        return False
    aged = any(map(str.isdigit, asked.text or ""))
    return heard.risk_by == "guess" or (heard.risk_by == "sure" and aged)


def _goes_before(asked: Asked, screen: str) -> bool:
    """A complaint, a call for a person, a clear question: heard before any form is filled in."""
    heard, complaint = asked.heard, SURE if screen in LISTED else asking.COMPLAINT
    if heard is None:
        return False
    top = heard.entries[0][0] if heard.entries else ""
    person = heard.person or (top == "human" and heard.decision != "handoff")
    question = _answered(asked) and "?" in (asked.text or "")
    return heard.complaint >= complaint or person or question


def _answered(asked: Asked) -> bool:
    return asked.heard is not None and asked.heard.decision == "answer"


def read_people(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> bool:
    """ "2 adults, kids 5 and 10" or "2, 5, 10"; what is not clear is asked again, with what was."""
    words, births = size_words.births_in(asked.text or "", house.today)
    found = party_words.read(words, guest.language)
    if found is None and _answered(asked):
        return False
    if (found is None or not found.clear) and _question(conn, house, asked, guest, facts):
        choosing.who(conn, house, asked, guest, facts)
        return True
    if found is None or not found.clear:
        people_again(conn, house, asked, found)
        return True
    if found.adults > MOST_ADULTS or found.children > MOST_CHILDREN:
        raise UnusualParty(adults=MOST_ADULTS, children=MOST_CHILDREN)
    known = {**facts, "adults": found.adults}
    if found.complete:
        born = size_words.placed(found.ages, births, house.today)
        choosing.party(conn, house, asked, guest, {**known, "ages": list(found.ages), "births": born})
    else:
        choosing.ages(conn, house, asked, guest, {**known, "children": found.children})
    return True


def _question(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> bool:
    """True when it asked something about what is being booked, and was answered: the price here and now,
    anything else by a person. The screen that waited comes again after it."""
    words, offer = asked.text or "", house.catalog.offer(facts["offer"])
    if offer is None or party_words.names_people(words, guest.language):
        return False
    if party_words.asks_price(words):
        title = text("offer.title", title=Local(offer.title))
        reply(conn, house, asked, say(Join([title, *browse.prices(house, offer)], "lines")))
    elif "?" in words:
        asking.unknown(conn, house, asked, guest, offer)
    else:
        return False
    return True


def people_again(conn: Connection, house: House, asked: Asked, found: Company | None) -> None:
    """The example once more; the screen goes on waiting."""
    said = text("book.people_again", understood=_understood(found) if found else "")
    reply(conn, house, asked, say(said, choices=[PERSON, HOME]))


def _understood(found: Company) -> Value:
    adults = [text("booking.adults", n=found.adults)] if 0 < found.adults <= MOST_ADULTS else []
    few = 0 < found.children <= MOST_CHILDREN
    children = [text("people.children", n=found.children)] if few else []
    return Join([*adults, *children]) if adults or children else ""


def read_ages(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> bool:
    """One age for each child; anything else and the question is asked again."""
    words, births = size_words.births_in(asked.text or "", house.today)
    found = party_words.read_ages(words, guest.language)
    if not found and _answered(asked):
        return False
    young = found is not None and all(age < GROWN_UP for age in found)
    if found is None or not young or len(found) != int(facts["children"]):
        if found is None:
            _question(conn, house, asked, guest, facts)
        choosing.ages(conn, house, asked, guest, facts)
    else:
        born = size_words.placed(found, births, house.today)
        choosing.party(conn, house, asked, guest, {**facts, "ages": list(found), "births": born})
    return True


def enter_room(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    dialogues.wait_for(conn, house, asked.chat_id, "room")
    nod(conn, house, asked)
    held = _running(conn, house, guest)
    back = choice(text("button.back"), "booking", booking=held.id) if held else None
    reply(conn, house, asked, say(text("guest.enter_room"), choices=[back, HOME]))


def read_room(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> bool:
    """The one room in the text: "214", "my room is 214". What is held is shown again with it."""
    words = (asked.text or "").strip()
    found = {room for one in (words, *ROOM.findall(words)) if (room := rooms.named(house, one))}
    room = found.pop() if len(found) == 1 else words
    if not rooms.exists(house, room) and _answered(asked) and not re.search(r"\d", words):
        return False
    guest = claim_room(conn, house, guest, room)
    dialogues.done(conn, house, asked.chat_id)
    noted, held = text("guest.room_noted", room=room), _running(conn, house, guest)
    if proving.possible(conn, house, guest):
        reply(conn, house, asked, linking.asking(conn, house, asked, room))
    elif held is None:
        reply(conn, house, asked, say(noted, choices=screens.home().choices))
    else:
        shown = bookings.held_screen(conn, house, guest, held)
        reply(conn, house, asked, Say((noted, *shown.body), shown.choices))
    return True


def _running(conn: Connection, house: House, guest: Guest) -> Booking | None:
    """The newest hold that the guest has not decided about."""
    held = [one for one in book.of_guest(conn, house, guest.id) if one.held(house.now)]
    return max(held, key=lambda one: one.id, default=None)


def claim_room(conn: Connection, house: House, guest: Guest, room: str) -> Guest:
    """Staff see the room at once on whatever case is open. Who is linked to a stay lives there."""
    home = phones.stay_of(conn, house, guest.id)
    if home and guest.verified:
        if room != home.room:
            raise proving.AtHome(ways=[PERSON, HOME], room=home.room or "—")
        return guest
    people.claim_room(conn, house, guest, room)
    if guest.room != room:
        cards.refresh_all(conn, house, guest.id)
    return people.guest(conn, house, guest.chat_id) or replace(guest, room=room)


READERS: Mapping[str, Reader] = {
    "people": read_people,
    "ages": read_ages,
    "wish": requesting.read_wish,
    "room": read_room,
    "ask": talking.read_question,
    "need": needed.read,
    "code": coding.read,
    "ideas": ideas_words.read_no,
    "idea_people": ideas_words.read_people,
    "idea_ages": ideas_words.read_ages,
    "idea_when": ideas_words.read_when,
    "family": family.read_person,
    "family_allergies": family.read_allergies,
    "surname": linking.read_surname,
    "stay_room": staying_commands.read_room,
    **rated.READERS,
}
