"""Arrivals by sending the file to the bot: read, shown, confirmed once, and taken back if need be.

The buttons carry the file's id and how it is read; the file itself stays with Telegram, and is fetched and
read anew for each step. So nothing of it is kept here but the stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial, wraps
from typing import Any

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Asked, Attached, FileWanted, nod, reply
from bot.desk.house import House
from bot.desk.menu import arrivals_words as words
from bot.desk.menu import rooms_told
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.staying import RECEPTION, for_reception
from bot.desk.people import Colleague
from bot.desk.stays import arrivals
from bot.desk.stays.reading import rows
from bot.desk.stays.reading.columns import Columns, Proposal, propose
from bot.desk.stays.reading.rows import Reading
from bot.desk.stays.reading.table import Table, Unreadable, letter, shown
from bot.say import Choice, Say, choice, say, text

PAGE = 4  # columns a screen
LABEL = 24
CHANGEABLE = ("guest", "room", "arrival", "departure")
STAYS = choice(text("button.stays"), "stays")
HOW = choice(text("button.arr_how"), "arr_how")
LEAVE = choice(text("button.arr_leave"), "arr_leave")


@dataclass(frozen=True)
class List:
    """A file that was sent, as it is read at this step."""

    file: Attached
    proposal: Proposal
    columns: Columns
    reading: Reading

    def facts(self, columns: Columns | None = None) -> dict[str, Any]:
        """What a button needs to come back to it."""
        file = {"id": self.file.file_id, "name": self.file.name, "size": self.file.size}
        return {"file": file, "columns": (columns or self.columns).packed()}


def offered(conn: Connection, house: House, asked: Asked) -> bool:
    """True when the message was a file from somebody at reception: it is taken for a list of arrivals."""
    who = people.colleague(conn, house, asked.user_id)
    if (
        asked.file is None
        or asked.edited
        or who is None
        or who.state != "active"
        or who.role not in RECEPTION
    ):
        return False
    found = _list(conn, house, asked, asked.file, None)
    if isinstance(found, Unreadable):
        _unreadable(conn, house, asked, found, asked.file)
    elif arrivals.remembered(conn, house, found.proposal.shape):
        _preview(conn, house, asked, found)
    else:
        _shown(conn, house, asked, found)
    return True


def _list(
    conn: Connection, house: House, asked: Asked, file: Attached, columns: Columns | None
) -> List | Unreadable:
    """Raises FileWanted until the edge has brought the file."""
    if asked.brought is None:
        raise FileWanted(file)
    if not isinstance(asked.brought, Table):
        return asked.brought if isinstance(asked.brought, Unreadable) else Unreadable("broken")
    here = partial(arrivals.is_room, house)
    proposal = propose(asked.brought, today=house.today, is_room=here)
    before = arrivals.remembered(conn, house, proposal.shape)
    known = columns or (proposal.as_before(before) if before else proposal.columns)
    reading = (
        Reading(()) if known.missing else rows.arrivals(proposal, known, today=house.today, is_room=here)
    )
    return List(file, proposal, known, reading)


def _unreadable(conn: Connection, house: House, asked: Asked, found: Unreadable, file: Attached) -> None:
    reply(conn, house, asked, say(words.unreadable(found, file.name), choices=[HOW, STAYS]))


def with_list(act: Callable[[Connection, House, Asked, Colleague, List, Facts], None]) -> StaffAct:
    """The act behind a button that works on a file."""

    @wraps(act)
    def pressed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
        file = Attached(facts["file"]["id"], facts["file"]["name"], facts["file"]["size"])
        found = _list(conn, house, asked, file, Columns.unpacked(facts["columns"]))
        nod(conn, house, asked)
        if isinstance(found, Unreadable):
            _unreadable(conn, house, asked, found, file)
        else:
            act(conn, house, asked, who, found, facts)

    return for_reception(pressed)


def _shown(conn: Connection, house: House, asked: Asked, found: List) -> None:
    """How the file is read; or, where something is not recognised, the question for its column."""
    if found.columns.missing:
        _which(conn, house, asked, found, found.columns.missing[0], 0)
        return
    told = words.understood(found.file.name, found.proposal, found.columns, found.reading)
    right = choice(text("button.arr_right"), "arr_right", **found.facts())
    reply(conn, house, asked, say(*told, choices=[right, _change(found), LEAVE]))


def _change(found: List) -> Choice:
    return choice(text("button.arr_change"), "arr_change", **found.facts())


def right(conn: Connection, house: House, asked: Asked, who: Colleague, found: List, facts: Facts) -> None:
    _preview(conn, house, asked, found)


def _preview(conn: Connection, house: House, asked: Asked, found: List) -> None:
    counts = arrivals.look(conn, house, [one for _, one in found.reading.arrivals])
    told = words.preview(found.file.name, counts, found.reading, found.proposal)
    bring = choice(text("button.arr_bring"), "arr_bring", **found.facts())
    some = counts.new or counts.changed
    choices = [bring, _change(found), LEAVE] if some else [STAYS, _change(found)]
    reply(conn, house, asked, say(*told, choices=choices))


def bring(conn: Connection, house: House, asked: Asked, who: Colleague, found: List, facts: Facts) -> None:
    """All of them at once; how this file is read is remembered for the next of its shape."""
    arrivals.remember(conn, house, found.proposal.shape, found.columns, by=who.name)
    entered = [one for _, one in found.reading.arrivals]
    bringing = partial(arrivals.bring_in, conn, house, entered, file=found.file.name, by=who.name)
    counts = rooms_told.after(conn, house, bringing)
    taken = arrivals.last(conn, house)
    undo = choice(text("button.arr_undo"), "arr_undo", list=taken.id) if taken else None
    said = text("arrivals.done", file=found.file.name, new=counts.new, changed=counts.changed)
    left = text("arrivals.send_again", n=len(found.reading.problems)) if found.reading.problems else None
    reply(conn, house, asked, say(said, left, choices=[undo, STAYS]))


def undo(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    taken = rooms_told.after(conn, house, partial(arrivals.undo, conn, house, facts["list"]))
    nod(conn, house, asked)
    said = text("arrivals.taken_back", file=taken.file, n=len(taken.stays))
    reply(conn, house, asked, say(said, choices=[STAYS, HOW]))


def leave(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("arrivals.left"), choices=[STAYS, HOW]))


def how(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What to send, and the last list while it can be taken back."""
    nod(conn, house, asked)
    taken = arrivals.last(conn, house)
    undo = choice(text("button.arr_undo"), "arr_undo", list=taken.id) if taken else None
    last = text("arrivals.last", file=taken.file, name=taken.actor) if taken else None
    reply(conn, house, asked, say(text("arrivals.how"), last, choices=[undo, STAYS]))


