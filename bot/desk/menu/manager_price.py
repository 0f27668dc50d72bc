"""A price in chat: choose it, send a number, look at the difference, publish, undo."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from decimal import Decimal

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, reply
from bot.desk.catalog import journal, runtime
from bot.desk.catalog.diff import diff
from bot.desk.catalog.edits import (
    NotAPrice,
    PriceOutOfBounds,
    amount_of,
    is_far,
    offer_of,
    option_of,
    price_of,
    set_price,
)
from bot.desk.catalog.model import Offer, Option
from bot.desk.catalog.versions import Conflict
from bot.desk.catalog.ways import CHANGES, HOME, PRICES
from bot.desk.house import House
from bot.desk.menu.acts import Facts
from bot.desk.menu.manager_screen import (
    groups,
    kept,
    kindly,
    managed,
    offers_of,
    option_label,
    page_of,
    standing,
    thing,
    unit_label,
    unit_name,
)
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.money import Money
from bot.say import Choice, Join, Local, Text, Value, choice, say, text

WAITS = "m_price"
LOOK_BACK = 10  # journal lines in which the change behind a double tap is found


@dataclass(frozen=True)
class Place:
    """Where a price stands in the catalog."""

    offer: str
    option: str
    unit: int

    @classmethod
    def of(cls, facts: Facts) -> Place:
        return cls(facts["offer"], facts["option"], facts["unit"])

    def way(self, label: Value, act: str, **more: str | int) -> Choice:
        return choice(label, act, **asdict(self), **more)

    def name(self, house: House) -> Value:
        return thing(house, self.offer, self.option, self.unit)

    def price(self, house: House) -> Decimal:
        return price_of(house.catalog, self.offer, self.option, self.unit)


def prices(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    choices = [*groups(house, "m_group"), HOME]
    reply(conn, house, asked, say(text("manager.prices", example=example(house)), choices=choices))


def example(house: House) -> Value:
    """A quick edit that works in this hotel; nothing when it sells nothing."""
    first = next(iter(offers_of(house)), None)
    if first is None:
        return ""
    return text(
        "manager.example", extra=Local(first.title), price=_money(house, first.options[0].units[0].price)
    )


def group(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    name = str(facts["group"])
    offers, more = page_of(offers_of(house, name), facts.get("page", 0), "m_group", group=name)
    choices = [choice(Local(one.title), "m_offer", offer=one.code) for one in offers]
    asking = text("manager.which_price", group=text(f"button.m_group_{name}"))
    reply(conn, house, asked, say(asking, choices=[*choices, more, back("m_prices")]))


def offer(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The prices of an offer: by option if there are several, then by unit; a single one is asked for."""
    sold, page = offer_of(house.catalog, facts["offer"]), facts.get("page", 0)
    if len(sold.options) > 1 and "option" not in facts:
        _options(conn, house, asked, sold, page)
        return
    option = option_of(house.catalog, sold.code, facts.get("option", sold.options[0].code))
    if len(option.units) == 1:
        ask(conn, house, asked, Place(sold.code, option.code, 0))
    else:
        _units(conn, house, asked, sold, option, page)


def _options(conn: Connection, house: House, asked: Asked, sold: Offer, page: int) -> None:
    options, more = page_of(sold.options, page, "m_offer", offer=sold.code)
    choices = [choice(option_label(one), "m_offer", offer=sold.code, option=one.code) for one in options]
    lines = [
        _line(house, Join([option_label(one), unit_name(unit)]), unit.price)
        for one in options
        for unit in one.units
    ]
    asking = text("manager.which_option", thing=thing(house, sold.code))
    up = choice(text("button.m_back"), "m_group", group=sold.group)
    reply(conn, house, asked, say(asking, Join(lines, "lines"), choices=[*choices, more, up]))


def _units(conn: Connection, house: House, asked: Asked, sold: Offer, option: Option, page: int) -> None:
    facts = {"offer": sold.code, "option": option.code}
    units, more = page_of(list(enumerate(option.units)), page, "m_offer", **facts)
    choices = [choice(unit_label(unit), "m_unit", unit=index, **facts) for index, unit in units]
    lines = [_line(house, unit_name(unit), unit.price) for _, unit in units]
    asking = text("manager.which_unit", thing=thing(house, sold.code, option.code))
    up = choice(text("button.m_back"), "m_group", group=sold.group)
    reply(conn, house, asked, say(asking, Join(lines, "lines"), choices=[*choices, more, up]))


def _line(house: House, name: Value, price: Decimal) -> Text:
    return text("manager.price_line", thing=name, price=_money(house, price))


