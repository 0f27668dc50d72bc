"""Words between a guest and the people who have their case: answers, corrections, pictures, floods."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

from bot.db import Connection
from bot.desk import dialogues, outbox, people
from bot.desk.asked import Asked, nod, reply
from bot.desk.cases import case, coming_back, opening, pausing, relays, working
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.menu import asking, following
from bot.desk.menu.acts import Facts
from bot.desk.menu.cases import praised
from bot.desk.people import Guest
from bot.desk.problems import HOME, PERSON, OldButton
from bot.say import choice, say, text

ANSWERS = timedelta(hours=1)  # so long words are an answer to what staff said
SMALL = ("thanks", "praise", "goodbye", "greeting")
MEDIA = (
    "photo",
    "voice",
    "video",
    "video_note",
    "document",
    "audio",
    "location",
    "contact",
    "animation",
    "venue",
)
IN_TALK = ("sticker", "dice", "poll")  # passed on where people talk already, else nothing is in them
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
    """True when this was for the people who have a case: a reply to them, what follows their message, or
    the first minutes of a danger.

    Complaints, danger, calls for a person, clear questions and what follows our own answer never are.
    """
    heard = asked.heard
    if asking.complains(asked) or (heard and heard.person):
        return False
    answers = asked.reply_to is not None and _in_a_talk(conn, house, asked.chat_id, asked.reply_to)
    if not answers and following.subject(conn, house, asked, guest):
        return False
    spoken = _spoken(conn, house, guest)
    talk = asking.fresh_danger(conn, house, guest) or spoken
    opened = talk or (case.open_case_of(conn, house, guest.id) if answers else None)
    if not answers and _small(asked):
        _overheard(conn, house, asked, guest, opened)
    if opened is None or not (answers or (talk and not (heard and heard.decision == "answer"))):
        return False
    if not opened.open and _pleased(asked):
        _ask_again(conn, house, asked, guest, opened)
    else:
        to_case(conn, house, asked, guest, opened.id, quiet=bool(spoken and spoken.id == opened.id))
    return True


def _overheard(conn: Connection, house: House, asked: Asked, guest: Guest, spoken: Case | None) -> None:
    """ "Thanks" is answered by us, and read by those who earned it while the case is open."""
    opened = spoken or case.open_case_of(conn, house, guest.id)
    heard = asked.heard
    if opened and opened.open and heard and heard.decision == "answer":
        _add(conn, house, asked, guest, opened)


def _add(conn: Connection, house: House, asked: Asked, guest: Guest, opened: Case) -> None:
    small, message, reply_to = _small(asked), asked.message_id, asked.reply_to
    words = asked.text or ""
    opening.add_words(conn, house, opened, guest, words, message=message, reply_to=reply_to, small=small)


def _spoken(conn: Connection, house: House, guest: Guest) -> Case | None:
    """The case in which staff spoke within the hour: who writes then knows that people read it."""
    found = case.spoken(conn, house, guest.id)
    lately = found and _still_on(*found) and house.now - found[1] < ANSWERS
    return found[0] if found and lately else None


def _still_on(spoken: Case, at: datetime) -> bool:
    """What the guest has closed is over, until staff write once more."""
    return spoken.closed_at is None or at > spoken.closed_at


def _in_a_talk(conn: Connection, house: House, chat: int, message: int) -> bool:
    """Whether that message was part of a talk with people, or ours about a case: a reply to a price card is
    not for the people of a case.
    """
    if relays.shown(conn, house, chat, message) or relays.written(conn, house, chat, message):
        return True
    letter = outbox.sent_as(conn, house, chat, message)
    written = json.dumps(letter["content"]) if letter else ""
    return any(
        f'"{area}' in written for area in ("relay.", "case.", "promise.", "need.guest", "answer.unknown")
    )


def _pleased(asked: Asked) -> bool:
    """A thank-you, or a word or two: nothing that would open a solved case by itself."""
    return _small(asked) or len((asked.text or "").split()) <= FEW


def _small(asked: Asked) -> bool:
    heard = asked.heard
    return heard is not None and bool(heard.entries) and heard.entries[0][0] in SMALL


def _ask_again(conn: Connection, house: House, asked: Asked, guest: Guest, solved: Case) -> None:
    """Staff read it, and the guest has the buttons at hand that say which way it is."""
    _add(conn, house, asked, guest, solved)
    ways = [
        choice(text("button.all_right"), "all_right", case=solved.id),
        choice(text("button.not_yet"), "not_yet", case=solved.id),
    ]
    if praised.passed_on(conn, house, asked, guest, about=solved):
        return
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
    if not opened.open and _small(asked):
        _ask_again(conn, house, asked, guest, opened)
        return
    _add(conn, house, asked, guest, opened)
    if not opened.open:
        again = coming_back.again(conn, house, guest, opened, words=asked.text or "")
        reply(conn, house, asked, asking.once_more(conn, house, again))
    elif not quiet:
        reply(conn, house, asked, say(text("case.passed_on", ref=opened.ref), choices=[HOME], lasting=True))


def corrected(conn: Connection, house: House, asked: Asked, guest: Guest) -> bool:
    """True when this mends a message that staff have: they read that it is a correction, if anything in it
    has changed, and what it is about as before.
    """
    if not asked.edited or asked.kind != "text" or asked.message_id is None:
        return False
    found = case.of_message(conn, house, guest.id, asked.message_id)
    if found is None:
        return False
    opened, said = found.case, case.headed(found.subject, asked.text or "")
    before = relays.written(conn, house, asked.chat_id, asked.message_id)
    if relays.unchanged(before, replace(asked, text=said)) if before else found.words == said:
        return True
    if not opened.open:
        return False
    risk = asked.heard.risk if asked.heard else None
    danger = risk and (opened.kind != "sensitive" or opened.category != risk)
    if danger or (asking.complains(asked) and opened.kind not in ("complaint", "sensitive")):
        return False  # it has become more than a correction
    opening.correct(conn, house, opened, guest, said, on_card=found.on_card, message=asked.message_id)
    return True


def media(conn: Connection, house: House, asked: Asked, guest: Guest) -> None:
    """A picture or a voice message: into the open case, else a new one for a person.

    What a screen of a booking waits for, it goes on waiting for.
    """
    if asked.message_id is None:
        return
    if asked.edited:
        _mended(conn, house, asked, guest)
        return
    if (number := relays.of_album(conn, house, asked)) is not None:
        pass_on(conn, house, asked, guest, case.by_id(conn, house, number))
        return
    waiting = dialogues.waiting(conn, house, asked.chat_id)
    pass_on(conn, house, asked, guest, _for_media(conn, house, asked, guest, waiting))
    if waiting and waiting.screen in ASKED_FOR:
        dialogues.wait_for(conn, house, asked.chat_id, waiting.screen, **waiting.data)


def _mended(conn: Connection, house: House, asked: Asked, guest: Guest) -> None:
    """Another picture or caption in the place of one that staff have: they get it anew, said to be mended.

    A place that moves (a live location) is let go: it changes every few seconds.
    """
    before = relays.written(conn, house, asked.chat_id, asked.message_id or 0)
    if before is None or asked.kind not in relays.CAPTIONED or relays.unchanged(before, asked):
        return
    heading = say(text("card.guest_corrected", name=guest.name, words=asked.text or ""))
    mended = replace(asked, reply_to=asked.message_id, album=None)
    relays.copy(conn, house, relays.to_staff(before.case_id), heading, mended, heading)


def lone(conn: Connection, house: House, asked: Asked, guest: Guest) -> bool:
    """A sticker, a dice, a poll: part of a talk with people, where there is one."""
    opened = case.open_case_of(conn, house, guest.id)
    if asked.kind not in IN_TALK or opened is None or asked.edited:
        return False
    pass_on(conn, house, asked, guest, opened)
    return True


def _for_media(
    conn: Connection, house: House, asked: Asked, guest: Guest, waiting: dialogues.Waiting | None
) -> Case:
    """The case that a picture belongs to, by its caption and by what we had asked for."""
    problem = waiting is not None and waiting.screen == "problem"
    earlier = case.of_kind(conn, house, guest.id, "complaint")
    if earlier and earlier.open and (problem or asking.complains(asked)):
        about = asking.category(asked.heard) if asked.heard else None
        return working.worse(conn, house, earlier, about)  # its words stand under the picture
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
    """The picture itself, into the case; those of an album together."""
    if asked.kind not in (*MEDIA, *IN_TALK) or asked.message_id is None or asked.phone:
        return  # their own number is for one colleague, and never for a group
    way, heading = relays.to_staff(opened.id, lane=lane), say(text("card.guest_sends", name=guest.name))
    if asked.album:
        relays.gather(conn, house, way, heading, asked)
    else:
        under = say(text("card.guest_wrote", name=guest.name, words=asked.text)) if asked.text else heading
        relays.copy(conn, house, way, heading, asked, under)
    case.note(conn, house, opened, "guest_sent", "guest", what=asked.kind, words=asked.text)
    pausing.answered(conn, house, opened)


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