def change(conn: Connection, house: House, asked: Asked, who: Colleague, found: List, facts: Facts) -> None:
    """What may be read differently: a column, the order of day and month, the place of the surname."""
    choices = [
        choice(text(f"arrivals.what_{what}"), "arr_which", what=what, **found.facts()) for what in CHANGEABLE
    ]
    reply(
        conn,
        house,
        asked,
        say(text("arrivals.change"), words.example(found.reading), choices=[*choices, *_turned(found)]),
    )


def _turned(found: List) -> list[Choice]:
    """The other order of day and month, and of surname and name, where there is one."""
    columns = found.columns
    names = replace(columns, surname_first=not columns.surname_first)
    days = replace(columns, order="dmy" if columns.order == "mdy" else "mdy")
    two = columns.order != "ymd"
    return [
        *(
            [choice(text("button.arr_names"), "arr_as", **found.facts(names))]
            if "guest" in columns.places
            else []
        ),
        *([choice(text("button.arr_days"), "arr_as", **found.facts(days))] if two else []),
    ]


def read_as(conn: Connection, house: House, asked: Asked, who: Colleague, found: List, facts: Facts) -> None:
    _shown(conn, house, asked, found)


def which(conn: Connection, house: House, asked: Asked, who: Colleague, found: List, facts: Facts) -> None:
    _which(conn, house, asked, found, facts["what"], int(facts.get("page", 0)))


def _which(conn: Connection, house: House, asked: Asked, found: List, what: str, page: int) -> None:
    """A button for each column that has something in it, named by what stands above it."""
    every = [
        at for at in range(len(found.proposal.labels)) if found.proposal.labels[at] or _sample(found, at)
    ]
    pages = max(1, -(-len(every) // PAGE))
    here = page % pages
    choices = [
        choice(_label(found, at), "arr_as", **found.facts(found.proposal.put(found.columns, what, at)))
        for at in every[here * PAGE : here * PAGE + PAGE]
    ]
    more = (
        choice(text("button.m_more"), "arr_which", what=what, page=here + 1, **found.facts())
        if pages > 1
        else None
    )
    said = text("arrivals.which", what=text(f"arrivals.what_{what}"), file=found.file.name)
    reply(conn, house, asked, Say((said,), tuple(one for one in (*choices, more, LEAVE) if one)))


def _label(found: List, at: int) -> str:
    name = found.proposal.labels[at] or _sample(found, at)
    return f"{letter(at)} · {name}"[:LABEL]


def _sample(found: List, at: int) -> str:
    return next((shown(one.at(at)) for one in found.proposal.body[:50] if one.at(at) is not None), "")


ACTS: Mapping[str, StaffAct] = {
    "arr_right": with_list(right),
    "arr_bring": with_list(bring),
    "arr_change": with_list(change),
    "arr_as": with_list(read_as),
    "arr_which": with_list(which),
    "arr_undo": for_reception(undo),
    "arr_leave": for_reception(leave),
    "arr_how": for_reception(how),
}
