"""Places of today or tomorrow in chat: choose, send a number, look at the difference, set, undo."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, reply
from bot.desk.booking import foresight
from bot.desk.booking.sessions import end, starts
from bot.desk.catalog import journal, runtime
from bot.desk.catalog.edits import offer_of, option_of
from bot.desk.catalog.model import Offer, Option
from bot.desk.catalog.runtime import CapacityOutOfBounds, PlacesTaken
from bot.desk.catalog.today import most_used, usual
from bot.desk.catalog.ways import CHANGES, HOME
from bot.desk.house import House
from bot.desk.menu import waits
from bot.desk.menu.acts import Facts
from bot.desk.menu.after import room_made
from bot.desk.menu.manager_numbers import NotPlaces, typed_places
from bot.desk.menu.manager_screen import kindly, managed, offers_of, option_label, page_of, thing
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.say import Choice, Day, Local, Text, Value, choice, say, text

COUNTED = ("slot", "hours", "rental")  # modes in which a day has places
WAITS = "m_places"
PLACES = choice(text("button.m_places"), "m_places")
MOST_OPTIONS = 5
LOOK_BACK = 10


class DayPassed(DeskError):
    """The day is over: its places are history. params: day."""

    key = "refuse.day_passed"


@dataclass(frozen=True)
class Spot:
    """The starts of one option on one day."""

    offer: str
    option: str
    day: str  # the hotel's date, ISO 8601

    @classmethod
    def of(cls, facts: Facts) -> Spot:
        return cls(facts["offer"], facts["option"], facts["day"])

    @property
    def on(self) -> date:
        return date.fromisoformat(self.day)

    @property
    def place(self) -> tuple[str, str, date]:
        return self.offer, self.option, self.on

    def way(self, label: Value, act: str, **more: Any) -> Choice:
        return choice(label, act, **asdict(self), **more)

    def named(self, house: House) -> dict[str, Value]:
        return {"thing": thing(house, self.offer, self.option), "day": Day(self.on)}


def places(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What starts today or tomorrow."""
    running = [one for one in offers_of(house) if one.mode in COUNTED and _running(house, one)]
    offers, more = page_of(running, facts.get("page", 0), "m_places")
    choices = [choice(Local(one.title), "m_place", offer=one.code) for one in offers]
    asking = text("manager.places_which" if offers else "manager.places_none")
    reply(conn, house, asked, say(asking, choices=[*choices, more, HOME]))


def _running(house: House, offer: Offer) -> list[Option]:
    counted = [one for one in offer.options if usual(house, offer.code, one.code) is not None]
    return [one for one in counted if _days(house, offer, one)]


def _days(house: House, offer: Offer, option: Option) -> list[date]:
    """Of today and tomorrow, the days that still have a start ahead, or hours that are not over."""
    days = (house.today, house.today + timedelta(days=1))
    return [day for day in days if _ahead(house, offer, option, day)]


def _ahead(house: House, offer: Offer, option: Option, day: date) -> bool:
    """Something of the day is still to come."""
    found = starts(option, day, house, offer)
    over = [end(house, offer, option, one) if offer.mode == "hours" else one for one in found]
    return any(one > house.now for one in over)