def unit(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    ask(conn, house, asked, Place.of(facts))


def ask(conn: Connection, house: House, asked: Asked, place: Place) -> None:
    """From here on the next number is this price."""
    now = _money(house, place.price(house))
    dialogues.wait_for(conn, house, asked.chat_id, WAITS, **asdict(place))
    asking = text("manager.price_ask", thing=place.name(house), price=now)
    reply(conn, house, asked, say(asking, choices=[_up(house, place), HOME]))


def typed(conn: Connection, house: House, asked: Asked, facts: Facts) -> None:
    """The awaited number; anything else is answered with what works, and the desk goes on waiting."""
    place = Place.of(facts)
    try:
        show(conn, house, asked, place, amount_of(asked.text or "", house.hotel.currency))
    except (NotAPrice, PriceOutOfBounds) as refused:
        again(conn, house, asked, place, refused)


def again(conn: Connection, house: House, asked: Asked, place: Place, refused: DeskError) -> None:
    dialogues.wait_for(conn, house, asked.chat_id, WAITS, **asdict(place))
    now = _now(house, place, place.price(house))
    kindly(conn, house, asked, refused, now, ways=(_up(house, place), HOME))


def look(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    show(conn, house, asked, Place.of(facts), Decimal(facts["price"]))


def show(conn: Connection, house: House, asked: Asked, place: Place, price: Decimal) -> None:
    """The difference before it is live. Another number may still be sent."""
    before = place.price(house)
    dialogues.wait_for(conn, house, asked.chat_id, WAITS, **asdict(place))
    if before == price:
        same = text("manager.price_same", thing=place.name(house), price=_money(house, price))
        reply(conn, house, asked, say(same, choices=[_up(house, place), HOME]))
        return
    keep = kept(standing(conn, house, place.offer, place.option), "manager.keep_price")
    far = text("manager.price_far") if is_far(before, price) else None
    publishing = place.way(text("button.m_publish"), "m_publish", price=f"{price:f}", base=house.version)
    dropping = place.way(text("button.m_drop"), "m_drop")
    said = say(_move(house, place, before, price), far, keep, choices=[publishing, dropping])
    reply(conn, house, asked, said)


def _move(house: House, place: Place, before: Decimal, price: Decimal) -> Text:
    """Old → new with the share, under the offer's name."""
    new = set_price(house.catalog, place.offer, place.option, place.unit, price)
    share = next(iter(diff(house.catalog, new))).percent
    changed = text(f"manager.percent_{'down' if share < 0 else 'up'}", percent=abs(share)) if share else None
    moved = text("manager.move", before=_money(house, before), after=_money(house, price))
    unit = option_of(house.catalog, place.offer, place.option).units[place.unit]
    return text(
        "manager.price_diff",
        offer=thing(house, place.offer, place.option),
        unit=unit_name(unit),
        move=Join([moved, changed], "dot") if changed else moved,
    )


def publish(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Live at once, if nothing was published since the difference was shown."""
    place, price = Place.of(facts), Decimal(facts["price"])
    before = place.price(house)
    if before == price:
        _live(conn, house, asked, place, price, _published(conn, house, place, price))
        return
    seen = replace(house, version=facts["base"])
    try:
        made = runtime.change_price(conn, seen, *_spot(place), price, who.name)
    except Conflict as refused:
        ways = (place.way(text("button.m_see_now"), "m_look", price=f"{price:f}"), CHANGES, HOME)
        kindly(conn, house, asked, refused, _now(house, place, before), ways=ways)
        return
    _live(conn, house, asked, place, price, made.change_id)


def _spot(place: Place) -> tuple[str, str, int]:
    return place.offer, place.option, place.unit


def _published(conn: Connection, house: House, place: Place, price: Decimal) -> int | None:
    """The change that set this price: a second tap shows the same screen with the same undo."""
    for entry in journal.recent(conn, house, LOOK_BACK):
        after = entry.deed.after
        if entry.deed.act == "price" and Place.of(after) == place:
            return None if entry.undone_at or Decimal(after["price"]) != price else entry.id
    return None


def _live(
    conn: Connection, house: House, asked: Asked, place: Place, price: Decimal, change: int | None
) -> None:
    undo = choice(text("button.m_undo"), "m_undo", change=change) if change else None
    said = text("manager.price_live", thing=place.name(house), price=_money(house, price))
    reply(conn, house, asked, say(said, choices=[undo, PRICES, HOME]))


def drop(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    place = Place.of(facts)
    stays = text("manager.dropped", thing=place.name(house), price=_money(house, place.price(house)))
    reply(conn, house, asked, say(stays, choices=[_up(house, place), HOME]))


def _now(house: House, place: Place, price: Decimal) -> Text:
    return text("manager.price_now", thing=place.name(house), price=_money(house, price))


def _up(house: House, place: Place) -> Choice:
    """To the other prices of the offer; from a single one to its group."""
    sold = offer_of(house.catalog, place.offer)
    if len(sold.options) == 1 and len(sold.options[0].units) == 1:
        return choice(text("button.m_other_prices"), "m_group", group=sold.group)
    return choice(text("button.m_other_prices"), "m_offer", offer=place.offer)


def back(act: str) -> Choice:
    return choice(text("button.m_back"), act)


def _money(house: House, amount: Decimal) -> Money:
    return Money.of(amount, house.hotel.currency)


ACTS = {
    "m_prices": managed(prices),
    "m_group": managed(group),
    "m_offer": managed(offer),
    "m_unit": managed(unit),
    "m_look": managed(look),
    "m_publish": managed(publish),
    "m_drop": managed(drop),
}
