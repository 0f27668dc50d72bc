"""A guest is forgotten: at once, but for what still has to end; and looked over again, as a proof.

What has to wait is said before, and is done by itself when it ends (`finish`, every hour): a stay that is
running is in the hotel's own list, and danger that nobody has said to be over stays with those who see to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, delete, select, true, update

from bot.db import Connection
from bot.desk import people, timers
from bot.desk.booking import book, by_hand, cancelling, waiting
from bot.desk.cases import case, closing, working
from bot.desk.cases.states import OPEN
from bot.desk.house import House
from bot.desk.outbox import NO_PHONE, NOWHERE, phoneless
from bot.desk.people import Guest
from bot.desk.privacy import elsewhere, ledger, walk
from bot.desk.privacy.elsewhere import Left
from bot.desk.privacy.emptying import empty
from bot.desk.privacy.ledger import REST, Erasure
from bot.desk.privacy.walk import Person
from bot.desk.stays import phones
from bot.schema import booking_answers, bookings, bundles, cases, guests, inbox, letters, stay_guests, stays

OF_CASES = ("cases", "case_events", "relays", "letters")
_OTHERS = (
    select(stay_guests.c.stay_id, guests.c.chat_id)
    .join(guests, guests.c.id == stay_guests.c.guest_id)
    .join(stays, stays.c.id == stay_guests.c.stay_id)
    .where(
        stay_guests.c.property_id == bindparam("p"),
        stay_guests.c.guest_id != bindparam("g"),
        walk.PART,
        guests.c.chat_id > bindparam("nowhere"),
    )
)
_WITHOUT_PHONE = (
    select(guests.c.id)
    .join(stay_guests, stay_guests.c.guest_id == guests.c.id)
    .where(guests.c.property_id == bindparam("p"), stay_guests.c.stay_id.in_(bindparam("s", expanding=True)))
    .where(guests.c.chat_id.between(bindparam("least"), bindparam("most")))
    .join(stays, stays.c.id == stay_guests.c.stay_id)
    .where(stays.c.state.not_in(("expected", "in_house")))
)


@dataclass(frozen=True)
class Outlook:
    """What there is to be said before: what would wait, what would end, what stays."""

    running: int = 0  # stays that are not over
    danger: tuple[str, ...] = ()  # open cases that stay with who sees to them
    ending: tuple[str, ...] = ()  # open cases that would be taken back
    booked: tuple[str, ...] = ()  # bookings ahead: they hold, under their number
    paid: int = 0  # payments that the law keeps


@dataclass(frozen=True)
class Erased:
    entry: Erasure
    records: int
    left: Left
    outlook: Outlook


def outlook(conn: Connection, house: House, guest: Guest) -> Outlook:
    who = walk.person(conn, house, guest)
    is_open = case.all_open(conn, house, guest.id)
    ahead = [one.ref for one in book.of_guest(conn, house, guest.id) if one.ahead(house.now)]
    mine = bookings.c.property_id == house.id, bookings.c.guest_id == guest.id
    paid = conn.execute(select(bookings.c.id).where(*mine, bookings.c.payment.is_not(None))).all()
    return Outlook(
        running=len(_running(conn, who)),
        danger=tuple(one.ref for one in is_open if one.kind == "sensitive"),
        ending=tuple(one.ref for one in is_open if one.kind != "sensitive"),
        booked=tuple(ahead),
        paid=len(paid),
    )


def _running(conn: Connection, who: Person) -> list[int]:
    mine = stays.c.property_id == who.property_id, stays.c.id.in_(who.stays)
    still = stays.c.state.in_(("expected", "in_house"))
    return list(conn.execute(select(stays.c.id).where(*mine, still)).scalars())


def erase(conn: Connection, house: House, guest: Guest, *, by: str) -> Erased:
    """All that leads to this guest. What refers to them by number stays, and the number leads to nobody."""
    ahead = outlook(conn, house, guest)
    whole = walk.person(conn, house, guest)  # before their links end
    _end(conn, house, guest, whole)
    alone = replace(whole, stays=_alone(conn, house, whole))
    left = elsewhere.clear(conn, house, alone, _waiting_cases(conn, whole))
    records = _with_the_room(conn, house, alone)
    entry = ledger.enter(conn, house, guest.chat_id, guest.id, by=by, records=records)
    _look_again(conn, house, guest, left)
    return Erased(entry, records, left, ahead)


def _look_again(conn: Connection, house: House, guest: Guest, left: Left) -> None:
    held = ",".join(map(str, left.held))
    timers.start(conn, house, REST, f"{guest.chat_id}:{guest.id}:{held}", house.later(1))


def _end(conn: Connection, house: House, guest: Guest, who: Person) -> None:
    """Nothing of theirs is under way any more: nobody could tell them how it ends."""
    timers.stop(conn, house, "unverify", str(guest.id))
    for one in book.of_guest(conn, house, guest.id):
        if one.status == "PENDING":
            ended = cancelling.by_hotel(conn, house, one, kept=one.quote.total.percent(0), reason="guest")
            for held in ended.offered:
                timers.start(conn, house, waiting.TELL, str(held.id), waiting.tell_at(house, held))
    for opened in case.all_open(conn, house, guest.id):
        if opened.kind != "sensitive":
            working.withdraw(conn, house, opened)
    for solved in case.all_solved(conn, house, guest.id):
        if solved.kind != "sensitive":
            closing.unheard(conn, house, solved)
    stay = phones.stay_of(conn, house, guest.id)
    mine = stay_guests.c.property_id == house.id, stay_guests.c.guest_id == guest.id
    now = stay_guests.c.state.in_(("asked", "linked"))
    conn.execute(update(stay_guests).where(*mine, now).values(state="ended", ended_at=house.now))
    if stay and stay.open:  # its bill is paid at check-out
        _wordless(conn, who)
        by_hand.leave_to(conn, house, stay, guest.id)


def _wordless(conn: Connection, who: Person) -> None:
    """What they booked is about to be another's, by number alone: what they said with it is nobody's."""
    for table in (booking_answers, bookings, bundles):
        empty(conn, table, who, walk.theirs(table, who))


def _alone(conn: Connection, house: House, who: Person) -> tuple[int, ...]:
    """Stays that nobody else's phone has a part in: what is shared stays theirs who are left."""
    facts = {"p": house.id, "g": who.guest_id, "nowhere": NOWHERE}
    shared = {row.stay_id for row in conn.execute(_OTHERS, facts) if not phoneless(row.chat_id)}
    return tuple(one for one in who.stays if one not in shared)


