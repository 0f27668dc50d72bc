"""The front door: every private message and every press goes through here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from babel import Locale

from bot.db import Connection
from bot.desk import dialogues, outbox, people
from bot.desk.asked import Asked, nod, reply
from bot.desk.cases import case, opening
from bot.desk.house import House
from bot.desk.menu import asking, bookings, browse, choosing, manager, requesting, screens, staff
from bot.desk.menu.acts import GuestAct
from bot.desk.outbox import Pressed
from bot.desk.people import Guest
from bot.desk.problems import HOME, NotForYou, OldButton
from bot.say import Text, choice, say, text

CROWD = 20  # updates a minute from one chat; more is a flood
STALE = 120  # seconds; a /start older than this waited through an outage
UNDERSTOOD = ("tr", "de")  # read, and not spoken yet: their guests are told so once
MEDIA = ("photo", "voice", "video", "video_note", "document", "audio", "location", "contact", "animation")

GUEST_ACTS: Mapping[str, GuestAct] = {
    "home": screens.show_home,
    "today": screens.today,
    "language": screens.languages,
    "speak": screens.speak,
    "groups": browse.groups,
    "group": browse.group,
    "offer": browse.card,
    "options": choosing.options,
    "days": choosing.days,
    "times": choosing.times,
    "book": choosing.book,
    "people": choosing.who,
    "party": choosing.party,
    "ages": choosing.ages,
    "hold": bookings.hold,
    "both": bookings.both,
    "confirm": bookings.confirm,
    "release": bookings.release,
    "calendar": bookings.ics,
    "bookings": bookings.mine,
    "booking": bookings.show,
    "cancel": bookings.cancel,
    "cancel_yes": bookings.cancel_yes,
    "wait": bookings.wait,
    "unwait": bookings.unwait,
    "request": requesting.start,
    "wish": requesting.wish,
    "request_send": requesting.send,
    "entry": asking.show_entry,
    "details": asking.details,
    "person": asking.call_person,
    "problem": asking.problem,
    "details_add": asking.add,
    "urgent": asking.urgent,
    "all_right": asking.all_right,
    "not_yet": asking.not_yet,
    "wait_more": asking.will_wait,
    "call_manager": asking.call_manager,
    "room": lambda *doing: enter_room(*doing),
}
READERS: Mapping[str, Callable[[Connection, House, Asked, Guest, Mapping[str, Any]], bool]] = {
    "people": choosing.read_people,
    "ages": choosing.read_ages,
    "wish": requesting.read_wish,
}


def private(conn: Connection, house: House, asked: Asked) -> None:
    """A message to the bot: danger first, then what was waited for, then what it means."""
    guest = _guest(conn, house, asked)
    if asked.heard and asked.heard.risk:
        asking.sensitive(conn, house, asked, guest, asked.heard.risk)
    elif asked.backlog > CROWD:
        _slow_down(conn, house, asked, guest)
    elif asked.text and asked.text.startswith("/"):
        command(conn, house, asked, guest)
    elif asked.kind == "text":
        _text(conn, house, asked, guest)
    elif asked.kind in MEDIA:
        media(conn, house, asked, guest)
    else:
        reply(conn, house, asked, say(text("guest.only_words"), choices=screens.home().choices))


def _guest(conn: Connection, house: House, asked: Asked) -> Guest:
    """Who writes; the language follows the text until it is chosen."""
    spoken, hint = house.hotel.languages, (asked.hint or "").split("-")[0]
    start = hint if hint in spoken else house.hotel.default_language
    guest, new = people.welcome(conn, house, asked.chat_id, name=asked.name, language=start)
    heard = asked.heard.language if asked.heard else None
    if heard and heard != guest.language and heard in spoken and _switched(asked, guest):
        people.speak(conn, guest, heard, chosen=guest.chosen)
        guest = replace(guest, language=heard)
    if new and not (asked.heard and asked.heard.risk):
        _in_which_language(conn, house, asked, guest, {heard, hint})
    return guest


def _in_which_language(
    conn: Connection, house: House, asked: Asked, guest: Guest, theirs: set[str | None]
) -> None:
    """At the first contact, in the guest's own language, if we read it and do not speak it yet."""
    for code in UNDERSTOOD:
        if code in theirs and code not in house.hotel.languages:
            name = Locale.parse(code).languages[guest.language]
            said = Text("language.not_spoken", {"language": name}, language=code)
            outbox.send(conn, house, asked.chat_id, say(said))


