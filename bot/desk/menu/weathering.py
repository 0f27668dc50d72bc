"""The weather desk of the staff: which hours, what that concerns, and then one tap for all parties."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from bot.db import Connection
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import line, weather
from bot.desk.booking.closing import Closure
from bot.desk.booking.weather import Action, Preview
from bot.desk.house import House
from bot.desk.menu import weather_words
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.staying import for_reception
from bot.desk.menu.typed import typed
from bot.desk.people import Colleague
from bot.desk.problems import DeskError, OldButton
from bot.desk.stays.acts import LIST
from bot.say import At, Choice, Day, Join, Local, Say, Value, choice, say, text

COMMAND = "/weather"
EXAMPLE = "/weather 14-18"
AFTERNOON = (time(12), time(18))
DAYS = 3  # after tomorrow, one button each
OFFERS = 4  # that can be left out by a tap
DAY = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.?(?!\d)")
HOURS = re.compile(r"(?<![\d.:])(\d{1,2})(?::(\d{2}))?\s*[-–—]\s*(\d{1,2})(?::(\d{2}))?(?!\d)")
WEATHER = choice(text("button.weather"), "weather")


class WeatherUnclear(DeskError):
    """The hours cannot be read, or are over: an example that works."""

    key = "refuse.weather_unclear"


def command(conn: Connection, house: House, asked: Asked) -> bool:
    """True when it was /weather and came from staff; what is not allowed or not clear is answered."""
    return typed(conn, house, asked, COMMANDS, lambda act, who, words: act(conn, house, asked, words))


def _typed(conn: Connection, house: House, asked: Asked, words: str) -> None:
    reply(conn, house, asked, _look(conn, house, read(house, words)) if words else _home(conn, house))


def read(house: House, words: str) -> Facts:
    """ "14-18", "22.11", "22.11 9:30-13": a day, today if none is named, and hours of it, all if none are."""
    named, hours = DAY.search(words), HOURS.search(DAY.sub(" ", words))
    try:
        day = _day(house, int(named[1]), int(named[2])) if named else house.today
        span = _hours(hours) if hours else (time(), time())
    except ValueError:
        named = hours = None
    if not named and not hours:
        raise WeatherUnclear(example=EXAMPLE, ways=[WEATHER, LIST])
    return _period(house, day, *span)


def _day(house: House, day: int, month: int) -> date:
    """The next such day."""
    this_year = date(house.today.year, month, day)
    return this_year if this_year >= house.today else date(house.today.year + 1, month, day)


def _hours(found: re.Match[str]) -> tuple[time, time]:
    until = int(found[3])
    return time(int(found[1]), int(found[2] or 0)), time(
        until % 24 if until == 24 else until, int(found[4] or 0)
    )


def _period(house: House, day: date, since: time, until: time) -> Facts:
    """From now at the earliest; hours that end before they begin end on the next day."""
    over = day if until > since else day + timedelta(days=1)
    first = max(house.moment(day, since).astimezone(UTC), house.now)
    last = house.moment(over, until).astimezone(UTC)
    if last <= first:
        raise WeatherUnclear(example=EXAMPLE, ways=[WEATHER, LIST])
    return {"since": first.isoformat(), "until": last.isoformat()}


def home(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    nod(conn, house, asked)
    reply(conn, house, asked, _home(conn, house))


def _home(conn: Connection, house: House) -> Say:
    """What is under way, then the hours."""
    return say(text("weather.which", example=EXAMPLE), choices=[*_under_way(conn, house), *_periods(house)])


def _under_way(conn: Connection, house: House) -> list[Choice]:
    """The next two; of several about the same hour the newest, as each has its card."""
    by_hour: dict[datetime, Action] = {}
    for one in weather.ahead(conn, house):
        by_hour[one.since] = max(one, by_hour.get(one.since, one), key=lambda each: each.id)
    few = list(by_hour.values())[:2]
    return [choice(At(one.since, "stamp"), "weather_show", action=one.id) for one in few]


def _periods(house: House) -> list[Choice]:
    today, labels = house.today, {0: "day.today", 1: "day.tomorrow"}
    found = [
        _button(text(labels[n]) if n in labels else Day(day), _period(house, day, time(), time()))
        for n in range(2 + DAYS)
        for day in [today + timedelta(days=n)]
    ]
    if house.local(house.now).time() < AFTERNOON[1]:
        found.insert(0, _button(text("button.weather_afternoon"), _period(house, today, *AFTERNOON)))
    return found


def _button(label: Value, facts: Facts) -> Choice:
    return Choice(label, "weather_look", facts)


def look(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    nod(conn, house, asked)
    reply(conn, house, asked, _look(conn, house, facts))


def _look(conn: Connection, house: House, facts: Facts) -> Say:
    """Before anything happens: which offers, how many bookings and guests, and what it would cost."""
    closure = _closure(house, facts)
    seen = weather.preview(conn, house, closure.offers, closure.since, closure.until)
    at = weather_words.hours(house, closure.since, closure.until)
    without = list(facts.get("without", ()))
    said = text(
        "weather.preview" if seen.found else "weather.preview_none",
        span=at,
        lines=Join([_line(house, one) for one in seen.lines], "lines") if seen.found else "",
        bookings=len(seen.found),
        guests=seen.guests,
        refund=seen.refund if seen.refund.minor else "",
        waiting=_waiting(conn, house, closure) or "",
        without=weather_words.titles(house, without) if without else "",
    )
    return say(said, choices=[*_deeds(seen, facts), *_leave_out(house, seen, facts), WEATHER])


def _closure(house: House, facts: Facts) -> Closure:
    offers = weather.outdoors(house) - set(facts.get("without", ()))
    since, until = (datetime.fromisoformat(facts[name]) for name in ("since", "until"))
    if until <= house.now:
        raise WeatherUnclear(example=EXAMPLE, ways=[WEATHER, LIST])
    return Closure(offers, max(since, house.now), until)


def _line(house: House, one: weather.Line) -> Value:
    return text(
        "weather.line",
        extra=weather_words.titles(house, [one.offer]),
        bookings=one.bookings,
        guests=one.guests,
    )


def _waiting(conn: Connection, house: House, closure: Closure) -> int:
    """Parties on the waiting lists of those starts: they wait in vain."""
    starts = [(code, option, at) for code in closure.offers for option, at in line.waited(conn, house, code)]
    within = [line.key_of(house, *one) for one in starts if closure.covers(one[0], one[2], one[2])]
    return sum(len(line.waiting(conn, key)) for key in within)


def _deeds(seen: Preview, facts: Facts) -> list[Choice]:
    if not seen.found:
        return [Choice(text("button.weather_close"), "weather_begin", {**facts, "how": "cancel"})]
    return [
        Choice(text("button.weather_move"), "weather_begin", {**facts, "how": "move"}),
        Choice(text("button.weather_cancel"), "weather_begin", {**facts, "how": "cancel"}),
    ]


def _leave_out(house: House, seen: Preview, facts: Facts) -> list[Choice]:
    """One tap for each offer that may take place after all; one more brings all of them back."""
    without = [*facts.get("without", ())]
    found = [(one.offer, house.catalog.offer(one.offer)) for one in seen.lines]
    each = [
        Choice(Local(offer.title), "weather_look", {**facts, "without": [*without, code]})
        for code, offer in found[:OFFERS]
        if offer and len(found) > 1
    ]
    whole = {key: value for key, value in facts.items() if key != "without"}
    return [*each, *([Choice(text("button.weather_all"), "weather_look", whole)] if without else [])]


def begin(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Once for a preview, however often and by whomever its buttons are pressed."""
    how: weather.How = "move" if facts["how"] == "move" else "cancel"
    closure, request = _closure(house, facts), (asked.data or "").partition(":")[0]
    card = (asked.chat_id, asked.message_id or 0)
    made = weather.begin(conn, house, how, closure, request=request, by=who.user_id, card=card)
    nod(conn, house, asked)
    reply(conn, house, asked, weather_words.card(conn, house, made))


def show(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The card, here and as it is now; from then on it is this one that is kept up to date."""
    action = _action(conn, house, facts)
    nod(conn, house, asked)
    if asked.message_id:
        weather.shown_at(conn, house, action, asked.chat_id, asked.message_id)
    reply(conn, house, asked, weather_words.card(conn, house, action))


def stop(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Sales open at once; twice is once."""
    weather.stop(conn, house, _action(conn, house, facts))
    show(conn, house, asked, who, facts)


def _action(conn: Connection, house: House, facts: Facts) -> Action:
    found = weather.action(conn, house, facts["action"])
    if found is None:
        raise OldButton
    return found


ACTS: dict[str, StaffAct] = {
    name: for_reception(act)
    for name, act in {
        "weather": home,
        "weather_look": look,
        "weather_begin": begin,
        "weather_show": show,
        "weather_stop": stop,
    }.items()
}
COMMANDS: Mapping[str, Callable[[Connection, House, Asked, str], None]] = {COMMAND: _typed}
