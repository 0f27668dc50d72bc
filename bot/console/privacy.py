"""qonaq privacy · privacy export · privacy erase"""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bot import copies, erased, ledger, leftovers, shipped
from bot.config import PROPERTY, Config
from bot.console import given
from bot.console.call import WELL, Call, Refused
from bot.console.words import counted
from bot.desk.privacy import export, retention
from bot.desk.privacy.ledger import all_of
from bot.schema import erasures

WHAT = {
    "hourly": "what had to wait for an end (stays, danger)",
    "idle": "guests who were not heard of",
    "stays": "names of old stays",
    "lists": "lists of arrivals",
    "raw": "messages that could not be handled",
}
NOBODY = "Nobody is known by {words!r}. Give a room, a name, or the number of a booking, case or chat."


def look(call: Call, asked: Namespace) -> int:
    """What is forgotten by itself, when it last was, and which copies still hold what was erased."""
    house = given.house(call)
    with ledger.looking(call.config) as conn:
        marks = retention.marks(conn, PROPERTY)
        newest = select(func.count(), func.max(erasures.c.at)).where(erasures.c.property_id == PROPERTY)
        many, last = conn.execute(newest).one()
    days = house.hotel
    call.say(
        "Kept: messages as they came 72 hours, letters 30 days,",
        f"what families tell {days.family_days} days after check-out, wishes {days.wishes_days} days,",
        f"guests {days.guest_days} days after they were last heard of.",
        "",
    )
    for one in marks:
        call.say(
            f"{one.at:%Y-%m-%d %H:%M} UTC  {WHAT.get(one.what, one.what)}: {counted(one.records, 'record')}"
        )
    if not marks:
        call.say("Nothing was looked through yet: the desk does it every hour while it runs.")
    call.say(
        "", f"{counted(many, 'guest')} had their data erased{f', last {last:%Y-%m-%d}' if last else ''}."
    )
    for path in _older(call.config, last):
        call.say(f"{path} is older than the last of them. Delete it when you need it no more.")
    return WELL


def _older(config: Config, last: datetime | None) -> Iterator[Path]:
    """Copies where the desk makes them, and what a restore or an upgrade has kept."""
    every = [(one.at, one.path) for folder in copies.places(config) for one in copies.listed(folder)]
    every += [(one.at, one.path) for one in leftovers.listed(config)]
    yield from (path for at, path in every if last and at < last)


def bring_out(call: Call, asked: Namespace) -> int:
    """All that leads to one guest, as a page or for another program."""
    one = _only(call, asked.who)
    house = given.house(call)
    with ledger.looking(call.config) as conn:
        name, parts = export.for_letter(conn, house, one["id"])
    to = Path(asked.out or ("my-data.json" if asked.json else "my-data.html"))
    if asked.json:
        to.write_text(json.dumps(export.plain(parts), ensure_ascii=False, indent=1), encoding="utf-8")
    else:
        to.write_text(_page(call, name, parts), encoding="utf-8")
    to.chmod(0o600)
    call.say(
        f"{to}: {counted(sum(map(len, parts.values())), 'record')}. Hand it to the guest and to nobody else."
    )
    return WELL


def _page(call: Call, name: str, parts: export.Parts) -> str:
    from bot.say import Local
    from bot.sheets import own_data
    from bot.speech import Speech

    house = given.house(call)
    speech = Speech.load(shipped.folder("locales"))
    voice = speech.voice(house.hotel.default_language, house.hotel.zone, house.hotel.default_language)
    return own_data.page(parts, name, voice.label(Local(house.hotel.name)), call.now(), voice)


def erase(call: Call, asked: Namespace) -> int:
    one = _only(call, asked.who)
    for line in _outlook(ledger.act(call.config, "erasing.outlook", {"guest": one["id"]}, now=call.now())):
        call.say(line)
    if not asked.yes:
        call.stdout.write(f"Erase all that is known of {_named(one)}? It cannot be undone. [y/N] ")
        call.stdout.flush()
        if call.stdin.readline().strip().lower() not in ("y", "yes"):
            raise Refused("Nothing was erased.")
    done = ledger.act(call.config, "erasing.erase", {"guest": one["id"]}, now=call.now())
    with ledger.looking(call.config) as conn:
        missing = erased.keep(call.config, all_of(conn, PROPERTY))
    call.say(f"Erased: {counted(done['records'], 'record')}. Number of this erasure: {done['ref']}.")
    call.say("Backups made before hold the guest still; `qonaq restore` erases them again.")
    for words in missing:
        call.say(words)
    return WELL


def _only(call: Call, words: str) -> Mapping[str, Any]:
    every = ledger.act(call.config, "erasing.find", {"words": words}, now=call.now())
    if not every:
        raise Refused(NOBODY.format(words=words))
    if len(every) > 1:
        lines = "\n".join(f"  {_named(one)}" for one in every)
        raise Refused(f"Several may be meant; give the number of a booking or case:\n{lines}")
    return dict(every[0])


def _named(one: Mapping[str, Any]) -> str:
    return f"{one['name']}, room {one['room']}" if one["room"] else str(one["name"])


def _outlook(found: Mapping[str, Any]) -> Iterator[str]:
    if found["booked"]:
        yield f"Bookings ahead hold by their number alone: {', '.join(found['booked'])}."
    if found["ending"]:
        yield f"Open cases end with it: {', '.join(found['ending'])}."
    if found["danger"]:
        yield f"Danger stays with your staff until it is over: {', '.join(found['danger'])}."
    if found["running"]:
        yield "The stay is running: its name and bill stay until check-out."
    if found["paid"]:
        yield f"{counted(found['paid'], 'booking')} stays in the books without a name."
