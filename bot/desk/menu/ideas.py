"""An idea in three taps: who comes, what they like, when; then at most three that fit, each with its reason.

What has been answered goes along in the buttons: back and forth nothing is asked twice, and nothing is lost
when something else is written in between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import family
from bot.desk.booking import when as when_words
from bot.desk.booking.party import Party
from bot.desk.house import House
from bot.desk.menu.acts import Facts, GuestAct
from bot.desk.menu.choosing import PARTIES, total
from bot.desk.menu.screens import BACK
from bot.desk.offers import background, turned_down
from bot.desk.offers.background import Background
from bot.desk.offers.search import Proposal, offers_for
from bot.desk.offers.wanted import LIKES, Wanted, days_ahead
from bot.desk.people import Guest
from bot.desk.problems import HOME, PERSON
from bot.desk.stays import phones
from bot.say import Choice, Day, Join, Local, Say, Value, choice, say, text

ANY = "any"
DAYS = 3  # that have a button of their own
Known = dict[str, Any]  # of party, like, when what has been answered


def begin(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """The first question that is open, else the ideas. Who comes is known from the stay, or from before."""
    chosen = {what: facts[what] for what in ("like", "when") if what in facts}
    known: Known = {**facts.get("known", {}), **chosen}
    if "party" not in known and (party := family.party(conn, house, guest)):
        known["party"] = party
    days = days_ahead(house, phones.stay_of(conn, house, guest.id))
    if len(days) == 1:
        known["when"] = days[0].isoformat()
    if "party" not in known:
        who(conn, house, asked, guest, {"known": known})
    elif "like" not in known:
        like(conn, house, asked, guest, {"known": known})
    elif not _still(house, known.get("when")):
        when(conn, house, asked, guest, {"known": known})
    else:
        _propose(conn, house, asked, guest, known, ())


def _still(house: House, day: str | None) -> bool:
    """A day that was chosen yesterday may be over."""
    return day is not None and (day == ANY or date.fromisoformat(day) >= house.today)


def who(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    known = facts["known"]
    dialogues.wait_for(conn, house, asked.chat_id, "idea_people", known=known)
    choices = [_people(adults, children, known) for adults, children in PARTIES]
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("book.people"), choices=[*choices, BACK]))


def _people(adults: int, children: int, known: Known) -> Choice:
    parts: list[Value] = [text("booking.adults", n=adults)]
    if children:
        parts.append(text("people.children", n=children))
    facts = {"known": known, "adults": adults, "children": children}
    return Choice(Join(parts), "ideas_ages" if children else "ideas_party", facts)


def ages(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """How old the children are: written, since it is quicker than tapping."""
    dialogues.wait_for(conn, house, asked.chat_id, "idea_ages", **facts)
    nod(conn, house, asked)
    back = choice(text("button.back"), "ideas_who", known=facts["known"])
    reply(conn, house, asked, say(text("book.ages", n=int(facts["children"])), choices=[back]))


def party(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """The people are known from now on, for the whole stay."""
    coming = Party.of({**facts, "adults": int(facts["adults"]), "ages": facts.get("ages", ())})
    family.remember(conn, house, guest, coming)
    dialogues.done(conn, house, asked.chat_id)
    begin(conn, house, asked, guest, {"known": {**facts["known"], "party": coming.carried()}})


def like(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    known = facts["known"]
    dialogues.done(conn, house, asked.chat_id)
    likes = (*LIKES, ANY)
    choices = [choice(text(f"button.like_{one}"), "ideas", known=known, like=one) for one in likes]
    back = choice(text("button.back"), "ideas_who", known=known)
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("idea.like", party=_party(known)), choices=[*choices, back]))


def when(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """The next days of the stay, or any of them; another day is written."""
    known = facts["known"]
    dialogues.wait_for(conn, house, asked.chat_id, "idea_when", known=known)
    days = days_ahead(house, phones.stay_of(conn, house, guest.id))
    choices = [_day(house, known, day) for day in days[:DAYS]]
    any_day = choice(text("button.any_day"), "ideas", known=known, when=ANY)
    back = choice(text("button.back"), "ideas_like", known=known)
    said = text("idea.when", party=_party(known), like=text(f"like.{known['like']}"))
    nod(conn, house, asked)
    reply(conn, house, asked, say(said, choices=[*choices, any_day, back]))


def _day(house: House, known: Known, day: date) -> Choice:
    names = {0: text("day.today"), 1: text("day.tomorrow")}
    label = names.get((day - house.today).days) or Day(day)
    return choice(label, "ideas", known=known, when=day.isoformat())


def more(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Something else: nothing of what was shown."""
    _propose(conn, house, asked, guest, facts["known"], facts["seen"])


