"""The front door: every private message and every press goes through here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from babel import Locale

from bot.db import Connection
from bot.desk import dialogues, outbox, people, spoken
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import codes, steps
from bot.desk.house import House
from bot.desk.menu import (
    arrivals,
    asking,
    awaited,
    before_opening,
    bookings,
    claiming,
    day_commands,
    day_noting,
    giving,
    hand,
    leading,
    linking,
    manager,
    privacy,
    rates,
    refunding,
    roles,
    screens,
    staff,
    staying_commands,
    talking,
    vouchers,
    weathering,
)
from bot.desk.menu.cases import behalf, how_long, private_card, ringing, roster_file, today
from bot.desk.menu.cases import commands as case_commands
from bot.desk.menu.guest_acts import GUEST_ACTS
from bot.desk.menu.manage import photos, translations, workbooks
from bot.desk.outbox import Pressed
from bot.desk.people import Colleague, Guest
from bot.desk.problems import EditedText, Forwarded, NotForYou, OldButton
from bot.desk.reports import question_log
from bot.say import Text, say, text

FRANTIC = 60  # as talking.CROWD for presses, which cost less and come faster
STALE = 120  # seconds; a /start older than this waited through an outage
MANAGING = "m_"  # screens that wait for the hotel's own words, in any of its languages
FOR_STAFF = (  # who reads a command of staff
    *(staying_commands, day_commands, weathering, case_commands),
    *(giving, refunding, rates),
)


def private(conn: Connection, house: House, asked: Asked) -> None:
    """A message to the bot: danger first, then what was waited for, then what it means."""
    guest = _guest(conn, house, asked)
    if before_opening.private(conn, house, asked, guest) or _of_others(conn, house, asked):
        return
    if talking.corrected(conn, house, asked, guest):
        return
    if asked.heard and asked.heard.risk and not _only_fills(conn, house, asked):
        opened = asking.sensitive(conn, house, asked, guest, asked.heard.risk)
        question_log.written(conn, house, asked, guest, "escalated", topic=asked.heard.risk)
        talking.pass_on(conn, house, asked, guest, opened, lane=outbox.ALARM)
    elif asked.backlog > talking.CROWD and talking.flood(conn, house, asked, guest):
        return
    elif _commands(asked):
        command(conn, house, asked, guest)
    elif asked.kind == "text":
        _text(conn, house, asked, guest)
    elif asked.kind in ("document", "photo") and _file(conn, house, asked):
        return
    elif asked.kind in talking.MEDIA:
        _media(conn, house, asked, guest)
    elif not talking.lone(conn, house, asked, guest):
        reply(conn, house, asked, say(text("guest.only_words"), choices=screens.home().choices))


def _only_fills(conn: Connection, house: House, asked: Asked) -> bool:
    waiting = dialogues.waiting(conn, house, asked.chat_id)
    return asked.kind == "text" and waiting is not None and awaited.only_fills(asked, waiting.screen)


def _media(conn: Connection, house: House, asked: Asked, guest: Guest) -> None:
    """A picture, a place, somebody's contact; their own number is kept for whoever has their case."""
    if asked.phone and not asked.edited:
        ringing.left(conn, house, asked, guest)
    else:
        talking.media(conn, house, asked, guest)


def _file(conn: Connection, house: House, asked: Asked) -> bool:
    """A file of staff: a picture, the catalog, a translation, the roster, or a list of arrivals."""
    if asked.kind == "photo" or photos.is_picture(asked):
        return photos.offered(conn, house, asked)
    if workbooks.offered(conn, house, asked):
        return True
    if translations.offered(conn, house, asked):
        return True
    return roster_file.offered(conn, house, asked) or arrivals.offered(conn, house, asked)


def _of_others(conn: Connection, house: House, asked: Asked) -> bool:
    """Words of danger that are not the writer's own: the set-up's texts, and what a colleague reports."""
    if manager.for_set_up(conn, house, asked):
        return True
    return behalf.typed(asked) and case_commands.command(conn, house, asked)


def _guest(conn: Connection, house: House, asked: Asked) -> Guest:
    """Who writes; the language follows the text until it is chosen."""
    start = spoken.began(house, asked.hint)
    guest, new = people.welcome(conn, house, asked.chat_id, name=asked.name, language=start)
    heard, speaks = asked.heard.language if asked.heard else None, house.hotel.languages
    if heard and heard != guest.language and heard in speaks and _switched(conn, house, asked, guest):
        people.speak(conn, guest, heard, chosen=guest.chosen)
        guest = replace(guest, language=heard)
    if new:
        people.introduce(conn, house, asked.user_id, name=asked.name, language=guest.language)
    if new and not (asked.heard and asked.heard.risk):
        _in_which_language(conn, house, asked, guest, (heard, (asked.hint or "").split("-")[0]))
    return guest