def place(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """From an offer to one option on one day; whatever has a single answer is not asked."""
    sold = offer_of(house.catalog, facts["offer"])
    options = _running(house, sold)
    if not options:
        reply(conn, house, asked, say(text("manager.places_none"), choices=[PLACES, HOME]))
        return
    if "option" not in facts and len(options) > 1:
        choices = [
            choice(option_label(one), "m_place", offer=sold.code, option=one.code)
            for one in options[:MOST_OPTIONS]
        ]
        asking = text("manager.which_option", thing=thing(house, sold.code))
        reply(conn, house, asked, say(asking, choices=[*choices, PLACES]))
        return
    _which_day(
        conn, house, asked, sold, option_of(house.catalog, sold.code, facts.get("option", options[0].code))
    )


def _which_day(conn: Connection, house: House, asked: Asked, sold: Offer, option: Option) -> None:
    spots = [Spot(sold.code, option.code, day.isoformat()) for day in _days(house, sold, option)]
    if len(spots) == 1:
        ask(conn, house, asked, spots[0])
        return
    choices = [one.way(_day_label(house, one), "m_place_day") for one in spots]
    asking = text("manager.which_day", thing=thing(house, sold.code, option.code))
    reply(conn, house, asked, say(asking, choices=[*choices, PLACES]))


def _day_label(house: House, spot: Spot) -> Text:
    return text("button.m_today" if spot.on == house.today else "button.m_tomorrow")


def place_day(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    ask(conn, house, asked, Spot.of(facts))


def ask(conn: Connection, house: House, asked: Asked, spot: Spot) -> None:
    """From here on the next number is the places of that day."""
    _coming(house, spot)
    said = _now(conn, house, spot, "manager.places_ask")
    dialogues.wait_for(conn, house, asked.chat_id, WAITS, **asdict(spot))
    reply(conn, house, asked, say(said, choices=[PLACES, HOME]))


def _now(conn: Connection, house: House, spot: Spot, key: str) -> Text:
    """The places of the day, and how many are taken at its fullest start."""
    size, used = _size(conn, house, spot), most_used(conn, house, *spot.place)
    return text(key, places=size, used=used, **spot.named(house))


def _size(conn: Connection, house: House, spot: Spot) -> int:
    return runtime.capacity_on(conn, house, *spot.place) or 0


def typed(conn: Connection, house: House, asked: Asked, facts: Facts) -> None:
    """The awaited number; anything else is answered with what works, and the desk goes on waiting."""
    spot = Spot.of(facts)
    dialogues.wait_for(conn, house, asked.chat_id, WAITS, **asdict(spot))
    try:
        show(conn, house, asked, spot, typed_places(asked.text or ""))
    except NotPlaces as refused:
        now = _now(conn, house, spot, "manager.places_now")
        kindly(conn, house, asked, refused, now, ways=(PLACES, HOME))


def look(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    show(conn, house, asked, Spot.of(facts), facts["places"])


def show(
    conn: Connection, house: House, asked: Asked, spot: Spot, wanted: int, first: Text | None = None
) -> None:
    """The difference before it is live; fewer than are taken is answered with the lowest number."""
    _coming(house, spot)
    size, used = _size(conn, house, spot), most_used(conn, house, *spot.place)
    dialogues.wait_for(conn, house, asked.chat_id, WAITS, **asdict(spot))
    if refused := _refused(house, spot, wanted, used):
        now = _now(conn, house, spot, "manager.places_now")
        kindly(conn, house, asked, refused, now, ways=_ways(spot, refused, used))
    elif wanted == size:
        same = text("manager.places_same", places=size, **spot.named(house))
        reply(conn, house, asked, say(same, choices=[PLACES, HOME]))
    else:
        said = text("manager.places_diff", before=size, after=wanted, used=used, **spot.named(house))
        setting = spot.way(text("button.m_publish"), "m_places_set", places=wanted, before=size)
        dropping = spot.way(text("button.m_drop"), "m_places_drop")
        effect = _effect(conn, house, spot, wanted)
        reply(conn, house, asked, say(first, said, *effect, choices=[setting, dropping]))


def _effect(conn: Connection, house: House, spot: Spot, after: int) -> list[Value]:
    """Who waits for that day, and what the change would do to them."""
    sold = house.sold(spot.offer, spot.option)
    if sold is None:
        return []
    found = foresight.of_resizing(conn, house, sold, spot.on, after=after)
    return waits.said(conn, found)


def _coming(house: House, spot: Spot) -> None:
    """A button of yesterday changes nothing."""
    if spot.on < house.today:
        raise DayPassed(day=Day(spot.on), ways=(PLACES, HOME))


def _refused(house: House, spot: Spot, wanted: int, used: int) -> DeskError | None:
    if wanted > runtime.MOST:
        return CapacityOutOfBounds(most=runtime.MOST)
    if wanted < used:
        return PlacesTaken(extra=Local(offer_of(house.catalog, spot.offer).title), used=used, wanted=wanted)
    return None


def _ways(spot: Spot, refused: DeskError, used: int) -> tuple[Choice, ...]:
    if not isinstance(refused, PlacesTaken):
        return (PLACES, HOME)
    lowest = spot.way(text("button.capacity_lowest", capacity=used), "m_places_look", places=used)
    return (lowest, choice(text("button.stop"), "m_sale_offer", offer=spot.offer), PLACES, HOME)


def set_places(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Live at once, if the day is still as it was shown."""
    spot, wanted = Spot.of(facts), int(facts["places"])
    _coming(house, spot)
    size = _size(conn, house, spot)
    if size == wanted:
        _live(conn, house, asked, spot, wanted, _last(conn, house, spot, wanted))
    elif size != facts["before"] or wanted < most_used(conn, house, *spot.place):
        show(conn, house, asked, spot, wanted, text("manager.places_changed"))
    else:
        change = runtime.set_capacity(conn, house, *spot.place, wanted, who.name)
        room_made(conn, house)
        _live(conn, house, asked, spot, wanted, change)


def _last(conn: Connection, house: House, spot: Spot, wanted: int) -> int | None:
    """The change that set it: a second tap shows the same screen with the same undo."""
    for entry in journal.recent(conn, house, LOOK_BACK):
        after = entry.deed.after
        if entry.deed.act == "capacity" and Spot.of(after) == spot:
            return None if entry.undone_at or after["set"] != wanted else entry.id
    return None


def _live(conn: Connection, house: House, asked: Asked, spot: Spot, wanted: int, change: int | None) -> None:
    undo = choice(text("button.m_undo"), "m_undo", change=change) if change else None
    said = text("manager.places_live", places=wanted, **spot.named(house))
    reply(conn, house, asked, say(said, choices=[undo, PLACES, HOME]))


def drop(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    kept = _now(conn, house, Spot.of(facts), "manager.places_dropped")
    reply(conn, house, asked, say(kept, choices=[PLACES, CHANGES, HOME]))


ACTS = {
    "m_places": managed(places),
    "m_place": managed(place),
    "m_place_day": managed(place_day),
    "m_places_look": managed(look),
    "m_places_set": managed(set_places),
    "m_places_drop": managed(drop),
}
