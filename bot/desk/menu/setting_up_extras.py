"""The demo's extras: which of them this hotel has, and at what price. Until then none is on sale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, reply
from bot.desk.catalog.edits import NotAPrice, PriceOutOfBounds, amount_of, amounts_of
from bot.desk.catalog.model import Offer, Unit
from bot.desk.house import House
from bot.desk.menu import browse, setting_up
from bot.desk.menu.acts import Facts
from bot.desk.menu.manager_screen import GROUPS, managed, unit_name
from bot.desk.menu.setting_up import LIST
from bot.desk.people import Colleague
from bot.desk.problems import OldButton
from bot.desk.setup import drafts, publishing, reading, state
from bot.say import Join, Local, Text, Value, choice, say, text

PICKS, PRICES = "m_setup_picks", "m_setup_prices"
DEMO_MONEY = "AZN"  # what the demo's prices are in
GROUPS_WAY = choice(text("button.m_extras"), "m_extras")


def _waiting(conn: Connection, house: House, group: str | None = None) -> list[Offer]:
    found = drafts.extras(house.catalog, state.of(conn, house))
    return [one for one in found if group in (None, one.group)]


def groups(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Kind by kind: most hotels have few, and say so with one tap."""
    if facts.get("fresh"):
        asked = replace(asked, query_id=None)
    waiting = _waiting(conn, house)
    if not waiting:
        reply(conn, house, asked, say(text("extras.none"), choices=[LIST]))
        return
    counts = {name: sum(1 for one in waiting if one.group == name) for name in GROUPS}
    choices = [
        choice(
            text("drafts.topic", topic=text(f"button.m_group_{name}"), count=n), "m_extras_group", group=name
        )
        for name, n in counts.items()
        if n
    ]
    reply(conn, house, asked, say(text("extras.which", n=len(waiting)), choices=[*choices, LIST]))


