"""What a search has to know of the stay and of the hotel's day: read once, in four statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from bot.db import Connection
from bot.desk.catalog.today import all_stopped
from bot.desk.house import House
from bot.desk.offers import turned_down
from bot.desk.people import Guest
from bot.desk.stays import phones
from bot.desk.stays.register import Stay
from bot.schema import bookings

LATELY = timedelta(days=30)  # of a guest without a stay
_AHEAD = select(bookings.c.offer, bookings.c.start, bookings.c.end).where(
    bookings.c.property_id == bindparam("p"),
    bookings.c.guest_id.in_(bindparam("guests", expanding=True)),
    bookings.c.status.in_(("CONFIRMED", "PENDING"))
    | ((bookings.c.status == "ON_HOLD") & (bookings.c.expires_at > bindparam("now"))),
    bookings.c.end.is_(None) | (bookings.c.end > bindparam("now")),
)


@dataclass(frozen=True)
class Background:
    """`booked` are the codes of what the stay looks forward to, `busy` when it is at it."""

    stay: Stay | None
    stopped: frozenset[str]
    booked: frozenset[str]
    busy: tuple[tuple[datetime, datetime], ...]
    refused_today: frozenset[str]
    refused_before: frozenset[str]

    @property
    def left_out(self) -> frozenset[str]:
        """What is not proposed now, whoever asks."""
        return self.stopped | self.booked | self.refused_today

    def meets(self, start: datetime, end: datetime) -> bool:
        """Whether the stay has something else at that time."""
        return any(start < until and since < end for since, until in self.busy)


def of(conn: Connection, house: House, guest: Guest) -> Background:
    """Of all phones of the stay; a guest without one stands for themselves."""
    stay = phones.stay_of(conn, house, guest.id)
    guests = [one.guest_id for one in phones.of_stay(conn, house, stay.id)] if stay else [guest.id]
    ahead = conn.execute(_AHEAD, {"p": house.id, "guests": guests, "now": house.now}).all()
    since = stay.arrival if stay else house.today - LATELY
    refused = turned_down.of(conn, house, guests, since.isoformat())
    today = frozenset(code for code, day in refused.items() if day == house.today.isoformat())
    return Background(
        stay,
        all_stopped(conn, house),
        frozenset(offer for offer, _, _ in ahead),
        tuple((start, end) for _, start, end in ahead if start and end),
        today,
        frozenset(refused) - today,
    )
