"""What staff have on a day: the departments, a department's list, one booking and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import answers, daybook, log, redeeming, when
from bot.desk.booking.book import Booking
from bot.desk.booking.daybook import Entry
from bot.desk.cases import buttons, case
from bot.desk.house import House
from bot.desk.menu import package_words
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.choosing import total
from bot.desk.menu.labels import LABEL, fitted
from bot.desk.menu.pay_words import paid
from bot.desk.people import Colleague
from bot.desk.problems import OldButton
from bot.say import At, Choice, Day, Join, Local, Named, Say, Value, choice, say, text

PAGE = 3
DEPARTMENTS = 5
MARKS = {"redeemed": "✓", "no_show": "✗", "pending": "?"}


def home(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The departments that have something; at once the list where only one has, or it is the colleague's."""
    day = _day(house, facts)
    found = daybook.of_day(conn, house, day)
    theirs, known = {one.department for one in found}, house.hotel.departments
    having = [*(one for one in known if one in theirs), *sorted(theirs.difference(known))]
    mine = who.department if who.department in having and "all" not in facts else None
    if mine or len(having) == 1:
        listed(conn, house, asked, who, {"day": day.isoformat(), "department": mine or having[0]})
        return
    nod(conn, house, asked)
    shown = [_department(house, found, code, day) for code in having[:DEPARTMENTS]]
    head = text("agenda.head" if found else "agenda.none", date=Day(day))
    reply(conn, house, asked, say(head, choices=[*shown, _other_day(house, day)]))


def _day(house: House, facts: Facts) -> date:
    return date.fromisoformat(facts["day"]) if "day" in facts else house.today


def _department(house: House, found: Sequence[Entry], code: str, day: date) -> Choice:
    n = sum(one.department == code for one in found)
    label = text("agenda.department", department=house.called(code), number=n)
    return choice(label, "day_list", day=day.isoformat(), department=code)


def _other_day(house: House, day: date) -> Choice:
    if day == house.today:
        tomorrow = house.today + timedelta(days=1)
        return choice(text("day.tomorrow"), "day", day=tomorrow.isoformat())
    return choice(text("day.today"), "day")


