"""What the weather desk says: to a party about its booking, and to staff on the card of the action."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.db import Connection
from bot.desk import people
from bot.desk.booking import instead, unreached, ways, weather, when
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking
from bot.desk.booking.weather import Action, Called
from bot.desk.house import House
from bot.desk.menu import telling
from bot.desk.menu.screens import BACK, PERSON
from bot.desk.people import Guest
from bot.money import Money
from bot.say import At, Choice, Join, Local, Say, Text, Value, choice, say, text

NAMED = 4  # parties without an answer, by name
Facts = dict[str, Value]


def question(
    conn: Connection, house: House, booking: Booking, one: Called, *, first: Text | None = None
) -> Say:
    """What fits this party, one button each, and the full refund."""
    found = instead.instead(conn, house, booking)
    prices = [instead.price(conn, ask, booking) for ask in found]
    taps = [Choice(_label(ask, booking), "weather_take", _taken(one, ask)) for ask in found]
    back = choice(text("button.weather_refund"), "weather_refund", called=one.id)
    facts = _facts(house, booking)
    until: Value = At(one.answer_by, "both") if one.answer_by else ""
    return say(
        first,
        text("weather.off", extra=facts["extra"], when=facts["when"], ref=facts["ref"]),
        _options(found, prices, booking),
        text("weather.choose_by", refund=facts["refund"], deadline=until),
        choices=[*taps, back, PERSON],
    )


def _taken(one: Called, ask: Ask) -> dict[str, object]:
    start = ask.start.isoformat() if ask.start else None
    return {"called": one.id, "offer": ask.offer.code, "option": ask.option.code, "start": start}


def _label(ask: Ask, booking: Booking) -> Value:
    """The same extra by its hour, another one by its name: the line above says the rest."""
    same = ask.offer.code == booking.offer and ask.start
    return when.start_of(ask, ask.start) if same and ask.start else ask.title


def _options(found: Sequence[Ask], prices: Sequence[Money], booking: Booking) -> Value | None:
    lines = [_option(ask, cost, booking) for ask, cost in zip(found, prices, strict=True)]
    return Join([text("weather.options"), *lines], "lines") if found else None


def _option(ask: Ask, cost: Money, booking: Booking) -> Text:
    price: Value = cost if cost.minor else text("price.free")
    asked: Value = when.of_ask(ask) if ask.start else ""
    if ask.offer.code == booking.offer:
        return text("weather.option_same", when=asked, price=price)
    return text("weather.option_other", extra=ask.title, when=asked, price=price)


def of_booking(conn: Connection, house: House, booking: Booking) -> Say | None:
    """For a guest who would change a booking that they are being asked about: the same question."""
    one = weather.asked_about(conn, house, booking.id)
    return question(conn, house, booking, one) if one else None


def ended(conn: Connection, house: House, booking: Booking, one: Called, why: str) -> Say:
    """It is cancelled and costs nothing; what fits this party can still be booked, at today's price."""
    found = instead.instead(conn, house, booking)
    prices = [instead.price_anew(conn, ask, booking) for ask in found]
    key = {"silent": "weather.silent", "staff": "weather.cancelled"}.get(why, "weather.refunded")
    until = {"deadline": At(one.answer_by, "both")} if why == "silent" and one.answer_by else {}
    again = [Choice(_label(ask, booking), "book", ask.facts()) for ask in found]
    return say(
        text(key, **_facts(house, booking), **until),
        _options(found, prices, booking),
        choices=[*again, PERSON, BACK],
        lasting=True,
    )


def refunded(house: House, booking: Booking) -> Say:
    ideas = choice(text("button.extras"), "groups")
    return say(text("weather.refunded", **_facts(house, booking)), choices=[ideas, BACK], lasting=True)


def moved(house: House, booking: Booking, booked: Booking) -> Say:
    now = when.of_booking(house, booked)
    said = text("weather.moved", extra=Local(booked.sold.title), when=now, ref=booking.ref)
    return say(said, choices=[ways.bookings()])


def goes_ahead(house: House, booking: Booking) -> Say:
    facts = _facts(house, booking)
    named = {"extra": facts["extra"], "when": facts["when"], "ref": facts["ref"]}
    said = text("weather.goes_ahead", place=Local(booking.sold.place), **named)
    return say(said, choices=[ways.bookings(), PERSON], lasting=True)


def for_topic(ended: Booking, *, moved: bool) -> Say:
    """For the topic in which the booking was arranged."""
    key = "weather.topic_moved" if moved else "weather.topic_cancelled"
    return say(text(key, title=Local(ended.sold.title), ref=ended.ref))


def _facts(house: House, booking: Booking) -> Facts:
    total = booking.quote.total
    return {
        "extra": Local(booking.sold.title),
        "when": when.of_booking(house, booking),
        "ref": booking.ref,
        "refund": total if total.minor else "",
    }


def hours(house: House, since: datetime, until: datetime) -> Value:
    """From–until; the day once where it is the same."""
    same = house.local(since).date() == house.local(until).date()
    return text("weather.span", since=At(since, "both"), until=At(until, "time" if same else "both"))


def titles(house: House, codes: Sequence[str]) -> Value:
    found = [house.catalog.offer(code) for code in codes]
    names: list[Value] = [Local(one.title) for one in found if one]
    return Join(names) if names else ""


def card(conn: Connection, house: House, action: Action) -> Say:
    """How far it is, and whom no letter reaches: staff read it in place, and may stop it."""
    counted = weather.counts(conn, house, action)
    alone = unreached.of_action(conn, house, action)
    told = sum(counted.get(state, 0) for state in ("told", "moved", "cancelled")) - len(alone)
    soonest = weather.soonest(conn, action)
    said = text(
        "weather.card",
        span=hours(house, action.since, action.until),
        state=text(f"weather.is_{_state(action)}"),
        told=told,
        moved=counted.get("moved", 0),
        cancelled=counted.get("cancelled", 0),
        waiting=counted.get("told", 0),
        due=counted.get("due", 0) or "",
        kept=counted.get("kept", 0) or "",
        names=_silent(conn, house, action, alone),
        deadline=At(soonest, "both") if soonest else "",
    )
    return say(said, telling.in_person(alone), choices=_card_ways(house, action))


def _state(action: Action) -> str:
    return "cancelling" if (action.how, action.state) == ("cancel", "running") else action.state


def _silent(conn: Connection, house: House, action: Action, alone: Sequence[Guest]) -> Value:
    """Whom to call: who was asked and has not answered yet."""
    found = weather.due(conn, house, action, most=NAMED + len(alone), state="told")
    asked = [one.guest_id for one in found if one.guest_id not in {each.id for each in alone}]
    return telling.named([people.guest_by_id(conn, one) for one in asked[:NAMED]])


def _card_ways(house: House, action: Action) -> list[Choice]:
    look = choice(text("button.weather_refresh"), "weather_show", action=action.id)
    label = {"running": "button.weather_stop", "done": "button.weather_reopen"}.get(action.state)
    stop = [choice(text(label), "weather_stop", action=action.id)] if label else []
    return [look, *stop] if action.until > house.now else [look]
