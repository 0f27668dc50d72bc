"""/refunds: what has to go back through the payment provider, and that it has gone."""

from __future__ import annotations

from collections.abc import Callable

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import till
from bot.desk.booking.till import Refund
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.typed import typed
from bot.desk.people import Colleague
from bot.desk.problems import OldButton
from bot.desk.stays.acts import LIST
from bot.say import Join, Value, choice, say, text

Command = Callable[[Connection, House, Asked, Colleague, str], None]
LISTED = 4


def command(conn: Connection, house: House, asked: Asked) -> bool:
    """True when it was ours and came from staff."""
    return typed(conn, house, asked, COMMANDS, lambda act, who, words: act(conn, house, asked, who, words))


def listed(conn: Connection, house: House, asked: Asked, who: Colleague, words: str) -> None:
    """The oldest first; each with a button for when it is done."""
    owed = [(one, _about(conn, house, one)) for one in till.owed(conn, house)[:LISTED]]
    if not owed:
        reply(conn, house, asked, say(text("refund.none"), choices=[LIST]))
        return
    names = ("amount", "name", "ref", "number")
    lines = [text("refund.line", **{name: known[name] for name in names}) for _, known in owed]
    done = [
        choice(text("button.refund_of", ref=known["ref"]), "refunded", refund=one.id) for one, known in owed
    ]
    reply(conn, house, asked, say(text("refund.list"), Join(lines, "lines"), choices=[*done, LIST]))


def _about(conn: Connection, house: House, one: Refund) -> dict[str, Value]:
    payment = till.find(conn, house, id=one.payment_id)
    if payment is None:
        raise OldButton(ways=[LIST])
    return till.words(conn, house, payment, one)


def refunded(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Done at the provider; of two who tap it one tells the guest."""
    one = till.refund(conn, house, facts["refund"])
    payment = till.find(conn, house, id=one.payment_id) if one else None
    if one is None or payment is None:
        raise OldButton(ways=[LIST])
    known = till.words(conn, house, payment, one)
    said = {name: known[name] for name in ("amount", "extra", "ref")}
    nod(conn, house, asked, text("word.done"))
    if till.returned(conn, house, one.id, who):
        guest = people.guest_by_id(conn, payment.guest_id)
        outbox.send(conn, house, guest.chat_id, say(text("refund.done", **said)))
    by = _who_did(conn, house, till.refund(conn, house, one.id)) or who.name
    reply(conn, house, asked, say(text("refund.noted", person=by, **said)))


def _who_did(conn: Connection, house: House, one: Refund | None) -> str | None:
    number = (one.done_by if one else None) or ""
    found = people.colleague(conn, house, int(number.removeprefix("staff:"))) if number else None
    return found.name if found else None


COMMANDS: dict[str, Command] = {"/refunds": listed}
ACTS: dict[str, StaffAct] = {"refunded": refunded}
