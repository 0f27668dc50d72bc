"""What must hold on disk and on the phones, whatever happened to the desk."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from bot.demo.telegram import Sent
from tests.crash.desk import World
from tests.crash.guests import Walkers
from tests.crash.history import impossible

REPEAT = "Just to be sure you have it:"
AGAIN = "without a word that it is a repeat"  # a power cut may do so, nothing else
CONFIRMED = r"Booked: .*Payment: .*\b(B-\w{4})\b"  # a booking that is only looked up shows its price


def lost(world: World) -> set[int]:
    """Updates that the desk told Telegram it has, and that are not done on disk."""
    done = {number for (number,) in world.rows("SELECT update_id FROM inbox WHERE state = 'done'")}
    return world.loopback.confirmed() - done


def all_confirmed(world: World) -> bool:
    """Everything but what Telegram itself has forgotten."""
    return set(world.loopback.pushed()) <= world.loopback.confirmed() | world.loopback.updates.forgotten


def quiet(world: World) -> bool:
    """Everything that came is confirmed to Telegram and done, and every letter has gone."""
    return all_confirmed(world) and not (
        world.rows("SELECT 1 FROM inbox WHERE state = 'new' LIMIT 1")
        or world.rows("SELECT 1 FROM letters WHERE state IN ('new', 'sending') LIMIT 1")
    )


def unquiet(world: World) -> str:
    """What is still owed, for whoever has to find out why."""
    waits = len(set(world.loopback.pushed()) - world.loopback.confirmed())
    inbox = world.rows("SELECT state, attempts, count(*) FROM inbox WHERE state <> 'done' GROUP BY 1, 2")
    owed = world.rows(
        "SELECT chat_id, method, state, attempts, error, count(*) FROM letters "
        "WHERE state IN ('new', 'sending') GROUP BY 1, 2, 3, 4, 5"
    )
    return f"{waits} not fetched, inbox {inbox}, letters {owed[:10]}"


def breaches(world: World, guests: Walkers) -> list[str]:
    """Everything that is wrong, in words; empty when every promise was kept."""
    return [
        *_inbox(world),
        *_books(world, guests),
        *_letters(world),
        *_phones(world, guests),
        *_answers(world, guests),
        *money(world),
        *impossible(world.rows),
    ]


def _inbox(world: World) -> Iterator[str]:
    if gone := lost(world):
        yield f"{len(gone)} confirmed updates are not done, such as {sorted(gone)[:3]}"
    for number, state in world.rows("SELECT update_id, state FROM inbox WHERE state <> 'done'"):
        yield f"update {number} is {state}"
    chats: dict[str, list[int]] = {}
    for chat, at in world.rows("SELECT chat, done_at FROM inbox WHERE done_at IS NOT NULL ORDER BY id"):
        chats.setdefault(chat, []).append(at)
    for chat, times in chats.items():
        if any(later < earlier for earlier, later in pairwise(times)):
            yield f"the updates of chat {chat} were not worked in order"


def _books(world: World, guests: Walkers) -> Iterator[str]:
    if world.url is None:
        for (said,) in world.rows("PRAGMA integrity_check"):
            if said != "ok":
                yield f"integrity: {said}"
        for row in world.rows("PRAGMA foreign_key_check"):
            yield f"a row refers to nothing: {row}"
    for request, n in world.rows(
        "SELECT request, count(*) FROM bookings GROUP BY request HAVING count(*) > 1"
    ):
        yield f"wish {request} has become {n} bookings"
    ((booked,),) = world.rows("SELECT count(*) FROM bookings")
    if booked > guests.pressed("Hold"):
        yield f"{booked} bookings from {guests.pressed('Hold')} holds pressed"
    claimed = dict(
        ((resource, start), n)
        for resource, start, n in world.rows(
            "SELECT resource, start, sum(quantity) FROM claims WHERE state = 'live' GROUP BY 1, 2"
        )
    )
    for resource, start, used in world.rows("SELECT resource, start, used FROM buckets"):
        if used != claimed.get((resource, start), 0):
            yield f"{resource}: {used} places are counted, {claimed.get((resource, start), 0)} are claimed"
    twice = (
        "SELECT booking_id FROM claims WHERE state = 'live' "
        "GROUP BY booking_id, resource, start HAVING count(*) > 1"
    )
    for (booking,) in world.rows(twice):
        yield f"booking {booking} holds its places twice"


def money(world: World) -> Iterator[str]:
    """What was charged is known once; it has its booking, or all of it is owed back."""
    charged = {f"charge-{one.query_id}" for one in world.loopback.checkouts.values() if one.paid}
    rows = world.rows(
        "SELECT id, charge_id, booking_id, amount_minor FROM payments WHERE paid_at IS NOT NULL"
    )
    if lost := charged ^ {charge for _, charge, _, _ in rows}:
        yield f"charged and not known, or the other way round: {sorted(lost)[:3]}"
    states = dict(world.rows("SELECT id, status FROM bookings WHERE payment = 'card'"))
    back = dict(world.rows("SELECT payment_id, sum(amount_minor) FROM refunds GROUP BY 1"))
    kept = [booking for number, _, booking, amount in rows if back.get(number, 0) < amount]
    for booking, n in Counter(kept).items():
        if n > 1 or booking not in states:
            yield f"booking {booking} has {n} payments, and is {'' if booking in states else 'not '}paid"
    if idle := {one for one, state in states.items() if state == "CONFIRMED"} - set(kept):
        yield f"bookings paid with no money: {sorted(idle)[:3]}"


def _letters(world: World) -> Iterator[str]:
    """Critical letters arrived; in every chat in the order in which they were written."""
    for number, method, kind, state, why in world.rows(
        "SELECT id, method, kind, state, error FROM letters WHERE state <> 'sent' AND NOT "
        "(state = 'dropped' AND (kind = 'soft' OR method IN ('answer', 'card', 'title')))"
    ):
        yield f"letter {number} ({kind} {method}) is {state}: {why}"
    answers = "SELECT content->>'query_id', count(*) FROM letters WHERE method = 'answer' GROUP BY 1"
    for query, n in world.rows(f"{answers} HAVING count(*) > 1"):
        yield f"press {query} was answered {n} times"
    places: dict[int, list[int]] = {}
    plain = "SELECT chat_id, message_id FROM letters WHERE method = 'send' AND state = 'sent' AND lane = 2"
    for chat, message in world.rows(f"{plain} AND chat_id > 0 ORDER BY id"):
        places.setdefault(chat, []).append(message)
    for chat, messages in places.items():
        if messages != sorted(set(messages)):
            yield f"the letters of chat {chat} did not arrive in order"


def _phones(world: World, guests: Walkers) -> Iterator[str]:
    """Each confirmation is seen; what is seen again says that it is a repeat."""
    seen: dict[str, list[str]] = {}
    for who in guests.people:
        for message in _from_desk(world, who.user_id):
            if found := re.search(CONFIRMED, _said(message), re.DOTALL):
                seen.setdefault(found[1], []).append(_said(message))
    for (ref,) in world.rows("SELECT ref FROM bookings WHERE status = 'CONFIRMED'"):
        if ref not in seen:
            yield f"{ref} is confirmed and its guest was not told"
    for ref, messages in seen.items():
        if (firsts := sum(REPEAT not in one for one in messages)) > 1:
            told = _letters_of(world, ref)
            yield f"{ref} was told {firsts} times {AGAIN}: {told}"
    for place, n in _as_new(world).items():
        if n > 1:
            yield f"message {place} stands for {n} letters"


def _answers(world: World, guests: Walkers) -> Iterator[str]:
    """A colleague's words come to one guest, and what comes again says that it does."""
    said = [(who, _said(one)) for who in guests.people for one in _from_desk(world, who.user_id)]
    for sign in guests.colleagues.words:
        heard = [(who, words) for who, words in said if re.search(rf"\b{re.escape(sign)}", words)]
        if len({who.user_id for who, _ in heard}) != 1:
            yield f"a colleague's {sign} came to {len({who.user_id for who, _ in heard})} guests"
        if (firsts := sum(REPEAT not in words for _, words in heard)) > 1:
            yield f"a colleague's {sign} came {firsts} times {AGAIN}"


def _letters_of(world: World, ref: str) -> list[tuple[object, ...]]:
    """How a booking was told, for whoever has to find out why."""
    facts = "id, chat_id, method, kind, state, attempts, repeat, message_id, sent_at, error"
    told = f"SELECT {facts} FROM letters WHERE CAST(content AS text) LIKE '%{ref}%' ORDER BY id"  # noqa: S608  # ours
    return world.rows(told)


def _as_new(world: World) -> Counter[tuple[int, int]]:
    rows = world.rows("SELECT chat_id, message_id FROM letters WHERE method = 'send' AND state = 'sent'")
    return Counter((chat, message) for chat, message in rows)


def _from_desk(world: World, chat_id: int) -> list[Sent]:
    return [one for one in world.loopback.chats.shown(chat_id) if one.sender.is_bot]


def _said(message: Sent) -> str:
    return message.text or message.caption or ""
