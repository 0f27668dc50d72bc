"""Words between a guest and the people who have their case: answers, corrections, pictures, floods."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from bot.db import Connection
from bot.desk import dialogues, outbox, people
from bot.desk.asked import Asked, nod, reply
from bot.desk.cases import case, opening, working
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.menu import asking, following
from bot.desk.menu.acts import Facts
from bot.desk.people import Guest
from bot.desk.problems import HOME, PERSON, OldButton
from bot.say import choice, say, text

ANSWERS = timedelta(hours=1)  # so long words are an answer to what staff said
SMALL = ("thanks", "praise", "goodbye", "greeting")
MEDIA = ("photo", "voice", "video", "video_note", "document", "audio", "location", "contact", "animation")
ASKED_FOR = ("people", "ages", "wish", "room", "ask")  # what words answer and a picture does not
CROWD = 20  # messages a minute from one chat; more is a flood
FEW = 2  # words: "ok", "yes", "all well"


def ask(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """From a card: the question first, and the card stays where it is."""
    dialogues.wait_for(conn, house, asked.chat_id, "ask", offer=facts["offer"])
    nod(conn, house, asked)
    outbox.send(conn, house, asked.chat_id, say(text("book.ask_what"), choices=[PERSON, HOME]))


def read_question(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> bool:
    dialogues.done(conn, house, asked.chat_id)
    asking.free_text(conn, house, asked, guest, about=house.catalog.offer(facts["offer"]))
    return True


def goes_on(conn: Connection, house: House, asked: Asked, guest: Guest) -> bool:
    """True when this was for the people who have a case: a reply to them, or what follows their message.

    Complaints, danger, calls for a person, clear questions and what follows our own answer never are.
    """
    heard = asked.heard
    if asking.complains(asked) or (heard and (heard.person or heard.decision == "sensitive")):
        return False
    letter = outbox.sent_as(conn, asked.chat_id, asked.reply_to) if asked.reply_to else None
    answers = letter is not None and _of_a_case(letter)
    if not answers and following.subject(conn, house, asked, guest):
        return False
    opened, recent = _case(conn, house, guest, answers=answers)
    if opened is None or not (answers or (recent and not (heard and heard.decision == "answer"))):
        return False
    if not opened.open and _pleased(asked):
        _ask_again(conn, house, asked, guest, opened)
    else:
        to_case(conn, house, asked, guest, opened.id, quiet=recent)
    return True


def _case(conn: Connection, house: House, guest: Guest, *, answers: bool) -> tuple[Case | None, bool]:
    """Which case it would be, and whether staff spoke in it within the hour."""
    found = case.spoken(conn, house, guest.id)
    if found and _still_on(found[0], found[1]) and house.now - found[1] < ANSWERS:
        return found[0], True
    return (case.open_case_of(conn, house, guest.id) if answers else None), False


def _still_on(spoken: Case, at: datetime) -> bool:
    """What the guest has closed is over, until staff write once more."""
    return spoken.closed_at is None or at > spoken.closed_at


def _of_a_case(letter: dict[str, Any]) -> bool:
    """Whether our message was about a case: a reply to a price card is not for the people of a case."""
    if letter["method"] == "copy":
        return True
    written = json.dumps(letter["content"])
    return any(f'"{area}' in written for area in ("relay.", "case.", "answer.unknown"))


def _pleased(asked: Asked) -> bool:
    """A thank-you, or a word or two: nothing that would open a solved case by itself."""
    heard = asked.heard
    pleased = heard is not None and bool(heard.entries) and heard.entries[0][0] in SMALL
    return pleased or len((asked.text or "").split()) <= FEW


def _ask_again(conn: Connection, house: House, asked: Asked, guest: Guest, solved: Case) -> None:
    """Staff read it, and the guest has the buttons at hand that say which way it is."""
    opening.add_words(conn, house, solved, guest, asked.text or "", message=asked.message_id)
    ways = [
        choice(text("button.all_right"), "all_right", case=solved.id),
        choice(text("button.not_yet"), "not_yet", case=solved.id),
    ]
    said = text("talk.thanks") if solved.status == "closed" else text("case.noted", ref=solved.ref)
    reply(conn, house, asked, say(said, choices=[HOME] if solved.status == "closed" else ways))


def to_case(
    conn: Connection, house: House, asked: Asked, guest: Guest, case_id: int, *, quiet: bool = False
) -> None:
    """The guest's words go to the people who have the case; a solved one is open again."""
    opened = case.by_id(conn, house, case_id)
    if opened.guest_id != guest.id:
        raise OldButton
    dialogues.done(conn, house, asked.chat_id)
    opening.add_words(conn, house, opened, guest, asked.text or "", message=asked.message_id)
    if not opened.open:
        again = working.reopen(conn, house, opened)
        reply(conn, house, asked, asking.once_more(conn, house, again))
    elif not quiet:
        reply(conn, house, asked, say(text("case.passed_on", ref=opened.ref), choices=[HOME], lasting=True))