def _switched(asked: Asked, guest: Guest) -> bool:
    """One foreign word is not another language; a sentence is."""
    return len((asked.text or "").split()) >= (3 if guest.chosen else 2)


def _slow_down(conn: Connection, house: House, asked: Asked, guest: Guest) -> None:
    """Once a minute; what came is kept, staff are not flooded."""
    if people.slow_down(conn, house, guest):
        said = text("guest.slow_down", phone=house.hotel.reception_phone)
        outbox.send(conn, house, asked.chat_id, say(said), kind="soft")


def _text(conn: Connection, house: House, asked: Asked, guest: Guest) -> None:
    waiting = dialogues.waiting(conn, house, asked.chat_id)
    if waiting and waiting.screen == "problem":
        kind = asking.category(asked.heard) if asked.heard else "complaint_general"
        asking.complaint(conn, house, asked, guest, kind)
    elif waiting and waiting.screen == "add":
        to_case(conn, house, asked, guest, waiting.data["case"])
    elif waiting and waiting.screen == "room":
        _room(conn, house, asked, guest, asked.text or "")
    elif _awaited(conn, house, asked, guest, waiting) or _for_manager(conn, house, asked):
        return
    elif not _in_conversation(conn, house, asked, guest):
        asking.free_text(conn, house, asked, guest)


def _awaited(
    conn: Connection, house: House, asked: Asked, guest: Guest, waiting: dialogues.Waiting | None
) -> bool:
    """True when the text was what the screen had asked for."""
    read = READERS.get(waiting.screen) if waiting else None
    return read is not None and waiting is not None and read(conn, house, asked, guest, waiting.data)


def _for_manager(conn: Connection, house: House, asked: Asked) -> bool:
    who = people.colleague(conn, house, asked.user_id)
    manages = who is not None and who.state == "active" and who.manages
    return manages and who is not None and manager.on_text(conn, house, asked, who)


def _in_conversation(conn: Connection, house: House, asked: Asked, guest: Guest) -> bool:
    """A reply to staff goes to staff; so does what follows their message, unless it is a clear question."""
    opened = case.open_case_of(conn, house, guest.id)
    if opened is None or opened.kind == "booking":
        return False
    letter = outbox.sent_as(conn, asked.chat_id, asked.reply_to) if asked.reply_to else None
    spoken = case.last_at(conn, opened, "staff_wrote")
    recent = spoken is not None and (house.now - spoken).total_seconds() < 60 * 60
    question = asked.heard is not None and asked.heard.decision == "answer"
    if letter is None and not (recent and not question):
        return False
    to_case(conn, house, asked, guest, opened.id, quiet=True)
    return True


def to_case(
    conn: Connection, house: House, asked: Asked, guest: Guest, case_id: int, *, quiet: bool = False
) -> None:
    """The guest's words go to the people who have the case."""
    opened = case.by_id(conn, house, case_id)
    if opened.guest_id != guest.id:
        raise OldButton
    dialogues.done(conn, house, asked.chat_id)
    opening.add_words(conn, house, opened, guest, asked.text or "")
    if not quiet:
        reply(conn, house, asked, say(text("case.passed_on", ref=opened.ref), choices=[HOME], lasting=True))


def media(conn: Connection, house: House, asked: Asked, guest: Guest) -> None:
    """A picture or a voice message: into the open case, else a new one for a person."""
    if asked.edited or asked.message_id is None:
        return
    opened = case.open_case_of(conn, house, guest.id)
    if opened is None:
        opened = opening.open_case(conn, house, guest, kind="person", words=asked.text or "")
        asking.call_person(conn, house, asked, guest)
    intro = say(text("card.guest_sends", name=guest.name))
    outbox.copy(
        conn,
        house,
        None,
        source_chat=asked.chat_id,
        source_message=asked.message_id,
        case_id=opened.id,
        lane=outbox.STAFF,
        intro=intro,
    )
    case.note(conn, house, opened, "guest_sent", "guest", what=asked.kind)


