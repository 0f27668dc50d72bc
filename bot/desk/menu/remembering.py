"""Wishes come back by themselves: kept with the guest's yes at goodbye, there again at the next stay."""

from __future__ import annotations

from collections.abc import Sequence

from bot.db import Connection
from bot.desk import outbox
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import book
from bot.desk.cases import once
from bot.desk.catalog import today
from bot.desk.catalog.model import Offer
from bot.desk.house import House
from bot.desk.menu.acts import Facts, GuestAct
from bot.desk.people import Guest
from bot.desk.problems import HOME
from bot.desk.stays import phones, wishes
from bot.desk.stays.register import Stay
from bot.desk.stays.wishes import OFFER, Wish
from bot.say import Choice, Day, Join, Local, Say, Value, choice, say, text

ASKED, BACK = "wishes", "wishes_back"  # what is asked, and said, once a stay
FEW = 2  # extras offered again
WORDS = 60  # letters of a note


def question(conn: Connection, house: House, guest: Guest) -> Say | None:
    """With the goodbye: whether we may remember; None where there is nothing to, or it was asked."""
    stay = wishes.last_stay(conn, house, guest)
    if stay is None or not house.hotel.wishes_days or outbox.phoneless(guest.chat_id):
        return None
    if not _found(conn, house, guest, stay) or once.ask(conn, house, guest, ASKED) is None:
        return None
    ways = [choice(text("button.wish_yes"), "wishes_keep"), choice(text("button.wish_no"), "wishes_not")]
    return say(text("wish.ask", until=Day(wishes.until(house))), choices=ways)


def _found(conn: Connection, house: House, guest: Guest, stay: Stay) -> list[Wish]:
    """What staff noted, and what they had hired."""
    since = stay.opened_at or house.now
    hired = [one.offer for one in book.had(conn, house, guest.id, since) if _hired(house, one.offer)]
    again = [Wish(OFFER, code, None) for code in dict.fromkeys(hired)]
    return [*wishes.of_stay(conn, house, guest, stay), *again]


def _hired(house: House, code: str) -> bool:
    """A thing lent for the stay, as a cot: what somebody did once is no wish for the next time."""
    offer = house.catalog.offers.get(code)
    return offer is not None and offer.mode == "rental"


def keep(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    stay = wishes.last_stay(conn, house, guest)
    found = _found(conn, house, guest, stay) if stay else wishes.of_guest(conn, house, guest)
    wishes.keep(conn, house, guest, found)
    nod(conn, house, asked)
    ways = [choice(text("button.wish_forget"), "wishes_forget"), HOME]
    kept = text("wish.kept", until=Day(wishes.until(house)))
    reply(conn, house, asked, say(kept, choices=ways, lasting=True))


def keep_not(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    wishes.drop(conn, house, guest)
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("wish.forgotten"), choices=[HOME]))


def back(conn: Connection, house: House, guest: Guest) -> None:
    """They are here again: staff read what they wished for, and are not the only ones who remember."""
    stay, found = phones.stay_of(conn, house, guest.id), wishes.of_guest(conn, house, guest)
    if stay is None or not found or once.ask(conn, house, guest, BACK) is None:
        return
    wishes.note_again(conn, house, guest, stay, found)
    offers = _offered(conn, house, stay, found)
    _tell_staff(conn, house, guest, stay, found)
    titles = [Local(one.title) for one in offers]
    key = "wish.back" if offers else "wish.back_known"
    said = text(key, name=guest.name, titles=Join(titles))
    see = [Choice(Local(one.title), "offer", {"offer": one.code}) for one in offers]
    ways = [*see, choice(text("button.wish_forget"), "wishes_forget"), HOME]
    outbox.send(conn, house, guest.chat_id, say(said, choices=ways))


def _offered(conn: Connection, house: House, stay: Stay, found: Sequence[Wish]) -> list[Offer]:
    """What can still be had, is not stopped, and is for somebody of the ages that come."""
    stopped = today.all_stopped(conn, house)
    offers = [house.catalog.offer(one.words) for one in found if one.kind == OFFER]
    return [one for one in offers if one and one.code not in stopped and _fits(one, stay)][:FEW]


def _fits(offer: Offer, stay: Stay) -> bool:
    """A cot is for a baby: where the ages are known and nobody is one, it is not offered again."""
    oldest = offer.rules.max_age
    return oldest is None or stay.adults is None or any(age <= oldest for age in stay.ages)


def _tell_staff(conn: Connection, house: House, guest: Guest, stay: Stay, found: Sequence[Wish]) -> None:
    lines: list[Value] = []
    for one in found:
        offer = house.catalog.offer(one.words) if one.kind == OFFER else None
        if offer:
            lines.append(text("wish.had", title=Local(offer.title)))
        elif one.kind != OFFER:
            lines.append(text("note.line", kind=text(f"note.is_{one.kind}"), words=one.words[:WORDS]))
    said = say(text("wish.staff", name=guest.name, room=stay.room or "—"), Join(lines, "lines"))
    outbox.send(conn, house, None, said, lane=outbox.STAFF)


GUEST_ACTS: dict[str, GuestAct] = {
    "wishes_keep": keep,
    "wishes_not": keep_not,
    "wishes_forget": keep_not,
}
