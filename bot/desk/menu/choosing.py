"""From "Book" to the price: option, day, time, people. Fewer taps where the answer is known."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import (
    buying,
    capacity,
    closing,
    family,
    moving,
    price,
    rules,
    sale,
    sessions,
    steps,
    ways,
    wished,
)
from bot.desk.booking import when as when_words
from bot.desk.booking.ask import Ask
from bot.desk.booking.days import by_the_day
from bot.desk.booking.limits import narrowed, obstacle
from bot.desk.booking.party import Party
from bot.desk.booking.price import Quote
from bot.desk.booking.refusals import TooYoung
from bot.desk.booking.room import check_open, sold_out
from bot.desk.booking.young import another_way
from bot.desk.cases import duty
from bot.desk.catalog.model import Offer
from bot.desk.house import House
from bot.desk.menu import browse, coupons, lasting, needs, packaging, price_words
from bot.desk.menu.acts import Facts
from bot.desk.people import Guest
from bot.desk.problems import PERSON
from bot.say import At, Choice, Day, Join, Local, Say, Span, Text, Value, choice, say, text

PAGE = 4
FEW = 3  # places left that are worth a word, and true
PARTIES = ((1, 0), (2, 0), (2, 1), (2, 2))


def options(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Which way to take it; skipped when there is only one."""
    listed = house.catalog.offer(facts["offer"])
    offer, first = sale.find(conn, house, facts["offer"], listed.options[0].code if listed else "")
    if len(offer.options) == 1 or offer.bundle:
        days(conn, house, asked, guest, {**_without(facts, "first"), "option": first.code})
        return
    nod(conn, house, asked)
    reply(conn, house, asked, browse.ways(offer, facts, act="days", more="options"))


