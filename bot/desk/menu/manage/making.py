"""A new extra from a template, a copy, out of sight and back, the archive: nothing is shown by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, reply
from bot.desk.catalog.changing import WHOLE, packed
from bot.desk.catalog.characters import hidden
from bot.desk.catalog.edits import NotAPrice, PriceOutOfBounds, amount_of
from bot.desk.catalog.model import Offer
from bot.desk.catalog.runtime import MOST, CapacityOutOfBounds
from bot.desk.catalog.texts import TAG, TITLE
from bot.desk.house import House
from bot.desk.menu.acts import Facts
from bot.desk.menu.manage import hours, templates
from bot.desk.menu.manage.card import SOLD
from bot.desk.menu.manage.screen import card, extra, live, put, titled
from bot.desk.menu.manager_numbers import NotPlaces, typed_places
from bot.desk.menu.manager_screen import kept, managed, standing
from bot.desk.people import Colleague
from bot.say import Choice, Join, Local, Span, Text, Value, choice, say, text

TITLED, WAITS = "m_new_title", "m_new"  # a name may look like anything; a number or hours may not
GROUPS = ("family", "active", "nature")
MINUTES = re.compile(r"(\d{1,4})\s*(?:(?:min|мин|dəq|perc|dak)\w*|dk|['′])?\.?", re.IGNORECASE)
LONGEST = 24 * 60


def new(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """How is it booked? Each way has a template."""
    choices = [choice(text(f"button.mode_{one}"), "m_new_group", mode=one) for one in templates.STEPS]
    reply(conn, house, asked, say(text("manage.new"), choices=[*choices, SOLD]))


def group(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    mode = facts["mode"]
    choices = [choice(text(f"button.m_group_{one}"), "m_new_title", mode=mode, group=one) for one in GROUPS]
    back = choice(text("button.back"), "m_new")
    asking = text("manage.new_group", mode=text(f"button.mode_{mode}"))
    reply(conn, house, asked, say(asking, choices=[*choices, back]))


def title(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    _ask(conn, house, asked, {"mode": facts["mode"], "group": facts["group"]}, None)


def _ask(conn: Connection, house: House, asked: Asked, known: Mapping[str, Any], first: Value | None) -> None:
    """The next thing that the template needs; when it has all, the extra as it would be."""
    step = next((one for one in templates.steps(known) if one not in known), None)
    if step is None:
        _look(conn, house, asked, known)
        return
    dialogues.wait_for(conn, house, asked.chat_id, TITLED if step == "title" else WAITS, **known)
    asking = text(f"manage.new_{step}", most=TITLE, title=known.get("title", ""))
    choices = [choice(text("button.m_drop"), "m_sold")]
    reply(conn, house, asked, say(first or asking, asking if first else None, choices=choices))


def typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The answer to the step that is open; what does not fit is asked for again."""
    step = next(one for one in templates.steps(facts) if one not in facts)
    try:
        value = _value(house, step, facts, asked.text or "")
    except (NotAPrice, PriceOutOfBounds, NotPlaces, CapacityOutOfBounds) as refused:
        _ask(conn, house, asked, facts, Join(list(refused.say().body), "lines"))
        return
    if value is None:
        _ask(conn, house, asked, facts, text("manage.again"))
        return
    _ask(conn, house, asked, {**facts, step: value, "language": who.language}, None)


def _value(house: House, step: str, facts: Facts, words: str) -> Any:
    said = " ".join(words.split())
    match step:
        case "title":
            plain = not (TAG.search(said) or hidden(said) or "{" in said or "}" in said)
            return said if plain and 2 <= len(said) <= TITLE else None
        case "price":
            return f"{amount_of(said, house.hotel.currency):f}"
        case "duration":
            found = MINUTES.fullmatch(said)
            return int(found[1]) if found and 0 < int(found[1]) <= LONGEST else None
        case "places":
            return _places(said)
    offer = templates.built(house, {**facts, "times": []})
    option = offer.options[0]
    row = hours.read_times(offer, option, option.schedule[0], said)
    return said if row else None


