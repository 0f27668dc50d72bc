"""Free text: an answer from the knowledge base, a choice of topics, a person, or the emergency line first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.db import Connection
from bot.desk import dialogues, outbox
from bot.desk.answers.lately import Lately
from bot.desk.asked import Asked, Heard, nod, reply
from bot.desk.cases import case, coming_back, danger, duty, opening, working
from bot.desk.cases.case import Case
from bot.desk.cases.triage import COMPLAINTS
from bot.desk.catalog.model import Offer
from bot.desk.house import House
from bot.desk.learning import exchanges, wrong
from bot.desk.menu import answered, answering, following
from bot.desk.menu.acts import Facts
from bot.desk.menu.cases import praised, rated
from bot.desk.menu.screens import BACK
from bot.desk.people import Guest
from bot.desk.problems import PERSON, OldButton
from bot.desk.reports import question_log
from bot.desk.reports.question_log import Outcome
from bot.say import At, Join, Local, Say, choice, in_words, say, text

FIRST_STEPS = ("medical", "fire", "lost_child")
COMPLAINT = 0.5  # from here on it is one
FOR_A_PERSON = ("question", "person")  # kinds of a case that a question goes into
SAME_DANGER = timedelta(minutes=10)  # later it is one of its own


def free_text(
    conn: Connection, house: House, asked: Asked, guest: Guest, *, about: Offer | None = None
) -> None:
    """Policy over the evidence; danger and complaints before everything. `about`: the card they ask at."""
    heard = asked.heard or Heard(guest.language, "handoff")
    outcome, topic = _serve(conn, house, asked, guest, heard, about)
    question_log.written(conn, house, asked, guest, outcome, topic=topic)


def _serve(
    conn: Connection, house: House, asked: Asked, guest: Guest, heard: Heard, about: Offer | None
) -> tuple[Outcome, str]:
    """What became of it, and its topic where that is more than the likeliest."""
    top = heard.entries[0][0] if heard.entries else ""
    if heard.risk:
        sensitive(conn, house, asked, guest, heard.risk)
        return "escalated", heard.risk
    if complains(asked):
        complaint(conn, house, asked, guest, category(heard))
        return "escalated", category(heard)
    if heard.person or top == "human":
        call_person(conn, house, asked, guest, words=asked.text or "")
        return "escalated", "human"
    if last := following.subject(conn, house, asked, guest):
        return _follow(conn, house, asked, guest, last)
    if praised.passed_on(conn, house, asked, guest):
        return "answered", top
    if heard.decision == "answer" and answering.known(conn, house, asked, guest, top):
        return "answered", top
    if names := answering.wishes(heard):
        return _several(conn, house, asked, guest, names, about)
    if (
        heard.decision == "clarify"
        and not asked_back(conn, house, asked)
        and (topics := answering.topics(conn, house, heard))
    ):
        dialogues.wait_for(conn, house, asked.chat_id, "clarified", words=asked.text or "")
        reply(conn, house, asked, answering.did_you_mean(topics))
        return "clarified", ""
    unknown(conn, house, asked, guest, about)
    return "empty", ""


def _follow(conn: Connection, house: House, asked: Asked, guest: Guest, last: Lately) -> tuple[Outcome, str]:
    """About what we spoke of last. What the catalog does not say a person answers, who reads of what."""
    if following.answered(conn, house, asked, guest, last):
        return "answered", following.name(last)
    unknown(conn, house, asked, guest, subject=following.title(guest, last))
    return "empty", following.name(last)


def _several(
    conn: Connection, house: House, asked: Asked, guest: Guest, names: Sequence[str], about: Offer | None
) -> tuple[Outcome, str]:
    """Every wish is served: what is known in one message, the rest by a person."""
    if left := answering.several(conn, house, asked, guest, names):
        unknown(conn, house, asked, guest, about)
        return "empty", left[0]
    return "answered", names[0]


def asked_back(conn: Connection, house: House, asked: Asked) -> str | None:
    """The question that we answered with "which of these?"; we ask back once, then a person answers."""
    waiting = dialogues.waiting(conn, house, asked.chat_id)
    return str(waiting.data["words"]) if waiting and waiting.screen == "clarified" else None


def complains(asked: Asked) -> bool:
    return asked.heard is not None and asked.heard.complaint >= COMPLAINT


def category(heard: Heard) -> str:
    """The likeliest kind of complaint, a guess that the card marks as one."""
    return next((name for name, _ in heard.entries if name in COMPLAINTS), "complaint_general")


def unknown(
    conn: Connection,
    house: House,
    asked: Asked,
    guest: Guest,
    about: Offer | None = None,
    *,
    subject: str | None = None,
    instead_of: Sequence[str] = (),
) -> None:
    """Key moment 4: a person answers, by a stated time.

    `subject`: what the words are about, if they do not say it. `instead_of`: what the desk answered, and the
    guest says that none of it was the answer.
    """
    question = case.headed(subject, asked.text or "")
    subject = in_words(about.title, house.hotel.default_language, "en") if about else subject
    words = case.headed(subject, asked.text or "")
    before = asked_back(conn, house, asked)
    dialogues.done(conn, house, asked.chat_id)
    opened = _question(conn, house, asked, guest, words, subject)
    _for_staff(conn, house, asked, guest, opened, [words, before], instead_of)
    said = text(
        "answer.unknown",
        role=duty.role(conn, house, opened),
        question=question[:300],
        time=At(max(opened.ack_due, house.later(1))),
        phone=house.hotel.reception_phone,
    )
    choices = [
        choice(text("button.add_details"), "details_add", case=opened.id),
        choice(text("button.back"), "home"),
    ]
    reply(conn, house, asked, say(said, choices=choices, lasting=True))


def _question(
    conn: Connection, house: House, asked: Asked, guest: Guest, words: str, subject: str | None
) -> Case:
    """A second question joins the first."""
    earlier, message = case.open_case_of(conn, house, guest.id), asked.message_id
    if earlier is None or not earlier.open or earlier.kind not in FOR_A_PERSON:
        return opening.open_case(
            conn, house, guest, kind="question", words=words, message=message, subject=subject
        )
    reply_to = asked.reply_to
    opening.add_words(conn, house, earlier, guest, words, message=message, reply_to=reply_to, subject=subject)
    return working.awaits(conn, house, earlier, kind="question")


def _for_staff(
    conn: Connection,
    house: House,
    asked: Asked,
    guest: Guest,
    opened: Case,
    words: Sequence[str | None],
    instead_of: Sequence[str] = (),
) -> None:
    """The question may be learned from, and staff see what the guest was told just before."""
    exchanges.asked(conn, house, opened, guest, [one for one in words if one], asked.heard)
    last = None if instead_of else wrong.last_told(conn, house, guest.id)
    for name in [last] if last else instead_of:
        answered.show(conn, house, opened, name, doubted=bool(instead_of))


def complaint(conn: Connection, house: House, asked: Asked, guest: Guest, kind: str) -> Case:
    """Key moment 12: at once, with a time. More words for an open case are only noted."""
    before = case.of_kind(conn, house, guest.id, "complaint")
    words = asked.text or ""
    opened, new = opening.complain(
        conn, house, guest, words=words, category=kind, message=asked.message_id, reply_to=asked.reply_to
    )
    dialogues.done(conn, house, asked.chat_id)
    goes_on = _added(opened) if before and before.open else once_more(conn, house, opened)
    graver = before is not None and before.severity != opened.severity and opened.untaken
    said = acknowledged(conn, house, opened) if new or graver else goes_on
    also = asked.heard.also if asked.heard else ()
    reply(conn, house, asked, answering.beside(conn, house, said, also, words))
    return opened


def acknowledged(conn: Connection, house: House, opened: Case) -> Say:
    role = duty.role(conn, house, opened)
    said = text("case.acknowledged", role=role, time=At(opened.ack_due), ref=opened.ref)
    choices = [
        choice(text("button.add_details"), "details_add", case=opened.id),
        choice(text("button.urgent"), "urgent", case=opened.id),
    ]
    return say(said, choices=choices, lasting=True)


def once_more(conn: Connection, house: House, again: Case) -> Say:
    """What was solved is open again, with a time."""
    said = text("case.goes_on", role=duty.role(conn, house, again), time=At(again.ack_due), ref=again.ref)
    urgent = choice(text("button.urgent"), "urgent", case=again.id)
    return say(said, choices=[urgent], lasting=True)


def _added(opened: Case) -> Say:
    urgent = (
        choice(text("button.urgent"), "urgent", case=opened.id) if opened.severity in ("S3", "S4") else None
    )
    return say(text("case.added", ref=opened.ref), choices=[urgent, PERSON], lasting=True)


def sensitive(conn: Connection, house: House, asked: Asked, guest: Guest, risk: str) -> Case:
    """Key moment 15: the number to call comes first, before anything else; then the steps; then people, who
    read the guest's next words too.
    """
    hotel, opened = house.hotel, in_danger(conn, house, asked, guest, risk)
    numbers = {"emergency_number": hotel.emergency_number, "phone": hotel.reception_phone}
    first = text("emergency.first", **numbers, role=duty.role(conn, house, opened))
    nowhere = risk == "medical" and not guest.room
    steps = text(
        "emergency.medical_no_room" if nowhere else f"emergency.{risk}",
        address=Local(hotel.address),
        room=guest.room or "—",
        assembly_point=Local(hotel.assembly_point),
        emergency_number=hotel.emergency_number,
    )
    body = Join([first, steps], "blank") if risk in FIRST_STEPS else first
    outbox.send(conn, house, asked.chat_id, say(body, lasting=True), lane=outbox.ALARM)
    dialogues.wait_for(conn, house, asked.chat_id, "add", case=opened.id)
    return opened


def fresh_danger(conn: Connection, house: House, guest: Guest) -> Case | None:
    """The newest that they told of minutes ago and that is not over: what they write goes to its people."""
    every = [one for one in case.all_open(conn, house, guest.id) if one.kind == "sensitive"]
    return next((one for one in reversed(every) if house.now - one.opened_at < SAME_DANGER), None)


def in_danger(conn: Connection, house: House, asked: Asked, guest: Guest, risk: str) -> Case:
    """The same danger that nobody has taken yet rings again, with the new words; any other is a new case."""
    words = asked.text or ""
    for earlier in reversed(case.all_open(conn, house, guest.id)):
        fresh = earlier.untaken and house.now - earlier.opened_at < SAME_DANGER
        if earlier.kind == "sensitive" and earlier.category == risk and fresh:
            opening.add_words(
                conn, house, earlier, guest, words, message=asked.message_id, reply_to=asked.reply_to
            )
            danger.ring(conn, house, replace(earlier, words=words or earlier.words))
            return earlier
    return opening.open_case(
        conn, house, guest, kind="sensitive", words=words, category=risk, message=asked.message_id
    )


def call_person(
    conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts | None = None, *, words: str = ""
) -> None:
    """A person writes here; the guest may say in the meantime what it is about."""
    before = None if words else asked_back(conn, house, asked)
    if before is not None and asked.query_id:
        question_log.tapped(conn, house, guest, "called", topic="human")
    words = words or before or ""
    earlier = case.open_case_of(conn, house, guest.id)
    if earlier and earlier.open:
        if words:
            opening.add_words(
                conn, house, earlier, guest, words, message=asked.message_id, reply_to=asked.reply_to
            )
        opened = (working.awaits if words else working.call)(conn, house, earlier)
    else:
        opened = opening.open_case(conn, house, guest, kind="person", words=words, message=asked.message_id)
    if before:
        _for_staff(conn, house, asked, guest, opened, [before])
    dialogues.wait_for(conn, house, asked.chat_id, "add", case=opened.id)
    nod(conn, house, asked)
    said = text(
        "case.person",
        role=duty.role(conn, house, opened),
        time=At(max(opened.ack_due, house.later(1))),
        phone=house.hotel.reception_phone,
    )
    reply(conn, house, asked, say(said, choices=[BACK], lasting=True))


def problem(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """By button: the next words are the complaint."""
    dialogues.wait_for(conn, house, asked.chat_id, "problem")
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("case.tell_us"), choices=[PERSON, BACK]))


def add(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """The next words belong to this case."""
    dialogues.wait_for(conn, house, asked.chat_id, "add", case=facts["case"])
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("case.add"), choices=[BACK]))


def urgent(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """What is over goes on with it, as it does with "Not yet"."""
    known = own(conn, house, guest, facts)
    opened = known if known.open else coming_back.again(conn, house, guest, known)
    if not opened.open:
        raise OldButton
    sooner = working.hurry(conn, house, opened)
    nod(conn, house, asked)
    said = text(
        "case.urgent",
        role=duty.role(conn, house, sooner),
        time=At(max(sooner.ack_due, house.later(1))),
        phone=house.hotel.reception_phone,
    )
    reply(conn, house, asked, say(said, choices=[PERSON], lasting=True))


def all_right(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    shut = working.close(conn, house, own(conn, house, guest, facts))
    nod(conn, house, asked)
    reply(conn, house, asked, rated.thanks(conn, house, guest, shut))


def not_yet(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    known = own(conn, house, guest, facts)
    again = working.awaits(conn, house, coming_back.again(conn, house, guest, known))
    dialogues.wait_for(conn, house, asked.chat_id, "add", case=again.id)
    nod(conn, house, asked)
    said = text("case.reopened", role=duty.role(conn, house, again), time=At(again.ack_due), ref=again.ref)
    reply(
        conn,
        house,
        asked,
        say(said, choices=[choice(text("button.urgent"), "urgent", case=again.id)], lasting=True),
    )


def own(conn: Connection, house: House, guest: Guest, facts: Facts) -> Case:
    """The guest's own case; another's is refused."""
    found = case.by_id(conn, house, facts["case"])
    if found.guest_id != guest.id:
        raise OldButton
    return found
