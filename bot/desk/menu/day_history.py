"""What became of one booking, as staff read it: a line a step, the newest last."""

from __future__ import annotations

from bot.db import Connection
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import book, history, redeeming, when
from bot.desk.booking.book import Booking, Reason
from bot.desk.booking.history import Step
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.labels import fitted
from bot.desk.people import Colleague
from bot.desk.problems import OldButton
from bot.say import At, Join, Local, Say, Text, Value, choice, say, text

LINES = 8  # the newest: what all of them take in the longest language is still one message
SAID: dict[Reason, str] = {  # the other reasons are told by the step, or by whose it was
    "minimum": "agenda.why_minimum",
    "weather": "agenda.why_weather",
    "late_reclaimed": "agenda.why_late_reclaimed",
}


def show(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    one = book.by_id(conn, house, facts["booking"])
    if one is None:
        raise OldButton(ways=[redeeming.DAY])
    nod(conn, house, asked)
    reply(conn, house, asked, screen(house, one, history.of(conn, house, one)))


def screen(house: House, one: Booking, steps: list[Step]) -> Say:
    head = text("agenda.history", ref=one.ref, title=Local(one.sold.title))
    before = text("agenda.earlier", n=len(steps) - LINES) if len(steps) > LINES else None
    lines: list[Value] = [_line(house, step) for step in steps[-LINES:]]
    told = Join([*([before] if before else []), *lines], "lines") if steps else text("agenda.no_history")
    return say(head, told, choices=[choice(text("button.back"), "day_one", booking=one.id)])


def _line(house: House, step: Step) -> Value:
    why = SAID.get(step.why) if step.why else None
    said: list[Value] = [At(step.at, "stamp"), _what(house, step), _whose(step)]
    also = [*([text(why)] if why else []), *([text("agenda.fee", fee=step.fee)] if step.fee else [])]
    return Join([*said, *also], "dot")


def _what(house: House, step: Step) -> Text:
    match step.what:
        case history.SINCE:
            return text("agenda.since", state=text(f"agenda.is_{step.state}"))
        case "moved":
            return text("agenda.moved_to", when=when.of_booking(house, step.booking))
    return text(f"agenda.did_{step.what}")


def _whose(step: Step) -> Value:
    """A colleague by name, where it is known."""
    if step.name:
        return fitted(step.name)
    return text(f"agenda.by_{step.by}") if step.by else ""


ACTS: dict[str, StaffAct] = {"day_history": show}
