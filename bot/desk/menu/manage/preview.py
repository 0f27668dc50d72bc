"""The guest's own screens over a draft, or over what is live: for any party, day and language.

A press goes through the very act that a guest's press would, with a guest who is made for it; then all that
it did is taken back, and only the screen is left. So nothing here can be booked, by anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.db import Connection
from bot.db.undoing import undone
from bot.desk import people
from bot.desk.asked import Asked, Hand, reply
from bot.desk.booking import sessions
from bot.desk.house import House
from bot.desk.menu.acts import Facts
from bot.desk.menu.guest_acts import GUEST_ACTS
from bot.desk.menu.manage.simulator import drafts_of
from bot.desk.menu.manage.wish_words import Wish
from bot.desk.menu.manager_screen import managed
from bot.desk.offers.simulating import asked_on
from bot.desk.outbox import NO_PHONE
from bot.desk.people import Colleague, Guest
from bot.desk.problems import DeskError
from bot.say import Choice, Day, Say, Spoken, Value, choice, say, text

NOBODY = NO_PHONE - 1_000_003  # the chat of a guest who is gone as soon as the screen is drawn
SHOWN = frozenset(  # acts that only show; behind every other a preview ends
    (
        *("groups", "group", "offer", "options", "days", "month", "times", "book", "long", "many"),
        *("needed", "request", "wish", "ideas", "ideas_like", "ideas_when", "ideas_more"),
        *("bundle_days", "bundle_part", "bundle_parts", "bundle_pick", "bundle_plan", "bundle_version"),
    )
)
PRESSES = 6  # buttons of the guest's screen; two are the manager's own


@dataclass(frozen=True)
class Eyes(Hand):
    """Takes down what a guest would have been shown."""

    kept: list[Say] = field(default_factory=list)

    def over(self, said: Say) -> Say:
        self.kept.append(said)
        return said


def look(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The screen behind a guest's button; at first, what the hotel offers."""
    act, args = facts.get("go", "groups"), facts.get("given", {})
    wish, draft = Wish.of(facts).later(house), drafts_of(conn, house, facts)
    kept = {**wish.facts(), **({"draft": facts["draft"]} if draft else {})}
    if act not in SHOWN:
        ways = [choice(text("button.preview_on"), "m_pv", **kept), _back(kept)]
        reply(conn, house, asked, say(text("preview.ends"), choices=ways))
        return
    there = asked_on(replace(house, catalog=draft.catalog) if draft else house, wish.day)
    said = drawn(conn, there, asked, wish, *_on_the_day(there, wish, act, args))
    reply(conn, house, asked, _marked(said, wish, kept))


def _on_the_day(house: House, wish: Wish, act: str, args: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Where a guest would choose a day, the day of the wish is chosen, if the offer has a start then."""
    offer = house.catalog.offer(args.get("offer", ""))
    if offer is None or act not in ("options", "days") or "first" in args:
        return act, args
    option = offer.option(args.get("option", "")) or (offer.options[0] if len(offer.options) == 1 else None)
    if option is None or not sessions.timed(offer, option):
        return act, args
    if not sessions.bookable(offer, option, wish.day, house):
        return act, args
    return "times", {**args, "option": option.code, "day": wish.day.isoformat()}


def drawn(conn: Connection, house: House, asked: Asked, wish: Wish, act: str, args: Mapping[str, Any]) -> Say:
    """What the act shows, with no trace of it left."""
    eyes = Eyes(0, "")
    try:
        with undone(conn):
            guest = _guest(conn, house, wish)
            GUEST_ACTS[act](conn, house, replace(asked, chat_id=NOBODY, hand=eyes), guest, args)
    except DeskError as refused:
        return refused.say()
    return eyes.kept[-1]


def _guest(conn: Connection, house: House, wish: Wish) -> Guest:
    """Somebody whose stay is confirmed, with this party: there only while the screen is drawn."""
    guest, _ = people.welcome(conn, house, NOBODY, name="", language=wish.language)
    people.remember_party(conn, guest, wish.party.json())
    return replace(guest, verified=True, party=wish.party.carried())


def _marked(said: Say, wish: Wish, kept: Mapping[str, Any]) -> Say:
    """In the guest's language, under a line in the manager's that says what it is."""
    line = text("preview.line", party=wish.party.said(), day=Day(wish.day))
    body: list[Value] = [line, *(Spoken(one, wish.language) for one in said.body)]
    shown = [_way(one, wish, kept) for one in said.choices if not one.url][
        : PRESSES if not said.grid else None
    ]
    return Say(body, (*shown, _back(kept)), said.photo, grid=said.grid)


def _back(kept: Mapping[str, Any]) -> Choice:
    return choice(text("button.preview_back"), "m_sim", **kept)


def _way(one: Choice, wish: Wish, kept: Mapping[str, Any]) -> Choice:
    return Choice(Spoken(one.label, wish.language), "m_pv", {**kept, "go": one.act, "given": dict(one.args)})


ACTS = {"m_pv": managed(look)}
