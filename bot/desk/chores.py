"""What is due now: expired holds, missed clocks, reminders. Each timer is taken once, in one transaction."""

from __future__ import annotations

from collections.abc import Callable

from bot.db import Connection
from bot.desk import alerts, dialogues, digest, inbox, mail, timers
from bot.desk.booking import answers, codes, family, lapsing, packages, shown, steps, waiting, weather
from bot.desk.cases import (
    cards,
    clocks,
    closing,
    danger,
    drill,
    handing,
    handovers,
    looking_in,
    loss,
    opening,
    pausing,
    pledge,
    promising,
    relays,
    remedies,
    returning,
    shift_ends,
    silence,
)
from bot.desk.catalog import drafts
from bot.desk.house import House
from bot.desk.learning import proposals, wrong
from bot.desk.menu import (
    after,
    attending,
    calling_off,
    deciding,
    departing,
    packaged,
    privacy,
    reminding,
    setting_up,
    staying_done,
    waits,
)
from bot.desk.menu.cases import handover as shift_handover
from bot.desk.menu.cases import remedy, reviewing
from bot.desk.menu.manage import publishing, weekly
from bot.desk.privacy import erase, ledger, retention
from bot.desk.reports import question_log
from bot.desk.stays import linking, notes, numbers, phones, wishes
from bot.desk.timers import Due


def missed(conn: Connection, house: House, timer: Due) -> None:
    clocks.missed(conn, house, timer.kind, int(timer.ref), timer.due_at)


def silent(conn: Connection, house: House, timer: Due) -> None:
    returning.remind(conn, house, int(timer.ref), timer.due_at)


def give_back(conn: Connection, house: House, timer: Due) -> None:
    returning.give_back(conn, house, int(timer.ref), timer.due_at)


def waited(conn: Connection, house: House, timer: Due) -> None:
    pausing.over(conn, house, int(timer.ref), timer.due_at)


def promise_near(conn: Connection, house: House, timer: Due) -> None:
    promising.near(conn, house, int(timer.ref))


def promise_over(conn: Connection, house: House, timer: Due) -> None:
    promising.over(conn, house, int(timer.ref))


def follow_up(conn: Connection, house: House, timer: Due) -> None:
    closing.follow_up(conn, house, int(timer.ref))


def unanswered(conn: Connection, house: House, timer: Due) -> None:
    closing.unanswered(conn, house, int(timer.ref))


def look_in(conn: Connection, house: House, timer: Due) -> None:
    """Danger that nobody has said to be over: a person is to see the guest."""
    looking_in.ask(conn, house, int(timer.ref))


def silent_guest(conn: Connection, house: House, timer: Due) -> None:
    silence.ask(conn, house, int(timer.ref))


def case_offer(conn: Connection, house: House, timer: Due) -> None:
    handing.unanswered(conn, house, handing.number(timer.ref))


def fresh_owner(conn: Connection, house: House, timer: Due) -> None:
    handing.propose(conn, house, handing.number(timer.ref))


def handover(conn: Connection, house: House, timer: Due) -> None:
    handovers.remind(conn, house, int(timer.ref))


def shift_over(conn: Connection, house: House, timer: Due) -> None:
    shift_handover.ends(conn, house, timer)


def flood_over(conn: Connection, house: House, timer: Due) -> None:
    opening.show_gathered(conn, house, int(timer.ref))


def group_waits(conn: Connection, house: House, timer: Due) -> None:
    """The staff group had more to get than its minute holds."""
    digest.look_again(conn, house, int(timer.ref))


def album_over(conn: Connection, house: House, timer: Due) -> None:
    """No more pictures of it have come."""
    relays.flush(conn, house, int(timer.ref))


def unverify(conn: Connection, house: House, timer: Due) -> None:
    """Reception's word about a room holds for so long and no longer; staff see it on the card."""
    if phones.word_over(conn, house, int(timer.ref)):
        cards.refresh_all(conn, house, int(timer.ref))


def tidy(conn: Connection, house: House, timer: Due) -> None:
    """Every hour: free the ids that Telegram may use again, forget raw words and old letters."""
    inbox.forget(conn, now=house.now)
    mail.forget(conn, now=house.now)
    linking.forget(conn, house)
    question_log.forget(conn, house)
    proposals.forget(conn, house)
    wrong.forget(conn, house)
    dialogues.forget(conn, house)
    family.forget(conn, house)
    notes.forget(conn, house)
    numbers.forget(conn, house)
    wishes.forget(conn, house)
    answers.forget(conn, house)
    codes.forget(conn, house)
    shown.forget(conn, house)
    lapsing.plan(conn, house)
    departing.plan(conn, house)
    weekly.plan(conn, house)
    attending.plan(conn, house)
    shift_ends.plan(conn, house)
    steps.forget(conn, house)
    retention.hourly(conn, house)
    timers.start(conn, house, "tidy", timer.ref, house.later(60))