def _commands(asked: Asked) -> bool:
    return asked.kind == "text" and (asked.text or "").startswith("/")


def _in_which_language(
    conn: Connection, house: House, asked: Asked, guest: Guest, theirs: Sequence[str | None]
) -> None:
    """At the first contact, in the guest's own language, if we read it and this hotel does not offer it."""
    unoffered = (one for one in theirs if one in screens.NAMES and one not in house.hotel.languages)
    if code := next(unoffered, None):
        name = Locale.parse(code).languages[guest.language]
        said = Text("language.not_spoken", {"language": name}, language=code)
        outbox.send(conn, house, asked.chat_id, say(said))


def _switched(conn: Connection, house: House, asked: Asked, guest: Guest) -> bool:
    """One foreign word is not another language; a sentence is. A command says nothing of it, nor do the
    words of somebody else, nor a form that is filled in: "Kossuth Lajos utca 12" is an address.
    """
    if _commands(asked) or asked.forwarded or spoken.words(asked.text) < (3 if guest.chosen else 2):
        return False
    waiting = dialogues.waiting(conn, house, asked.chat_id)
    if waiting is None:
        return True
    return not (waiting.screen.startswith(MANAGING) or awaited.fills(asked, waiting.screen))


def _text(conn: Connection, house: House, asked: Asked, guest: Guest) -> None:
    """What a screen waits for. A correction is for the screen that has read the first try and asks again."""
    waiting = dialogues.waiting(conn, house, asked.chat_id)
    if asked.edited and not (waiting and waiting.mended_by(asked.message_id)):
        _edited(conn, house, asked, guest)
    elif how_long.written(conn, house, asked, guest):
        return
    elif waiting and waiting.screen == "problem":
        kind = asking.category(asked.heard) if asked.heard else "complaint_general"
        asking.complaint(conn, house, asked, guest, kind)
        question_log.written(conn, house, asked, guest, "escalated", topic=kind)
    elif waiting and waiting.screen == "add":
        talking.to_case(conn, house, asked, guest, waiting.data["case"])
    elif _awaited(conn, house, asked, guest, waiting) or _for_manager(conn, house, asked):
        dialogues.asked_again(conn, house, asked.chat_id, waiting, asked.message_id)
    elif asked.edited or not talking.goes_on(conn, house, asked, guest):
        asking.free_text(conn, house, asked, guest)


def _edited(conn: Connection, house: House, asked: Asked, guest: Guest) -> None:
    """Read anew; but what a colleague mends was mostly taken by a form, and makes no guest of them."""
    who = people.colleague(conn, house, asked.user_id)
    clear = asked.heard is not None and asked.heard.decision == "answer"
    if who is not None and who.state == "active" and not clear:
        raise EditedText
    asking.free_text(conn, house, asked, guest)


def _awaited(
    conn: Connection, house: House, asked: Asked, guest: Guest, waiting: dialogues.Waiting | None
) -> bool:
    """For the writer, or for the guest in whose place a colleague writes."""
    if waiting is None:
        return False
    if "hand" in waiting.data:
        return hand.reads(conn, house, asked, waiting.screen, waiting.data)
    return awaited.awaited(conn, house, asked, guest, waiting.screen, waiting.data)


def _for_manager(conn: Connection, house: House, asked: Asked) -> bool:
    who = people.colleague(conn, house, asked.user_id)
    manages = who is not None and who.state == "active" and who.manages
    return manages and who is not None and manager.on_text(conn, house, asked, who)


def command(conn: Connection, house: House, asked: Asked, guest: Guest) -> None:
    people.introduce(conn, house, asked.user_id, name=asked.name, language=guest.language)
    if asked.forwarded:
        raise Forwarded
    name, _, rest = (asked.text or "").partition(" ")
    match name.split("@")[0]:
        case "/start":
            start(conn, house, asked, guest, rest.strip())
        case "/language":
            screens.languages(conn, house, asked, guest, {})
        case "/bookings":
            bookings.mine(conn, house, asked, guest, {})
        case "/privacy":
            privacy.show(conn, house, asked, guest, {})
        case "/staff":
            staff.ask_to_join(conn, house, asked)
        case own if own in leading.COMMANDS:
            leading.COMMANDS[own](conn, house, asked, roles.typing(conn, house, asked.user_id, own))
        case "/help":
            ways = (*screens.home().choices, privacy.PRIVACY)
            reply(conn, house, asked, say(text("guest.help"), choices=ways))
        case _:
            if not any(one.command(conn, house, asked) for one in FOR_STAFF):
                reply(conn, house, asked, say(text("guest.unknown_command"), choices=screens.home().choices))


