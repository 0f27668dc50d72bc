"""Who works now, and until when; on and off by a word or a tap."""

from __future__ import annotations

from datetime import timedelta

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Asked, nod, reply
from bot.desk.cases import roster, shift_ends
from bot.desk.cases.roster import OnDuty
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.cases.ladder_screens import SHIFTS
from bot.desk.people import Colleague
from bot.say import At, Join, Say, Text, choice, say, text

ON, OFF = choice(text("button.duty_on"), "duty_on"), choice(text("button.duty_off"), "duty_off")
ONCALL = choice(text("button.duty_now"), "duty_now")


def now(conn: Connection, house: House, asked: Asked, who: Colleague, words: str) -> None:
    """Who works now, and until when."""
    reply(conn, house, asked, _now(conn, house, who))


def _now(conn: Connection, house: House, who: Colleague) -> Say:
    here = roster.on_duty(conn, house)
    lines = [_line(house, one) for one in here]
    mine = any(one.who.user_id == who.user_id for one in here)
    way = OFF if mine else ON
    key = "duty.now" if here else "duty.nobody"
    may = [way] if who.role != "read_only" else []
    may += [SHIFTS] if who.manages else []
    return say(text(key, time=At(house.now)), Join(lines, "lines") if lines else None, choices=may)


def _line(house: House, one: OnDuty) -> Text:
    key = "duty.line_night" if one.night else "duty.line"
    style = "time" if one.until and one.until - house.now < timedelta(hours=20) else "stamp"
    place = people.department(house, one.who)
    return text(key, name=one.who.name, department=place, until=At(one.until or house.now, style))


def begin(conn: Connection, house: House, asked: Asked, who: Colleague, words: str) -> None:
    """Whom the roster has ill or on leave hears that it counts, and who can change that."""
    until = roster.begin(conn, house, who)
    if roster.away(house, who):
        may = [SHIFTS] if who.manages else []
        reply(conn, house, asked, say(text("duty.away"), choices=[*may, ONCALL]))
        return
    shift_ends.plan(conn, house)
    reply(conn, house, asked, say(text("duty.on", until=At(until)), choices=[OFF, ONCALL]))


def end(conn: Connection, house: House, asked: Asked, who: Colleague, words: str) -> None:
    """What they leave behind is said: cases that are still theirs, and whether anybody is there."""
    roster.end(conn, house, who)
    left = roster.open_of(conn, house, who.user_id)
    others = roster.on_duty(conn, house)
    mine = text("duty.still_yours", count=left) if left else None
    alone = None if others else text("duty.nobody_left")
    reply(conn, house, asked, say(text("duty.off"), mine, alone, choices=[ON, ONCALL]))


def press_on(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    nod(conn, house, asked)
    begin(conn, house, asked, who, "")


def press_off(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    nod(conn, house, asked)
    end(conn, house, asked, who, "")


def press_now(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    nod(conn, house, asked)
    now(conn, house, asked, who, "")


COMMANDS = {"/on": begin, "/off": end, "/oncall": now}
ACTS: dict[str, StaffAct] = {"duty_on": press_on, "duty_off": press_off, "duty_now": press_now}