def look(conn: Connection, house: House, timer: Due) -> None:
    """The owner is switching something on in the staff group: see whether it is."""
    setting_up.look_again(conn, house)


def checklist(conn: Connection, house: House, timer: Due) -> None:
    """The set-up's list was on its way when something in it changed."""
    setting_up.refresh(conn, house)


def nothing(conn: Connection, house: House, timer: Due) -> None:
    """A quiet hour is over."""


def danger_again(conn: Connection, house: House, timer: Due) -> None:
    danger.again(conn, house, int(timer.ref))


def drill_again(conn: Connection, house: House, timer: Due) -> None:
    drill.again(conn, house, int(timer.ref))


def erased_rest(conn: Connection, house: House, timer: Due) -> None:
    """What came in and went out while a guest was erased goes once the last word has arrived."""
    chat, guest, held = f"{timer.ref}:".split(":")[:3]  # of older timers without what was on its way
    if not erase.rest(conn, house, int(chat), int(guest), [int(one) for one in held.split(",") if one]):
        timers.start(conn, house, timer.kind, timer.ref, house.later(1))


CHORES: dict[str, Callable[[Connection, House, Due], None]] = {
    danger.RING: danger_again,
    drill.RING: drill_again,
    "hold": after.hold_over,
    packages.HOLD: packaged.hold_over,
    reminding.NEAR: reminding.fire,
    reminding.EVE: reminding.fire,
    "acknowledge": missed,
    returning.ACT: silent,
    returning.SILENT: give_back,
    pausing.PAUSE: waited,
    "resolve": missed,
    pledge.NEAR: promise_near,
    pledge.DUE: promise_over,
    handing.OFFER: case_offer,
    handing.FRESH: fresh_owner,
    handovers.REMIND: handover,
    shift_ends.ENDS: shift_over,
    "flood": flood_over,
    closing.FOLLOW_UP: follow_up,
    closing.UNANSWERED: unanswered,
    closing.LOOK_IN: look_in,
    silence.SILENT: silent_guest,
    loss.ASK: reviewing.ask,
    loss.REMIND: reviewing.remind,
    remedies.OVER: remedy.lapsed,
    relays.ALBUM: album_over,
    digest.TIMER: group_waits,
    "unverify": unverify,
    "departure": staying_done.ask_who_left,
    "stay_over": staying_done.close_for_the_night,
    "goodbye": staying_done.goodbye,
    "quiet": nothing,
    "departure_due": departing.due,
    departing.REMIND: departing.remind,
    departing.OVER: departing.over,
    "look": look,
    "checklist": checklist,
    "tidy": tidy,
    ledger.ASKED: privacy.erase_now,
    ledger.REST: erased_rest,
    waiting.CLOSE: waits.closed,
    waiting.TELL: waits.morning,
    drafts.TIMER: publishing.fire,
    weekly.TIMER: weekly.fire,
    attending.TIMER: attending.fire,
    weather.STEP: calling_off.step,
    lapsing.NEAR: deciding.near,
    lapsing.OVER: deciding.over,
    weather.CARD: calling_off.show_card,
}


SOON = (  # whenever they are set, they ring within the hour, and too soon is no harm
    *(danger.RING, drill.RING, "flood", relays.ALBUM, digest.TIMER, weather.CARD),
    *("quiet", "look", "checklist", "tidy", ledger.ASKED, ledger.REST),
)


def set_back(conn: Connection, house: House) -> None:
    """The computer's clock was set back: by the wrong one alarms and letters would wait for hours."""
    mail.release(conn, house.id)
    timers.hasten(conn, house, SOON)


def fire(conn: Connection, house: House, timer: Due) -> bool:
    """Take the timer and do what it stands for; False when somebody else has it."""
    if not timers.take(conn, timer):
        return False
    CHORES[timer.kind](conn, house, timer)
    return True


def failed(conn: Connection, house: House, timer: Due) -> None:
    """It stays due, a little later, and somebody hears that it did not ring."""
    timers.postpone(conn, timer, house.later(1))
    alerts.tell_owners(conn, house, "alert.timer", ref=f"T-{timer.id}")