def group(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """A numbered list; the numbers of what the hotel has are all that is asked."""
    name = str(facts["group"])
    waiting = _waiting(conn, house, name)
    if not waiting:
        groups(conn, house, asked, who, {})
        return
    shown = {"group": name, "shown": [one.code for one in waiting]}
    dialogues.wait_for(conn, house, asked.chat_id, PICKS, **shown)
    lines = [text("extras.line", number=n, title=Local(one.title)) for n, one in enumerate(waiting, 1)]
    ways = [
        choice(text("button.m_all_of_these"), "m_extras_price", group=name),
        choice(text("button.m_none_of_these"), "m_extras_none", **shown),
        GROUPS_WAY,
    ]
    reply(conn, house, asked, say(text("extras.pick"), Join(lines, "lines"), choices=ways))


def none(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    _without(conn, house, facts["shown"])
    setting_up.refresh(conn, house)
    groups(conn, house, asked, who, {})


def _without(conn: Connection, house: House, codes: Sequence[str]) -> None:
    """The hotel has none of these; what another owner has put on sale meanwhile stays there."""
    waiting = {one.code for one in _waiting(conn, house)}
    publishing.decline(conn, house, [f"offer:{one}" for one in codes if one in waiting])


def picked(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """ "2, 5–7": these the hotel has, the others of the list it has not. By the list as it was shown."""
    shown: list[str] = facts["shown"]
    numbers = reading.numbers(asked.text or "")
    if not numbers or not numbers <= set(range(1, len(shown) + 1)):
        dialogues.wait_for(conn, house, asked.chat_id, PICKS, **facts)
        ways = [choice(text("button.m_none_of_these"), "m_extras_none", **facts), GROUPS_WAY]
        reply(conn, house, asked, say(text("extras.pick_again", last=len(shown)), choices=ways))
        return
    _without(conn, house, [code for n, code in enumerate(shown, 1) if n not in numbers])
    setting_up.refresh(conn, house)
    price(conn, house, asked, who, facts)


def price(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The card of the next extra of this kind, and what is asked for it."""
    waiting = _waiting(conn, house, facts["group"])
    past = facts.get("past")
    codes = [one.code for one in waiting]
    here = codes.index(past) + 1 if past in codes else 0
    if here >= len(waiting):
        groups(conn, house, asked, who, {})
        return
    _ask_price(conn, house, asked, waiting[here])


def _ask_price(conn: Connection, house: House, asked: Asked, offer: Offer, wrong: Text | None = None) -> None:
    dialogues.wait_for(conn, house, asked.chat_id, PRICES, offer=offer.code)
    units = _units(offer)
    ours = house.hotel.currency == DEMO_MONEY
    lines = [
        text("extras.price", number=n, unit=unit_name(one), price=house.money(one.price) if ours else "—")
        for n, one in enumerate(units, 1)
    ]
    asking = text(
        "extras.ask_prices" if len(units) > 1 else "extras.ask_price", currency=house.hotel.currency
    )
    told = text("extras.card", title=Local(offer.title), about=Local(offer.about), place=Local(offer.place))
    ways = [
        choice(text("button.m_as_shown"), "m_extra_as_shown", offer=offer.code) if ours else None,
        choice(text("button.m_free"), "m_extra_free", offer=offer.code),
        choice(text("button.m_not_here"), "m_extra_none", offer=offer.code),
        choice(text("button.m_later"), "m_extras_price", group=offer.group, past=offer.code),
        GROUPS_WAY,
    ]
    promised = None if wrong else _promised(house, offer)
    reply(conn, house, asked, say(wrong or told, promised, Join(lines, "lines"), asking, choices=ways))


def _promised(house: House, offer: Offer) -> Value:
    """What guests will read besides: the hotel answers for all of it."""
    included = [text("offer.included", what=Local(offer.included))] if offer.included else []
    return Join([*browse.rules(house, offer), *included], "lines")


def _units(offer: Offer) -> list[Unit]:
    return [unit for option in offer.options for unit in option.units]


def _offer(house: House, facts: Facts) -> Offer:
    found = house.catalog.offer(facts["offer"])
    if found is None:
        raise OldButton
    return found


def typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """As many amounts as there are prices, in their order."""
    offer = _offer(house, facts)
    try:
        prices = amounts(asked.text or "", len(_units(offer)), house.hotel.currency)
    except (NotAPrice, PriceOutOfBounds):
        prices = None
    if prices is None:
        _ask_price(conn, house, asked, offer, text("extras.again", n=len(_units(offer))))
    else:
        _on_sale(conn, house, asked, who, offer, prices)


def amounts(words: str, n: int, currency: str) -> list[Decimal] | None:
    """ "5000; 2500; 0", "40 20 AZN", "12 500" where one is asked for; None when there are more or fewer."""
    found = [amount_of(words, currency)] if n == 1 else amounts_of(words, currency)
    return found if len(found) == n else None


def as_shown(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    _on_sale(conn, house, asked, who, _offer(house, facts), None)


def free(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    offer = _offer(house, facts)
    _on_sale(conn, house, asked, who, offer, [Decimal(0)] * len(_units(offer)))


def _on_sale(
    conn: Connection,
    house: House,
    asked: Asked,
    who: Colleague,
    offer: Offer,
    prices: Sequence[Decimal] | None,
) -> None:
    moved = house if offer.active else publishing.confirm_offer(conn, house, offer.code, prices, who)
    dialogues.done(conn, house, asked.chat_id)
    setting_up.refresh(conn, moved)
    price(conn, moved, asked, who, {"group": offer.group})


def not_here(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    offer = _offer(house, facts)
    publishing.decline(conn, house, [f"offer:{offer.code}"])
    setting_up.refresh(conn, house)
    price(conn, house, asked, who, {"group": offer.group})


ACTS = {
    "m_extras": managed(groups),
    "m_extras_group": managed(group),
    "m_extras_none": managed(none),
    "m_extras_price": managed(price),
    "m_extra_as_shown": managed(as_shown),
    "m_extra_free": managed(free),
    "m_extra_none": managed(not_here),
}