def start(conn: Connection, house: House, asked: Asked, guest: Guest, payload: str) -> None:
    """First contact, a room's QR code, or the owner's claim link. After an outage one welcome is enough."""
    if payload.startswith("own-"):
        claiming.claim(conn, house, asked, guest, payload[4:])
        return
    if payload.startswith((codes.PREFIX, hand.START, hand.MOVE, private_card.START)):
        _opened(conn, house, asked, guest, payload)
        return
    code = linking.behind(conn, house, asked, payload) if payload else None
    if code and code.over:
        linking.old_card(conn, house, asked, guest, code)
        return
    if code and code.room:
        guest = awaited.claim_room(conn, house, guest, code.room)
    waiting = dialogues.waiting(conn, house, asked.chat_id)
    if asked.late > STALE and waiting and waiting.screen in ("welcomed", "surname"):
        return
    dialogues.wait_for(conn, house, asked.chat_id, "welcomed")
    who = people.colleague(conn, house, asked.user_id)
    if who and who.state == "active" and not payload:
        _for_staff(conn, house, asked, who)
        return
    reply(conn, house, asked, linking.welcome(conn, house, asked, guest, scanned=code is not None))


def _opened(conn: Connection, house: House, asked: Asked, guest: Guest, payload: str) -> None:
    """A voucher's code, or a link from the staff group: for colleagues what it is, for others a calm word."""
    who = people.colleague(conn, house, asked.user_id)
    if who is None or who.state != "active":
        vouchers.scanned(conn, house, asked, guest, payload)
    elif payload.startswith(private_card.START):
        private_card.opened(conn, house, asked, who, payload)
    elif payload.startswith(codes.PREFIX):
        day_noting.scanned(conn, house, asked, who, payload)
    else:
        hand.opened(conn, house, asked, who, payload)


def _for_staff(conn: Connection, house: House, asked: Asked, who: Colleague) -> None:
    if who.manages:
        manager.home(conn, house, asked, who)
        return
    reply(conn, house, asked, today.screen(conn, house, who))


def press(conn: Connection, house: House, asked: Asked) -> None:
    """A button: whose it is and whether they still may is looked up anew on every press."""
    if asked.backlog > FRANTIC:
        nod(conn, house, asked, text("guest.one_by_one"))
        return
    pressed = outbox.pressed(conn, house, asked.data or "")
    if pressed is None:
        _forgotten(conn, house, asked)
        return
    if pressed.chat_id != asked.chat_id and not _in_the_group(conn, house, asked, pressed):
        raise NotForYou
    asked = replace(asked, lasting=pressed.lasting)
    name = pressed.choice.act
    if name in GUEST_ACTS:
        _guest_press(conn, house, asked, pressed)
    elif act := manager.ACTS.get(name) or staff.ACTS.get(name):
        who = roles.pressing(conn, house, asked.user_id, name)
        act(conn, house, asked, who, pressed.choice.args)
    else:  # an older version's
        _forgotten(conn, house, asked)


def _in_the_group(conn: Connection, house: House, asked: Asked, pressed: Pressed) -> bool:
    """What goes to the staff group has no chat before Telegram has said that it stands there."""
    return pressed.chat_id is None and asked.chat_id == people.staff_chat(conn, house.id)


def _guest_press(conn: Connection, house: House, asked: Asked, pressed: Pressed) -> None:
    if not asked.private:
        raise NotForYou
    guest = _guest(conn, house, asked)
    if pressed.choice.act not in ("language", "speak", "join") and before_opening.press(conn, house, asked):
        return
    name, facts = pressed.choice.act, pressed.choice.args
    if "hand" in facts and name not in hand.NOT_HERE:
        hand.press(conn, house, asked, name, GUEST_ACTS[name], facts)
    else:
        GUEST_ACTS[name](conn, house, asked, guest, facts)
        steps.pressed(conn, house, name, facts)


def _forgotten(conn: Connection, house: House, asked: Asked) -> None:
    """A button nobody remembers: today's screen, with one line of why."""
    if not asked.private:
        nod(conn, house, asked, text(OldButton.key), alert=True)
        return
    nod(conn, house, asked)
    outbox.send(conn, house, asked.chat_id, say(text("guest.old_button"), choices=screens.home().choices))