def corrected(conn: Connection, house: House, asked: Asked, guest: Guest) -> bool:
    """True when this mends a message that staff have: they read that it is a correction."""
    if not asked.edited or asked.kind != "text" or asked.message_id is None:
        return False
    found = case.of_message(conn, house, guest.id, asked.message_id)
    if found is None or not found[0].open:
        return False
    opened, event = found
    risk = asked.heard.risk if asked.heard else None
    danger = risk and (opened.kind != "sensitive" or opened.category != risk)
    if danger or (asking.complains(asked) and opened.kind not in ("complaint", "sensitive")):
        return False  # it has become more than a correction
    opening.correct(conn, house, opened, guest, asked.text or "", on_card=event == "opened")
    return True


def media(conn: Connection, house: House, asked: Asked, guest: Guest) -> None:
    """A picture or a voice message: into the open case, else a new one for a person.

    What a screen of a booking waits for, it goes on waiting for.
    """
    if asked.edited or asked.message_id is None:
        return
    waiting = dialogues.waiting(conn, house, asked.chat_id)
    pass_on(conn, house, asked, guest, _for_media(conn, house, asked, guest, waiting))
    if waiting and waiting.screen in ASKED_FOR:
        dialogues.wait_for(conn, house, asked.chat_id, waiting.screen, **waiting.data)


def _for_media(
    conn: Connection, house: House, asked: Asked, guest: Guest, waiting: dialogues.Waiting | None
) -> Case:
    """The case that a picture belongs to, by its caption and by what we had asked for."""
    problem = waiting is not None and waiting.screen == "problem"
    if problem or asking.complains(asked):
        kind = asking.category(asked.heard) if asked.heard else "complaint_general"
        return asking.complaint(conn, house, asked, guest, kind)
    if waiting and waiting.screen == "add":
        named = case.by_id(conn, house, waiting.data["case"])
        if named.guest_id == guest.id and named.open:
            return named
    if opened := case.open_case_of(conn, house, guest.id):
        return opened
    opened = opening.open_case(conn, house, guest, kind="person", words=asked.text or "")
    asking.call_person(conn, house, asked, guest)
    return opened


def pass_on(
    conn: Connection, house: House, asked: Asked, guest: Guest, opened: Case, *, lane: int = outbox.STAFF
) -> None:
    """The picture itself, into the case."""
    if asked.kind not in MEDIA or asked.message_id is None:
        return
    outbox.copy(
        conn,
        house,
        None,
        source_chat=asked.chat_id,
        source_message=asked.message_id,
        case_id=opened.id,
        lane=lane,
        intro=say(text("card.guest_sends", name=guest.name)),
    )
    case.note(conn, house, opened, "guest_sent", "guest", what=asked.kind)


def flood(conn: Connection, house: House, asked: Asked, guest: Guest) -> bool:
    """Too many messages in a minute. False for a complaint that no case has yet: it is worked like any.

    Words and pictures go to the guest's open case, where there is one; else they are let go, and the guest
    is told to send them again. Either is said once a minute.
    """
    opened = next(
        (one for one in reversed(case.all_open(conn, house, guest.id)) if one.kind != "booking"), None
    )
    if opened is None and asking.complains(asked):
        return False
    kept = opened is not None and _kept(conn, house, asked, guest, opened)
    if people.slow_down(conn, house, guest):
        key = "guest.slow_down" if kept else "guest.too_fast"
        said = text(key, phone="" if house.hotel.sample else house.hotel.reception_phone)
        outbox.send(conn, house, asked.chat_id, say(said), kind="soft")
    return True


def _kept(conn: Connection, house: House, asked: Asked, guest: Guest, opened: Case) -> bool:
    if asked.kind not in ("text", "other"):
        media(conn, house, asked, guest)
    elif asked.kind == "text" and asked.text and not asked.text.startswith("/"):
        opening.gather(conn, house, opened, asked.text)
    return True
