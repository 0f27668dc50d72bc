"""Follow-ups: "and on Sunday?", "how much is it?" are answered about what the chat was last told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from bot.desk.booking.price import quote
from bot.desk.cases import case, duty
from bot.desk.catalog.model import WEEKDAYS, Entry, Offer
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
    """Who asks about what, and for which day where one is named."""

    conn: Connection
    house: House
    asked: Asked
    guest: Guest
    entry: Entry | None
    offer: Offer | None  # on sale
    day: date | None

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
    turn = Turn(conn, house, asked, guest, last.entry, offer, _day(house, heard.day))
    done = FACETS[heard.facet](turn)
    entry, sold = last.entry.id if last.entry else None, offer.code if offer else None
    if isinstance(done, Say):
        names = [one for one in (entry, sold) if one][:1]
        question = with_subject(guest, asked, last)
        reply(conn, house, asked, doubted(done, names, question))
    if done:
        lately.remember(conn, house, asked.chat_id, entry=entry, offer=sold)
    return bool(done)


def with_subject(guest: Guest, asked: Asked, last: Lately) -> str:
    """The question as a person must read it: with what it is about."""
    titles = last.entry.title if last.entry else last.offer.title if last.offer else {}
    return f"{titles.get(guest.language) or next(iter(titles.values()), '')}: {asked.text or ''}"


def _day(house: House, name: str | None) -> date | None:
    """The next day of that name; today counts."""
    if name is None or name == "today":
        return house.today if name else None
    if name == "tomorrow":
        return house.today + timedelta(days=1)
    ahead = (house.today + timedelta(days=step) for step in range(7))
    return next((day for day in ahead if WEEKDAYS[day.weekday()] == name), None)


Done = Say | bool | None  # True: answered by a screen of its own


def price(turn: Turn) -> Done:
    if turn.sold is None:
        return _whole(turn)
    offer = turn.sold
    head = text("offer.title", title=Local(offer.title))
    included = text("offer.included", what=Local(offer.included)) if offer.included else ""
    lines = Join([head, *browse.prices(turn.house, offer), _for_you(turn, offer), included], "lines")
    soonest = next_free(turn.conn, turn.house, offer, party=turn.party, since=turn.day)
    free = text("follow.free", time=At(soonest.start, "both")) if soonest else None
    return say(lines, free, choices=[*_book(turn, offer, soonest), PERSON, BACK])


def _for_you(turn: Turn, offer: Offer) -> Value:
    """The total for the people we know of, where they may all come."""
    if turn.party is None or len(offer.options) > 1:
        return ""
    ask = Ask(turn.house, offer, offer.options[0], turn.party, None)
    if obstacle(ask, people_only=True):
        return ""
    cost = quote(turn.house, offer, ask.option, turn.party, None)
    return text("follow.for_you", party=turn.party.said(), total=choosing.total(cost))


def hours(turn: Turn) -> Done:
    """The hotel's hours, or the offer's starts with room on that day."""
    if turn.entry and turn.entry.id in turn.house.hotel.hours:
        return _open(turn, turn.entry)
    if turn.offer is None:
        return None if turn.day else _whole(turn)
    if turn.sold is None and turn.day is None:
        return _whole(turn)
    return _starts(turn, turn.offer)


def _open(turn: Turn, entry: Entry) -> Say:
    of_week, topic = turn.house.hotel.hours[entry.id], Local(entry.title)
    ways = [PERSON, BACK]
    if turn.day is None:
        return say(text("follow.week", topic=topic, hours=opening.whole_week(of_week)), choices=ways)
    if now := opening.on(of_week, turn.day):
        said = text("follow.hours", topic=topic, date=Day(turn.day), hours=opening.span(now))
        return say(said, choices=ways)
    again = opening.next_open(of_week, turn.day)
    later = opening.on(of_week, again) if again else None
    opens: Value = Day(again) if again else ""
    span = opening.span(later) if later else ""
    said = text("follow.closed", topic=topic, date=Day(turn.day), open=opens, hours=span)
    return say(said, choices=ways)


def _starts(turn: Turn, offer: Offer) -> Done:
    """The free starts of a day; the next free one when that day has none."""
    if offer.mode == "request":
        return _on_request(turn, offer)
    if not any(sessions.timed(offer, option) for option in offer.options):
        choosing.options(turn.conn, turn.house, turn.asked, turn.guest, {"offer": offer.code})
        return True
    soonest = next_free(turn.conn, turn.house, offer, party=turn.party)
    day = turn.day or (turn.house.local(soonest.start).date() if soonest else turn.house.today)
    free = free_on(turn.conn, turn.house, offer, day, party=turn.party)
    if free:
        times = Join([At(one.start) for one in free])
        said = text("follow.times", extra=Local(offer.title), date=Day(day), times=times)
        shown = [Choice(At(one.start), "book", one.facts) for one in free[:MOST_TIMES]]
        return say(said, choices=[*shown, _days(offer), PERSON, BACK])
    later = next_free(turn.conn, turn.house, offer, party=turn.party, since=day) or soonest
    if later is None:
        return None
    key = "follow.full" if runs_on(turn.house, offer, day) else "follow.rests"
    said = text(key, extra=Local(offer.title), date=Day(day), time=At(later.start, "both"))
    return say(said, choices=[*_book(turn, offer, later), PERSON, BACK])


def _on_request(turn: Turn, offer: Offer) -> Say:
    role = duty.role_of(turn.conn, turn.house, offer.department)
    day = turn.day
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
