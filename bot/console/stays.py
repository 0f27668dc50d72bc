"""qonaq stays import · undo · list"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from bot import ledger
from bot.console import given
from bot.console.call import MISUSE, TROUBLE, WELL, Call, Refused
from bot.console.words import counted
from bot.desk.house import House
from bot.desk.stays import arrivals
from bot.desk.stays.reading import rows
from bot.desk.stays.reading.columns import Columns, Proposal, propose
from bot.desk.stays.reading.rows import Problem, Reading
from bot.desk.stays.reading.table import column_of, letter
from bot.desk.stays.reading.words import KEPT, plain
from bot.say import Join, Named, Value

AUTHOR = "console"
MOST_NUMBERS = 10
LONG = "%a %d %B %Y"
PROBLEMS = {
    "no_name": "no guest's name; type one",
    "no_arrival": "no day of arrival; type one",
    "no_departure": "no day of departure and no nights; type one of them",
    "no_day": "{value!r} is no day; write it like 14.07.2026",
    "departure_first": "the departure, {value}, is not after the arrival; correct one of them",
    "too_long": "the departure, {value}, is more than a year after the arrival; look at the years",
    "too_far": "the arrival, {value}, is more than two years away; look at the year",
    "nights_differ": "{value} nights, but the dates say otherwise; correct one of them",
    "no_room": "{value!r} is no room of the hotel; correct it, or add the room in hotel.yaml",
}
WORDS = {
    "guest": "guest's name",
    "given": "first name",
    "external": "booking number",
    "dates": "arrival and departure",
}
PRIVATE = {
    "document": "passports",
    "card": "cards",
    "phone": "phones",
    "email": "e-mails",
    "birthday": "birthdays",
}
MOVED_ON = (
    "Nothing was changed: since then something has happened to some of these stays ({names}). "
    "Change the others one by one in the chat: /stays."
)
ALL_HERE = "Nothing to bring in: all that could be read is here already."
LINE = "{room:>5}  {arrival} – {departure}  {ref}  {state:<9} {name}"
ORDERS = {"dmy": "day.month", "mdy": "month/day", "ymd": "year-month-day"}


@dataclass(frozen=True)
class Read:
    """A file as it will be brought in."""

    name: str
    house: House
    proposal: Proposal
    columns: Columns
    reading: Reading


def bring_in(call: Call, asked: Namespace) -> int:
    """Say how the file is read and what it changes; bring it in when that is right."""
    found = _read(call, asked)
    call.say(*_understood(found), "")
    counts = _ask_desk(call, "stays.look", arrivals=_rows(found))
    call.say(*_preview(found, counts))
    for line in _problems(found):
        call.warn(line)
    result = TROUBLE if found.reading.problems else WELL
    if asked.dry_run or not (counts["new"] or counts["changed"]):
        call.say("Nothing was changed." if asked.dry_run or not counts["same"] else ALL_HERE)
        return result
    if not asked.yes and not _agreed(call):
        raise Refused("Nothing was changed. Give the command with --yes to bring the list in.")
    facts = {
        "file": found.name,
        "by": AUTHOR,
        "shape": found.proposal.shape,
        "columns": found.columns.packed(),
    }
    done = _ask_desk(call, "stays.import", arrivals=_rows(found), **facts)
    call.say(f"Brought in: {done['new']} new, {done['changed']} changed. `qonaq stays undo` takes it back.")
    return result


def undo(call: Call, asked: Namespace) -> int:
    """Take the last list back, unless something has happened to its guests since."""
    given.house(call)
    try:
        taken = _ask_desk(call, "stays.undo")
    except arrivals.NothingToUndo:
        raise Refused("There is nothing to take back: no list was brought in since the last undo.") from None
    except arrivals.MovedOn as moved:
        raise Refused(MOVED_ON.format(names=_names(moved.params["names"], given.house(call)))) from None
    call.say(f"Taken back: {taken['file']}, {counted(taken['stays'], 'stay')}.")
    return WELL


def listed(call: Call, asked: Namespace) -> int:
    """Who is here or comes on a day, by room."""
    if asked.date and not _is_day(asked.date):
        raise Refused(f"{asked.date!r} is no day; write it like 2026-07-14.", MISUSE)
    given.house(call)
    found = _ask_desk(call, "stays.list", date=asked.date)
    for one in found:
        call.say(LINE.format(**{**one, "room": one["room"] or "-"}))
    if not found:
        call.warn(f"Nobody is here or expected {'on ' + asked.date if asked.date else 'today'}.")
    return WELL


def _is_day(said: str) -> bool:
    try:
        date.fromisoformat(said)
    except ValueError:
        return False
    return True


def _ask_desk(call: Call, errand: str, **facts: Any) -> Any:
    return ledger.act(call.config, errand, facts, now=call.now())


def _read(call: Call, asked: Namespace) -> Read:
    house = given.house(call)
    name = Path(asked.file).name
    table = given.table(asked.file)
    here = partial(arrivals.is_room, house)
    proposal = propose(table, today=house.today, is_room=here)
    columns = _columns(call, asked.map, proposal)
    if columns.missing:
        raise Refused("\n".join(_unclear(asked.file, proposal, columns)))
    reading = rows.arrivals(proposal, columns, today=house.today, is_room=here)
    return Read(name, house, proposal, columns, reading)


def _columns(call: Call, told: str | None, proposal: Proposal) -> Columns:
    """As the person says, else as somebody has said of such a file before, else as it looks."""
    known = _ask_desk(call, "stays.remembered", shape=proposal.shape)
    columns = proposal.as_before(Columns.unpacked(known)) if known else proposal.columns
    for part in (told or "").split(",") if told else []:
        what, _, where = (one.strip() for one in part.partition("="))
        at = _place(where, proposal.labels)
        if what not in KEPT or at is None:
            raise Refused(f"--map {part}: write WHAT=COLUMN; WHAT is one of {', '.join(KEPT)}", MISUSE)
        if at >= len(proposal.labels):
            last = letter(len(proposal.labels) - 1)
            raise Refused(f"--map {part}: the list has no column {where}; its last is {last}", MISUSE)
        columns = proposal.put(columns, what, at)
    return columns


def _place(where: str, labels: Sequence[str]) -> int | None:
    """A column by what stands above it, else by its letter."""
    named = [at for at, label in enumerate(labels) if label and plain(label) == plain(where)]
    return named[0] if named else column_of(where)


def _unclear(file: str, proposal: Proposal, columns: Columns) -> Iterator[str]:
    missing = " or ".join(WORDS.get(one, one) for one in columns.missing)
    yield f"{file}: no column is recognised as the {missing}. Say which one is, for example:"
    yield f"  qonaq stays import {file} --map " + ",".join(
        f"{one}={letter(at)}" for at, one in enumerate(columns.missing)
    )
    yield "The columns are:"
    for at in range(len(proposal.labels)):
        sample = next((row.at(at) for row in proposal.body if row.at(at) is not None), "")
        yield f"  {letter(at):>2}  {proposal.labels[at] or '(no title)'}: {sample}"


def _understood(found: Read) -> Iterator[str]:
    yield f"{found.name}, as it is read ({ORDERS[found.columns.order]}):"
    for what, at in sorted(found.columns.places.items(), key=lambda one: one[1]):
        label = found.proposal.labels[at] if at < len(found.proposal.labels) else ""
        yield f"  {letter(at):>2}  {label or '(no title)':<24} {WORDS.get(what, what)}"
    if found.proposal.private:
        yield f"  left out: {', '.join(PRIVATE[one] for one in found.proposal.private)}"
    if shown := rows.example(found.reading):
        row, one = shown
        name = Named(one.surname, one.name).read_in(_language(found.house))
        yield f"For example row {row}: {name} (surname {one.surname}),"
        yield f"  room {one.room or 'not given out yet'}, {one.arrival:{LONG}} to {one.departure:{LONG}}"


def _language(house: House) -> str:
    """Whose order of names the hotel is used to."""
    return house.hotel.staff_language or house.hotel.default_language


def _names(said: Value, house: House) -> str:
    parts = said.parts if isinstance(said, Join) else [said]
    return ", ".join(one.read_in(_language(house)) if isinstance(one, Named) else str(one) for one in parts)


def _preview(found: Read, counts: dict[str, int]) -> Iterator[str]:
    said = [
        f"{counts[one]} {word}"
        for one, word in (("new", "new"), ("changed", "changed"), ("same", "as before"))
    ]
    if found.reading.problems:
        said.append(f"{len(found.reading.problems)} not understood")
    yield ", ".join(said) + "."
    for numbers, why in (
        (found.reading.past, "already left"),
        (found.reading.sharing, "sharing a room with a row above"),
        (found.reading.skipped, "no arrivals"),
    ):
        if numbers:
            dots = "…" if len(numbers) > MOST_NUMBERS else ""
            yield f"Left out, {why}: row {', '.join(map(str, numbers[:MOST_NUMBERS]))}{dots}."


def _problems(found: Read) -> Iterator[str]:
    for one in found.reading.problems:
        yield f"{found.name}:{one.row}:{_column(one)}: {PROBLEMS[one.key].format(value=one.value)}"


def _column(one: Problem) -> str:
    return "" if one.column is None else letter(one.column)


def _rows(found: Read) -> list[dict[str, Any]]:
    return [arrivals.packed(one) for _, one in found.reading.arrivals]


def _agreed(call: Call) -> bool:
    call.stdout.write("Bring these in? [y/N] ")
    call.stdout.flush()
    return call.stdin.readline().strip().lower() in ("y", "yes")
