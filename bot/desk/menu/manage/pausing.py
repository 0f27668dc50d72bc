"""No sale for an afternoon, a day or some days: what closes, who has booked, what can be done for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, reply
from bot.desk.booking import sessions
from bot.desk.booking.closing import Closure
from bot.desk.catalog import journal, pauses, runtime
from bot.desk.catalog.model import Offer
from bot.desk.house import House
from bot.desk.menu.acts import Facts
from bot.desk.menu.manage.hours import DATE, LEFT, SPAN
from bot.desk.menu.manage.screen import (
    Standing,
    ahead,
    card,
    extra,
    live,
    move_or_cancel,
    span,
    titled,
    touched,
)
from bot.desk.menu.manager_screen import managed
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.say import At, Choice, Join, Value, choice, say, text

WAITS = "m_pause"
AFTERNOON = (time(14), time(18))
EXAMPLE = "14:00-18:00"
TOMORROW = {
    "en": "tomorrow",
    "ru": "завтра",
    "az": "sabah",
    "kk": "ертең",
    "hu": "holnap",
    "tr": "yarın",
    "de": "morgen",
}
TODAY = {
    "en": "today",
    "ru": "сегодня",
    "az": "bu gün",
    "kk": "бүгін",
    "hu": "ma",
    "tr": "bugün",
    "de": "heute",
}
MOST_DAYS = 31
STARTS = 6  # closed starts named one by one
SHOWN = 2  # pauses on one screen
Period = tuple[datetime, datetime]


class PauseUnclear(DeskError):
    """The hours cannot be read, or are over. params: example."""

    key = "refuse.pause_unclear"


def pause(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """For how long? What is closed already can be opened from here."""
    offer = extra(house, facts)
    dialogues.wait_for(conn, house, asked.chat_id, WAITS, extra=offer.code)
    now, more = _page(offer, pauses.of(conn, house, offer.code), int(facts.get("page", 0)))
    lines = [text("manage.pause_now", span=span(one.since, one.until, house)) for one in now]
    said = text("manage.pause_ask", example=EXAMPLE, **titled(offer))
    whole = choice(text("button.m_until_further"), "m_sale_offer", offer=offer.code)
    choices = [*_periods(house, offer), whole, *_undo(conn, house, offer, now), more, card(offer.code)]
    reply(conn, house, asked, say(said, Join(lines, "lines") if lines else None, choices=choices))


def _periods(house: House, offer: Offer) -> list[Choice]:
    tomorrow = house.today + timedelta(days=1)
    found = [
        (text("button.weather_afternoon"), (house.today, *AFTERNOON)),
        (text("day.today"), (house.today, time(), time())),
        (text("day.tomorrow"), (tomorrow, time(), time())),
    ]
    spans = [(label, _span(house, *at)) for label, at in found]
    return [_way(offer, label, at) for label, at in spans if at]


def _way(offer: Offer, label: Value, at: Period) -> Choice:
    since, until = at
    return choice(label, "m_pause_look", extra=offer.code, since=since.isoformat(), until=until.isoformat())


def _page(
    offer: Offer, every: Sequence[pauses.Pause], page: int
) -> tuple[Sequence[pauses.Pause], Choice | None]:
    """Some of the pauses, and the button to the next; after the last come the first."""
    pages = max(1, -(-len(every) // SHOWN))
    here = page % pages
    more = choice(text("button.m_more"), "m_pause", extra=offer.code, page=(here + 1) % pages)
    return every[here * SHOWN : here * SHOWN + SHOWN], more if pages > 1 else None


def _undo(conn: Connection, house: House, offer: Offer, now: Sequence[pauses.Pause]) -> list[Choice]:
    """A button for each, however long ago it was set."""
    every = reversed(journal.standing(conn, house, "pause", offer.code))
    lines = {one.deed.after["pause"]: one.id for one in every}
    found = [lines[one.id] for one in now if one.id in lines]
    labels = [text("button.m_undo_number", number=n) for n, _ in enumerate(found, 1)]
    if len(found) == 1:
        labels = [text("button.m_resume")]
    return [choice(label, "m_undo", change=change) for label, change in zip(labels, found, strict=True)]


def _span(house: House, day: date, since: time, until: time) -> Period | None:
    """From now at the earliest; hours that end before they begin end on the next day. None: over."""
    over = day if until > since else day + timedelta(days=1)
    first = max(house.moment(day, since).astimezone(UTC), house.now)
    last = house.moment(over, until).astimezone(UTC)
    return (first, last) if last > first else None


def read(house: House, words: str, language: str) -> Period:
    """ "14:00-18:00", "today 14-18", "tomorrow", "22.11", "22.11 14-18", "22.11-25.11"."""
    rest = words.casefold().strip()
    day = house.today
    for named, ahead_by in ((TOMORROW, 1), (TODAY, 0)):
        for word in dict.fromkeys((named.get(language, ""), named["en"])):
            if word and re.match(rf"{word}\b", rest):
                rest, day = rest[len(word) :], house.today + timedelta(days=ahead_by)
    dates = [_date(house, *one) for one in DATE.findall(rest)]
    rest = DATE.sub(" ", rest)
    hours = SPAN.search(rest)
    if hours:
        rest = rest.replace(hours[0], " ")
    bare = rest == words.casefold().strip()
    if LEFT.search(rest) or None in dates or len(dates) > 2 or bare or (hours and len(dates) > 1):
        raise _unclear()
    days = [one for one in dates if one] or [day]
    found = (
        _between(house, days)
        if len(days) > 1
        else _span(house, days[0], *(_clocks(hours) if hours else (time(), time())))
    )
    if found is None:
        raise _unclear()
    return found


def _between(house: House, days: list[date]) -> Period | None:
    first, last = days
    if last < first or (last - first).days >= MOST_DAYS:
        return None
    return max(house.moment(first, time()).astimezone(UTC), house.now), house.moment(
        last + timedelta(days=1), time()
    ).astimezone(UTC)


def _date(house: House, day: str, month: str, year: str) -> date | None:
    """The next such day."""
    try:
        found = date(int(year or house.today.year), int(month), int(day))
        return found if found >= house.today or year else found.replace(year=found.year + 1)
    except ValueError:
        return None


def _clocks(found: re.Match[str]) -> tuple[time, time]:
    try:
        since, until = time(int(found[1]), int(found[2] or 0)), time(int(found[3]) % 24, int(found[4] or 0))
    except ValueError:
        raise _unclear() from None
    return since, until


def _unclear() -> PauseUnclear:
    return PauseUnclear(example=EXAMPLE)


def typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    offer = extra(house, facts)
    try:
        at = read(house, asked.text or "", who.language)
    except PauseUnclear as unclear:
        dialogues.wait_for(conn, house, asked.chat_id, WAITS, extra=offer.code)
        reply(
            conn, house, asked, say(*unclear.say().body, choices=[*_periods(house, offer), card(offer.code)])
        )
        return
    look(
        conn, house, asked, who, {"extra": offer.code, "since": at[0].isoformat(), "until": at[1].isoformat()}
    )


def look(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Before anything happens: which starts close, and who has booked them."""
    offer, at = extra(house, facts), _period(facts)
    found = _booked(conn, house, offer, at)
    closed = _closed(house, offer, at)
    style = "time" if len({house.local(one).date() for one in closed}) == 1 else "stamp"
    starts = Join([At(one, style) for one in closed[:STARTS]], "comma") if closed else ""
    said = text("manage.pause_look", span=span(*at, house), starts=starts, n=len(closed), **titled(offer))
    whom = touched(found) or text("manager.keep_none")
    stop = choice(text("button.stop"), "m_pause_do", **{**facts})
    reply(
        conn,
        house,
        asked,
        say(said, whom, choices=[stop, choice(text("button.back"), "m_pause", extra=offer.code)]),
    )


