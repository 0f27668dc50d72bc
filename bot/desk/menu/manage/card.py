"""An extra as its manager sees it: what it is, what it costs, today's places, pictures, on sale or not."""

from __future__ import annotations

from collections.abc import Sequence

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, reply
from bot.desk.booking.sessions import starts
from bot.desk.catalog import pauses, runtime
from bot.desk.catalog.model import Offer
from bot.desk.catalog.today import most_used, usual
from bot.desk.catalog.ways import HOME
from bot.desk.house import House
from bot.desk.menu import browse
from bot.desk.menu.acts import Facts
from bot.desk.menu.manage.screen import extra, span
from bot.desk.menu.manager_places import COUNTED, Spot
from bot.desk.menu.manager_quick import called
from bot.desk.menu.manager_screen import groups, managed, page_of
from bot.desk.people import Colleague
from bot.say import Choice, Join, Local, Say, Text, Value, choice, say, text

SOLD = choice(text("button.m_sold"), "m_sold")
NEW = choice(text("button.m_new"), "m_new")
PRICES, OPTIONS = 6, 2  # lines of a card
MOST_NAMED = 6
MOST_WORDS = 4  # a name; more is a question


def sold(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Where an extra is found: by its group, or by its name."""
    hidden = choice(text("button.m_hidden"), "m_hidden") if _hidden(house) else None
    choices = [*groups(house, "m_sold_group"), hidden, NEW, HOME]
    reply(conn, house, asked, say(text("manage.sold"), choices=choices))


def sold_group(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    name = str(facts["group"])
    _listed(conn, house, asked, house.catalog.listed(name), facts, "m_sold_group", group=name)


def hidden(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What no guest sees: not shown yet, or archived."""
    _listed(conn, house, asked, _hidden(house), facts, "m_hidden")


def _hidden(house: House) -> list[Offer]:
    return sorted((one for one in house.catalog.offers.values() if not one.active), key=lambda one: one.code)


def _listed(
    conn: Connection,
    house: House,
    asked: Asked,
    offers: Sequence[Offer],
    facts: Facts,
    act: str,
    **more: str,
) -> None:
    shown, further = page_of(offers, facts.get("page", 0), act, **more)
    choices = [choice(Local(one.title), "m_card", extra=one.code) for one in shown]
    reply(conn, house, asked, say(text("manage.sold"), choices=[*choices, further, SOLD]))


def named(conn: Connection, house: House, asked: Asked, said: str) -> bool:
    """True when the words are the name of an extra, or of several: its card, or which of them."""
    if "?" in said or len(said.split()) > MOST_WORDS:
        return False
    found = called(house.catalog.offers.values(), said)
    if not found:
        return False
    dialogues.done(conn, house, asked.chat_id)
    if len(found) == 1:
        reply(conn, house, asked, shown(conn, house, found[0]))
        return True
    choices = [choice(Local(one.title), "m_card", extra=one.code) for one in found[:MOST_NAMED]]
    reply(conn, house, asked, say(text("manage.which"), choices=[*choices, SOLD]))
    return True


def card(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    reply(conn, house, asked, shown(conn, house, extra(house, facts)))


def shown(conn: Connection, house: House, offer: Offer) -> Say:
    lines = browse.prices(house, offer)
    more = text("folder.more", n=len(lines) - PRICES) if len(lines) > PRICES else ""
    head = text("manage.card", title=Local(offer.title), state=_state(conn, house, offer))
    photos = text("manage.card_photos", n=len(offer.pictures)) if offer.pictures else text("manage.no_photo")
    return say(
        head,
        Join([*lines[:PRICES], more], "lines"),
        Join([*_today(conn, house, offer), photos], "lines"),
        choices=_ways(offer),
    )


def _state(conn: Connection, house: House, offer: Offer) -> Text:
    if offer.archived or not offer.active:
        return text("manage.is_archived" if offer.archived else "manage.is_hidden")
    if runtime.stopped(conn, house, offer.code):
        return text("manage.is_stopped")
    if found := pauses.of(conn, house, offer.code):
        return text("manage.is_paused", span=span(found[0].since, found[0].until, house))
    return text("manage.is_sold")


def _today(conn: Connection, house: House, offer: Offer) -> list[Value]:
    """The places of what still starts today."""
    found: list[Value] = []
    for option in offer.options if offer.mode in COUNTED and offer.active else ():
        spot = Spot(offer.code, option.code, house.today.isoformat())
        if usual(house, offer.code, option.code) and starts(option, house.today, house, offer):
            size = runtime.capacity_on(conn, house, *spot.place) or 0
            used = most_used(conn, house, *spot.place)
            found.append(text("manager.places_now", places=size, used=used, **spot.named(house)))
    return found[:OPTIONS]


def _ways(offer: Offer) -> list[Choice]:
    mine = {"extra": offer.code}
    timed = offer.mode in COUNTED
    if offer.active and timed:
        sale = choice(text("button.m_pause"), "m_pause", **mine)
    elif offer.active:  # without a start there are no hours to close
        sale = choice(text("button.m_sale"), "m_sale_offer", offer=offer.code)
    else:
        sale = choice(text("button.m_show"), "m_show", on=True, **mine)
    found = [
        choice(text("button.m_price"), "m_offer", offer=offer.code),
        choice(text("button.m_words"), "m_words", **mine),
        choice(text("button.m_photos"), "m_photos", **mine),
        choice(text("button.m_times"), "m_times", **mine) if timed else None,
        sale,
        choice(text("button.more"), "m_card_more", **mine),
        choice(text("button.m_as_guest"), "offer", code=offer.code) if offer.active else None,
        SOLD,
    ]
    return [one for one in found if one]


def more(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What is done seldom: places of a day, a copy, out of sight, the archive."""
    offer = extra(house, facts)
    mine = {"extra": offer.code}
    archive = "m_unarchive" if offer.archived else "m_archive"
    label = text("button.m_unarchive") if offer.archived else text("button.m_archive")
    counted = offer.mode in COUNTED and offer.active
    choices = [
        choice(text("button.m_places"), "m_place", offer=offer.code) if counted else None,
        choice(text("button.m_copy"), "m_copy", **mine),
        choice(text("button.m_hide"), "m_show", on=False, **mine) if offer.active else None,
        choice(label, archive, **mine),
        choice(text("button.m_card"), "m_card", **mine),
    ]
    reply(conn, house, asked, say(text("offer.title", title=Local(offer.title)), choices=choices))


ACTS = {
    "m_sold": managed(sold),
    "m_sold_group": managed(sold_group),
    "m_hidden": managed(hidden),
    "m_card": managed(card),
    "m_card_more": managed(more),
}
