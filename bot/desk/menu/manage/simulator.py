"""Can this family really buy it, and at what price: what a party would be offered, and why not the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, reply
from bot.desk.booking import when as when_words
from bot.desk.catalog import drafts
from bot.desk.catalog.drafts import Draft
from bot.desk.catalog.ways import HOME
from bot.desk.house import House
from bot.desk.menu.acts import Facts
from bot.desk.menu.choosing import total
from bot.desk.menu.manage import wish_words
from bot.desk.menu.manage.wish_words import UnclearWish, Wish
from bot.desk.menu.manager_screen import kindly, managed
from bot.desk.offers.simulating import Seen, Simulated, Why, simulate
from bot.desk.people import Colleague
from bot.say import At, Choice, Day, Join, Local, Say, Span, Text, Value, choice, say, text

WAITS = "m_sim"
PAGE = 9  # lines


def ask(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """For whom to look: two usual parties, or one line in words."""
    kept = _kept(facts)
    dialogues.wait_for(conn, house, asked.chat_id, WAITS, **kept)
    usual = [wish_words.read(house, one, "en") for one in ("2", "4")]
    ways = [choice(one.party.said(), "m_sim", **kept, **one.facts()) for one in usual]
    said = text("sim.ask", example=wish_words.example(house))
    back = choice(text("button.m_back"), "m_pub", **kept) if kept else HOME
    reply(conn, house, asked, say(said, choices=[*ways, back]))


def command(conn: Connection, house: House, asked: Asked, who: Colleague) -> None:
    """ "/simulate 2 adults, children 4 and 11, 14 July, hu", or the question for it."""
    words = (asked.text or "").partition(" ")[2].strip()
    if not words:
        ask(conn, house, asked, who, {})
        return
    dialogues.wait_for(conn, house, asked.chat_id, WAITS)
    wish = wish_words.read(house, words, who.language)
    show(conn, house, asked, who, wish.facts())


def typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> bool:
    """The awaited line; False when it is about something else."""
    try:
        wish = wish_words.read(house, asked.text or "", who.language)
    except UnclearWish as refused:
        if not any(map(str.isdecimal, asked.text or "")):
            return False
        dialogues.wait_for(conn, house, asked.chat_id, WAITS, **facts)
        kindly(conn, house, asked, refused, ways=[*refused.ways, HOME])
        return True
    dialogues.done(conn, house, asked.chat_id)
    show(conn, house, asked, who, {**_kept(facts), **wish.facts()})
    return True


def show(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """One page of what they would be offered, and of why not the rest."""
    wish, draft = Wish.of(facts).later(house), drafts_of(conn, house, facts)
    here = replace(house, catalog=draft.catalog) if draft else house
    found = simulate(conn, here, wish.party, wish.day)
    reply(conn, house, asked, _screen(house, found, wish, draft, int(facts.get("page", 0))))


def drafts_of(conn: Connection, house: House, facts: Facts) -> Draft | None:
    return drafts.waiting(conn, house, facts["draft"]) if "draft" in facts else None


def _screen(house: House, found: Simulated, wish: Wish, draft: Draft | None, page: int) -> Say:
    rows = [*map(offered_line, found.offered), *map(other_line, found.others)]
    pages = max(1, -(-len(rows) // PAGE))
    here = page % pages
    first, last = here * PAGE, here * PAGE + PAGE
    can = len(found.offered)
    parts = [
        _block("sim.offered", rows[first : min(last, can)], can),
        _block("sim.others", rows[max(first, can) : last], len(found.others)),
    ]
    kept = {**_kept({"draft": draft.about.id} if draft else {}), **wish.facts()}
    return say(_head(house, found, wish, draft), *parts, choices=_choices(kept, here, pages))


def _head(house: House, found: Simulated, wish: Wish, draft: Draft | None) -> Text:
    return text(
        "sim.head",
        party=wish.party.said(),
        day=Day(wish.day),
        language=text(f"language.{wish.language}"),
        catalog=text("sim.of_draft") if draft else text("sim.of_live"),
        asked=Day(found.house.today) if found.house.now != house.now else "",
    )


def _block(key: str, rows: list[Text], n: int) -> Value | None:
    return Join([text(key, n=n), *rows], "lines") if rows else None


def _choices(kept: Mapping[str, Any], here: int, pages: int) -> list[Choice | None]:
    draft = {"draft": kept["draft"]} if "draft" in kept else {}
    return [
        choice(text("button.sim_look"), "m_pv", **kept),
        choice(text("button.m_more"), "m_sim", **kept, page=here + 1) if pages > 1 else None,
        choice(text("button.sim_again"), "m_sim_ask", **draft),
        choice(text("button.pub_open"), "m_pub", **draft) if draft else None,
        HOME,
    ]


def offered_line(one: Seen) -> Text:
    """Its name, when, and the price of all of them together."""
    assert one.found  # noqa: S101  # it is among what they would be offered
    assert one.price  # noqa: S101  # which is priced
    ask = one.found.ask
    facts: list[Value] = [total(one.price)]
    if ask.start is not None:
        facts.append(when_words.of_ask(ask))
    if not one.found.whole:
        facts.append(text("sim.children_alone"))
    return text("sim.line", title=Local(one.offer.title), facts=Join(facts, "dot"))


def other_line(one: Seen) -> Text:
    assert one.why  # noqa: S101  # it is among the rest
    return text("sim.line", title=Local(one.offer.title), facts=why(one.why))


def why(found: Why) -> Text:
    """Why not, and when else where there is a start."""
    starts = Join([At(one, "stamp") for one in found.starts], "or") if found.starts else ""
    if found.kind == "notice":
        return text("sim.no_notice", time=Span(found.n) if found.n else "")
    said = text(f"sim.no_{found.kind}", number=str(found.n))
    return text("sim.no_but", why=said, starts=starts) if starts else said


def _kept(facts: Facts) -> dict[str, Any]:
    return {"draft": facts["draft"]} if "draft" in facts else {}


ACTS = {"m_sim": managed(show), "m_sim_ask": managed(ask)}
