"""/refunds: what has to go back through the payment provider, and that it has gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

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
    """The oldest first."""
    _page(conn, house, asked, 0)


def further(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    nod(conn, house, asked)
    _page(conn, house, asked, int(facts["page"]))


def _page(conn: Connection, house: House, asked: Asked, page: int) -> None:
    """A few at a time, each with a button for when it is done; the page after the last is the first."""
    every = [*enumerate(till.owed(conn, house), 1)]
    if not every:
        reply(conn, house, asked, say(text("refund.none"), choices=[LIST]))
        return
    pages = -(-len(every) // LISTED)
    here = page % pages
    shown = [(row, one, _about(conn, house, one)) for row, one in every[here * LISTED :][:LISTED]]
    lines = [_line(row, known) for row, _, known in shown]
    done = [choice(_label(row, known), "refunded", refund=one.id) for row, one, known in shown]
    more = choice(text("button.more"), "refunds", page=here + 1) if pages > 1 else None
    head = text("refund.list", number=len(every))
    reply(conn, house, asked, say(head, Join(lines, "lines"), choices=[*done, more, LIST]))


def _line(row: int, known: Mapping[str, Value]) -> Value:
    names = ("amount", "name", "ref", "number")
    return text("refund.line", row=row, **{name: known[name] for name in names})


def _label(row: int, known: Mapping[str, Value]) -> Value:
    """A package may give money back twice under one number: its line and its amount tell them apart."""
    return Join([row, known["amount"], known["ref"]], "dot")


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
ACTS: dict[str, StaffAct] = {"refunds": further, "refunded": refunded}
