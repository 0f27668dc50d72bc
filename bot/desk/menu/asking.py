"""Free text: an answer from the knowledge base, a choice of topics, a person, or the emergency line first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.db import Connection
from bot.desk import dialogues, outbox, people
from bot.desk.asked import Asked, Heard, nod, reply
from bot.desk.booking import sale
from bot.desk.cases import case, clocks, opening, working
from bot.desk.cases.case import Case
from bot.desk.cases.triage import COMPLAINTS
from bot.desk.catalog.model import Entry, Offer
from bot.desk.house import House
from bot.desk.menu import bookings, browse, screens
from bot.desk.menu.acts import Facts
from bot.desk.menu.screens import BACK
from bot.desk.people import Guest
from bot.desk.problems import PERSON, OldButton
from bot.say import At, Bold, Choice, Day, Join, Local, Say, choice, say, text

FIRST_STEPS = ("medical", "fire", "lost_child")
COMPLAINT = 0.5  # from here on it is one
SAME_DANGER = timedelta(minutes=10)  # later it is one of its own
AGAIN_AFTER = 10  # minutes until the manager is called a second time
TALK = ("greeting", "goodbye", "thanks", "praise", "who_are_you")


def free_text(
    conn: Connection, house: House, asked: Asked, guest: Guest, *, about: Offer | None = None
) -> None:
    """Policy over the evidence; danger and complaints before everything. `about`: the card they ask at."""
    heard = asked.heard or Heard(guest.language, "handoff")
    top = heard.entries[0][0] if heard.entries else ""
    if heard.risk or heard.decision == "sensitive":
        sensitive(conn, house, asked, guest, heard.risk or top)
    elif complains(asked):
        complaint(conn, house, asked, guest, category(heard))
    elif heard.person or top == "human":
        call_person(conn, house, asked, guest, words=asked.text or "")
    elif heard.decision == "answer" and known(conn, house, asked, guest, top):
        return
    elif (
        heard.decision == "clarify"
        and not _asked_back(conn, house, asked)
        and (topics := _topics(house, heard))
    ):
        dialogues.wait_for(conn, house, asked.chat_id, "clarified", words=asked.text or "")
        reply(conn, house, asked, did_you_mean(topics))
    else:
        unknown(conn, house, asked, guest, about)


def _asked_back(conn: Connection, house: House, asked: Asked) -> str | None:
    """The question that we answered with "which of these?"; we ask back once, then a person answers."""
    waiting = dialogues.waiting(conn, house, asked.chat_id)
    return str(waiting.data["words"]) if waiting and waiting.screen == "clarified" else None


def complains(asked: Asked) -> bool:
    return asked.heard is not None and asked.heard.complaint >= COMPLAINT


def category(heard: Heard) -> str:
    """The likeliest kind of complaint, a guess that the card marks as one."""
    return next((name for name, _ in heard.entries if name in COMPLAINTS), "complaint_general")


def known(conn: Connection, house: House, asked: Asked, guest: Guest, name: str) -> bool:
    """Answer from what the hotel knows or sells; False when it has nothing under that name."""
    if name in TALK:
        reply(conn, house, asked, say(text(f"talk.{name}"), choices=screens.home().choices[:5]))
    elif name in ("cancel", "booking_change"):
        bookings.mine(conn, house, asked, guest, {})
    elif name == "language":
        screens.languages(conn, house, asked, guest, {})
    elif entry := house.catalog.entry(name):
        reply(conn, house, asked, entry_say(conn, house, entry))
    elif offer := offer_for(house, name):
        reply(conn, house, asked, browse.offer_card(house, offer))
    else:
        return False
    return True


def offer_for(house: House, name: str) -> Offer | None:
    found = house.catalog.offer(name) or next(
        (one for one in house.catalog.offers.values() if one.intent == name), None
    )
    return found if found and found.active else None


def entry_say(conn: Connection, house: House, entry: Entry) -> Say:
    """Key moment 3: the fact, the day it was last confirmed, a button that acts on it."""
    offer = house.catalog.offer(entry.offer) if entry.offer else None
    on_sale = offer and offer.active and not sale.stopped(conn, house, offer.code)
    choices = [
        choice(Local(offer.title), "offer", code=offer.code) if offer and on_sale else None,
        choice(text("button.details"), "details", entry=entry.id) if entry.details else None,
        choice(text("button.person"), "person"),
        BACK,
    ]
    return say(
        Bold(Local(entry.answer)), text("answer.confirmed", date=Day(entry.confirmed)), choices=choices
    )


def show_entry(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    nod(conn, house, asked)
    if not known(conn, house, asked, guest, facts["entry"]):
        raise OldButton


def details(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    entry = house.catalog.entry(facts["entry"])
    if entry is None or entry.details is None:
        raise OldButton
    nod(conn, house, asked)
    reply(conn, house, asked, say(Bold(Local(entry.answer)), Local(entry.details), choices=[PERSON, BACK]))


def _topics(house: House, heard: Heard) -> list[Choice]:
    """Three at most; an intent and the offer behind it are one topic."""
    found: list[Choice] = []
    for name, _ in heard.entries:
        one = topic(house, name)
        if one and all(one.label != other.label for other in found):
            found.append(one)
    return found[:3]


def topic(house: House, name: str) -> Choice | None:
    """A button for what a candidate stands for; None for what has no name a guest would know."""
    entry, offer = house.catalog.entry(name), offer_for(house, name)
    titles = entry.title if entry else offer.title if offer else None
    return choice(Local(titles), "entry", entry=name) if titles else None


def did_you_mean(topics: Sequence[Choice]) -> Say:
    """Key moment 5."""
    return say(text("answer.clarify"), choices=[*topics, PERSON])


def unknown(conn: Connection, house: House, asked: Asked, guest: Guest, about: Offer | None = None) -> None:
    """Key moment 4: a person answers, by a stated time. A second question joins the first."""
    question = asked.text or ""
    words = f"{about.title[house.hotel.default_language]}: {question}" if about else question
    dialogues.done(conn, house, asked.chat_id)
    earlier = case.open_case_of(conn, house, guest.id)
    if earlier and earlier.open and earlier.kind in ("question", "person"):
        opening.add_words(conn, house, earlier, guest, words, message=asked.message_id)
        opened = earlier
    else:
        opened = opening.open_case(conn, house, guest, kind="question", words=words, message=asked.message_id)
    said = text(
        "answer.unknown",
        role=role(house, opened),
        question=question[:300],
        time=At(max(opened.ack_due, house.later(1))),
        phone=house.hotel.reception_phone,
    )
    choices = [
        choice(text("button.add_details"), "details_add", case=opened.id),
        choice(text("button.back"), "home"),
    ]
    reply(conn, house, asked, say(said, choices=choices, lasting=True))


def complaint(conn: Connection, house: House, asked: Asked, guest: Guest, kind: str) -> Case:
    """Key moment 12: at once, with a time. More words for an open case are only noted."""
    before = case.of_kind(conn, house, guest.id, "complaint")
    words = asked.text or ""
    opened, new = opening.complain(conn, house, guest, words=words, category=kind, message=asked.message_id)
    dialogues.done(conn, house, asked.chat_id)
    if new:
        reply(conn, house, asked, acknowledged(house, opened))
    else:
        reply(conn, house, asked, _added(opened) if before and before.open else once_more(house, opened))
    return opened


def acknowledged(house: House, opened: Case) -> Say:
    said = text("case.acknowledged", role=role(house, opened), time=At(opened.ack_due), ref=opened.ref)
    choices = [
        choice(text("button.add_details"), "details_add", case=opened.id),
        choice(text("button.urgent"), "urgent", case=opened.id),
    ]
    return say(said, choices=choices, lasting=True)


def once_more(house: House, again: Case) -> Say:
    """What was solved is open again, with a time."""
    said = text("case.goes_on", role=role(house, again), time=At(again.ack_due), ref=again.ref)
    urgent = choice(text("button.urgent"), "urgent", case=again.id)
    return say(said, choices=[urgent], lasting=True)


def _added(opened: Case) -> Say:
    urgent = (
        choice(text("button.urgent"), "urgent", case=opened.id) if opened.severity in ("S3", "S4") else None
    )
    return say(text("case.added", ref=opened.ref), choices=[urgent, PERSON], lasting=True)


def role(house: House, opened: Case) -> Local:
    return Local(house.hotel.departments[opened.department].role)


def sensitive(conn: Connection, house: House, asked: Asked, guest: Guest, risk: str) -> Case:
    """Key moment 15: the number to call comes first, before anything else; then the steps; then people."""
    hotel, opened = house.hotel, danger(conn, house, asked, guest, risk)
    numbers = {"emergency_number": hotel.emergency_number, "phone": hotel.reception_phone}
    first = text("emergency.first", **numbers, role=role(house, opened))
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
    return opened


def danger(conn: Connection, house: House, asked: Asked, guest: Guest, risk: str) -> Case:
    """The same danger that nobody has taken yet rings again, with the new words; any other is a new case."""
    words = asked.text or ""
    for earlier in reversed(case.all_open(conn, house, guest.id)):
        fresh = earlier.status == "new" and house.now - earlier.opened_at < SAME_DANGER
        if earlier.kind == "sensitive" and earlier.category == risk and fresh:
            opening.add_words(conn, house, earlier, guest, words, message=asked.message_id)
            opening.raise_alarm(conn, house, replace(earlier, words=words or earlier.words))
            return earlier
    return opening.open_case(
        conn, house, guest, kind="sensitive", words=words, category=risk, message=asked.message_id
    )


def call_person(
    conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts | None = None, *, words: str = ""
) -> None:
    """A person writes here; the guest may say in the meantime what it is about."""
    words = words or _asked_back(conn, house, asked) or ""
    earlier = case.open_case_of(conn, house, guest.id)
    if earlier and earlier.open:
        opened = earlier
        if words:
            opening.add_words(conn, house, opened, guest, words, message=asked.message_id)
    else:
        opened = opening.open_case(conn, house, guest, kind="person", words=words, message=asked.message_id)
    dialogues.wait_for(conn, house, asked.chat_id, "add", case=opened.id)
    nod(conn, house, asked)
    said = text(
        "case.person",
        role=role(house, opened),
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
    sooner = working.hurry(conn, house, own(conn, house, guest, facts))
    nod(conn, house, asked)
    said = text(
        "case.urgent",
        role=role(house, sooner),
        time=At(max(sooner.ack_due, house.later(1))),
        phone=house.hotel.reception_phone,
    )
    reply(conn, house, asked, say(said, choices=[PERSON], lasting=True))


def all_right(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    working.close(conn, house, own(conn, house, guest, facts))
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("case.closed"), choices=[BACK]))


def not_yet(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    again = working.reopen(conn, house, own(conn, house, guest, facts))
    dialogues.wait_for(conn, house, asked.chat_id, "add", case=again.id)
    nod(conn, house, asked)
    said = text("case.reopened", role=role(house, again), time=At(again.ack_due), ref=again.ref)
    reply(
        conn,
        house,
        asked,
        say(said, choices=[choice(text("button.urgent"), "urgent", case=again.id)], lasting=True),
    )


def will_wait(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    nod(conn, house, asked, text("word.thanks"))


def call_manager(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """The guest asks for the manager: managers are written to in private, once in a while."""
    late = own(conn, house, guest, facts)
    called = [one for one in people.team(conn, house) if one.manages]
    if not case.lately(conn, house, late, "manager_called", minutes=AGAIN_AFTER):
        case.note(conn, house, late, "manager_called", "guest")
        minutes = max(1, int((house.now - late.opened_at).total_seconds() // 60))
        for one in called:
            clocks.call(conn, house, late, one, minutes)
    nod(conn, house, asked)
    said = text(
        "case.manager_called", person=called[0].name if called else "", phone=house.hotel.reception_phone
    )
    reply(conn, house, asked, say(said, choices=[BACK], lasting=True))


def own(conn: Connection, house: House, guest: Guest, facts: Facts) -> Case:
    """The guest's own case; another's is refused."""
    found = case.by_id(conn, house, facts["case"])
    if found.guest_id != guest.id:
        raise OldButton
    return found