def command(conn: Connection, house: House, asked: Asked, guest: Guest) -> None:
    name, _, rest = (asked.text or "").partition(" ")
    match name.split("@")[0]:
        case "/start":
            start(conn, house, asked, guest, rest.strip())
        case "/language":
            screens.languages(conn, house, asked, guest, {})
        case "/bookings":
            bookings.mine(conn, house, asked, guest, {})
        case "/staff":
            staff.ask_to_join(conn, house, asked)
        case "/manage":
            manager.home(conn, house, asked, people.managing(conn, house, asked.user_id))
        case "/help":
            reply(conn, house, asked, say(text("guest.help"), choices=screens.home().choices))
        case _:
            reply(conn, house, asked, say(text("guest.unknown_command"), choices=screens.home().choices))


def start(conn: Connection, house: House, asked: Asked, guest: Guest, payload: str) -> None:
    """First contact, a room's QR code, or the owner's claim link. After an outage one welcome is enough."""
    if payload.startswith("own-") and people.claim(
        conn, house, payload[4:], asked.user_id, name=asked.name, language=guest.language
    ):
        reply(conn, house, asked, say(text("staff.owner"), choices=[choice(text("button.manage"), "m_home")]))
        return
    room = people.room_of(conn, house, payload) if payload else None
    if room:
        people.claim_room(conn, house, guest, room)
        guest = people.guest_by_id(conn, guest.id)
    waiting = dialogues.waiting(conn, house, asked.chat_id)
    if asked.late > STALE and waiting and waiting.screen == "welcomed":
        return
    dialogues.wait_for(conn, house, asked.chat_id, "welcomed")
    who = people.colleague(conn, house, asked.user_id)
    if who and who.state == "active" and not payload:
        _for_staff(conn, house, asked, manages=who.manages)
        return
    reply(conn, house, asked, screens.welcome(house, guest))


def _for_staff(conn: Connection, house: House, asked: Asked, *, manages: bool) -> None:
    if manages:
        manager.home(conn, house, asked, people.on_file(conn, house, asked.user_id))
    else:
        reply(conn, house, asked, say(text("staff.home"), choices=[choice(text("button.as_guest"), "home")]))


def enter_room(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Mapping[str, Any]) -> None:
    dialogues.wait_for(conn, house, asked.chat_id, "room")
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("guest.enter_room"), choices=[HOME]))


def _room(conn: Connection, house: House, asked: Asked, guest: Guest, words: str) -> None:
    people.claim_room(conn, house, guest, words.strip())
    dialogues.done(conn, house, asked.chat_id)
    reply(
        conn, house, asked, say(text("guest.room_noted", room=words.strip()), choices=screens.home().choices)
    )


def press(conn: Connection, house: House, asked: Asked) -> None:
    """A button: whose it is and whether they still may is looked up anew on every press."""
    pressed = outbox.pressed(conn, asked.data or "")
    if pressed is None:
        _forgotten(conn, house, asked)
        return
    if pressed.chat_id != asked.chat_id:
        raise NotForYou
    asked = replace(asked, lasting=pressed.lasting)
    name = pressed.choice.act
    if name in GUEST_ACTS:
        _guest_press(conn, house, asked, pressed)
    elif name.startswith("m_"):
        who = people.managing(conn, house, asked.user_id)
        manager.ACTS[name](conn, house, asked, who, pressed.choice.args)
    else:
        who = people.on_staff(conn, house, asked.user_id)
        staff.ACTS[name](conn, house, asked, who, pressed.choice.args)


def _guest_press(conn: Connection, house: House, asked: Asked, pressed: Pressed) -> None:
    if not asked.private:
        raise NotForYou
    guest = _guest(conn, house, asked)
    GUEST_ACTS[pressed.choice.act](conn, house, asked, guest, pressed.choice.args)


def _forgotten(conn: Connection, house: House, asked: Asked) -> None:
    """A button nobody remembers: today's screen, with one line of why."""
    if not asked.private:
        nod(conn, house, asked, text(OldButton.key), alert=True)
        return
    nod(conn, house, asked)
    outbox.send(conn, house, asked.chat_id, say(text("guest.old_button"), choices=screens.home().choices))
