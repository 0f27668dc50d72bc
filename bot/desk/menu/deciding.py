"""Staff decide a request: accept it for a day and an hour, or show another way. Else it ends by itself."""

from __future__ import annotations

from datetime import datetime

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import book, lapsing, log, requests, when, wished
from bot.desk.booking.book import Booking
from bot.desk.booking.refusals import RequestFull, TimeOver
from bot.desk.booking.requests import Accepted
from bot.desk.cases import buttons, cards, case, working
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.menu import pay_words, price_words
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.after import letters
from bot.desk.menu.bookings import confirmation, held_screen
from bot.desk.menu.browse import ways_on
from bot.desk.menu.cases import promised
from bot.desk.menu.choosing import total
from bot.desk.menu.reminding import remind
from bot.desk.menu.request_words import AcceptWhat, Agreed, agreed_in, example, wished_for
from bot.desk.people import Colleague, Guest
from bot.desk.problems import PERSON, DeskError, OldButton
from bot.desk.timers import Due
from bot.say import At, Choice, Join, Local, Say, Span, Text, Value, choice, say, text


def accept(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The request is on: at once where a tap says it all, else staff say for when."""
    opened = case.by_id(conn, house, facts["case"])
    made = _request(conn, house, opened)
    if "start" in facts:
        agreed = Agreed(datetime.fromisoformat(facts["start"]), facts["periods"])
        _say_yes(conn, house, asked, who, opened, made, agreed)
    elif made.status == "PENDING" and requests.needs_hour(made):
        nod(conn, house, asked)
        _ask_when(conn, house, asked, opened, made)
    else:
        _say_yes(conn, house, asked, who, opened, made, None)


def typed(conn: Connection, house: House, asked: Asked, who: Colleague, words: str) -> None:
    """ "/accept 21.11 19:00 4" in the topic of a request; elsewhere with its case: "/accept C-4KQ7 …"."""
    named = promised.REF.search(words)
    opened = promised.about(conn, house, asked, named[0].upper() if named else None)
    if opened is None:
        raise AcceptWhat(example=example(house).replace(" ", " C-4KQ7 ", 1), ways=[promised.ANY_REF], rest="")
    made, words = _request(conn, house, opened), promised.REF.sub(" ", words)
    try:
        agreed = agreed_in(house, words, made) if words.strip() or requests.needs_hour(made) else None
    except AcceptWhat as refused:
        _not_so(conn, house, asked, opened, refused)
        return
    _say_yes(conn, house, asked, who, opened, made, agreed)


def _ask_when(conn: Connection, house: House, asked: Asked, opened: Case, made: Booking) -> None:
    """What the wish says stands on a button; anything else is one short line."""
    wish, here = wished_for(house, made), asked.thread_id and _in_its_topic(conn, house, asked, opened)
    shown = example(house) if here else example(house).replace(" ", f" {opened.ref} ", 1)
    said = text(
        "accept.when",
        title=Local(made.sold.title),
        wish=made.wished,
        example=shown,
        length=Span(made.sold.minutes) if made.sold.minutes else "",
    )
    back = choice(text("button.back"), "case_front", case=opened.id)
    other = choice(text("button.back"), "day_one", booking=made.id)
    asks = say(said, choices=[_as_wished(opened, made, wish) if wish else None, back if here else other])
    _show(conn, house, asked, opened, asks)


def _show(conn: Connection, house: House, asked: Asked, opened: Case, said: Say) -> None:
    """In place of the card that was pressed; what was typed is answered where it was typed."""
    if not (asked.thread_id and _in_its_topic(conn, house, asked, opened)):
        reply(conn, house, asked, said)
    elif asked.query_id:
        outbox.card(conn, house, opened.id, said, lane=outbox.REPLY)
    else:
        outbox.send(conn, house, None, said, case_id=opened.id, lane=outbox.STAFF)


def _not_so(conn: Connection, house: House, asked: Asked, opened: Case, refused: DeskError) -> None:
    """Nothing has changed: another hour, or back to the request."""
    again = choice(text("button.accept"), "accept", case=opened.id)
    back = choice(text("button.back"), "case_front", case=opened.id)
    _show(conn, house, asked, opened, Say(refused.say().body, (again, back)))


def _in_its_topic(conn: Connection, house: House, asked: Asked, opened: Case) -> bool:
    found = case.by_thread(conn, house, asked.thread_id or 0, asked.chat_id)
    return found is not None and found.id == opened.id


def _as_wished(opened: Case, made: Booking, wish: Agreed) -> Choice:
    lasts = [Span(made.sold.minutes * wish.periods)] if made.sold.minutes else []
    facts = {"case": opened.id, "start": wish.start.isoformat(), "periods": wish.periods}
    return Choice(Join([At(wish.start, "both"), *lasts], "dot"), "accept", facts)


def _say_yes(
    conn: Connection,
    house: House,
    asked: Asked,
    who: Colleague,
    opened: Case,
    made: Booking,
    agreed: Agreed | None,
) -> None:
    """The guest has their booking, or says yes to the price or day first; without a phone staff ask."""
    guest = people.guest_by_id(conn, made.guest_id)
    try:
        with conn.begin_nested():
            done = _accepted(conn, house, who, guest, made, agreed)
    except (RequestFull, TimeOver) as refused:
        nod(conn, house, asked)
        _not_so(conn, house, asked, opened, refused)
        return
    accepted = done.booking
    told = _told(house, who, made, accepted)
    letters(conn, house, done.offered)
    if made.status == "PENDING":
        _decided(conn, house, opened, who, "accepted", told)
        log.note(conn, house, accepted, who, "accepted")
        _tell_guest(conn, house, guest, made, accepted)
    nod(conn, house, asked, text("staff.guest_told"))
    if asked.private:
        reply(
            conn,
            house,
            asked,
            say(told, choices=[choice(text("button.open_booking"), "day_one", booking=made.id)]),
        )


def _accepted(
    conn: Connection, house: House, who: Colleague, guest: Guest, made: Booking, agreed: Agreed | None
) -> Accepted:
    start, periods = (agreed.start, agreed.periods) if agreed else (None, 1)
    payment, binds = pay_words.chosen(guest, None), outbox.phoneless(guest.chat_id)
    return requests.accept(
        conn, house, made.id, who.name, start, periods=periods, payment=payment, binds=binds
    )


def _told(house: House, who: Colleague, made: Booking, accepted: Booking) -> Text:
    cost: dict[str, Value] = {"before": total(made.quote), "total": total(accepted.quote)}
    if (
        made.status == "PENDING"
        and accepted.status == "CONFIRMED"
        and made.quote.total != accepted.quote.total
    ):
        return text("card.accepted_for", person=who.name, **cost)
    if accepted.expires_at is None:
        return text("card.accepted", person=who.name)
    until = At(accepted.expires_at, "both")
    if _other_day(house, accepted):
        cost |= {"before": _seen(made, accepted), "when": when.of_booking(house, accepted)}
        return text("card.offered_day", person=who.name, time=until, **cost)
    return text("card.offered", person=who.name, time=until, **cost)


def _seen(made: Booking, offered: Booking) -> Value:
    """The price that the guest was shown, if it is another."""
    return total(made.quote) if made.quote.total != offered.quote.total else ""


def _other_day(house: House, offered: Booking) -> Value:
    """The day that the guest asked for, if it is another."""
    if offered.start is None or wished.meant(offered.wish, house.local(offered.start).date()):
        return ""
    return wished.days_of(offered.wish)


def _tell_guest(conn: Connection, house: House, guest: Guest, made: Booking, accepted: Booking) -> None:
    if accepted.status == "CONFIRMED":
        outbox.send(conn, house, guest.chat_id, confirmation(conn, house, accepted))
        remind(conn, house, accepted)
    else:
        outbox.send(conn, house, guest.chat_id, priced(conn, house, guest, made, accepted))


def priced(conn: Connection, house: House, guest: Guest, made: Booking, offered: Booking) -> Say:
    """Yes, and at another price than they were shown or on another day: theirs to say, with a deadline."""
    held = held_screen(conn, house, guest, offered)
    said = text(
        "request.priced",
        extra=Local(offered.sold.title),
        when=when.of_booking(house, offered),
        total=total(offered.quote),
        before=_seen(made, offered),
        wish=_other_day(house, offered),
        time=At(offered.expires_at or house.now, "both"),
    )
    terms, how = price_words.terms(house, offered), pay_words.line(conn, house, guest, offered)
    return say(said, terms, how, choices=held.choices)


def refuse(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Yes, and…: the guest is shown what can be done instead."""
    opened = case.by_id(conn, house, facts["case"])
    made = _request(conn, house, opened)
    letters(conn, house, requests.refuse(conn, house, made.id, who.name, "").offered)
    if made.status == "PENDING":
        _decided(conn, house, opened, who, "refused", text("card.refused", person=who.name))
        log.note(conn, house, made, who, "refused")
        _offer_others(conn, house, made, ("request.refused", "request.refused_ask"))
    nod(conn, house, asked, text("staff.guest_told"))


def _request(conn: Connection, house: House, opened: Case) -> Booking:
    found = book.by_id(conn, house, opened.booking_id) if opened.booking_id else None
    if found is None:
        raise OldButton
    return found


def _decided(conn: Connection, house: House, opened: Case, who: Colleague, what: str, said: Text) -> None:
    working.stop_clocks(conn, house, opened)
    values = {"status": "closed", "closed_at": house.now, "outcome": what, "owner": who.user_id}
    shut = case.change(
        conn, house, opened, acked_at=opened.acked_at or house.now, resolved_at=house.now, **values
    )
    case.note(conn, house, shut, what, f"staff:{who.user_id}")
    outbox.send(conn, house, None, say(said), case_id=shut.id, lane=outbox.STAFF)
    cards.refresh(conn, house, shut)
    outbox.title(conn, house, shut.id, closed=True)


def _offer_others(conn: Connection, house: House, made: Booking, keys: tuple[str, str]) -> None:
    """`keys`: of the text with two other extras, and of the one without."""
    guest = people.guest_by_id(conn, made.guest_id)
    offer = house.catalog.offer(made.offer)
    others = requests.other_ways(house, offer)[:2] if offer else []
    names = {f"alt_{n}": Local(one.title) for n, one in enumerate(others, 1)}
    key = keys[0] if len(others) == 2 else keys[1]
    said = text(key, extra=Local(made.sold.title), wish=made.wished, **names)
    other_day = choice(text("button.other_days"), "request", offer=made.offer, option=made.option)
    choices = [*ways_on(house, others), other_day, PERSON]
    outbox.send(conn, house, guest.chat_id, say(said, choices=choices, lasting=True))


def near(conn: Connection, house: House, timer: Due) -> None:
    """Nobody has said yes or no, and it ends by itself: a word in its topic."""
    made = book.by_id(conn, house, int(timer.ref))
    opened = case.for_booking(conn, house, int(timer.ref))
    if made is None or made.status != "PENDING" or opened is None:
        return
    said = text(
        "card.request_near",
        title=Local(made.sold.title),
        wish=made.wished,
        time=At(lapsing.ends_at(house, made), "both"),
    )
    asks = say(said, choices=buttons.done(opened))
    outbox.send(conn, house, None, asks, case_id=opened.id, lane=outbox.REPLY)


def over(conn: Connection, house: House, timer: Due) -> None:
    """The day is over, or the time to answer: the guest is shown what can be done instead."""
    ended = lapsing.lapse(conn, house, int(timer.ref))
    if ended is None:
        return
    letters(conn, house, ended.offered)
    opened = case.for_booking(conn, house, ended.booking.id)
    if opened and opened.open:
        working.settle(conn, house, opened, "card.request_over")
    _offer_others(conn, house, ended.booking, ("request.over", "request.over_ask"))


ACTS: dict[str, StaffAct] = {"accept": accept, "refuse": refuse}
