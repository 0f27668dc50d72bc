""" "How long?": the guest reads what was promised and what is left of it, by a tap or in their own words."""

from __future__ import annotations

import re
import unicodedata

from bot.db import Connection
from bot.desk import dialogues, people
from bot.desk.answers import lately
from bot.desk.asked import Asked, nod, reply
from bot.desk.cases import case, duty, opening, pausing, pledge, promises
from bot.desk.cases.case import Case
from bot.desk.cases.promises import Promise
from bot.desk.cases.states import PAUSED
from bot.desk.house import House
from bot.desk.menu.acts import Facts, GuestAct
from bot.desk.people import Guest
from bot.desk.problems import OldButton
from bot.say import At, Local, Say, Span, Value, choice, say, text

MOST_WORDS = 8
GIVES_WAY = (*lately.GIVES_WAY, "add")  # a screen that waits for an answer of another kind gets it
ABOUT_WAITING = ("slow_service", "checkin_time")  # what such words are taken for where nothing was promised
ASKS = re.compile(
    r"\b(?:how (?:much )?(?:long|more time)|when (?:will|is|are|does|do)\b"
    r".*\b(?:come|coming|ready|done|here|be)"
    r"|any news|where is (?:he|she|the)"
    r"|сколько (?:еще|ждать)|долго (?:еще|ждать)|еще долго"
    r"|когда (?:приду|придет|будет|подоид|готов)|ну (?:что|где)"
    r"|ne qeder|ne vaxt|hele cox|harada qald"
    r"|кашан|канша|тагы канша|копке созыла"
    r"|meddig|mikor (?:jon|lesz|er)|mennyit kell|mennyi ido"
    r"|ne zaman|ne kadar|daha (?:cok|ne)|nerede kald"
    r"|wie lange|wann (?:kommt|kommen|ist|wird)|noch lange|wo bleibt)",
)
_LETTERS = str.maketrans({"ə": "e", "ı": "i", "ё": "е", "қ": "к", "ғ": "г", "ү": "у", "ұ": "у", "ө": "о"})


def asks(words: str) -> bool:
    """Whether somebody who waits asks when it will be."""
    plain = unicodedata.normalize("NFKD", words.casefold().translate(_LETTERS))
    bare = "".join(one for one in plain if not unicodedata.combining(one))
    return len(bare.split()) <= MOST_WORDS and ASKS.search(bare) is not None


def written(conn: Connection, house: House, asked: Asked, guest: Guest) -> bool:
    """True when the words were about a time that we promised; who has the case reads that they were asked."""
    waiting = dialogues.waiting(conn, house, asked.chat_id)
    if asked.edited or not asks(asked.text or "") or (waiting and waiting.screen not in GIVES_WAY):
        return False
    found = _standing(conn, house, guest)
    if found is None or not _meant(conn, house, asked, found[1]):
        return False
    opening.add_words(conn, house, found[0], guest, asked.text or "", message=asked.message_id)
    opened, stands = _standing(conn, house, guest) or found  # a case that waited for these words goes on
    reply(conn, house, asked, screen(conn, house, opened, stands))
    return True


def _meant(conn: Connection, house: House, asked: Asked, stands: Promise) -> bool:
    """Not when the chat has turned to something else since, or when the words are sure to mean that."""
    heard = asked.heard
    if heard is None or heard.risk or heard.person:
        return False
    top = heard.entries[0][0] if heard.entries else ""
    if heard.decision == "answer" and top not in ABOUT_WAITING:
        return False
    spoken = lately.of(conn, house, asked.chat_id) if heard.facet else None
    return spoken is None or spoken.at <= stands.made_at


def _standing(conn: Connection, house: House, guest: Guest) -> tuple[Case, Promise] | None:
    """The soonest time that the guest counts on; one for the thing itself before one for an answer."""
    mine = [one for one in case.all_open(conn, house, guest.id) if one.kind != "booking"]
    found = [
        (one, stands)
        for one in mine
        if (stands := pledge.paused(conn, house, one) or promises.heard(conn, house, one.id))
    ]
    return min(found, key=lambda one: (one[1].what != "done", one[1].due), default=None)


def pressed(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """By the button under a promise: that case, or what has become of it."""
    opened = case.by_id(conn, house, facts["case"])
    if opened.guest_id != guest.id:
        raise OldButton
    stands = promises.heard(conn, house, opened.id) if opened.open else None
    nod(conn, house, asked)
    if opened.status in PAUSED:
        reply(conn, house, asked, pausing.waits_for(conn, house, opened))
        return
    if stands is None:
        other = _standing(conn, house, guest)
        if other is None:
            raise OldButton
        opened, stands = other
    reply(conn, house, asked, screen(conn, house, opened, stands))


def screen(conn: Connection, house: House, opened: Case, stands: Promise) -> Say:
    """By when, how long that is from now, and who is on it."""
    left = max(1, -int((house.now - stands.due).total_seconds() // 60))
    time = At(stands.due, promises.style(house, stands.due))
    facts: dict[str, Value] = {"time": time, "left": Span(left), "ref": opened.ref}
    urgent = choice(text("button.urgent"), "urgent", case=opened.id)
    ways = [urgent, choice(text("button.person"), "person")]
    if stands.what == "answer":
        role = duty.role(conn, house, opened)
        return say(text("promise.left_answer", role=role, **facts), choices=ways, lasting=True)
    holder = people.colleague(conn, house, opened.owner) if opened.owner else None
    person: Value = holder.name if holder else Local(house.hotel.departments["duty"].role)
    department = people.department(house, holder)
    said = text("promise.left", person=person, department=department, **facts)
    return say(said, choices=ways, lasting=True)


GUEST_ACTS: dict[str, GuestAct] = {"how_long": pressed}
