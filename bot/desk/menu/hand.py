"""Staff book for a guest: the guest's own screens in the colleague's private chat, under their hand.

Every button of such a screen carries for whom it is, so that an old one never books for somebody else; who
presses it must be staff at that moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.db import Connection
from bot.desk import dialogues, people
from bot.desk.asked import Asked, Hand, nod, reply
from bot.desk.booking import book, bundles, by_hand, daybook, log
from bot.desk.booking.book import Booking
from bot.desk.house import House
from bot.desk.menu import awaited, browse, choosing, day, requesting, roles
from bot.desk.menu.acts import Facts, GuestAct, StaffAct
from bot.desk.menu.staying_done import label
from bot.desk.people import Colleague, Guest
from bot.desk.problems import DeskError, OldButton
from bot.desk.stays import phones, stay
from bot.desk.stays.acts import LIST
from bot.desk.stays.register import Stay
from bot.say import Choice, Local, choice, say, text

START, MOVE = "hand-", "move-"  # of a link from the staff group into the private chat
NOT_HERE = frozenset(  # acts that nobody does for another
    (
        *("home", "language", "speak", "person", "problem", "room", "link", "known", "join", "ask", "entry"),
        *("pay_card", "bundle_pay"),
        *("privacy", "privacy_file", "privacy_health", "privacy_erase"),
    )
)
NOTED = {
    **{"confirm": "booked", "request_send": "asked", "cancel_yes": "cancelled", "release": "released"},
    **{"bundle_confirm": "booked", "bundle_cancel_yes": "cancelled", "bundle_release": "released"},
}
BOOKED = ("confirm", "bundle_confirm")


def begin(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """For whom, then what: from here on the guest's screens, with `code` those of one extra."""
    one = stay.by_id(conn, house, facts["stay"])
    if not asked.private:
        reply(
            conn,
            house,
            asked,
            say(text("hand.in_private", room=one.room or "—"), choices=[_link(conn, house, one)]),
        )
        return
    if not one.open:
        raise OldButton(ways=[LIST])
    guest = by_hand.guest_of(conn, house, one, who)
    _do(conn, house, asked, guest, browse.card if "code" in facts else browse.groups, facts)


def _link(conn: Connection, house: House, one: Stay) -> Choice:
    url = f"https://t.me/{people.bot_name(conn, house.id)}?start={START}{one.ref}"
    return Choice(text("button.book_for", room=one.room or "—"), "hand", {"stay": one.id}, url=url)


def opened(conn: Connection, house: House, asked: Asked, who: Colleague, payload: str) -> None:
    """A link that the group has shown."""
    roles.must(who, "hand")
    if payload.startswith(MOVE):
        entry = daybook.by_ref(conn, house, payload.removeprefix(MOVE))
        if entry is None:
            raise OldButton(ways=[LIST])
        move(conn, house, asked, who, {"booking": entry.booking.id})
        return
    one = stay.by_ref(conn, house, payload.removeprefix(START))
    if one is None:
        raise OldButton(ways=[LIST])
    begin(conn, house, asked, who, {"stay": one.id})


def move(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Another day for a booking, by the same terms as the guest's own move."""
    one = book.by_id(conn, house, facts["booking"])
    if one is None:
        raise OldButton(ways=[LIST])
    guest = people.guest_by_id(conn, one.guest_id)
    known = {"offer": one.offer, "option": one.option, "moves": one.id, "party": one.party.json()}
    _do(conn, house, asked, guest, requesting.start if one.sold.mode == "request" else choosing.days, known)


def _under(conn: Connection, house: House, asked: Asked, guest: Guest) -> Asked:
    there = phones.stay_of(conn, house, guest.id)
    name = there.full_name if there else guest.name
    return replace(asked, hand=Hand(guest.id, text("hand.line", room=guest.room or "—", name=name), NOT_HERE))


def press(
    conn: Connection, house: House, asked: Asked, name: str, act: GuestAct, facts: Mapping[str, Any]
) -> None:
    """A button of such a screen; what is noted about it, and what staff may do next."""
    who, guest = roles.pressing(conn, house, asked.user_id, "hand"), people.guest_by_id(conn, facts["hand"])
    before = book.by_id(conn, house, facts["booking"]) if "booking" in facts else None
    newest = _newest(conn, house, guest)
    done = _do(conn, house, asked, guest, act, facts)
    if name == "request_send":  # its card may have been shown anew instead
        done = done and _newest(conn, house, guest) != newest
    if done and name in NOTED:
        _note(conn, house, asked, who, guest, name, before)


def _do(
    conn: Connection, house: House, asked: Asked, guest: Guest, act: GuestAct, facts: Mapping[str, Any]
) -> bool:
    """As the guest would; False when it was refused, and the ways on are still under the hand."""
    under = _under(conn, house, asked, guest)
    known = {key: value for key, value in facts.items() if key != "hand"}
    try:
        with conn.begin_nested():
            act(conn, house, under, guest, known)
    except DeskError as refused:
        nod(conn, house, asked)
        reply(conn, house, under, refused.say())
        return False
    waiting = dialogues.waiting(conn, house, asked.chat_id)
    if waiting and waiting.since == house.now and "hand" not in waiting.data:
        dialogues.wait_for(conn, house, asked.chat_id, waiting.screen, **waiting.data, hand=guest.id)
    return True


def reads(conn: Connection, house: House, asked: Asked, screen: str, facts: Mapping[str, Any]) -> bool:
    """What such a screen has asked for, as text: who comes, how old. True when it was that."""
    roles.pressing(conn, house, asked.user_id, "hand")
    guest = people.guest_by_id(conn, facts["hand"])
    under = _under(conn, house, asked, guest)
    try:
        with conn.begin_nested():
            return awaited.awaited(conn, house, under, guest, screen, facts)
    except DeskError as refused:
        reply(conn, house, under, refused.say())
        return True


def _note(
    conn: Connection,
    house: House,
    asked: Asked,
    who: Colleague,
    guest: Guest,
    name: str,
    before: Booking | None,
) -> None:
    """Who did it, if it was done; and the way on."""
    now = book.by_id(conn, house, before.id) if before else _newest(conn, house, guest)
    if now is None or (before and before.status == now.status):
        return
    for one in bundles.with_it(conn, house, now) if name.startswith("bundle") else [now]:
        log.note(conn, house, one, who, "moved" if one.replaces and name == "confirm" else NOTED[name])
    if name not in BOOKED:
        return
    said = text("hand.booked", room=guest.room or "—", extra=Local(now.sold.title), ref=now.ref)
    known = {"booking": now.id}
    ways = [
        choice(text("button.voucher"), "voucher", **known, hand=guest.id),
        choice(text("button.open_booking"), "day_one", **known),
        choice(text("button.hand_more"), "groups", hand=guest.id),
    ]
    reply(conn, house, replace(asked, query_id=None), say(said, choices=ways, lasting=True))


def _newest(conn: Connection, house: House, guest: Guest) -> Booking | None:
    return max(book.of_guest(conn, house, guest.id), key=lambda one: one.id, default=None)


def choose(conn: Connection, house: House, asked: Asked, found: list[Stay]) -> None:
    """Several live in the room: a button each."""
    choices = [choice(label(one), "hand", stay=one.id) for one in found[: day.PAGE]]
    reply(conn, house, asked, say(text("stay.which"), choices=[*choices, LIST]))


ACTS: dict[str, StaffAct] = {"hand": begin, "day_move": move}
