"""A price in one line: "boating 40", "lake boat 45 → 40", in any of the hotel's languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, reply
from bot.desk.catalog.edits import amount_of, offer_of, option_of, without_currency
from bot.desk.catalog.model import Offer
from bot.desk.catalog.ways import HOME, PRICES
from bot.desk.house import House
from bot.desk.menu import manager_price
from bot.desk.menu.acts import Facts
from bot.desk.menu.manager_price import Place
from bot.desk.menu.manager_screen import kindly, managed, offers_of, option_label, thing, unit_label
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.money import Money
from bot.say import Choice, Join, Local, Value, choice, say, text

MOST = 4  # choices a question
ARROW = re.compile(r"\s*(?:→|⇒|[-–—=]?>)\s*")
NUMBER = r"[-−–]?[0-9][0-9.,]*(?:\s[0-9][0-9.,]*)*"
LINE = re.compile(rf"(?P<words>\S.*?)(?:\s*[:=]\s*|\s+[-–—]\s+|\s+)(?P<number>{NUMBER})\s*", re.DOTALL)
WORD = re.compile(r"[^\W_]+")
DIGIT = re.compile(r"[0-9]")
LETTER = re.compile(r"[^\W\d_]")
PLAIN = str.maketrans({"ə": "e", "ı": "i", "ø": "o", "ł": "l"})
EXACT, ALIKE = 3, 1
LONGEST = 120  # characters; a longer text is no edit


@dataclass(frozen=True)
class Edit:
    """`clear`: an arrow or a currency says that a price is meant, even if a word is not known."""

    words: tuple[str, ...]
    number: str
    old: str | None
    clear: bool


def read(said: str, currency: str) -> Edit | None:
    """Words and then a number; None for every other text."""
    if len(said) > LONGEST:
        return None
    bare, clear = without_currency(said.strip(), currency)
    head, *tail = ARROW.split(bare)
    match = LINE.fullmatch(head)
    if len(tail) > 1 or not (match or DIGIT.search("".join(tail))):
        return None
    named, number = (match["words"], match["number"]) if match else (head, None)
    words = tuple(WORD.findall(fold(named)))
    if not LETTER.search(named):
        return None
    if tail:
        return Edit(words, tail[0], number, clear=True)
    return Edit(words, number or "", None, clear)


def meant(house: House, edit: Edit) -> list[Offer]:
    """The offers that all words name, closest first of all; most words do when a price is clearly meant."""
    scores = [(one, *_score(edit.words, one)) for one in offers_of(house)]
    if full := [(one, likeness) for one, known, likeness in scores if known == len(edit.words)]:
        closest = max(likeness for _, likeness in full)
        return [one for one, likeness in full if likeness == closest]
    most = max((known for _, known, _ in scores), default=0)
    return [one for one, known, _ in scores if edit.clear and known == most > 0]


def called(offers: Iterable[Offer], said: str) -> list[Offer]:
    """The offers that all of the words name, the closest of them."""
    words = tuple(WORD.findall(fold(said)))
    scores = [(one, *_score(words, one)) for one in offers] if LETTER.search(said) else []
    full = [(one, likeness) for one, known, likeness in scores if known == len(words)]
    closest = max((likeness for _, likeness in full), default=0)
    return [one for one, likeness in full if likeness == closest]


def _score(words: Iterable[str], offer: Offer) -> tuple[int, int]:
    """How many of the words name the offer, and how closely."""
    names = {name for said in (*offer.title.values(), offer.code) for name in WORD.findall(fold(said))}
    likeness = [max((alike(word, name) for name in names), default=0) for word in words]
    return sum(1 for one in likeness if one), sum(likeness)


def alike(typed: str, known: str) -> int:
    """The same word, its beginning, or another ending of it: boat and boating, лодка and лодке."""
    if typed == known:
        return EXACT
    same = _shared(typed, known)
    if same < 3:
        return 0
    ending = 1 if len(typed) < 6 else 2
    near = len(typed) - same <= ending and len(known) - same <= ending + 1
    return ALIKE if same == len(typed) or near else 0


def _shared(one: str, other: str) -> int:
    """How many letters they begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(one), len(other)))


def fold(said: str) -> str:
    """Lower case without diacritics, as people type in a hurry."""
    parts = unicodedata.normalize("NFKD", said.replace("_", " ").casefold())
    return "".join(one for one in parts if not unicodedata.combining(one)).translate(PLAIN)


