"""My family: who is with the guest and what was told of them; added to, corrected, forgotten."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import family
from bot.desk.booking.family import Companion
from bot.desk.booking.party import GROWN_UP, MOST_ADULTS, MOST_CHILDREN, age_on
from bot.desk.booking.refusals import UnusualParty
from bot.desk.booking.told import SIZES
from bot.desk.house import House
from bot.desk.menu.acts import Facts, GuestAct
from bot.desk.menu.size_words import DATE, birth_of
from bot.desk.people import Guest
from bot.desk.privacy import consent
from bot.desk.problems import HOME, PERSON
from bot.desk.stays import numbers, phones, wishes
from bot.desk.stays.register import Stay
from bot.say import Choice, Day, Join, Say, Value, choice, say, text

PAGE = 3
LONGEST_NAME = 40
MOST_WORDS = 3
OLDEST = 120
UNIT = {"height": " cm", "weight": " kg", "shoe": "", "clothes": ""}
NUMBER = re.compile(r"(?<!\d)\d{1,3}(?!\d)")
NAME = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")
FAMILY = choice(text("button.family"), "family")


def show(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Who is on the list of the stay; without a stay, how to get one."""
    dialogues.done(conn, house, asked.chat_id)
    nod(conn, house, asked)
    stay = phones.stay_of(conn, house, guest.id)
    reply(
        conn, house, asked, screen(conn, house, stay, int(facts.get("first", 0))) if stay else _no_stay(guest)
    )


def _no_stay(guest: Guest) -> Say:
    link = choice(text("button.link"), "link") if guest.room else choice(text("button.enter_room"), "room")
    return say(text("family.no_stay"), choices=[link, PERSON, HOME])


def screen(conn: Connection, house: House, stay: Stay, first: int = 0) -> Say:
    found = family.of_stay(conn, house, stay)
    shown = found[first : first + PAGE]
    more = [choice(text("button.more"), "family", first=first + PAGE)] if len(found) > first + PAGE else []
    add = choice(text("button.family_add"), "family_add")
    if not found:
        return say(text("family.empty"), choices=[add, HOME])
    said = text(
        "family.head",
        people=Join([_line(house, one) for one in found], "lines"),
        allergies=family.said_once(conn, house, stay).get("allergies") or "",
        days=house.hotel.family_days,
    )
    each = [choice(_label(house, one, found), "family_one", person=one.id) for one in shown]
    allergies = choice(text("button.allergies"), "family_allergies")
    forget = choice(text("button.family_forget_all"), "family_forget_all")
    return say(said, choices=[*each, *more, add, allergies, forget, HOME])


def _label(house: House, one: Companion, found: list[Companion]) -> Value:
    """Two who are called the same are told apart by their number."""
    same = [other.id for other in found if named(house, other) == named(house, one)]
    return (
        Join([named(house, one), str(same.index(one.id) + 1)], "dot") if len(same) > 1 else named(house, one)
    )


def _line(house: House, one: Companion) -> Value:
    sizes = _sizes(one)
    return text("family.line", who=named(house, one), sizes=sizes) if sizes else named(house, one)


def named(house: House, one: Companion) -> Value:
    """Leyla (7); without a name: child (7), adult."""
    age = one.age_at(house.today)
    if one.kind == "child" and age is not None:
        return text("family.child", name=one.name, age=age) if one.name else text("person.child", age=age)
    return one.name or text("person.adult")


def _sizes(one: Companion) -> str:
    return ", ".join(f"{one.sizes[size]}{UNIT[size]}" for size in SIZES if size in one.sizes)


