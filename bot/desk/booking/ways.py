"""Ways on: the buttons under a refusal. Each act carries all it needs to be done.

offer {code} · days {offer, option} · book {offer, option, start, party} · people {offer, option, start}
wait {offer, option, start, party} · both {first, second} · group {group} · bookings · person · home
What moves a booking carries `moves`, its id, as well; what is arranged on request a `wish` and no `start`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.desk.booking import when
from bot.desk.booking.ask import Ask
from bot.desk.catalog.model import Offer
from bot.desk.house import House
from bot.say import Choice, Local, Value, choice, text


def see(offer: Offer) -> Choice:
    return choice(Local(offer.title), "offer", code=offer.code)


def book(ask: Ask, label: Value) -> Choice:
    return Choice(label, "book", ask.facts())


def starts(ask: Ask, moments: Iterable[datetime]) -> list[Choice]:
    """One button a start, for the same party."""
    return [book(ask.at(moment), when.start_of(ask, moment)) for moment in moments]


def days(ask: Ask) -> Choice:
    """What is arranged has no days to choose from, also when it has been given an hour: they say when."""
    act = "request" if ask.offer.mode == "request" else "days"
    return Choice(text("button.other_days"), act, ask.what())


def people(ask: Ask) -> Choice:
    return Choice(text("button.change_people"), "people", ask.when())


def wait(ask: Ask) -> Choice:
    return Choice(text("button.join_waiting"), "wait", ask.facts())


def both(first: Ask, second: Ask) -> Choice:
    return choice(text("button.book_both"), "both", first=first.facts(), second=second.facts())


def ideas(offer: Offer) -> Choice:
    return choice(text("button.other_ideas"), "group", group=offer.group)


def bookings() -> Choice:
    return choice(text("button.my_bookings"), "bookings")


def alternative(house: House, offer: Offer) -> Offer | None:
    """What the hotel suggests to those whom the rules leave out."""
    own = house.catalog.offer(offer.alternative) if offer.alternative else None
    return own if own and own.active else None


def other_ways(house: House, offer: Offer) -> list[Offer]:
    """The offer's own alternative first, then up to two others of its group: no cot in place of a show."""
    own = alternative(house, offer)
    others = house.catalog.listed(offer.group)
    near = [one for one in others if one.code not in (offer.code, offer.alternative)]
    alike = [one for one in near if offer.help_only or not one.help_only]
    return ([own] if own else []) + alike[:2]
