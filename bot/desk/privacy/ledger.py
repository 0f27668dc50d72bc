"""Who was erased, without saying who: enough to erase them again when an older backup comes back."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from bot.columns import EPOCH
from bot.db import Connection
from bot.desk.house import House
from bot.desk.outbox import NO_PHONE
from bot.schema import erasures, guests, timers

ASKED, REST = "erase", "erase_rest"  # the timers of who is being erased
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is read as something else

_OURS = erasures.c.property_id == bindparam("p")
_KEY = select(erasures.c.key).where(_OURS).order_by(erasures.c.id.desc()).limit(1)
_BY_REF = select(erasures.c.id).where(_OURS, erasures.c.ref == bindparam("r"))
_NEWEST = select(func.coalesce(func.max(erasures.c.id), 0)).where(_OURS)
_ALL = select(erasures).where(_OURS).order_by(erasures.c.id)
_WAITING = select(erasures.c.id, erasures.c.guest_id).where(_OURS, erasures.c.guest_id.is_not(None))
_REACHED = select(guests.c.id, guests.c.chat_id, guests.c.created_at).where(
    guests.c.property_id == bindparam("p"), guests.c.chat_id > NO_PHONE
)
_UNCLEANED = select(func.max(erasures.c.id)).where(_OURS, erasures.c.cleaned_at.is_(None))
_UNDER_WAY = select(timers.c.id).where(
    timers.c.property_id == bindparam("p"), timers.c.kind.in_((ASKED, REST))
)
_PUT = insert(erasures)


@dataclass(frozen=True)
class Erasure:
    """One line of the ledger, as it is carried from one database to another."""

    ref: str
    key: str
    hash: str
    at: datetime
    by: str

    def packed(self) -> dict[str, Any]:
        return {**vars(self), "at": self.at.isoformat()}

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Erasure:
        at = raw["at"]
        moment = at if isinstance(at, datetime) else datetime.fromisoformat(at)
        return cls(raw["ref"], raw["key"], raw["hash"], moment, raw["by"])


def hashed(key: str, chat_id: int) -> str:
    """The same for the same chat and key; nobody finds the chat from it alone."""
    return hmac.new(bytes.fromhex(key), str(chat_id).encode(), hashlib.sha256).hexdigest()


def enter(conn: Connection, house: House, chat_id: int, guest_id: int, *, by: str, records: int) -> Erasure:
    key = conn.execute(_KEY, {"p": house.id}).scalar() or secrets.token_hex(16)
    made = Erasure(_free_ref(conn, house), key, hashed(key, chat_id), house.now, by)
    facts = {"property_id": house.id, "records": records, "guest_id": guest_id}
    conn.execute(_PUT, {**vars(made), **facts})
    return made


def _free_ref(conn: Connection, house: House) -> str:
    while True:
        ref = "E-" + "".join(secrets.choice(ALPHABET) for _ in range(4))
        if conn.execute(_BY_REF, {"p": house.id, "r": ref}).first() is None:
            return ref


def newest(conn: Connection, property_id: str) -> int:
    """The number of the last line; 0 when there is none."""
    return int(conn.execute(_NEWEST, {"p": property_id}).scalar_one())


def all_of(conn: Connection, property_id: str) -> list[Erasure]:
    """To be kept beside the database, and carried into a restored one."""
    return [Erasure.of(dict(row)) for row in conn.execute(_ALL, {"p": property_id}).mappings()]


def carry(conn: Connection, property_id: str, found: Iterable[Erasure]) -> int:
    """Enter what this database does not know yet; how many that were."""
    known = {(one.key, one.hash, one.at) for one in all_of(conn, property_id)}
    new = [one for one in found if (one.key, one.hash, one.at) not in known]
    taken = {one.ref for one in all_of(conn, property_id)}
    for one in new:
        ref = one.ref if one.ref not in taken else f"{one.ref}-{secrets.token_hex(2)}"
        conn.execute(_PUT, {**vars(one), "ref": ref, "property_id": property_id, "records": 0})
    return len(new)


def back_again(conn: Connection, house: House) -> Iterator[int]:
    """Guests who are here as they were before they were erased: an older backup was brought back.

    Who came after the erasing is somebody new, and nobody's business.
    """
    newest: dict[str, dict[str, datetime]] = {}
    for one in all_of(conn, house.id):
        of_key = newest.setdefault(one.key, {})
        of_key[one.hash] = max(one.at, of_key.get(one.hash, EPOCH))
    for row in conn.execute(_REACHED, {"p": house.id}).all() if newest else ():
        found = (hashes.get(hashed(key, row.chat_id)) for key, hashes in newest.items())
        if any(at is not None and row.created_at < at for at in found):
            yield row.id


def uncleaned(conn: Connection, property_id: str) -> int:
    """The last line of somebody of whom the file may hold remains; 0 while something is still on its way."""
    facts = {"p": property_id}
    last = conn.execute(_UNCLEANED, facts).scalar() or 0
    return 0 if last and conn.execute(_UNDER_WAY, facts).first() else int(last)


def cleaned(conn: Connection, property_id: str, last: int, *, now: datetime) -> None:
    """The file holds no remains of anybody up to that line."""
    mine = erasures.c.property_id == property_id, erasures.c.cleaned_at.is_(None), erasures.c.id <= last
    conn.execute(update(erasures).where(*mine).values(cleaned_at=now))


def waiting(conn: Connection, house: House) -> list[tuple[int, int]]:
    """Erasures of which something has to wait, with the row that is left of the guest."""
    return [(row.id, row.guest_id) for row in conn.execute(_WAITING, {"p": house.id})]


def done(conn: Connection, erasure_id: int) -> None:
    """Nothing waits any more: the row leads to nothing at all."""
    conn.execute(update(erasures).where(erasures.c.id == erasure_id).values(guest_id=None))
