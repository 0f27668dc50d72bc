"""Follow-ups: "and on Sunday?", "how much is it?" are answered about what the chat was last told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.db import Connection
from bot.desk.answers import lately, opening
from bot.desk.answers.free import Free, free_on, next_free, on_sale, runs_on
from bot.desk.answers.lately import Lately
from bot.desk.asked import Asked, reply
from bot.desk.booking import sessions
from bot.desk.booking.ask import Ask
from bot.desk.booking.limits import obstacle
from bot.desk.booking.party import Party
from bot.desk.booking.price import quote_of
from bot.desk.cases import case, duty
from bot.desk.catalog.model import WEEKDAYS, Entry, Hours, Offer
from bot.desk.house import House
from bot.desk.menu import answering, browse, choosing, requesting
from bot.desk.menu.answered import doubted
from bot.desk.menu.screens import BACK
from bot.desk.people import Guest
from bot.desk.problems import PERSON
from bot.say import At, Choice, Day, Join, Local, Say, Value, choice, say, text

MOST_TIMES = 3


@dataclass(frozen=True)
class Turn:
    """Who asks about what, and for which days where some are named."""

    conn: Connection
    house: House
    asked: Asked
    guest: Guest
    entry: Entry | None
    offer: Offer | None  # on sale
    days: Sequence[date]

    @property
    def day(self) -> date | None:
        """The first of them."""
        return next(iter(self.days), None)

    @property
    def party(self) -> Party | None:
        return answering.party_of(self.guest)

    @property
    def sold(self) -> Offer | None:
        """The offer when it is what the talk was of; an entry may only lead on to one."""
        about = self.entry is None or (self.offer and self.entry.id in (self.offer.code, self.offer.intent))
        return self.offer if about else None


def subject(conn: Connection, house: House, asked: Asked, guest: Guest) -> Lately | None:
    """What a follow-up is about; None for a message of its own, and when a person has spoken since."""
    if asked.heard is None or asked.heard.facet is None:
        return None
    last = lately.of(conn, house, asked.chat_id)
    spoken = case.spoken(conn, house, guest.id) if last else None
    return None if last and spoken and spoken[1] >= last.at else last


def name(last: Lately) -> str:
    """What the question log counts it under."""
    if last.entry:
        return last.entry.id
    return (last.offer.intent or last.offer.code) if last.offer else ""


def answered(conn: Connection, house: House, asked: Asked, guest: Guest, last: Lately) -> bool:
    """Answer from the last entry or offer; False when the catalog does not say."""
    heard = asked.heard
    if heard is None or heard.facet is None:
        return False
    offer = on_sale(conn, house, last.offer.code) if last.offer else None
    turn = Turn(conn, house, asked, guest, last.entry, offer, _named(house, heard.day))
    done = FACETS[heard.facet](turn)
    entry, sold = last.entry.id if last.entry else None, offer.code if offer else None
    if isinstance(done, Say):
        names = [one for one in (entry, sold) if one][:1]
        question = case.headed(title(guest, last), asked.text or "")
        reply(conn, house, asked, doubted(done, names, question))
    if done:
        lately.remember(conn, house, asked.chat_id, entry=entry, offer=sold)
    return bool(done)


def title(guest: Guest, last: Lately) -> str:
    """What we spoke of last, as the guest calls it."""
    titles = last.entry.title if last.entry else last.offer.title if last.offer else {}
    return titles.get(guest.language) or next(iter(titles.values()), "")


def _named(house: House, name: str | None) -> Sequence[date]:
    """The next day of that name; today counts. Of a weekend what is left of it."""
    if name is None:
        return []
    ahead = [house.today + timedelta(days=step) for step in range(7)]
    by_name = {WEEKDAYS[day.weekday()]: day for day in ahead} | {"today": ahead[0], "tomorrow": ahead[1]}
    if name != "weekend":
        return [by_name[name]]
    return [day for day in (by_name["sat"], by_name["sun"]) if day <= by_name["sun"]]


Done = Say | bool | None  # True: answered by a screen of its own


def price(turn: Turn) -> Done:
    if turn.sold is None:
        return _whole(turn)
    offer = turn.sold
    head = text("offer.title", title=Local(offer.title))
    included = text("offer.included", what=Local(offer.included)) if offer.included else ""
    soonest = next_free(turn.conn, turn.house, offer, party=turn.party, since=turn.day)
    for_you = _for_you(turn, offer, soonest)
    lines = Join([head, *browse.prices(turn.house, offer), for_you, included], "lines")
    free = text("follow.free", time=At(soonest.start, "both")) if soonest else None
    return say(lines, free, choices=[*_book(turn, offer, soonest), PERSON, BACK])


def _for_you(turn: Turn, offer: Offer, soonest: Free | None) -> Value:
    """The total for the people we know of, where they may all come: at the start that is named with it, else
    on the day that they asked about."""
    if turn.party is None or len(offer.options) > 1:
        return ""
    start, day = (soonest.start, None) if soonest else (None, turn.day)
    wish = day.isoformat() if day else None
    ask = Ask(turn.house, offer, offer.options[0], turn.party, start, wish=wish)
    if obstacle(ask, people_only=True):
        return ""
    return text("follow.for_you", party=turn.party.said(), total=choosing.total(quote_of(ask)))


def hours(turn: Turn) -> Done:
    """The hotel's hours, or the offer's starts with room on that day."""
    if turn.entry and turn.entry.id in turn.house.hotel.hours:
        return _open(turn, turn.entry)
    if turn.offer is None:
        return None if turn.days else _whole(turn)
    if turn.sold is None and turn.day is None:
        return _whole(turn)
    return _starts(turn, turn.offer)


def _open(turn: Turn, entry: Entry) -> Say:
    of_week, topic = turn.house.hotel.hours[entry.id], Local(entry.title)
    said: Value = Join([_open_on(topic, of_week, day) for day in turn.days], "lines")
    if not turn.days:
        said = text("follow.week", topic=topic, hours=opening.whole_week(of_week))
    return say(said, choices=[PERSON, BACK])


def _open_on(topic: Local, of_week: Sequence[Hours], day: date) -> Value:
    if now := opening.on(of_week, day):
        return text("follow.hours", topic=topic, date=Day(day), hours=opening.span(now))
    again = opening.next_open(of_week, day)
    later = opening.on(of_week, again) if again else None
    opens: Value = Day(again) if again else ""
    span = opening.span(later) if later else ""
    return text("follow.closed", topic=topic, date=Day(day), open=opens, hours=span)


def _starts(turn: Turn, offer: Offer) -> Done:
    """The free starts of the days; the next free one when they have none."""
    if offer.mode == "request":
        return _on_request(turn, offer)
    if not any(sessions.timed(offer, option) for option in offer.options):
        choosing.options(turn.conn, turn.house, turn.asked, turn.guest, {"offer": offer.code})
        return True
    soonest = next_free(turn.conn, turn.house, offer, party=turn.party)
    day = turn.day or (turn.house.local(soonest.start).date() if soonest else turn.house.today)
    free = {one: free_on(turn.conn, turn.house, offer, one, party=turn.party) for one in turn.days or [day]}
    if some := {one: starts for one, starts in free.items() if starts}:
        return _times(offer, some)
    later = next_free(turn.conn, turn.house, offer, party=turn.party, since=day) or soonest
    if later is None:
        return None
    key = "follow.full" if runs_on(turn.house, offer, day) else "follow.rests"
    said = text(key, extra=Local(offer.title), date=Day(day), time=At(later.start, "both"))
    return say(said, choices=[*_book(turn, offer, later), PERSON, BACK])


def _times(offer: Offer, free: Mapping[date, Sequence[Free]]) -> Say:
    """Days with room, each with its starts; the buttons say the day where there are two."""
    title, (*before, (last, starts)) = Local(offer.title), free.items()
    lines = [text("follow.hours", topic=title, date=Day(day), hours=_clock(some)) for day, some in before]
    lines.append(text("follow.times", extra=title, date=Day(last), times=_clock(starts)))
    shown = [one for some in free.values() for one in some[: MOST_TIMES // len(free)]]
    style = "both" if before else "time"
    ways = [Choice(At(one.start, style), "book", one.facts) for one in shown]
    return say(Join(lines, "lines"), choices=[*ways, _days(offer), PERSON, BACK])


def _clock(starts: Sequence[Free]) -> Value:
    return Join([At(one.start) for one in starts])


def _on_request(turn: Turn, offer: Offer) -> Say:
    role = duty.role_of(turn.conn, turn.house, offer.department)
    day = turn.day if len(turn.days) == 1 else None
    said = text("follow.request", extra=Local(offer.title), date=Day(day) if day else "", role=role)
    wish = {"offer": offer.code, "option": offer.options[0].code}
    first = (
        Choice(text("button.request"), "wish", {**wish, "day": day.isoformat()})
        if day and len(offer.options) == 1
        else choice(text("button.request"), "request", offer=offer.code)
    )
    return say(said, choices=[first, PERSON, BACK])


def place(turn: Turn) -> Done:
    if turn.sold is None:
        return _whole(turn)
    where = text("offer.place", what=Local(turn.sold.place))
    head = text("offer.title", title=Local(turn.sold.title))
    return say(Join([head, where], "lines"), choices=[*_book(turn, turn.sold, None), PERSON, BACK])


def book(turn: Turn) -> Done:
    """Straight to the days, or to the request; what cannot be booked here a person arranges."""
    if turn.offer is None:
        return None
    facts = {"offer": turn.offer.code}
    if turn.offer.mode == "request":
        requesting.start(turn.conn, turn.house, turn.asked, turn.guest, facts)
    elif turn.day:
        return _starts(turn, turn.offer)
    else:
        choosing.options(turn.conn, turn.house, turn.asked, turn.guest, facts)
    return True


def more(turn: Turn) -> Done:
    return browse.offer_card(turn.house, turn.sold) if turn.sold else _whole(turn)


def _whole(turn: Turn) -> Say | None:
    """All that the entry says; the guest reads what they asked for in it, and may call a person."""
    return answering.whole(turn.conn, turn.house, turn.entry) if turn.entry else None


def _book(turn: Turn, offer: Offer, soonest: Free | None) -> list[Choice]:
    if offer.mode == "request":
        return [choice(text("button.request"), "request", offer=offer.code)]
    return [*([answering.book(turn.house, soonest)] if soonest else []), _days(offer)]


def _days(offer: Offer) -> Choice:
    """Other days; which way to take it first, where there are several."""
    return choice(text("button.other_days"), "options", offer=offer.code)


FACETS: Mapping[str, Callable[[Turn], Done]] = {
    "price": price,
    "hours": hours,
    "day": hours,
    "place": place,
    "book": book,
    "more": more,
}
