"""Answers from what the hotel knows and sells: the fact with its live values, its day, buttons to act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.db import Connection
from bot.desk.answers import lately, selling
from bot.desk.answers.free import Free, next_free, on_sale
from bot.desk.answers.values import says_something, told
from bot.desk.asked import Asked, Heard, nod, reply
from bot.desk.booking import steps
from bot.desk.booking.party import Party
from bot.desk.catalog.model import Entry, Offer
from bot.desk.catalog.placeholders import names_in
from bot.desk.house import House
from bot.desk.menu import answered, bookings, browse, screens
from bot.desk.menu.acts import Facts
from bot.desk.menu.screens import BACK
from bot.desk.people import Guest
from bot.desk.problems import PERSON, OldButton
from bot.say import At, Bold, Choice, Day, Local, Say, Value, choice, say, text

TALK = ("greeting", "goodbye", "thanks", "praise", "who_are_you")
OWN_BOOKINGS = ("cancel", "booking_change")
MOST_WAYS = 3  # of the answer's own: with the person, home and one more for a wrong answer they are six
ENOUGH = 0.2  # of the probability: what is less is no wish of its own


@dataclass(frozen=True)
class Told:
    """One plain fact: what is said about it, the button that leads to it, the day it was confirmed."""

    name: str
    body: Sequence[Value | None]
    way: Choice
    confirmed: date | None = None


def known(conn: Connection, house: House, asked: Asked, guest: Guest, name: str) -> bool:
    """Answer from what the hotel knows or sells; False when it has nothing under that name."""
    if name in TALK:
        reply(conn, house, asked, say(text(f"talk.{name}"), choices=screens.home().choices[:5]))
    elif name in OWN_BOOKINGS:
        bookings.mine(conn, house, asked, guest, {})
    elif name == "language":
        screens.languages(conn, house, asked, guest, {})
    elif entry := sayable(conn, house, name):
        said = entry_say(conn, house, entry, guest)
        reply(conn, house, asked, answered.under(house, guest, said, entry, asked.text))
        lately.remember(conn, house, asked.chat_id, entry=entry.id)
    elif offer := offer_for(house, name):
        card = browse.offer_card(house, offer)
        reply(conn, house, asked, answered.under(house, guest, card, offer, asked.text))
        steps.came(conn, house, offer.code, "seen")
        lately.remember(conn, house, asked.chat_id, offer=offer.code)
    else:
        return False
    return True


def unasked(house: House, name: str) -> list[Value]:
    """The same where nobody waits: no places that are free, no bookings. Empty where a person answers."""
    if name in TALK:
        return [text(f"talk.{name}")]
    if name in OWN_BOOKINGS:
        return [text("bookings.none")]
    if name == "language":
        return [text("guest.languages")]
    if entry := sayable(None, house, name):
        return [told(None, house, entry, texts) for texts in (entry.answer, entry.details) if texts]
    offer = offer_for(house, name)
    return [Local(offer.title), Local(offer.about)] if offer else []


def sayable(conn: Connection | None, house: House, name: str) -> Entry | None:
    """The entry, while the catalog has the values that make it an answer."""
    entry = house.catalog.entry(name)
    return entry if entry and says_something(told(conn, house, entry, entry.answer)) else None


def offer_for(house: House, name: str) -> Offer | None:
    found = house.catalog.offer(name) or next(
        (one for one in house.catalog.offers.values() if one.intent == name), None
    )
    return found if found and found.active else None


def entry_say(conn: Connection, house: House, entry: Entry, guest: Guest | None = None) -> Say:
    """Key moment 3: the fact as it is now, the day it was last confirmed, buttons that act on it."""
    offer = on_sale(conn, house, entry.offer)
    soonest = next_free(conn, house, offer, party=party_of(guest)) if offer else None
    return say(
        Bold(told(conn, house, entry, entry.answer)),
        _live(house, entry, soonest),
        confirmed(entry.confirmed),
        choices=[*_ways(house, entry, offer, soonest)[:MOST_WAYS], PERSON, BACK],
    )


def _ways(house: House, entry: Entry, offer: Offer | None, soonest: Free | None) -> list[Choice]:
    ways = [
        book(house, soonest) if soonest else None,
        choice(Local(offer.title), "offer", code=offer.code) if offer else None,
        choice(text("button.simpler"), "simpler", entry=entry.id) if entry.simple else None,
        choice(text("button.details"), "details", entry=entry.id) if entry.details else None,
    ]
    return [one for one in ways if one]


def _live(house: House, entry: Entry, soonest: Free | None) -> Value | None:
    """What the linked offer costs and when it is free next, as far as the answer does not say so itself."""
    if soonest is None:
        return None
    said = {name for words in entry.answer.values() for name in names_in(words)}
    return text(
        "answer.live",
        extra=Local(soonest.offer.title),
        price="" if "price" in said else selling.price(house, soonest.offer),
        time="" if "next_free" in said else At(soonest.start, "both"),
    )


def book(house: House, soonest: Free) -> Choice:
    """The start itself on the button; who comes and the price follow."""
    days = {house.today: "button.book_today", house.today + timedelta(days=1): "button.book_tomorrow"}
    key = days.get(house.local(soonest.start).date())
    label: Value = text(key, time=At(soonest.start)) if key else At(soonest.start, "both")
    return Choice(label, "book", soonest.facts)


def party_of(guest: Guest | None) -> Party | None:
    return Party.of(guest.party) if guest and guest.party else None


def confirmed(day: date) -> Value:
    return text("answer.confirmed", date=Day(day))


def _entry(house: House, facts: Facts) -> Entry:
    if entry := house.catalog.entry(facts["entry"]):
        return entry
    raise OldButton


def details(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """The whole of it."""
    entry = _entry(house, facts)
    if entry.details is None:
        raise OldButton
    nod(conn, house, asked)
    said = whole(conn, house, entry)
    reply(conn, house, asked, answered.doubted(said, [entry.id], facts.get("question")))
    lately.remember(conn, house, asked.chat_id, entry=entry.id)


def whole(conn: Connection, house: House, entry: Entry) -> Say:
    offer = on_sale(conn, house, entry.offer)
    more = told(conn, house, entry, entry.details) if entry.details else None
    ways = [
        choice(Local(offer.title), "offer", code=offer.code) if offer else None,
        choice(text("button.simpler"), "simpler", entry=entry.id) if entry.simple else None,
    ]
    answer = Bold(told(conn, house, entry, entry.answer))
    return say(answer, more, confirmed(entry.confirmed), choices=[*ways, PERSON, BACK])


def simpler(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """The same in plain words and fewer of them; the whole answer is one press away."""
    entry = _entry(house, facts)
    if entry.simple is None:
        raise OldButton
    offer = on_sale(conn, house, entry.offer)
    ways = [
        choice(Local(offer.title), "offer", code=offer.code) if offer else None,
        choice(text("button.whole_answer"), "entry", entry=entry.id),
    ]
    words = Bold(told(conn, house, entry, entry.simple))
    said = say(words, confirmed(entry.confirmed), choices=[*ways, PERSON, BACK])
    nod(conn, house, asked)
    reply(conn, house, asked, answered.doubted(said, [entry.id], facts.get("question")))
    lately.remember(conn, house, asked.chat_id, entry=entry.id)


def topics(conn: Connection | None, house: House, heard: Heard) -> list[Choice]:
    """Three at most; an intent and the offer behind it are one topic."""
    found: list[Choice] = []
    for name, _ in heard.entries:
        one = topic(conn, house, name)
        if one and all(one.label != other.label for other in found):
            found.append(one)
    return found[:3]


def topic(conn: Connection | None, house: House, name: str) -> Choice | None:
    """A button for what a candidate stands for; None for what has no name a guest would know, or no answer
    as things are.
    """
    entry, offer = sayable(conn, house, name), offer_for(house, name)
    titles = entry.title if entry else offer.title if offer else None
    return choice(Local(titles), "entry", entry=name) if titles else None


def did_you_mean(found: Sequence[Choice]) -> Say:
    """Key moment 5."""
    return say(text("answer.clarify"), choices=[*found, PERSON])


def wishes(heard: Heard) -> tuple[str, ...]:
    """The entries of a message with several wishes, which have equal shares; none when it is one."""
    if heard.decision != "clarify" or not heard.entries or heard.entries[0][1] < ENOUGH:
        return ()
    names = tuple(name for name, share in heard.entries if share == heard.entries[0][1])
    return names if len(names) > 1 else ()


def several(conn: Connection, house: House, asked: Asked, guest: Guest, names: Sequence[str]) -> list[str]:
    """All of them in one message, each with its own button; returns what nothing is known about."""
    found = facts_of(conn, house, names)
    if found and not any(one.body for one in found):  # all of it is about what they have booked
        known(conn, house, asked, guest, found[0].name)
    elif found:
        days = [one.confirmed for one in found if one.confirmed]
        body = [part for one in found for part in one.body]
        said = say(*body, confirmed(min(days)) if days else None, choices=[*ways_of(found), PERSON, BACK])
        reply(conn, house, asked, answered.doubted(said, _sources(house, found), asked.text))
        _remember(conn, house, asked, found[-1])
    return [name for name in names if all(name != one.name for one in found)]


def _sources(house: House, found: Sequence[Told]) -> list[str]:
    """The entries and offers that said it; the guest's own bookings are none."""
    offers = ((one.name, offer_for(house, one.name)) for one in found if one.body)
    return [name if house.catalog.entry(name) or not offer else offer.code for name, offer in offers]


