"""The guest's side of the end: all is well, one tap of rating, and one question when it is low."""

from __future__ import annotations

from dataclasses import replace

from bot.db import Connection
from bot.desk import dialogues, people
from bot.desk.asked import Asked, nod, reply
from bot.desk.cases import cards, case, closing, rating, telling
from bot.desk.cases.case import Case
from bot.desk.cases.rating import Rating
from bot.desk.cases.triage import SEVERE
from bot.desk.house import House
from bot.desk.menu.acts import Facts, GuestAct
from bot.desk.menu.screens import BACK
from bot.desk.people import Guest
from bot.desk.problems import PERSON, OldButton
from bot.say import Choice, Say, choice, say, text

WHY = "why"  # the screen that waits for the guest's words
SURE = 0.5
BROKEN = SEVERE - {"rude_staff"}


def thanks(conn: Connection, house: House, guest: Guest, shut: Case) -> Say:
    """It is well: thanks, and the question of this stay if it has not been asked yet."""
    closing.confirmed(conn, house, shut)
    if not rating.may_ask(conn, house, shut, guest):
        return say(text("case.closed"), choices=[BACK])
    stars = [Choice(str(n), "rate", {"case": shut.id, "stars": n}) for n in rating.STARS]
    return replace(say(text("rating.ask"), choices=[*stars, BACK]), grid=len(stars))


def rate(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    rated = case.by_id(conn, house, facts["case"])
    if rated.guest_id != guest.id:
        raise OldButton
    given = rating.rate(conn, house, rated, guest, int(facts["stars"]))
    nod(conn, house, asked)
    if given is None:
        reply(conn, house, asked, say(text("rating.thanks"), choices=[BACK]))
    elif given.low:
        _ask_why(conn, house, asked, guest, rated, given)
    else:
        _for_owner(conn, house, guest, rated, given)
        reply(conn, house, asked, say(text("rating.thanks"), choices=[BACK]))


def _ask_why(conn: Connection, house: House, asked: Asked, guest: Guest, rated: Case, given: Rating) -> None:
    """Managers read it at once; whatever the guest still writes comes to them after it."""
    owner = people.colleague(conn, house, rated.owner) if rated.owner else None
    said = text(
        "rating.low",
        stars=given.stars,
        name=guest.name,
        room=telling.room(guest),
        about=cards.about(rated),
        ref=rated.ref,
        person=owner.name if owner else "",
    )
    telling.managers(conn, house, say(said), about=rated)
    dialogues.wait_for(conn, house, asked.chat_id, WHY, case=rated.id)
    not_yet = choice(text("button.not_yet"), "not_yet", case=rated.id)
    reply(conn, house, asked, say(text("rating.why"), choices=[not_yet, PERSON, BACK]))


def _for_owner(conn: Connection, house: House, guest: Guest, rated: Case, given: Rating) -> None:
    """The best there is: whoever looked after them reads it."""
    owner = people.colleague(conn, house, rated.owner) if rated.owner else None
    if owner and owner.state == "active" and given.stars == rating.BEST:
        about = cards.about(rated)
        said = text("rating.best", name=guest.name, room=telling.room(guest), about=about, ref=rated.ref)
        telling.privately(conn, house, owner, say(said))


def read_why(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> bool:
    """The answer is for managers. Who asks for a person, or names another trouble, is served as ever."""
    heard, words = asked.heard, (asked.text or "").strip()
    if heard and heard.person:
        return False
    rated = case.by_id(conn, house, facts["case"])
    given = rating.of_case(conn, house, rated.id)
    dialogues.done(conn, house, asked.chat_id)
    if given is None or not rating.because(conn, house, given, words):
        return False
    case.note(conn, house, rated, "rated_because", "guest", words=words)
    said = text("rating.because", stars=given.stars, name=guest.name, room=telling.room(guest), words=words)
    telling.managers(conn, house, say(said), about=rated)
    if _another(asked, rated):
        return False
    not_yet = choice(text("button.not_yet"), "not_yet", case=rated.id)
    reply(conn, house, asked, say(text("rating.passed_on"), choices=[not_yet, PERSON, BACK]))
    return True


def _another(asked: Asked, rated: Case) -> bool:
    """Something is broken now, and it is not what the case was about: that does not wait for a manager."""
    heard = asked.heard
    if heard is None or heard.complaint < SURE or not heard.entries:
        return False
    return heard.entries[0][0] in BROKEN - {rated.category}


def silent_well(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("silent.well"), choices=[BACK]))


GUEST_ACTS: dict[str, GuestAct] = {"rate": rate, "silent_well": silent_well}
READERS = {WHY: read_why}
