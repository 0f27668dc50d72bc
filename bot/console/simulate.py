"""qonaq catalog simulate: what a party would be offered on a day, at what price, and why not the rest"""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import create_engine

from bot import ledger, migrate, shipped
from bot.config import PROPERTY
from bot.console import draft
from bot.console.call import MISUSE, WELL, Call, Refused
from bot.console.check import read
from bot.db import Connection
from bot.desk.booking.party import MOST_ADULTS, MOST_CHILDREN
from bot.desk.booking.refusals import UnusualParty
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.desk.menu.manage import simulator, wish_words
from bot.desk.menu.manage.wish_words import UnclearWish, Wish
from bot.desk.offers.simulating import Seen, Simulated, simulate
from bot.say import Local
from bot.schema import metadata
from bot.speech import Speech, Voice

NONE = "There is no draft. `qonaq catalog import DIR` makes one."


def simulated(call: Call, asked: Namespace) -> int:
    """Every offer on sale: its price for them, or why they do not get it."""
    number, catalog = _catalog(call, asked)
    house = House(PROPERTY, catalog, number, call.now())
    wish = _wish(house, asked.wish)
    with _looking(call, number) as conn:
        found = simulate(conn, house, wish.party, wish.day)
    voice = Speech.load(shipped.folder("locales")).voice(
        wish.language, catalog.hotel.zone, catalog.hotel.default_language
    )
    if asked.json:
        call.say(json.dumps(_facts(found, wish, voice), ensure_ascii=False, indent=1))
    else:
        call.say(*_lines(found, wish, voice))
    return WELL


def _catalog(call: Call, asked: Namespace) -> tuple[int, Catalog]:
    """What is asked for, else what is live, else what the first start would take."""
    number, live = ledger.live(call.config)
    if asked.draft:
        kept = draft.kept(call.config)
        if kept is None:
            raise Refused(NONE)
        return number, kept.catalog
    if live is not None and not asked.folder:
        return number, live
    found, _ = read(call.folder(asked.folder))
    if found is None:
        raise Refused("The catalog has mistakes. `qonaq check` names them.")
    return number, found


def _wish(house: House, words: str) -> Wish:
    for language in ("en", *house.hotel.languages):
        try:
            return wish_words.read(house, words, language)
        except UnclearWish:
            continue
        except UnusualParty:
            most = f"{MOST_ADULTS} adults and {MOST_CHILDREN} children"
            raise Refused(f"A party has at most {most}.", MISUSE) from None
    raise Refused(f'Who comes is not clear; write it like "{wish_words.example(house)}"', MISUSE)


@contextmanager
def _looking(call: Call, number: int) -> Iterator[Connection]:
    """The desk's own counters; without a desk an empty book."""
    if number and migrate.revision(call.config.where) == migrate.HEAD:
        with ledger.looking(call.config) as conn:
            yield conn
        return
    engine = create_engine("sqlite://")
    with engine.begin() as conn:
        metadata.create_all(conn)
        yield conn
    engine.dispose()


def _lines(found: Simulated, wish: Wish, voice: Voice) -> Iterator[str]:
    asked = found.house.local(found.house.now)
    people = voice.label(wish.party.said())
    yield f"{people} · {wish.day:%a %d %b %Y} · {wish.language} · asked on {asked:%d %b %Y, %H:%M}"
    yield ""
    yield f"Offered ({len(found.offered)}), the best fit first:"
    for one in found.offered:
        yield f"  {_said(one, voice)}"
    yield f"Not offered ({len(found.others)}):"
    for one in found.others:
        yield f"  {_said(one, voice)}"


def _said(one: Seen, voice: Voice) -> str:
    line = simulator.offered_line(one) if one.found else simulator.other_line(one)
    return f"{one.offer.code}: {voice.label(line)}"


def _facts(found: Simulated, wish: Wish, voice: Voice) -> dict[str, Any]:
    return {
        "party": wish.party.json(),
        "date": wish.day.isoformat(),
        "language": wish.language,
        "asked_at": found.house.now.isoformat(),
        "proposed": list(found.first),
        "offered": [_offered(one, voice) for one in found.offered],
        "not_offered": [_other(one, voice) for one in found.others],
    }


def _offered(one: Seen, voice: Voice) -> dict[str, Any]:
    assert one.found  # noqa: S101  # it is among what they would be offered
    assert one.price  # noqa: S101  # which is priced
    ask, total = one.found.ask, one.price.total
    start = ask.start.isoformat() if ask.start else None
    price = {"amount": f"{total.major:f}", "currency": total.currency}
    title = voice.label(Local(one.offer.title))
    return {
        "offer": one.offer.code,
        "title": title,
        "option": ask.option.code,
        "start": start,
        "whole_party": one.found.whole,
        "price": price,
    }


def _other(one: Seen, voice: Voice) -> dict[str, Any]:
    assert one.why  # noqa: S101  # it is among the rest
    said = {"offer": one.offer.code, "title": voice.label(Local(one.offer.title))}
    starts = [start.isoformat() for start in one.why.starts]
    return {**said, "why": one.why.kind, "number": one.why.n or None, "next": starts}