def facts_of(conn: Connection, house: House, names: Sequence[str]) -> list[Told]:
    return [one for name in names if (one := _fact(conn, house, name))]


def ways_of(found: Sequence[Told]) -> list[Choice]:
    """One button for each fact; two wishes that one button serves have it once."""
    return list({one.way.act + str(one.way.args): one.way for one in found}.values())


def _fact(conn: Connection, house: House, name: str) -> Told | None:
    """What is plain: an entry, an offer, or the guest's own bookings."""
    if name in OWN_BOOKINGS:
        return Told(name, (), choice(text("button.bookings"), "bookings"))
    if entry := sayable(conn, house, name):
        answer = Bold(told(conn, house, entry, entry.answer))
        offer = on_sale(conn, house, entry.offer)
        way = choice(Local(offer.title), "offer", code=offer.code) if offer else None
        return Told(name, (answer,), way or choice(Local(entry.title), "entry", entry=name), entry.confirmed)
    if offer := on_sale(conn, house, named.code if (named := offer_for(house, name)) else None):
        return Told(name, (_short(conn, house, offer),), choice(Local(offer.title), "offer", code=offer.code))
    return None


def _short(conn: Connection, house: House, offer: Offer) -> Value:
    """An offer in two lines, where another answer stands beside it."""
    soonest = next_free(conn, house, offer)
    time: Value = At(soonest.start, "both") if soonest else ""
    return text("answer.extra", extra=Local(offer.title), price=selling.price(house, offer), time=time)


def _remember(conn: Connection, house: House, asked: Asked, last: Told) -> None:
    """A follow-up to two answers is about the one that was read last."""
    if house.catalog.entry(last.name):
        lately.remember(conn, house, asked.chat_id, entry=last.name)
    elif offer := offer_for(house, last.name):
        lately.remember(conn, house, asked.chat_id, offer=offer.code)


def beside(conn: Connection, house: House, said: Say, names: Sequence[str], question: str) -> Say:
    """The plain questions that a complaint came with, answered under it: facts only, nothing is sold."""
    found = [one for one in facts_of(conn, house, names) if one.body]
    if not found:
        return said
    body = [part for one in found for part in one.body]
    asks = [choice(Local(entry.title), "entry", entry=entry.id) for entry in _entries(house, found)]
    ways = [answered.remembering(one, question) for one in (*said.choices, *asks)][: answered.MOST - 1]
    doubt = answered.doubt(_sources(house, found), question)
    return say(*said.body, *body, choices=[*ways, doubt], lasting=said.lasting)


def _entries(house: House, found: Sequence[Told]) -> list[Entry]:
    return [entry for one in found if (entry := house.catalog.entry(one.name))]