def _propose(
    conn: Connection, house: House, asked: Asked, guest: Guest, known: Known, seen: Sequence[str]
) -> None:
    noted = background.of(conn, house, guest)
    wanted = _wanted(house, known, noted)
    wider = wanted.wider(days_ahead(house, noted.stay))
    searches = (
        (one, offers_for(conn, house, guest, one, beyond=seen, known=noted)) for one in (wanted, *wider)
    )
    met, found = next(((one, found) for one, found in searches if found), (wanted, []))
    head = "idea.found" if met == wanted else "idea.nearest"
    nod(conn, house, asked)
    if found:
        reply(conn, house, asked, _ideas(head, known, found, seen))
        shown = [one.ask.offer.code for one in found]
        dialogues.wait_for(conn, house, asked.chat_id, "ideas", known=known, shown=shown)
    else:
        reply(conn, house, asked, _none_left(known, seen=bool(seen)))


def _wanted(house: House, known: Known, noted: Background) -> Wanted:
    every = days_ahead(house, noted.stay)
    days = every if known["when"] == ANY else (date.fromisoformat(known["when"]),)
    chosen = next((one for one in LIKES if one == known["like"]), None)
    return Wanted(Party.of(known["party"]), days, chosen)


def _ideas(head: str, known: Known, found: Sequence[Proposal], seen: Sequence[str]) -> Say:
    """What was understood, and the ideas; a press goes straight to the price for these people."""
    understood = text(head, party=_party(known), like=text(f"like.{known['like']}"), day=_when(known))
    shown = [one.ask.offer.code for one in found]
    choices = [
        *(_book(one, known) for one in found),
        choice(text("button.something_else"), "ideas_more", known=known, seen=[*seen, *shown]),
        choice(text("button.not_now"), "ideas_not_now", known=known, shown=shown),
        choice(text("button.back"), "ideas_when", known=known),
    ]
    return say(understood, *(_line(one) for one in found), choices=choices)


def _line(one: Proposal) -> Value:
    """When it is, and what it costs these people; what a person arranges has its day so far, a package the
    day on which it begins."""
    no_hour = one.ask.start is None and (one.ask.offer.bundle or one.ask.offer.mode != "open")
    facts = Join([Day(one.day) if no_hour else when_words.of_ask(one.ask), total(one.cost)])
    return text("idea.line", title=Local(one.ask.offer.title), facts=facts, why=Join(one.why, "dot"))


def _book(one: Proposal, known: Known) -> Choice:
    """Straight to the price; from there the way back is to the ideas."""
    begins = {"first": one.day.isoformat()} if one.ask.offer.bundle else {}
    return Choice(Local(one.ask.offer.title), "book", {**one.ask.facts(), **begins, "ideas": known})


def _party(known: Known) -> Value:
    return Party.of(known["party"]).said()


def _when(known: Known) -> Value:
    return text("idea.any_day") if known["when"] == ANY else Day(date.fromisoformat(known["when"]))


def _none_left(known: Known, *, seen: bool) -> Say:
    choices = [
        choice(text("button.other_wish"), "ideas_like", known=known),
        choice(text("button.other_days"), "ideas_when", known=known),
        PERSON,
        HOME,
    ]
    return say(text("idea.no_more" if seen else "idea.none", party=_party(known)), choices=choices)


def not_now(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Not today: they are not proposed to this stay again before tomorrow."""
    turned_down.note(conn, house, guest.id, facts["shown"])
    dialogues.done(conn, house, asked.chat_id)
    titles = Join([Local(one.title) for code in facts["shown"] if (one := house.catalog.offer(code))])
    choices = [choice(text("button.other_ideas"), "ideas", known=facts["known"]), PERSON, HOME]
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("idea.not_now", titles=titles), choices=choices))


def stop(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Mapping[str, Any]) -> None:
    """A plain no in words, kind or not: it is heard at once, and nothing is offered in the same breath."""
    turned_down.note(conn, house, guest.id, facts["shown"])
    dialogues.done(conn, house, asked.chat_id)
    reply(conn, house, asked, say(text("idea.stopped"), choices=[PERSON, HOME]))


GUEST_ACTS: Mapping[str, GuestAct] = {
    "ideas": begin,
    "ideas_who": who,
    "ideas_ages": ages,
    "ideas_party": party,
    "ideas_like": like,
    "ideas_when": when,
    "ideas_more": more,
    "ideas_not_now": not_now,
}
