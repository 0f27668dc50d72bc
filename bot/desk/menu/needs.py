"""What an offer has to know of a party, a screen each; asked only when nobody has told it before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import answers, book, bundles, family, sale, standing, told, ways
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking
from bot.desk.booking.party import Party
from bot.desk.booking.told import SIZES, Need
from bot.desk.house import House
from bot.desk.menu.acts import Facts
from bot.desk.people import Guest
from bot.desk.problems import PERSON
from bot.say import Choice, Day, Join, Say, Text, Value, choice, say, text

GROWN: Mapping[str, Sequence[int | str]] = {
    "height": (176, 164, 181, 170),
    "weight": (78, 62, 85, 70),
    "shoe": (42, 38, 44, 39),
    "clothes": ("L", "M", "XL", "S"),
}


def ask_of(conn: Connection, house: House, facts: Facts) -> Ask:
    """What a button asks for again. Raises what `sale.find` raises."""
    offer, option = sale.find(conn, house, facts["offer"], facts["option"])
    start = datetime.fromisoformat(facts["start"]) if facts.get("start") else None
    much: dict[str, Any] = {name: int(facts[name]) for name in ("periods", "count") if name in facts}
    party, wish = Party.of(facts["party"]), facts.get("wish")
    known = facts.get("told") or _told_before(conn, house, party, facts)
    ask = Ask(house, offer, option, party, start, facts.get("moves"), wish=wish, told=known, **much)
    ask = replace(ask, gift=facts.get("gift"))
    return bundles.moved(conn, house, ask)


def _told_before(conn: Connection, house: House, coming: Party, facts: Facts) -> dict[str, Any]:
    """What the same people told for the booking of the same extra that this one moves or follows."""
    earlier = facts.get("after") or facts.get("moves")
    found = book.by_id(conn, house, earlier) if earlier else None
    if found is None or (found.offer, found.party) != (facts["offer"], coming):
        return {}
    return answers.of(conn, house, found.id)


def ready(conn: Connection, house: House, asked: Asked, guest: Guest, ask: Ask, **then: Any) -> Ask | None:
    """The ask with all that it needs to know; None when something had to be asked first.

    `then` says what comes after the answers: the price card when it is empty. Raises what does not fit.
    """
    standing.check(conn, ask, guest, besides=then.get("booking"))
    full = answers.agreed(conn, house, guest, family.told(conn, house, guest, _in_their_language(ask, guest)))
    if refusal := told.unmet(full):
        raise refusal
    need = told.missing(full)
    if need is None:
        return full
    show(conn, house, asked, guest, full, need, **then)
    return None


def _in_their_language(ask: Ask, guest: Guest) -> Ask:
    """Where it is led in the guest's own language nobody is asked for one."""
    theirs = guest.language in ask.offer.rules.languages and "instruct" not in ask.told
    return ask.knowing({**ask.told, "instruct": guest.language}) if theirs else ask


def before(
    conn: Connection, house: House, asked: Asked, guest: Guest, request: str, facts: Facts
) -> dict[str, Any] | None:
    """What the booking's staff will read; None when something is asked first. A wish made before is whole."""
    if book.by_request(conn, house, request, guest.id):
        return {}
    told_all = ready(conn, house, asked, guest, ask_of(conn, house, facts))
    return relevant(told_all) if told_all else None


def for_booking(
    conn: Connection, house: House, asked: Asked, guest: Guest, held: Booking, **then: Any
) -> bool:
    """Whether a hold may be confirmed; else what is open is asked, as after the waiting list. `then` says how
    it is booked after the answers: how it is paid, and whether apart from what it was to replace."""
    sold = house.sold(held.offer, held.option)
    if sold is None or held.status == "PENDING":
        return True
    known = answers.of(conn, house, held.id)
    ask = Ask(house, *sold, held.party, held.start, held.replaces, told=known)
    full = ready(conn, house, asked, guest, ask, booking=held.id, **then)
    if full:
        answers.keep(conn, house, held, relevant(full))
    return full is not None


def relevant(ask: Ask) -> dict[str, Any]:
    """Of all that is known, what this offer asks for."""
    found = {need.what: ask.told[need.what] for need in told.needs(ask) if need.what in ask.told}
    return found | ({"swims": True} if ask.offer.rules.swimming else {})