def days(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """The days that have a start; four at a time. A booking that can no longer be moved is said at once."""
    if "moves" in facts:
        apart = {key: facts[key] for key in ("offer", "option")}
        moving.movable(conn, house, facts["moves"], guest.id, act="days", **apart)
    offer, option = sale.find(conn, house, facts["offer"], facts["option"])
    if offer.mode == "open":
        how_many(conn, house, asked, guest, facts)
        return
    first = int(facts.get("first", 0))
    found = sessions.days(offer, option, house)
    choices = lasting.days(conn, house, offer, option, found[first : first + PAGE], facts)
    if len(found) > first + PAGE:
        choices.append(Choice(text("button.more_days"), "month", _without(facts, "first")))
    key = "book.day" if found else "book.no_days"
    nod(conn, house, asked)
    reply(conn, house, asked, say(_head(key, offer), choices=[*choices, _back(offer)]))


def how_many(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """What is open has no day; the number is asked where there may be several."""
    _, option = sale.find(conn, house, facts["offer"], facts["option"])
    if option.pricing == "booking" and (option.most or 1) > 1:
        lasting.many(conn, house, asked, guest, facts)
    else:
        book(conn, house, asked, guest, facts)


def times(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """The starts of the day with room; a full one is shown too, it leads to alternatives."""
    offer, option = sale.find(conn, house, facts["offer"], facts["option"])
    day = date.fromisoformat(facts["day"])
    starts = closing.still_open(conn, house, offer, option, sessions.bookable(offer, option, day, house))
    left = capacity.free(conn, house, offer, option, starts)
    first = int(facts.get("from", 0))
    shown = starts[first : first + PAGE]
    act = lasting.onward(option) if offer.mode == "rental" else "book"
    choices = [_time(at, left[at], act, facts) for at in shown]
    if len(starts) > first + PAGE:
        choices.append(Choice(text("button.later"), "times", {**facts, "from": first + PAGE}))
    back = Choice(text("button.back"), "days", _without(facts, "day", "from"))
    nod(conn, house, asked)
    reply(conn, house, asked, Say((_head("book.time", offer), Day(day)), (*choices, back)))


def _time(at: datetime, left: int, act: str, facts: Facts) -> Choice:
    label: Value = At(at)
    if left == 0:
        label = text("time.full", time=At(at))
    elif left <= FEW:
        label = text("time.left", n=left, time=At(at))
    return Choice(label, act, {**_without(facts, "day", "from", "first"), "start": at.isoformat()})


def book(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """A start is chosen, or a wish: ask who comes, or show the price when that is known."""
    offer, _ = sale.find(conn, house, facts["offer"], facts["option"])
    if offer.mode == "request" or (not facts.get("start") and offer.mode != "open"):
        arrange(conn, house, asked, guest, facts)
        return
    party = facts.get("party") or family.party(conn, house, guest)
    if party is None:
        who(conn, house, asked, guest, facts)
        return
    if offer.bundle:
        packaging.begin(conn, house, asked, guest, {**facts, "party": party})
        return
    ask = needs.ask_of(conn, house, {**facts, "party": party})
    ask = ask if "party" in facts else narrowed(ask)
    rules.check_ask(ask)
    check_open(conn, ask, guest.id)
    if not capacity.fits(conn, ask):
        raise sold_out(conn, ask, guest.id)
    if told := needs.ready(conn, house, asked, guest, ask):
        nod(conn, house, asked)
        bought = buying.priced_for(conn, told, guest.id)
        code = coupons.way(conn, bought, guest)
        back = _to_ideas(facts) or _to_change(ask)
        reply(conn, house, asked, price_card(bought, back=back, code=code))
        _priced(conn, house, asked, offer)


def _to_ideas(facts: Facts) -> Choice | None:
    """Who came from there goes back there, with all that was answered."""
    return choice(text("button.back"), "ideas", known=facts["ideas"]) if "ideas" in facts else None


def _to_change(ask: Ask) -> Choice | None:
    """Who would replace a booking goes back to what can be done with it."""
    return choice(text("button.back"), "cancel", booking=ask.replaces) if ask.replaces else None


def price_card(
    ask: Ask, first: Text | None = None, back: Choice | None = None, code: Choice | None = None
) -> Say:
    """Key moment 6. "Hold" carries the total that is shown: at another one nothing is held."""
    cost = quote_of(ask)
    start = ask.start or ask.house.now
    deadline = start - timedelta(hours=ask.free_hours)
    percent = ask.fee_percent if ask.start and cost.total.minor else 0
    params: dict[str, Value] = {
        "extra": ask.title,
        "total": total(cost),
        "date": Day(ask.house.local(start).date()),
        "time": At(start),
        "when": when_words.of_ask(ask),
        "duration": Span(ask.option.duration or 0),
        "place": Local(ask.offer.place),
        "price_lines": price_lines(cost),
        "included": Local(ask.offer.included) if ask.offer.included else "",
        "deadline": At(deadline, "both") if ask.start and deadline > ask.house.now else "",
        "fee": price_words.fee(percent, late=deadline <= ask.house.now) or "",
    }
    said_by_going_on, otherwise = needs.declared(ask)
    return say(
        first,
        text("price.card" if ask.offer.mode in when_words.TIMED else "price.card_for", **params),
        text("price.party", party=ask.party.said()),
        price_words.voucher_kept(ask.buyer, cost),
        said_by_going_on,
        choices=[
            Choice(text("button.hold"), "hold", {**ask.facts(), "total": cost.total.minor}),
            _otherwise(ask),
            None if ask.piece else ways.people(ask),
            choice(text("button.ask"), "ask", offer=ask.offer.code),
            otherwise,
            code,
            back,
        ],
    )


def _otherwise(ask: Ask) -> Choice | None:
    """Another time, another day; what is open has neither."""
    if ask.offer.mode == "open":
        return None
    label = "button.change_time" if ask.offer.mode in when_words.TIMED else "button.other_days"
    return Choice(text(label), "days", _without(ask.facts(), "start", "periods"))


def quote_of(ask: Ask) -> Quote:
    return price.quote_of(ask)


def press_name(asked: Asked, what: str) -> str:
    """Names the wish behind a press: one button of one screen is one wish, however often it arrives, and the
    same words on a new screen are a new one."""
    return f"{asked.chat_id}:{asked.data}:{what}"


def total(cost: Quote) -> Value:
    return cost.total if cost.total.minor else text("price.free")


def price_lines(cost: Quote) -> Value:
    """Every line as it adds up: 2 × 25 = 50."""
    lines: list[Value] = [
        text("price.line_free", what=one.label, n=one.quantity)
        if one.free
        else text("price.line", what=one.label, quantity=one.quantity, unit=one.unit, amount=one.amount)
        if one.quantity > 1
        else text("price.line_one", what=one.label, amount=one.amount)
        for one in cost.lines
    ]
    deposit = text("offer.deposit", price=cost.deposit) if cost.deposit else ""
    return Join([*lines, *price_words.under(cost), deposit], "lines")


def who(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Who comes: four usual answers, or in words."""
    kept = _without(facts, "party")
    dialogues.wait_for(conn, house, asked.chat_id, "people", **kept)
    choices = [_party(adults, children, kept) for adults, children in PARTIES]
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("book.people"), choices=[*choices, PERSON]))


def _party(adults: int, children: int, facts: Facts) -> Choice:
    parts: list[Value] = [text("booking.adults", n=adults)]
    if children:
        parts.append(text("people.children", n=children))
    act = "ages" if children else "party"
    return Choice(Join(parts), act, {**facts, "adults": adults, "children": children})


def ages(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """How old the children are on the day: written, since it is quicker than tapping."""
    dialogues.wait_for(conn, house, asked.chat_id, "ages", **facts)
    nod(conn, house, asked)
    back = Choice(text("button.back"), "people", _without(facts, "adults", "children"))
    reply(conn, house, asked, say(text("book.ages", n=int(facts["children"])), choices=[back]))


def party(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """The people are known: remember them for the next time and go on."""
    coming = Party.of({**facts, "adults": int(facts["adults"]), "ages": facts.get("ages", ())})
    family.remember(conn, house, guest, coming)
    dialogues.done(conn, house, asked.chat_id)
    onward = {**_without(facts, "adults", "children", "ages", "births"), "party": coming.carried()}
    book(conn, house, asked, guest, onward)


def arrange(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """What has no start is arranged by a person: ask when, or show what they will get."""
    go_on = request_card if "wish" in facts else when
    go_on(conn, house, asked, guest, facts)


def when(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """When would they like it: in their own words, or one of two taps."""
    offer, option = sale.find(conn, house, facts["offer"], facts["option"])
    kept = {name: facts[name] for name in ("offer", "option", "moves") if name in facts}
    dialogues.wait_for(conn, house, asked.chat_id, "wish", **kept)
    near = sessions.arranged_days(offer, house)
    choices = [
        *(Choice(_near(house, day), "wish", {**kept, "day": day.isoformat()}) for day in near),
        _back(offer),
    ]
    nod(conn, house, asked)
    key = "request.when_days" if by_the_day(option) else "request.when"
    reply(conn, house, asked, say(_head(key, offer), choices=choices))


def _near(house: House, day: date) -> Value:
    names = {0: text("day.today"), 1: text("day.tomorrow")}
    return names.get((day - house.today).days) or Day(day)


def request_card(
    conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts, first: Text | None = None
) -> None:
    """The wish, the people, the price as far as it is known: shown before a person gets it. "Send" carries
    the total that is shown: at another one nothing is asked for."""
    known = facts.get("party") or family.party(conn, house, guest)
    if known is None:
        who(conn, house, asked, guest, facts)
        return
    offer, option = sale.find(conn, house, facts["offer"], facts["option"])
    coming = Party.of(known)
    known = {"told": facts.get("told", {}), "gift": facts.get("gift")}
    ask = Ask(house, offer, option, coming, None, facts.get("moves"), wish=facts["wish"], **known)
    if refusal := obstacle(ask):
        raise another_way(ask, refusal) if isinstance(refusal, TooYoung) else refusal
    if not capacity.fits(conn, ask):
        raise sold_out(conn, ask, guest.id)
    told = needs.ready(conn, house, asked, guest, ask)
    if told is None:
        return
    ask, coming = buying.priced_for(conn, told, guest.id), told.party
    cost = quote_of(ask)
    said = text(
        "request.card",
        extra=Local(offer.title),
        wish=wished.said(facts["wish"]),
        party=coming.said(),
        price_lines=price_lines(cost),
        total=total(cost),
        role=duty.role_of(conn, house, offer.department),
    )
    choices = [
        Choice(text("button.send_request"), "request_send", {**ask.facts(), "total": cost.total.minor}),
        ways.people(ask),
        coupons.way(conn, ask, guest),
        _to_ideas(facts) or choice(text("button.back"), "offer", code=offer.code),
    ]
    terms = price_words.on_request(ask.free_hours, ask.fee_percent) if cost.total.minor else None
    nod(conn, house, asked)
    kept = price_words.voucher_kept(ask.buyer, cost)
    reply(conn, house, asked, say(first, said, kept, terms, choices=choices))
    _priced(conn, house, asked, offer)


def _priced(conn: Connection, house: House, asked: Asked, offer: Offer) -> None:
    """The price is on the screen: nothing is waited for any more, as a code that was asked for over it."""
    dialogues.done(conn, house, asked.chat_id)
    if asked.hand is None:  # else it is a colleague who looks
        steps.came(conn, house, offer.code, "priced")


def _without(facts: Facts, *names: str) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if key not in names}


def _head(key: str, offer: Offer) -> Value:
    return text(key, extra=Local(offer.title))


def _back(offer: Offer) -> Choice:
    return choice(text("button.back"), "offer", code=offer.code)