def _period(facts: Facts) -> Period:
    return datetime.fromisoformat(facts["since"]), datetime.fromisoformat(facts["until"])


def _booked(conn: Connection, house: House, offer: Offer, at: Period) -> list[Standing]:
    shut = Closure(frozenset((offer.code,)), *at)
    every = ahead(conn, house, offer.code)
    return [one for one in every if shut.covers(offer.code, one.start, one.end or one.start)]


def _closed(house: House, offer: Offer, at: Period) -> list[datetime]:
    """The starts that would not take place, each once."""
    shut = Closure(frozenset((offer.code,)), *at)
    first, last = (house.local(one).date() for one in at)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found = {
        start
        for option in offer.options
        for day in days
        for start in sessions.starts(option, day, house, offer)
        if start > house.now and shut.covers(offer.code, start, sessions.end(house, offer, option, start))
    }
    return sorted(found)


def do(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Closed at once; the same tap twice is once."""
    offer, (since, until) = extra(house, facts), _period(facts)
    if until <= house.now:
        raise PauseUnclear(example=EXAMPLE, ways=[card(offer.code)])
    change = _same(conn, house, offer, since, until)
    change = change or runtime.pause(conn, house, offer.code, since, until, who.name)
    found = _booked(conn, house, offer, (since, until))
    said = text("manage.paused", span=span(since, until, house), **titled(offer))
    live(conn, house, asked, offer.code, change, said, touched(found), ways=move_or_cancel(found))


def _same(conn: Connection, house: House, offer: Offer, since: datetime, until: datetime) -> int | None:
    span_of = {"since": since.isoformat(), "until": until.isoformat()}
    for one in journal.recent(conn, house):
        if (
            one.deed.act == "pause"
            and one.deed.subject == offer.code
            and span_of.items() <= one.deed.after.items()
        ):
            return None if one.undone_at else one.id
    return None


ACTS = {"m_pause": managed(pause), "m_pause_look": managed(look), "m_pause_do": managed(do)}
