"""A case goes from one colleague to another: offered to who is on duty, with what they must know, one tap."""

from __future__ import annotations

from datetime import timedelta

from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.cases import calls, cards, case, promises, returning, roster
from bot.desk.cases.case import Case, MovedOn
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.say import At, Choice, Join, Span, Value, choice, say, text

OFFER, FRESH = "case_offer", "fresh_owner"  # timers; their ref is "case" and its id
ANSWER_WITHIN = 5  # minutes until the next colleague is asked
ROTATE_AFTER = timedelta(hours=2)  # with one angry guest, or
TURNS = 6  # messages of the guest: then a fresh face helps both
LAST_WORDS = 200  # letters of what the guest wrote last


class NobodyElse(DeskError):
    """Nobody else of the hotel can be asked; the case stays where it is."""

    key = "refuse.nobody_else"


def angry(opened: Case) -> bool:
    """What wears people down: a complaint that is grave, or that came back."""
    return opened.kind == "complaint" and (opened.severity in ("S1", "S2") or opened.level > 0)


def offer(conn: Connection, house: House, opened: Case, who: Colleague) -> Colleague:
    """Ask the next on duty to take it; until somebody does, it stays where it is. Who was asked."""
    _must_be_open(opened)
    asked = _asked(conn, opened)
    found = _candidates(conn, house, opened, without=(who.user_id, *asked))
    if not found:
        raise NobodyElse(ways=[choice(text("button.case"), "case_show", case=opened.id)], ref=opened.ref)
    nxt = found[0]
    case.note(conn, house, opened, "offered", f"staff:{who.user_id}", user=nxt.user_id)
    timers.start(conn, house, OFFER, _ref(opened), house.later(ANSWER_WITHIN))
    guest = people.guest_by_id(conn, opened.guest_id)
    first = text("handing.offer", person=who.name, room=cards.room(guest), about=cards.about(opened))
    ways = [
        choice(text("button.take_over"), "take_over", case=opened.id),
        choice(text("button.not_me"), "not_me", case=opened.id),
    ]
    said = say(first, *summary(conn, house, opened), choices=ways)
    outbox.send(conn, house, nxt.user_id, said, lane=outbox.ALARM, topic_of=opened.id)
    return nxt


def _asked(conn: Connection, opened: Case) -> list[int]:
    """Who was asked since it last changed hands."""
    found: list[int] = []
    for kind, data in case.since_reopened(conn, opened, "offered", "handed_over", "claimed"):
        found = [*found, data["user"]] if kind == "offered" else []
    return found


def _candidates(conn: Connection, house: House, opened: Case, *, without: tuple[int, ...]) -> list[Colleague]:
    """Who works now: of the department first, then reception, then who manages."""
    rank = {"reception": 1, "manager": 2, "owner": 3}
    free = [
        one
        for one in roster.answering(conn, house)
        if one.user_id not in without and one.user_id != opened.owner and one.role != "read_only"
    ]
    return sorted(
        (one for one in free if one.department == opened.department or one.role in rank),
        key=lambda one: 0 if one.department == opened.department else rank.get(one.role, 4),
    )