def _places(said: str) -> int:
    """One at least: what a person arranges may be typed as none."""
    if (places := typed_places(said)) > MOST:
        raise CapacityOutOfBounds(most=MOST)
    return max(1, places)


def _look(conn: Connection, house: House, asked: Asked, known: Mapping[str, Any]) -> None:
    offer = templates.built(house, known)
    option = offer.options[0]
    price = house.money(option.units[0].price)
    sold = text("manager.price_line", thing=text("manager.unit_other"), price=price)
    length = [Span(known["duration"])] if "duration" in known else []
    lines: list[Value] = [
        Join([sold, *length], "dot"),
        *(hours.said(offer, option, row) for row in option.schedule),
    ]
    making = Choice(
        text("button.m_make"), "m_new_make", {**known, "extra": offer.code, "base": house.version}
    )
    said = text("manage.new_look", title=Local(offer.title))
    reply(
        conn,
        house,
        asked,
        say(said, Join(lines, "lines"), choices=[making, choice(text("button.m_drop"), "m_sold")]),
    )


def make(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Made, and hidden from guests until it is put on sale."""
    offer = templates.built(house, facts, code=facts["extra"])
    change = put(conn, house, asked, who, facts, {WHOLE: packed(offer)}, what="new")
    show = choice(text("button.m_show"), "m_show", extra=offer.code, on=True)
    said = text("manage.made", title=Local(offer.title))
    live(conn, house, asked, offer.code, change, said, ways=[show])


def copy(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The same under another code and name, hidden. A second tap is another copy: each has its undo."""
    offer = extra(house, facts)
    code = templates.free_code(house, offer.code)
    number = code.rpartition("_")[2]
    name = {
        one: f"{words[: TITLE - len(number) - 1].rstrip()} {number}" for one, words in offer.title.items()
    }
    gone: dict[str, Any] = {"active": False, "archived": False, "phrases": {}, "intent": None}
    made = offer.model_copy(update={"code": code, "title": name, **gone})
    known = {"extra": code, "base": house.version}
    change = put(conn, house, asked, who, known, {WHOLE: packed(made)}, what="new")
    live(conn, house, asked, code, change, text("manage.made", title=Local(name)))


def show(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """On sale from now on, or out of sight."""
    offer, on = extra(house, facts), bool(facts["on"])
    _look_or_do(
        conn,
        house,
        asked,
        who,
        facts,
        offer,
        {"active": None if on else False, "archived": None},
        "on" if on else "off",
    )


def archive(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    offer = extra(house, facts)
    _look_or_do(conn, house, asked, who, facts, offer, {"active": False, "archived": True}, "gone")


def unarchive(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Back among the hidden ones: it is put on sale by a word of its own."""
    offer = extra(house, facts)
    _look_or_do(conn, house, asked, who, facts, offer, {"active": False, "archived": None}, "back")


def _look_or_do(
    conn: Connection,
    house: House,
    asked: Asked,
    who: Colleague,
    facts: Facts,
    offer: Offer,
    parts: Mapping[str, Any],
    what: str,
) -> None:
    """First whom it concerns, then at the second tap the deed."""
    if "base" in facts:
        change = put(conn, house, asked, who, facts, parts, what=what)
        live(conn, house, asked, offer.code, change, text(f"manage.now_{what}", **titled(offer)))
        return
    keep: Text | None = None
    if what in ("off", "gone"):
        keep = kept(standing(conn, house, offer.code), "manager.keep_booking")
    act = {"gone": "m_archive", "back": "m_unarchive"}.get(what, "m_show")
    yes = Choice(text(f"button.yes_{what}"), act, {**facts, "base": house.version})
    said = text(f"manage.ask_{what}", **titled(offer))
    reply(conn, house, asked, say(said, keep, choices=[yes, card(offer.code)]))


ACTS = {
    "m_new": managed(new),
    "m_new_group": managed(group),
    "m_new_title": managed(title),
    "m_new_make": managed(make),
    "m_copy": managed(copy),
    "m_show": managed(show),
    "m_archive": managed(archive),
    "m_unarchive": managed(unarchive),
}
