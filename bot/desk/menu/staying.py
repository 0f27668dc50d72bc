"""Who comes, who lives here, who leaves: lists, a stay's screen, and what reception does with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import wraps

from bot.db import Connection
from bot.desk import dialogues, outbox
from bot.desk.asked import Asked, nod, reply
from bot.desk.house import House
from bot.desk.menu import rates
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.staying_done import came, done_by, label, line, moved, named, on_the_bill, result, returned
from bot.desk.people import Colleague
from bot.desk.problems import NotReception
from bot.desk.stays import linking, phones, stay
from bot.desk.stays.acts import LIST, Done, RoomTaken
from bot.desk.stays.register import Stay
from bot.say import Choice, Day, Join, Say, Value, choice, say, text

PAGE = 4
RECEPTION = ("owner", "manager", "reception")
LATER = 3  # departures offered as buttons


def for_reception(act: StaffAct) -> StaffAct:
    """Authority counts at the press, not when the button was sent."""

    @wraps(act)
    def pressed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
        if who.role not in RECEPTION:
            raise NotReception
        act(conn, house, asked, who, facts)

    return pressed


def home(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """How many come, live here and leave today."""
    nod(conn, house, asked)
    counts = {which: len(found(conn, house)) for which, found in LISTS.items()}
    choices = [
        choice(text(f"button.stays_{which}", number=n), "stays_list", which=which)
        for which, n in counts.items()
        if n
    ]
    send = choice(text("button.arr_how"), "arr_how")
    weather = choice(text("button.weather"), "weather")
    reply(conn, house, asked, say(text("stay.home", **counts), choices=[*choices, send, weather]))


def listed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Four a page; the page after the last is the first."""
    nod(conn, house, asked)
    which, page = facts["which"], int(facts.get("page", 0))
    every = LISTS[which](conn, house)
    pages = max(1, -(-len(every) // PAGE))
    here = page % pages
    shown = every[here * PAGE : here * PAGE + PAGE]
    more = choice(text("button.more"), "stays_list", which=which, page=here + 1) if pages > 1 else None
    head = text(f"stay.list_{which}" if every else "stay.list_none", n=len(every))
    choices = [choice(label(one), "stay", stay=one.id) for one in shown]
    body = say(head, Join([line(one) for one in shown], "lines"), choices=[*choices, more, LIST])
    reply(conn, house, asked, body)


LISTS: dict[str, Callable[[Connection, House], list[Stay]]] = {
    "arriving": lambda conn, house: stay.expected(conn, house, on=house.today),
    "leaving": lambda conn, house: stay.leaving(conn, house, on=house.today),
    "here": stay.here,
}


def show(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    nod(conn, house, asked)
    reply(conn, house, asked, screen(conn, house, stay.by_id(conn, house, facts["stay"])))


def screen(conn: Connection, house: House, one: Stay) -> Say:
    """One stay as it stands, and what can be done with it."""
    guests = phones.linked(conn, house, one.id)
    names: list[Value] = [each.name for each in guests if not outbox.phoneless(each.chat_id)]
    said = text(
        "stay.card",
        room=one.room or "—",
        name=named(one),
        state=text(f"stay.is_{one.state}"),
        arrival=Day(one.arrival),
        until=Day(one.departure),
        adults=one.adults or "",
        ages=", ".join(map(str, one.ages)),
        phones=Join(names) if names else "",
        note=one.note or "",
        ref=one.ref,
    )
    asked_for = one.open and rates.asked_for(house)
    rate = choice(text("button.rate"), "stay_rate", stay=one.id) if asked_for else None
    return say(said, on_the_bill(conn, house, one, guests), choices=[*_buttons(one), rate, LIST])


def _buttons(one: Stay) -> list[Choice]:
    args = {"stay": one.id}
    room, later = (
        choice(text("button.change_room"), "stay_room", **args),
        choice(text("button.other_departure"), "stay_days", **args),
    )
    come = choice(text("button.check_in"), "stay_in", **args)
    match one.state:
        case "expected":
            return [come, room, later, choice(text("button.no_show"), "stay_no_show", **args)]
        case "in_house":
            card = choice(text("button.print_card"), "stay_print", **args)
            pin = choice(text("button.pin"), "stay_pin", **args)
            return [card, pin, room, later, choice(text("button.check_out"), "stay_out", **args)]
        case "no_show":
            return [come]
    return []


def check_in(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    one = stay.by_id(conn, house, facts["stay"])
    if until := facts.get("until"):
        one = stay.extend(conn, house, one, date.fromisoformat(until), by=who.user_id).stay
    told(conn, house, asked, "stay.checked_in", checked_in(conn, house, one, who, facts))


def checked_in(conn: Connection, house: House, one: Stay, who: Colleague, facts: Facts) -> Done:
    """Who comes to who is there already may share the room: reception is offered it."""
    room, together = facts.get("room"), bool(facts.get("together"))
    try:
        return stay.check_in(conn, house, one, room=room, by=who.user_id, together=together)
    except RoomTaken as taken:
        share = choice(text("button.they_share"), "stay_in", **{**facts, "stay": one.id, "together": True})
        raise RoomTaken(ways=[share, LIST], **taken.params) from None


def told(conn: Connection, house: House, asked: Asked, key: str, done: Done) -> None:
    """The line for staff, and the letters to whom it concerns."""
    dialogues.done(conn, house, asked.chat_id)
    nod(conn, house, asked, text("word.done"))
    said = result(conn, house, key, done)
    came(conn, house, done)
    moved(conn, house, done)
    reply(conn, house, asked, said)


def check_out(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    one = stay.by_id(conn, house, facts["stay"])
    told(conn, house, asked, "stay.checked_out", stay.check_out(conn, house, one, by=who.user_id))


def all_left(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Everybody of the question who has not been given another day since."""
    found = [stay.find(conn, house, each) for each in facts["stays"]]
    due = [one for one in found if one and one.state == "in_house" and one.departure <= house.today]
    nod(conn, house, asked, text("word.done"))
    for one in due:
        done = stay.check_out(conn, house, one, by=who.user_id)
        said = result(conn, house, "stay.checked_out", done)
        outbox.send(conn, house, asked.chat_id, said, lane=outbox.STAFF)


def no_show(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    one = stay.by_id(conn, house, facts["stay"])
    told(conn, house, asked, "stay.did_not_come", stay.no_show(conn, house, one, by=who.user_id))


def undo(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """As it was before the act, if nothing has followed."""
    back = stay.undo(conn, house, done_by(conn, house, facts))
    moved(conn, house, back)
    nod(conn, house, asked, text("word.done"))
    for again in (back, *back.left):
        returned(conn, house, again)
    reply(conn, house, asked, say(text("stay.undone"), *screen(conn, house, back.stay).body, choices=[LIST]))


def ask_room(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """In private the number is enough; in the group the command is shown."""
    one = stay.by_id(conn, house, facts["stay"])
    nod(conn, house, asked)
    if asked.private:
        dialogues.wait_for(conn, house, asked.chat_id, "stay_room", stay=one.id)
    said = text("stay.ask_room", name=named(one), ref=one.ref)
    reply(conn, house, asked, say(said, choices=[choice(text("button.back"), "stay", stay=one.id), LIST]))


def move(conn: Connection, house: House, asked: Asked, one: Stay, room: str, who: Colleague) -> None:
    told(conn, house, asked, "stay.moved", stay.move_room(conn, house, one, room, by=who.user_id))


def days(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The next nights as buttons; any other day by command."""
    one = stay.by_id(conn, house, facts["stay"])
    nod(conn, house, asked)
    offered = [one.departure + timedelta(days=n) for n in range(1, LATER + 1)]
    buttons = [choice(Day(day), "stay_until", stay=one.id, day=day.isoformat()) for day in offered]
    said = text("stay.ask_until", name=named(one), until=Day(one.departure), room=one.room or one.ref)
    back = choice(text("button.back"), "stay", stay=one.id)
    reply(conn, house, asked, say(said, choices=[*buttons, back, LIST]))


def until(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    one = stay.by_id(conn, house, facts["stay"])
    done = stay.extend(conn, house, one, date.fromisoformat(facts["day"]), by=who.user_id)
    told(conn, house, asked, "stay.leaves_on", done)


def pin(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Said once: only its hash is kept."""
    one = stay.by_id(conn, house, facts["stay"])
    nod(conn, house, asked)
    said = text("stay.pin", room=one.room or "—", name=named(one), pin=linking.new_pin(conn, house, one))
    back = choice(text("button.back"), "stay", stay=one.id)
    reply(conn, house, asked, say(said, choices=[back, LIST], lasting=True))


def walk_in(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Nobody announced them, and they share the room with who is there."""
    departure = date.fromisoformat(facts["until"])
    names = {"surname": facts["surname"], "name": facts["name"], "room": facts["room"]}
    done = stay.walk_in(conn, house, **names, departure=departure, by=who.user_id, together=True)
    told(conn, house, asked, "stay.checked_in", done)


def which(conn: Connection, house: House, asked: Asked, found: Sequence[Stay], act: str) -> None:
    """Several would fit: a button each."""
    choices = [choice(label(one), act, stay=one.id) for one in found[:PAGE]]
    said = Say((text("stay.which"), Join([line(one) for one in found[:PAGE]], "lines")), (*choices, LIST))
    reply(conn, house, asked, said)


ACTS: dict[str, StaffAct] = {
    name: for_reception(act)
    for name, act in {
        "stays": home,
        "stays_list": listed,
        "stay": show,
        "stay_in": check_in,
        "stay_out": check_out,
        "stay_all_left": all_left,
        "stay_no_show": no_show,
        "stay_undo": undo,
        "stay_room": ask_room,
        "stay_days": days,
        "stay_until": until,
        "stay_pin": pin,
        "stay_walk_in": walk_in,
    }.items()
}