def summary(conn: Connection, house: House, opened: Case) -> list[Value]:
    """What the next one must know: how old, what was promised, what was said first and last."""
    age = int((house.now - opened.opened_at).total_seconds() // 60)
    lines: list[Value] = [text("handing.age", ref=opened.ref, age=Span(max(1, age)))]
    if stands := promises.heard(conn, house, opened.id):
        lines.append(text("handing.promised", time=At(stands.due)))
    written = [data.get("words", "") for _, data in case.since_reopened(conn, opened, "guest_wrote")]
    quoted = [opened.words, *written[-1:]]
    words = [text("card.words", words=one[:LAST_WORDS]) for one in dict.fromkeys(quoted) if one]
    return [Join(lines, "lines"), *words]


def _ref(opened: Case) -> str:
    return f"case:{opened.id}"


def number(ref: str) -> int:
    """The case of a timer."""
    return int(ref.removeprefix("case:"))


def stop(conn: Connection, house: House, over: Case) -> None:
    """Nobody has to be found for it any more."""
    for kind in (OFFER, FRESH):
        timers.stop(conn, house, kind, _ref(over))


def unanswered(conn: Connection, house: House, case_id: int) -> None:
    """Whoever was asked has not answered: the next one is, and whoever has it hears if nobody is left."""
    opened = case.by_id(conn, house, case_id)
    holder = people.colleague(conn, house, opened.owner) if opened.owner else None
    if opened.open and holder and _asked(conn, opened):
        _next(conn, house, opened, holder)


def not_me(conn: Connection, house: House, opened: Case, who: Colleague) -> None:
    """Whoever was asked cannot: the next one is asked at once."""
    case.note(conn, house, opened, "not_taken", f"staff:{who.user_id}")
    holder = people.colleague(conn, house, opened.owner) if opened.owner else None
    if opened.open and holder and who.user_id in _asked(conn, opened):
        _next(conn, house, opened, holder)


def _next(conn: Connection, house: House, opened: Case, holder: Colleague) -> None:
    timers.stop(conn, house, OFFER, _ref(opened))
    try:
        offer(conn, house, opened, holder)
    except NobodyElse:
        said = say(text("handing.still_yours", ref=opened.ref), choices=[_show(opened)])
        outbox.send(conn, house, holder.user_id, said, topic_of=opened.id)


def take_over(conn: Connection, house: House, opened: Case, who: Colleague, *, tell: bool = True) -> Case:
    """It is theirs now: the card, whoever had it, and the guest (`tell`) read who has it."""
    _must_be_open(opened)
    timers.stop(conn, house, OFFER, _ref(opened))
    had = opened.owner
    if had == who.user_id:
        return opened
    values = {"status": "acked", "acked_at": house.now} if opened.untaken else {}
    mine = case.change(conn, house, opened, owner=who.user_id, **values)
    if opened.untaken:
        timers.stop(conn, house, "acknowledge", str(opened.id))
        calls.answered(conn, house, opened, mine)
    case.note(conn, house, mine, "handed_over", f"staff:{who.user_id}", before=had)
    rotate_later(conn, house, mine)
    returning.spoke(conn, house, mine)
    returning.listen(conn, house, mine)
    if had:
        said = say(text("handing.taken", person=who.name, ref=mine.ref))
        outbox.send(conn, house, had, said, topic_of=mine.id)
    if tell and mine.source != "internal":
        _tell_guest(conn, house, mine, who)
    cards.refresh(conn, house, mine)
    return mine


def _tell_guest(conn: Connection, house: House, mine: Case, who: Colleague) -> None:
    """Who has it now, and that the time they were promised stands."""
    guest, stands = people.guest_by_id(conn, mine.guest_id), promises.heard(conn, house, mine.id)
    said = text(
        "case.now_with",
        person=who.name,
        department=people.department(house, who),
        time=At(stands.due) if stands else "",
        ref=mine.ref,
    )
    outbox.send(conn, house, guest.chat_id, say(said, choices=[choice(text("button.person"), "person")]))


def rotate_later(conn: Connection, house: House, mine: Case) -> None:
    """Nobody bears an angry guest for hours: after some a fresh owner is proposed."""
    if angry(mine):
        timers.start(conn, house, FRESH, _ref(mine), house.now + ROTATE_AFTER)


def propose(conn: Connection, house: House, case_id: int) -> bool:
    """Ask whoever has an angry guest whether somebody else should go on; nothing moves by itself."""
    opened = case.by_id(conn, house, case_id)
    holder = people.colleague(conn, house, opened.owner) if opened.owner else None
    if not opened.open or holder is None or not angry(opened):
        return False
    if not _candidates(conn, house, opened, without=(holder.user_id,)):
        return False
    case.note(conn, house, opened, "fresh_proposed", "desk", user=holder.user_id)
    ways = [choice(text("button.hand_over"), "hand_over", case=opened.id), _show(opened, "button.keep_case")]
    said = say(text("handing.fresh", ref=opened.ref), choices=ways)
    outbox.send(conn, house, holder.user_id, said, topic_of=opened.id)
    rotate_later(conn, house, opened)
    return True


def heard_again(conn: Connection, house: House, opened: Case) -> None:
    """The guest has written once more: after so many turns with one colleague a fresh one is proposed."""
    if opened.owner is None or not angry(opened):
        return
    turns = 0
    for kind, _ in case.since_reopened(
        conn, opened, "guest_wrote", "claimed", "handed_over", "fresh_proposed"
    ):
        turns = turns + 1 if kind == "guest_wrote" else 0
    if turns >= TURNS:
        propose(conn, house, opened.id)


def _must_be_open(opened: Case) -> None:
    if not opened.open:
        raise MovedOn(ref=opened.ref, ways=[_show(opened)])


def _show(opened: Case, label: str = "button.case") -> Choice:
    return choice(text(label), "case_show", case=opened.id)