def listed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """A few at a time; the page after the last is the first."""
    day, code, page = _day(house, facts), facts["department"], int(facts.get("page", 0))
    every = [one for one in daybook.of_day(conn, house, day) if one.department == code]
    pages = max(1, -(-len(every) // PAGE))
    here = page % pages
    shown = every[here * PAGE : here * PAGE + PAGE]
    head = text("agenda.list", department=house.called(code), date=Day(day), number=len(every))
    lines = [_line(conn, house, one) for one in shown]
    more = choice(text("button.more"), "day_list", **{**facts, "page": here + 1}) if pages > 1 else None
    ways = [
        more,
        _other_list(house, day, code),
        choice(text("button.departments"), "day", day=day.isoformat(), all=True),
    ]
    nod(conn, house, asked)
    labels = [_label(conn, house, one) for one in shown]
    choices = [
        choice(
            label if labels.count(label) == 1 else f"{label[: LABEL - 7]} {one.booking.ref}",
            "day_one",
            booking=one.booking.id,
        )
        for label, one in zip(labels, shown, strict=True)
    ]
    reply(conn, house, asked, say(head, Join(lines, "blank"), choices=[*choices, *ways]))


def _other_list(house: House, day: date, code: str) -> Choice:
    today = day == house.today
    other = house.today + timedelta(days=1) if today else house.today
    label = text("day.tomorrow" if today else "day.today")
    return choice(label, "day_list", day=other.isoformat(), department=code)


def _line(conn: Connection, house: House, entry: Entry) -> Value:
    one = entry.booking
    told = answers.of(conn, house, one.id)
    return text(
        "agenda.line",
        mark=MARKS.get(redeeming.state(one), "•"),
        time=At(one.start) if one.start and one.sold.has_hour else when.of_booking(house, one),
        title=Local(one.sold.title),
        room=entry.room or "—",
        name=daybook.who(conn, house, entry),
        party=one.party.said(),
        allergies=told.get("allergies") or "",
        payment=_paid(conn, house, one),
    )


def _paid(conn: Connection, house: House, one: Booking) -> Value:
    how = paid(conn, house, one)
    return Join([total(one.quote), how], "dot") if one.quote.total.minor else how


def _label(conn: Connection, house: House, entry: Entry) -> str:
    """Hour, room and name, as much as a button shows."""
    name = daybook.who(conn, house, entry)
    surname = name.surname if isinstance(name, Named) else str(name)
    start = entry.booking.start
    timed = start and entry.booking.sold.has_hour
    clock = f"{house.local(start):%H:%M}" if start and timed else entry.booking.ref
    said = f"{clock} {entry.room or '—'} {surname}"
    return fitted(said)


def show(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    nod(conn, house, asked)
    reply(conn, house, asked, screen(conn, house, asked, facts["booking"]))


def screen(conn: Connection, house: House, asked: Asked, booking_id: int, done: Value | None = None) -> Say:
    """One booking as it stands, what was noted about it, and what may be done now."""
    entry = daybook.by_id(conn, house, booking_id)
    if entry is None:
        raise OldButton(ways=[redeeming.DAY])
    one = entry.booking
    card = text(
        "agenda.card",
        title=Join([Local(one.sold.title), Local(one.sold.option) if one.sold.option else ""], "dot"),
        room=entry.room or "—",
        when=when.of_booking(house, one),
        state=text(f"agenda.is_{redeeming.state(one)}"),
        name=daybook.who(conn, house, entry),
        party=one.party.said(),
        place=Local(one.sold.place),
        payment=_paid(conn, house, one),
        ref=one.ref,
    )
    told = answers.for_staff(conn, house, one.id, one.party)
    noted = [
        text("agenda.noted", act=text(f"agenda.did_{each.act}"), person=each.name, time=At(each.at, "stamp"))
        for each in log.of(conn, house, one)[-3:]
    ]
    part = package_words.for_staff(conn, house, one)
    owed = redeeming.to_pay_back(conn, house, one)
    rest = text("agenda.absent_card", amount=owed, fee=_fee(one)) if owed else None
    parts = [
        done,
        card,
        part,
        rest,
        Join(told, "lines") if told else None,
        Join(noted, "lines") if noted else None,
    ]
    history = choice(text("button.history"), "day_history", booking=one.id)
    return say(*parts, choices=[*ways(conn, house, asked, one), history, back(house, one)])


def _fee(one: Booking) -> Value:
    return one.kept if one.kept and one.kept.minor else ""


def back(house: House, one: Booking) -> Choice:
    day = house.local(one.start).date() if one.start else house.today
    return choice(text("button.back"), "day_list", day=day.isoformat(), department=one.sold.department)


def ways(conn: Connection, house: House, asked: Asked, one: Booking) -> list[Choice]:
    """By what it is now; authority and state are looked at again on the press."""
    known = {"booking": one.id}
    undo = choice(text("button.day_undo"), "day_undo", **known)
    match redeeming.state(one):
        case "pending":
            return _decide(conn, house, one)
        case "redeemed" | "no_show":
            back = redeeming.to_pay_back(conn, house, one)
            return [
                *([choice(text("button.day_back", amount=back), "day_back", **known)] if back else []),
                *([undo] if redeeming.undoable(conn, one, house) else []),
            ]
        case "confirmed":
            absent = choice(text("button.day_absent"), "day_absent", **known)
            failed = choice(text("button.day_failed"), "day_failed", **known)
            return [
                choice(text("button.day_came"), "day_came", **known),
                *([absent, failed] if redeeming.absent_by_now(one, house) else []),
                *([_move(conn, house, asked, one)] if one.start is None or one.start > house.now else []),
                choice(text("button.day_off"), "day_off", **known),
            ]
    return []


def _decide(conn: Connection, house: House, one: Booking) -> list[Choice]:
    opened = case.for_booking(conn, house, one.id)
    return buttons.done(opened) if opened else []


def _move(conn: Connection, house: House, asked: Asked, one: Booking) -> Choice:
    """The guest's own flow under staff's hand: that is a private matter, so the group gets a link to it."""
    if asked.private:
        return choice(text("button.move"), "day_move", booking=one.id)
    bot = people.bot_name(conn, house.id)
    return Choice(
        text("button.move"), "day_move", {"booking": one.id}, url=f"https://t.me/{bot}?start=move-{one.ref}"
    )


ACTS: dict[str, StaffAct] = {"day": home, "day_list": listed, "day_one": show}