def answer(conn: Connection, house: House, asked: Asked, edit: Edit) -> bool:
    """False when the text is not a price edit after all."""
    offers = meant(house, edit)
    if not offers and not edit.clear:
        return False
    dialogues.done(conn, house, asked.chat_id)
    if not offers:
        none = text("manager.quick_none", example=manager_price.example(house))
        reply(conn, house, asked, say(none, choices=[PRICES, HOME]))
        return True
    try:
        _go(conn, house, asked, offers, amount_of(edit.number, house.hotel.currency), _old(house, edit))
    except DeskError as refused:
        _mistyped(conn, house, asked, offers, refused)
    return True


def _mistyped(conn: Connection, house: House, asked: Asked, offers: list[Offer], refused: DeskError) -> None:
    """The offer is known and only the number is not: wait for it, or let its price be chosen."""
    places = [place for one in offers for place in _places(one)]
    if len(places) == 1:
        manager_price.again(conn, house, asked, places[0], refused)
    else:
        kindly(conn, house, asked, refused, ways=(*_all_prices(offers[:MOST]), HOME))


def _old(house: House, edit: Edit) -> Decimal | None:
    """The price it has now, if the manager wrote it; only a hint."""
    try:
        return amount_of(edit.old, house.hotel.currency) if edit.old else None
    except DeskError:
        return None


def _go(
    conn: Connection, house: House, asked: Asked, offers: list[Offer], price: Decimal, old: Decimal | None
) -> None:
    costing = [one for one in offers if any(unit.price == old for opt in one.options for unit in opt.units)]
    offers = costing or offers
    if len(offers) == 1:
        _which_unit(conn, house, asked, _places(offers[0]), price, old)
        return
    facts = _facts(price, old)
    choices = [choice(Local(one.title), "m_quick", offer=one.code, **facts) for one in offers[:MOST]]
    asking = text("manager.quick_which", price=Money.of(price, house.hotel.currency))
    reply(conn, house, asked, say(asking, choices=[*choices, PRICES]))


def _which_unit(
    conn: Connection,
    house: House,
    asked: Asked,
    places: Sequence[Place],
    price: Decimal,
    old: Decimal | None,
) -> None:
    """The one price that is meant, or the choice of an option and then of a unit."""
    places = [one for one in places if one.price(house) == old] or places
    if len(places) == 1:
        manager_price.show(conn, house, asked, places[0], price)
        return
    choices, more = _narrower(house, places, price, old)
    lines = [_line(house, one) for one in places[:MOST]]
    becoming = {"thing": thing(house, places[0].offer), "price": Money.of(price, house.hotel.currency)}
    asking = text("manager.quick_unit", **becoming)
    reply(conn, house, asked, say(asking, Join(lines, "lines"), choices=[*choices, more, HOME]))


def _narrower(
    house: House, places: Sequence[Place], price: Decimal, old: Decimal | None
) -> tuple[list[Choice], Choice | None]:
    """Buttons for the options if there are several, else for the units; and one to all prices if too many."""
    sold = offer_of(house.catalog, places[0].offer)
    options = list(dict.fromkeys(one.option for one in places))
    if len(options) > 1:
        facts = _facts(price, old) | {"offer": sold.code}
        named = [(one, option_label(option_of(house.catalog, sold.code, one))) for one in options]
        found = [choice(label, "m_quick", option=one, **facts) for one, label in named]
    else:
        units = option_of(house.catalog, sold.code, options[0]).units
        found = [one.way(unit_label(units[one.unit]), "m_look", price=f"{price:f}") for one in places]
    return found[:MOST], next(iter(_all_prices([sold]))) if len(found) > MOST else None


def _facts(price: Decimal, old: Decimal | None) -> dict[str, str | None]:
    return {"price": f"{price:f}", "old": None if old is None else f"{old:f}"}


def _places(offer: Offer) -> list[Place]:
    return [
        Place(offer.code, option.code, index)
        for option in offer.options
        for index in range(len(option.units))
    ]


def _line(house: House, place: Place) -> Value:
    price = Money.of(place.price(house), house.hotel.currency)
    return text("manager.price_line", thing=place.name(house), price=price)


def _all_prices(offers: Sequence[Offer]) -> list[Choice]:
    label = text("button.m_other_prices")
    return [
        choice(label if len(offers) == 1 else Local(one.title), "m_offer", offer=one.code) for one in offers
    ]


def quick(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """One of several offers, or one of its options, was chosen for the price that was written."""
    old = None if facts["old"] is None else Decimal(facts["old"])
    places = _places(offer_of(house.catalog, facts["offer"]))
    if "option" in facts:
        option_of(house.catalog, facts["offer"], facts["option"])  # refuses one that is gone
        places = [one for one in places if one.option == facts["option"]]
    _which_unit(conn, house, asked, places, Decimal(facts["price"]), old)


ACTS = {"m_quick": managed(quick)}
