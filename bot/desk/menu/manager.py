"""The manager's dialogue in chat: prices, stop sale, today's places, what changed, undo."""

from __future__ import annotations

from collections.abc import Callable

from bot.db import Connection
from bot.desk import dialogues, people
from bot.desk.asked import Asked, reply
from bot.desk.catalog.ways import CHANGES, HOME, PRICES
from bot.desk.house import House
from bot.desk.menu import (
    manager_answers,
    manager_folder,
    manager_history,
    manager_places,
    manager_price,
    manager_proposals,
    manager_questions,
    manager_quick,
    manager_replies,
    manager_sale,
    manager_wording,
    setting_up,
    setting_up_answers,
    setting_up_asking,
    setting_up_extras,
)
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.cases import (
    away,
    holidays,
    ladder_hours,
    ladder_screens,
    remedy,
    reviewing,
    roster_file,
    roster_screens,
    roster_swaps,
)
from bot.desk.menu.manage import (
    alerted,
    card,
    describing,
    draft_screen,
    economy,
    economy_loss,
    history,
    knowledge,
    languages,
    making,
    pausing,
    photos,
    preview,
    privacy,
    publishing,
    remedies,
    remedies_new,
    remedy_faults,
    reply_places,
    simulator,
    times,
    translations,
    typed_lines,
    words,
    workbooks,
)
from bot.desk.menu.manager_screen import for_manager, kindly, managed, ways_of
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.desk.setup import state
from bot.desk.stays.acts import LIST
from bot.say import Local, choice, say, text

STAFFING = {
    **ladder_screens.AWAITED,
    **ladder_hours.AWAITED,
    **holidays.AWAITED,
    **roster_screens.AWAITED,
    **remedies.AWAITED,
    **remedies_new.AWAITED,
}
AWAITED: dict[str, Callable[[Connection, House, Asked, Facts], None]] = {
    manager_price.WAITS: manager_price.typed,
    manager_places.WAITS: manager_places.typed,
    **{name: for_manager(typed) for name, typed in STAFFING.items()},
    **economy_loss.AWAITED,
    times.WAITS: for_manager(times.typed),
    times.SEASON: for_manager(times.typed_season),
    pausing.WAITS: for_manager(pausing.typed),
    making.WAITS: for_manager(making.typed),
    photos.WHICH: for_manager(photos.which),
    privacy.WAITS: for_manager(privacy.typed),
}
SET_UP: dict[str, Callable[[Connection, House, Asked, Colleague, Facts], None]] = {
    setting_up_asking.WAITS: setting_up_asking.typed,
    setting_up_answers.WAITS: setting_up_answers.typed,
    setting_up_extras.PICKS: setting_up_extras.picked,
    setting_up_extras.PRICES: setting_up_extras.typed,
    manager_wording.WAITS: manager_wording.typed,
    manager_answers.WAITS: manager_answers.typed,
    manager_answers.GAP: manager_answers.gap_typed,
    manager_replies.WAITS: manager_replies.typed,
    **remedies_new.WORDS,
    reviewing.WAITS: reviewing.typed,
    words.WAITS: words.typed,
    making.TITLED: making.typed,
    describing.WAITS: describing.typed,
    **languages.AWAITED,
    **knowledge.AWAITED,
}
BESIDES = choice(text("button.m_besides"), "m_besides")
MOST_WORDS = 4  # a text with more is a question, not a slip


def home(conn: Connection, house: House, asked: Asked, who: Colleague) -> None:
    """The manager's home screen. It forgets what was awaited; the caller answers the press."""
    dialogues.done(conn, house, asked.chat_id)
    said = text(
        "manager.home", hotel=Local(house.hotel.name), name=who.name, example=manager_price.example(house)
    )
    moving = state.of(conn, house)
    fifth = setting_up.SET_UP if moving and not moving.finished_at else LIST
    choices = [card.SOLD, PRICES, manager_sale.SALE, manager_places.PLACES, CHANGES, fifth, BESIDES]
    reply(conn, house, asked, say(said, choices=choices))


