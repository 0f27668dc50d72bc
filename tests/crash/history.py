"""The history of a hotel, read as a whole: whether it could have happened. Needs nothing but the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Rows = Callable[[str], list[tuple[Any, ...]]]
IMPOSSIBLE = {  # what is said of a row, and how such rows are found
    "update {} was done before it came": "SELECT id FROM inbox WHERE done_at < received_at",
    "update {} is known twice": "SELECT update_id FROM inbox WHERE dedupe IS NOT NULL "
    "GROUP BY property_id, update_id HAVING count(*) > 1",
    "letter {} went before it was written": "SELECT id FROM letters WHERE sent_at < created_at",
    "letter {} went, and nobody knows where to": "SELECT id FROM letters "
    "WHERE state = 'sent' AND method IN ('send', 'copy') AND message_id IS NULL",
    "booking {} is confirmed at no time, or ended": "SELECT ref FROM bookings "
    "WHERE status = 'CONFIRMED' AND (confirmed_at IS NULL OR ended_at IS NOT NULL)",
    "booking {} was confirmed after its hold had run out": "SELECT ref FROM bookings "
    "WHERE confirmed_at > expires_at AND payment <> 'card'",
    "booking {} ran out before its time, or though it was confirmed": "SELECT ref FROM bookings "
    "WHERE status = 'EXPIRED' AND (confirmed_at IS NOT NULL OR ended_at < expires_at)",
    "booking {} was given up at no time": "SELECT ref FROM bookings "
    "WHERE status IN ('CANCELLED', 'EXPIRED') AND ended_at IS NULL",
    "booking {} has ended and keeps its places": "SELECT DISTINCT b.ref FROM bookings b "
    "JOIN claims c ON c.booking_id = b.id WHERE c.state = 'live' "
    "AND b.status NOT IN ('ON_HOLD', 'CONFIRMED', 'REDEEMED', 'PENDING')",
    "the ledger of booking {} ends otherwise than it": "SELECT b.ref FROM bookings b JOIN booking_events e "
    "ON e.booking_id = b.id AND e.sequence = (SELECT max(l.sequence) FROM booking_events l "
    "WHERE l.booking_id = b.id) WHERE e.status <> b.status OR e.sequence <> b.sequence",
    "case {} was not opened once": "SELECT c.ref FROM cases c LEFT JOIN case_events e "
    "ON e.case_id = c.id AND e.kind = 'opened' GROUP BY c.ref HAVING count(e.id) <> 1",
    "case {} was noted before it was opened": "SELECT c.ref FROM cases c JOIN case_events e "
    "ON e.case_id = c.id GROUP BY c.ref HAVING min(e.at) < min(c.opened_at)",
    "case {} is closed at no time": "SELECT ref FROM cases WHERE status = 'closed' AND closed_at IS NULL",
    "case {} was answered before it was opened": "SELECT ref FROM cases WHERE acked_at < opened_at",
    "a clock of case {} rang twice for one step": "SELECT c.ref FROM cases c JOIN case_events e "
    "ON e.case_id = c.id WHERE e.kind LIKE 'missed_%' GROUP BY c.ref, e.kind, e.data ->> 'step', "
    "e.data ->> 'due' HAVING count(*) > 1",
    "the ledger of case {} goes back in time": "SELECT c.ref FROM cases c JOIN case_events e "
    "ON e.case_id = c.id JOIN case_events l ON l.case_id = c.id AND l.id > e.id AND l.at < e.at",
    "payment {} was given back more than once in full": "SELECT p.charge_id FROM payments p "
    "JOIN refunds r ON r.payment_id = p.id GROUP BY p.charge_id, p.amount_minor "
    "HAVING sum(r.amount_minor) > p.amount_minor",
}


def impossible(rows: Rows) -> Iterator[str]:
    for said, question in IMPOSSIBLE.items():
        for found, *_ in rows(question):
            yield f"history: {said.format(found)}"