def show(
    conn: Connection, house: House, asked: Asked, guest: Guest, ask: Ask, need: Need, **then: Any
) -> None:
    """The question; the next text answers it where words do."""
    facts = {**ask.facts(), "need": need.what, **then}
    if need.what in (*SIZES, "allergies"):
        dialogues.wait_for(conn, house, asked.chat_id, "need", **facts)
    nod(conn, house, asked)
    reply(conn, house, asked, screen(conn, house, guest, ask, need, facts))


def screen(conn: Connection, house: House, guest: Guest, ask: Ask, need: Need, facts: Facts) -> Say:
    people = Join(_names(conn, house, guest, ask, need.who)) if need.who else ""
    said = text(
        f"need.{need.what}",
        extra=ask.title,
        people=people,
        example=", ".join(map(str, example(ask, need))),
        date=Day(ask.day) if ask.start else "",
        languages=Join([text(f"language.{one}") for one in ask.offer.rules.languages]),
    )
    days = house.hotel.family_days
    terms = text("privacy.consent", days=days) if need.what == "allergies" else None
    return say(said, terms, choices=[*_answers(ask, need, facts), *_ways_on(ask, need, facts)])


def _answers(ask: Ask, need: Need, facts: Facts) -> list[Choice]:
    match need.what:
        case "licence":
            return [_tap("button.yes_licence", facts, True), _tap("button.no_licence", facts, False)]
        case "consent":
            return [_tap("button.agree", facts, True), _tap("button.not_now", facts, False)]
        case "allergies":
            return [_tap("button.no_allergies", facts, "")]
        case "instruct":
            spoken = ask.offer.rules.languages[:5]
            known = [Choice(text(f"language.{one}"), "needed", {**facts, "value": one}) for one in spoken]
            return [*known, _tap("button.no_language", facts, "")]
    return []


def _tap(label: str, facts: Facts, value: object) -> Choice:
    return Choice(text(label), "needed", {**facts, "value": value})


def _ways_on(ask: Ask, need: Need, facts: Facts) -> list[Choice]:
    """Of a part of a package, back to the package."""
    if "plan" in facts:
        return [PERSON, choice(text("button.back"), "offer", code=facts["plan"]["offer"])]
    others = [ways.people(ask)] if need.what in SIZES else []
    return [*others, PERSON, choice(text("button.back"), "offer", code=ask.offer.code)]


def again(conn: Connection, house: House, guest: Guest, ask: Ask, need: Need, facts: Facts) -> Say:
    """The same once more, and how it is written so that it is understood."""
    people = Join(_names(conn, house, guest, ask, need.who))
    said = text(
        "need.again",
        what=text(f"size.{need.what}"),
        people=people,
        example=", ".join(map(str, example(ask, need))),
    )
    return say(said, choices=_ways_on(ask, need, facts))


def _names(conn: Connection, house: House, guest: Guest, ask: Ask, who: Sequence[int]) -> list[Value]:
    """By name where the family has told it."""
    known = family.members(family.of_guest(conn, house, guest), ask.party, ask.day)
    return [_name(known[place].name if known[place] else None, ask.party, place) for place in who]  # type: ignore[union-attr]  # asked in the same breath


def _name(name: str | None, party: Party, place: int) -> Value:
    if name:
        return name
    if place < party.adults:
        return text("person.adult")
    return text("person.child", age=party.ages[place - party.adults])


def example(ask: Ask, need: Need) -> list[int | str]:
    """Sizes as people of these ages might have them."""
    return [_example(need.what, ask.party, place) for place in need.who if need.what in SIZES]


def _example(size: str, party: Party, place: int) -> int | str:
    if place < party.adults:
        row = GROWN[size]
        return row[place % len(row)]
    age = party.ages[place - party.adults]
    return {"height": 78 + 6 * age, "weight": 8 + 3 * age, "shoe": 22 + age, "clothes": 74 + 6 * age}[size]


def declared(ask: Ask) -> tuple[Text | None, Choice | None]:
    """What the guest says by going on: a line on the card, and the button for whom it is not so."""
    if not ask.offer.rules.swimming or ask.told.get("swims"):
        return None, None
    return text("price.swims"), _tap("button.no_swimmer", {**ask.facts(), "need": "swims"}, False)