def besides(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What does not fit on the home screen."""
    guest = choice(text("button.m_as_guest"), "home")
    ways = [
        manager_questions.QUESTIONS,
        manager_proposals.TEACH,
        manager_replies.REPLIES,
        reviewing.REVIEWS,
        ladder_screens.LADDER,
        draft_screen.CATALOG,
        guest,
        HOME,
    ]
    reply(conn, house, asked, say(text("manager.more"), choices=ways))


def _home(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    home(conn, house, asked, who)


def on_text(conn: Connection, house: House, asked: Asked, who: Colleague) -> bool:
    """True when the manager's text was for this dialogue: a quick edit, or what was awaited."""
    said = (asked.text or "").strip()
    if not said or not asked.private:
        return False
    if typed_lines.typed(conn, house, asked, who):
        return True
    edit = manager_quick.read(said, house.hotel.currency)
    if edit and manager_quick.answer(conn, house, asked, edit):
        return True
    return _awaited(conn, house, asked, said) or card.named(conn, house, asked, said)


def for_set_up(conn: Connection, house: House, asked: Asked) -> bool:
    """True when the set-up waits for these words; even "in case of fire" is then a text for guests."""
    if asked.kind != "text" or (asked.text or "").startswith("/"):
        return False
    waiting = dialogues.waiting(conn, house, asked.chat_id)
    if asked.edited and not (waiting and waiting.mended_by(asked.message_id)):
        return False
    typed = SET_UP.get(waiting.screen) if waiting else None
    who = people.colleague(conn, house, asked.user_id) if typed else None
    if waiting is None or typed is None or who is None or not (who.manages and who.state == "active"):
        return False
    try:
        with conn.begin_nested():
            typed(conn, house, asked, who, waiting.data)
    except DeskError as refused:
        dialogues.done(conn, house, asked.chat_id)
        kindly(conn, house, asked, refused, ways=ways_of(refused))
    dialogues.asked_again(conn, house, asked.chat_id, waiting, asked.message_id)
    return True


def _awaited(conn: Connection, house: House, asked: Asked, said: str) -> bool:
    waiting = dialogues.waiting(conn, house, asked.chat_id)
    typed = AWAITED.get(waiting.screen) if waiting else None
    if waiting is None or typed is None or _is_question(said):
        return False
    try:
        typed(conn, house, asked, waiting.data)
    except DeskError as refused:  # what the number was for is gone
        dialogues.done(conn, house, asked.chat_id)
        kindly(conn, house, asked, refused, ways=ways_of(refused))
    return True


def _is_question(said: str) -> bool:
    return sum(1 for word in said.split() if any(map(str.isalpha, word))) > MOST_WORDS


ACTS: dict[str, StaffAct] = {
    "m_home": managed(_home),
    "m_besides": managed(besides),
    **alerted.ACTS,
    **manager_questions.ACTS,
    **economy.ACTS,
    **economy_loss.ACTS,
    **manager_proposals.ACTS,
    **manager_wording.ACTS,
    **manager_answers.ACTS,
    **languages.ACTS,
    **translations.ACTS,
    **knowledge.ACTS,
    **manager_replies.ACTS,
    **manager_price.ACTS,
    **manager_quick.ACTS,
    **manager_sale.ACTS,
    **manager_places.ACTS,
    **manager_history.ACTS,
    **card.ACTS,
    **words.ACTS,
    **times.ACTS,
    **pausing.ACTS,
    **making.ACTS,
    **photos.ACTS,
    **describing.ACTS,
    **setting_up.ACTS,
    **setting_up_asking.ACTS,
    **setting_up_answers.ACTS,
    **setting_up_extras.ACTS,
    **manager_folder.ACTS,
    **draft_screen.ACTS,
    **publishing.ACTS,
    **simulator.ACTS,
    **preview.ACTS,
    **privacy.ACTS,
    **history.ACTS,
    **workbooks.ACTS,
    **ladder_screens.ACTS,
    **ladder_hours.ACTS,
    **holidays.ACTS,
    **remedies.ACTS,
    **remedies_new.ACTS,
    **remedy_faults.ACTS,
    **reply_places.ACTS,
    **away.ACTS,
    **roster_screens.ACTS,
    **roster_swaps.ACTS,
    **roster_file.ACTS,
    **reviewing.ACTS,
    **remedy.MANAGER_ACTS,
}
