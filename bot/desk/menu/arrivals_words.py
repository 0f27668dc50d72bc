"""How a list of arrivals is told in chat: how it is read, what it changes, what is wrong in which row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.desk.stays.arrivals import Counts
from bot.desk.stays.reading import rows
from bot.desk.stays.reading.columns import Columns, Proposal
from bot.desk.stays.reading.rows import Problem, Reading
from bot.desk.stays.reading.table import Unreadable, letter
from bot.say import Day, Join, Text, Value, text

TOLD = ("guest", "surname", "given", "room", "arrival", "departure", "dates", "nights")  # a line each
MOST_PROBLEMS = 4
MOST_LABEL, MOST_VALUE = 30, 24


def unreadable(found: Unreadable, file: str) -> Text:
    return text(f"arrivals.no_{found.key}", file=file, row=found.row)


def place(columns: Columns, labels: Sequence[str], what: str) -> str:
    """ "C · Érkezés"."""
    at = columns.places[what]
    label = labels[at][:MOST_LABEL] if at < len(labels) else ""
    return f"{letter(at)} · {label}" if label else letter(at)


def understood(file: str, proposal: Proposal, columns: Columns, reading: Reading) -> Iterator[Value | None]:
    """How the file is read, with one of its rows."""
    yield text("arrivals.read_as", file=file)
    named = [one for one in TOLD if one in columns.places]
    yield Join([_line(columns, proposal, one) for one in named], "lines")
    more = [text(f"arrivals.what_{one}") for one in sorted(columns.places) if one not in TOLD]
    yield text("arrivals.also", what=Join(more)) if more else None
    yield example(reading)
    yield text("arrivals.rung") if "phone" in columns.places else None
    yield private(proposal)


def _line(columns: Columns, proposal: Proposal, what: str) -> Text:
    name = text(f"arrivals.what_{what}")
    return text("arrivals.column", what=name, column=place(columns, proposal.labels, what))


def example(reading: Reading) -> Text | None:
    shown = rows.example(reading)
    if shown is None:
        return None
    row, one = shown
    room = text("arrivals.room", room=one.room) if one.room else text("arrivals.no_room_yet")
    days = {"arrival": Day(one.arrival), "departure": Day(one.departure)}
    return text("arrivals.example", row=row, surname=one.surname, name=one.name, room=room, **days)


def private(proposal: Proposal) -> Text | None:
    """What is recognised and not kept."""
    kinds = [text(f"arrivals.kind_{one}") for one in proposal.private]
    return text("arrivals.private", kinds=Join(kinds)) if kinds else None


def preview(file: str, counts: Counts, reading: Reading, proposal: Proposal) -> Iterator[Value | None]:
    """What bringing it in would change, and every row that is left out, with the reason."""
    if counts.new or counts.changed:
        yield text("arrivals.counts", file=file, new=counts.new, changed=counts.changed, same=counts.same)
    else:
        yield text("arrivals.nothing_new", file=file, same=counts.same)
    yield from problems(reading)
    past, sharing = len(reading.past), len(reading.sharing)
    yield text("arrivals.past", n=past) if past else None
    yield text("arrivals.sharing", n=sharing) if sharing else None
    yield example(reading)
    yield text("arrivals.rung") if any(one.phone for _, one in reading.arrivals) else None
    yield private(proposal)


def problems(reading: Reading) -> Iterator[Value]:
    found = reading.problems
    if not found:
        return
    yield text("arrivals.not_understood", n=len(found))
    lines: list[Value] = [_problem(one) for one in found[:MOST_PROBLEMS]]
    if len(found) > MOST_PROBLEMS:
        others = ", ".join(str(one.row) for one in found[MOST_PROBLEMS : MOST_PROBLEMS + 20])
        lines.append(text("arrivals.more", rows=others))
    yield Join(lines, "lines")


def _problem(one: Problem) -> Text:
    what = text(f"arrivals.wrong_{one.key}", value=one.value[:MOST_VALUE])
    if one.column is None:
        return text("arrivals.problem_row", row=one.row, what=what)
    return text("arrivals.problem", row=one.row, column=letter(one.column), what=what)
