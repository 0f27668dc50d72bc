"""After going back to a copy: nothing old is said again, and staff know what to look after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, Text, bindparam, cast, func, select, update

from bot.columns import Moment
from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.house import House
from bot.say import At, Join, say, text
from bot.schema import cases, guests, inbox, letters, timers

OLD = timedelta(hours=1)  # what waited longer has surely been said, or is of yesterday
GRACE = timedelta(minutes=15)  # for staff to put right what they know better
WHY = "older than the restored copy"
NAMED = 12

_P: BindParameter[str] = bindparam("p")
_UNSENT = letters.c.property_id == _P, letters.c.state.in_(("new", "sending"))
_SAID = letters.c.kind != "idempotent"  # an edit of an old message is nobody's loss
_OLD = letters.c.created_at < bindparam("before", type_=Moment)
_UNREAD = (
    inbox.c.property_id == _P,
    inbox.c.state == "new",
    inbox.c.received_at < bindparam("before", type_=Moment),
)
_ADDRESSED = select(letters.c.chat_id).where(*_UNSENT, _OLD, letters.c.kind == "critical")
_WROTE = select(inbox.c.chat).where(*_UNREAD)
_WHO = (
    select(guests.c.room, guests.c.name)
    .where(guests.c.property_id == _P)
    .where(guests.c.chat_id.in_(_ADDRESSED) | cast(guests.c.chat_id, Text).in_(_WROTE))
    .order_by(guests.c.room, guests.c.id)
    .limit(NAMED)
)
_OPEN = select(func.count()).where(cases.c.property_id == _P, cases.c.closed_at.is_(None))
_PARK = update(letters).where(*_UNSENT, _OLD).values(state="dropped", error=WHY)
_SOFT = update(letters).where(*_UNSENT, letters.c.kind == "soft").values(state="dropped", error=WHY)
_AGAIN = update(letters).where(*_UNSENT).values(state="new", repeat=True)
_READ = update(inbox).where(*_UNREAD).values(state="done", done_at=bindparam("now", type_=Moment), error=WHY)
_LATER = (
    update(timers)
    .where(timers.c.property_id == _P, timers.c.due_at < bindparam("until", type_=Moment))
    .values(due_at=bindparam("until", type_=Moment))
)


@dataclass(frozen=True)
class Parked:
    """What the copy still had to do and will not do any more."""

    letters: int
    messages: int


def take_up(conn: Connection, house: House, *, copied: datetime) -> Parked:
    """`copied`: when the copy was made. What waited less than an hour goes out and says that it repeats."""
    mine = {"p": house.id, "before": house.now - OLD}
    lost = int(conn.execute(select(func.count()).where(*_UNSENT, _OLD, _SAID), mine).scalar_one())
    who = [" ".join(filter(None, row)) for row in conn.execute(_WHO, mine)]
    conn.execute(_PARK, mine)
    conn.execute(_SOFT, {"p": house.id})
    conn.execute(_AGAIN, {"p": house.id})
    unread = conn.execute(_READ, {**mine, "now": house.now}).rowcount
    conn.execute(_LATER, {"p": house.id, "until": house.now + GRACE})
    parked = Parked(lost, unread)
    _tell(conn, house, parked, copied, who)
    return parked


def _tell(conn: Connection, house: House, parked: Parked, copied: datetime, who: Sequence[str]) -> None:
    n_open = int(conn.execute(_OPEN, {"p": house.id}).scalar_one())
    said = say(
        text("restored.head", at=At(copied, "stamp")),
        text("restored.letters", n=parked.letters) if parked.letters else None,
        text("restored.messages", n=parked.messages) if parked.messages else None,
        text("restored.open", n=n_open) if n_open else None,
        text("restored.ask", who=Join(who, "lines")) if who else None,
    )
    for chat in (None, *(owner.user_id for owner in people.owners(conn, house))):
        outbox.send(conn, house, chat, said, lane=outbox.ALARM)