def show_one(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    stay = phones.stay_of(conn, house, guest.id)
    nod(conn, house, asked)
    if stay is None:
        reply(conn, house, asked, _no_stay(guest))
        return
    found = family.one(conn, house, stay, facts["person"])
    birth: Value = Day(found.birth) if found.birth else ""
    said = text("family.one", who=named(house, found), birth=birth, sizes=_sizes(found))
    choices = [
        choice(text("button.family_change"), "family_add", person=found.id),
        choice(text("button.family_forget"), "family_forget", person=found.id),
        Choice(text("button.back"), "family", {}),
    ]
    reply(conn, house, asked, say(said, choices=choices))


def add(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Somebody new, or the same person written anew."""
    dialogues.wait_for(conn, house, asked.chat_id, "family", **facts)
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("family.add"), choices=[_back(), HOME]))


def _back() -> Choice:
    return Choice(text("button.back"), "family", {})


def read_person(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> bool:
    """ "Leyla 14.03.2019", "Leyla 7", "Bence"; what is not clear is asked again."""
    stay, found = phones.stay_of(conn, house, guest.id), person_in(asked.text or "", house.today)
    if stay is None:
        return False
    if found is None:
        reply(conn, house, asked, say(text("family.again"), choices=[_back(), HOME]))
        return True
    dialogues.done(conn, house, asked.chat_id)
    if "person" in facts:
        family.change(conn, house, family.one(conn, house, stay, facts["person"]), **found)
    else:
        _room_for(family.of_stay(conn, house, stay), found["kind"])
        family.add(conn, house, stay, **found)
    reply(conn, house, asked, screen(conn, house, stay))
    return True


def _room_for(found: list[Companion], kind: str) -> None:
    most = MOST_ADULTS if kind == "adult" else MOST_CHILDREN
    if sum(one.kind == kind for one in found) >= most:
        raise UnusualParty(adults=MOST_ADULTS, children=MOST_CHILDREN, ways=[_back(), PERSON, HOME])


def person_in(words: str, today: date) -> dict[str, Any] | None:
    """Name, date of birth or age, as they were written; None where it is not clear who that is."""
    birth, rest = birth_of(words, today), DATE.sub(" ", words)
    if birth is None and DATE.search(words):
        return None
    numbers, names = NUMBER.findall(rest), NAME.findall(rest)
    name = names[0].strip() if len(names) == 1 else None
    unclear = len(numbers) > 1 or len(names) > 1 or (birth is not None and numbers)
    if unclear or (name and (len(name) > LONGEST_NAME or len(name.split()) > MOST_WORDS)):
        return None
    age = int(numbers[0]) if numbers else None
    if not (name or birth or age is not None) or (age or 0) > OLDEST:
        return None
    years = age if birth is None else age_on(birth, today)
    child = years is not None and years < GROWN_UP
    return {"kind": "child" if child else "adult", "name": name, "birth": birth, "age": age}


def allergies(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """What is noted, and what to write; "none" is a tap."""
    stay = phones.stay_of(conn, house, guest.id)
    nod(conn, house, asked)
    if stay is None:
        reply(conn, house, asked, _no_stay(guest))
        return
    if "value" in facts:
        _note(conn, house, asked, stay, "")
        return
    dialogues.wait_for(conn, house, asked.chat_id, "family_allergies")
    now = family.said_once(conn, house, stay).get("allergies") or ""
    none = choice(text("button.no_allergies"), "family_allergies", value="")
    terms = text("privacy.consent", days=house.hotel.family_days)
    reply(conn, house, asked, say(text("family.allergies", now=now), terms, choices=[none, _back(), HOME]))


def read_allergies(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> bool:
    stay, words = phones.stay_of(conn, house, guest.id), " ".join((asked.text or "").split())
    if stay is None or not any(letter.isalnum() for letter in words):
        return False
    consent.give(conn, house, guest)
    _note(conn, house, asked, stay, words[:300])
    return True


def _note(conn: Connection, house: House, asked: Asked, stay: Stay, words: str) -> None:
    dialogues.done(conn, house, asked.chat_id)
    family.say_once(conn, house, stay, {**family.said_once(conn, house, stay), "allergies": words})
    reply(conn, house, asked, screen(conn, house, stay))


def forget_one(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    if stay := phones.stay_of(conn, house, guest.id) or wishes.last_stay(conn, house, guest):
        family.drop(conn, house, family.one(conn, house, stay, facts["person"]))
    show(conn, house, asked, guest, {})


def forget_all(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Asked first: it cannot be undone. Whose stay has ended meanwhile has it forgotten as well."""
    nod(conn, house, asked)
    if "sure" not in facts:
        yes = choice(text("button.family_forget_yes"), "family_forget_all", sure=True)
        reply(conn, house, asked, say(text("family.forget_ask"), choices=[_back(), yes]))
        return
    here = phones.stay_of(conn, house, guest.id)
    numbers.drop(conn, house, guest)
    wishes.drop(conn, house, guest)
    if stay := here or wishes.last_stay(conn, house, guest):
        numbers.unlist(conn, house, stay.id, after=0)
        family.drop_all(conn, house, [stay.id])
    gone = say(text("wish.forgotten"), choices=[HOME])
    reply(conn, house, asked, screen(conn, house, here) if here else gone)


GUEST_ACTS: Mapping[str, GuestAct] = {
    "family": show,
    "family_one": show_one,
    "family_add": add,
    "family_allergies": allergies,
    "family_forget": forget_one,
    "family_forget_all": forget_all,
}