def _with_the_room(conn: Connection, house: House, who: Person) -> int:
    """And whom staff wrote down for the same stays."""
    others = [people.guest_by_id(conn, one) for one in _without_phone(conn, house, who)]
    each = [replace(walk.person(conn, house, one), stays=who.stays) for one in others]
    return sum(_everything(conn, one) for one in (*each, who))


def _without_phone(conn: Connection, house: House, who: Person) -> list[int]:
    """Those who stand for a room in the desk's books; they go when the stay is over."""
    if not who.stays:
        return []
    facts = {"p": house.id, "s": list(who.stays), "least": NOWHERE + 1, "most": NO_PHONE}
    return list(conn.execute(_WITHOUT_PHONE, facts).scalars())


def _waiting_cases(conn: Connection, who: Person) -> list[int]:
    mine = cases.c.property_id == who.property_id, cases.c.guest_id == who.guest_id
    waits = cases.c.kind == "sensitive", cases.c.status.in_(OPEN)
    return list(conn.execute(select(cases.c.id).where(*mine, *waits)).scalars())


def _everything(conn: Connection, who: Person) -> int:
    """What refers to others goes before what it refers to; the guest's own row is the last."""
    waits = _waiting_cases(conn, who)
    return sum(empty(conn, one, who, walk.theirs(one, who) & _but(one, waits)) for one in walk.tables())


def _but(table: Table, waits: list[int]) -> ColumnElement[bool]:
    if not waits or table.name not in OF_CASES:
        return and_(true())
    column = table.c.id if table.name == "cases" else table.c.case_id
    return column.not_in(waits) | column.is_(None)


def rest(conn: Connection, house: House, chat_id: int, guest_id: int, held: Sequence[int] = ()) -> bool:
    """The question and the answer go too, once the answer has arrived; False while it has not.

    So does what was on its way to staff: `held`, by the letters' numbers.

    What somebody new from the same chat has written since is theirs.
    """
    mine = guests.c.property_id == house.id, guests.c.chat_id == chat_id
    back = conn.execute(select(guests.c.created_at).where(*mine)).scalar() or house.later(1)
    came = inbox.c.property_id == house.id, inbox.c.chat == str(chat_id), inbox.c.received_at < back
    conn.execute(delete(inbox).where(*came, inbox.c.state != "new"))
    sent = letters.c.property_id == house.id, letters.c.chat_id == chat_id, letters.c.created_at < back
    arrived = letters.c.state.in_(("sent", "dropped", "dead"))
    conn.execute(delete(letters).where(*sent, arrived))
    theirs = letters.c.case_id.in_(_over_cases(house, guest_id))
    conn.execute(delete(letters).where(letters.c.property_id == house.id, theirs, arrived))
    there = elsewhere.arrived(conn, house, held)
    return there and conn.execute(select(letters.c.id).where(*sent).limit(1)).first() is None


def _over_cases(house: House, guest_id: int) -> Select[tuple[int]]:
    mine = cases.c.property_id == house.id, cases.c.guest_id == guest_id
    return select(cases.c.id).where(*mine, cases.c.status.not_in(OPEN))


def finish(conn: Connection, house: House) -> int:
    """What had to wait and is over now: every hour, and twice is once. How many records."""
    records = 0
    for erasure_id, guest_id in ledger.waiting(conn, house):
        guest = people.guest_by_id(conn, guest_id)
        whole = walk.person(conn, house, guest)
        who = replace(whole, stays=_alone(conn, house, whole))
        waits = _waiting_cases(conn, who)
        left = elsewhere.clear(conn, house, replace(who, name=""), waits)
        if left.held:
            _look_again(conn, house, guest, left)
        records += _with_the_room(conn, house, who)
        if not waits and not _running(conn, who):
            ledger.done(conn, erasure_id)
    return records


def again(conn: Connection, house: House, found: Iterable[Erasure] = ()) -> int:
    """After a backup came back: whoever had been erased since is erased again. How many guests."""
    ledger.carry(conn, house.id, found)
    back = list(ledger.back_again(conn, house))
    for guest_id in back:
        erase(conn, house, people.guest_by_id(conn, guest_id), by="restore")
    return len(back)
