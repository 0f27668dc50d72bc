"""The set-up's list: one message that stays up to date while the owner taps through Telegram's own menus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import bindparam, select

from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.asked import Asked, reply
from bot.desk.house import House
from bot.desk.menu.acts import Facts
from bot.desk.menu.manager_screen import managed
from bot.desk.people import Colleague
from bot.desk.setup import drafts, gaps, state
from bot.desk.setup.group import RIGHTS, Standing
from bot.desk.setup.questions import open_questions
from bot.desk.setup.state import Setup
from bot.say import Choice, Join, Local, Say, Text, Value, choice, say, text
from bot.schema import letters

DONE, TO_DO = "✓", "•"
HEAD = "setup.list"  # every list begins with it: so it is found again among our messages
UNDERWAY = ("new", "sending")  # a letter that Telegram may still take
LOOK_AGAIN = timedelta(seconds=5)
LAST = 60  # messages of a chat among which the list is looked for
AGAIN = timedelta(seconds=20)  # Telegram says nothing when topics are switched on: we look
WATCH = timedelta(minutes=15)  # so long after the owner's last step
ADMIN = "manage_topics+delete_messages+pin_messages"  # the rights that the phone proposes to give us

LIST = choice(text("button.m_list"), "m_setup")
SET_UP = choice(text("button.m_setup"), "m_setup", fresh=True)
LOOK = choice(text("button.m_look"), "m_setup_look")

_LETTERS = (
    select(letters.c.id, letters.c.state, letters.c.method, letters.c.message_id, letters.c.content)
    .where(
        letters.c.property_id == bindparam("p"),
        letters.c.chat_id == bindparam("c"),
        letters.c.method.in_(("send", "edit")),
    )
    .order_by(letters.c.id.desc())
    .limit(LAST)
)


def checklist(conn: Connection, house: House, setup: Setup, first: Value | None = None) -> Say:
    """What is done, what is next, and which taps on the phone do it."""
    met = _met(conn, house, setup)
    setup = setup if met is None else replace(setup, group=None)
    night = next((one.name for one in people.team(conn, house) if one.nights), None)
    steps = list(_steps(house, setup, night))
    head = text(HEAD, done=sum(done for done, _ in steps), all=len(steps))
    lines = Join(
        [text("setup.step", mark=DONE if done else TO_DO, step=line) for done, line in steps], "lines"
    )
    how = text("setup.how_here", group=met.title) if met else _how(setup.group)
    body = (first, head, lines, how, waiting_lines(conn, house, setup))
    return say(*body, choices=[*_ways(conn, house, setup, met)])


def _met(conn: Connection, house: House, setup: Setup) -> Standing | None:
    """A group that took us in while nobody owned the desk: the staff's once an owner has said so."""
    nobodys = setup.group and setup.group.here and people.staff_chat(conn, house.id) is None
    return setup.group if nobodys else None


def ours(standing: Standing) -> Choice:
    return choice(text("button.m_our_group"), "m_setup_group", group=standing.pack())


def _steps(house: House, setup: Setup, night: str | None) -> Iterator[tuple[bool, Text]]:
    group = setup.group if setup.group and setup.group.here else None
    yield bool(group), text("setup.group", group=group.title) if group else text("setup.no_group")
    forum = bool(group and group.forum)
    yield forum, text("setup.topics") if forum else text("setup.no_topics")
    lacking = group.lacking if group else RIGHTS
    allowed = bool(group) and not lacking
    wanted = Join([text(f"setup.right_{one}") for one in lacking])
    yield allowed, text("setup.rights") if allowed else text("setup.no_rights", rights=wanted)
    reads = bool(group and group.reads)
    yield reads, text("setup.reads") if reads else text("setup.reads_not")
    yield bool(night), text("setup.night", name=night) if night else text("setup.no_night")
    left = len(open_questions(setup.answers))
    if setup.finished_at:
        yield True, text("setup.hotel", hotel=Local(house.hotel.name), city=Local(house.hotel.city))
    else:
        yield False, text("setup.questions", n=left) if left else text("setup.all_answered")


def _how(group: Standing | None) -> Text | None:
    """The taps for the first thing in the group that is not right yet."""
    if group is None or not group.here:
        return text("setup.how_group")
    if not group.admin or (group.forum and group.lacking):
        return text("setup.how_rights", group=group.title)
    return None if group.forum else text("setup.how_topics", group=group.title)


def waiting_lines(conn: Connection, house: House, setup: Setup) -> Value | None:
    """What can wait, once the hotel is open: the demo's texts and extras that nobody has confirmed."""
    later = [one.said for one in gaps.missing(conn, house) if not one.urgent] if setup.finished_at else []
    return Join(later, "lines") if later else None


def waiting_ways(house: House, setup: Setup) -> Iterator[Choice]:
    if drafts.answers(house.catalog, setup):
        yield choice(text("button.m_answers"), "m_drafts", fresh=True)
    if drafts.extras(house.catalog, setup):
        yield choice(text("button.m_extras"), "m_extras", fresh=True)


def _ways(conn: Connection, house: House, setup: Setup, met: Standing | None) -> Iterator[Choice]:
    group = setup.group
    if met:
        yield ours(met)
    name = people.bot_name(conn, house.id)
    if name and not (group and group.here):
        link = f"https://t.me/{name}?startgroup&admin={ADMIN}"
        yield Choice(text("button.m_add_me"), "m_setup", url=link)
    if setup.finished_at is None:
        begun = setup.answers or setup.asking
        yield choice(text("button.m_go_on" if begun else "button.m_begin"), "m_setup_next", fresh=True)
    else:
        yield from waiting_ways(house, setup)
        yield choice(text("button.m_change_answer"), "m_setup_change", fresh=True)
    if not (met or (group and group.ready)):
        yield LOOK
    if setup.finished_at:
        yield choice(text("button.m_home"), "m_home")


def show(conn: Connection, house: House, asked: Asked, who: Colleague, first: Value | None = None) -> None:
    """The list as a new message, below what was written last; and a look at the group."""
    setup = state.of(conn, house)
    if setup is None:
        reply(conn, house, asked, say(text("setup.demo"), choices=[choice(text("button.m_home"), "m_home")]))
        return
    state.keep(conn, house, by=who.user_id, asking=setup.asking if setup.by == who.user_id else None)
    reply(conn, house, asked, checklist(conn, house, setup, first))
    look(conn, house, asked.chat_id)


def _show(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    show(conn, house, replace(asked, query_id=None) if facts.get("fresh") else asked, who)


def look(conn: Connection, house: House, chat_id: int) -> None:
    """Ask Telegram how things stand in the group; `seen` gets the answer."""
    group = people.staff_chat(conn, house.id)
    if group is not None:
        outbox.look(conn, house, chat_id, group)
        timers.start(conn, house, "look", house.id, house.now + AGAIN)


def look_again(conn: Connection, house: House) -> None:
    """While the owner is at it and the group is not ready: Telegram may be silent about what they did."""
    setup = state.of(conn, house)
    if setup is None or setup.group is None or setup.group.ready or house.now - setup.updated_at > WATCH:
        return
    look(conn, house, setup.by)


def seen(conn: Connection, house: House, standing: Standing) -> None:
    """The staff group as Telegram shows it now: every list is brought up to date."""
    setup = state.of(conn, house)
    if setup is None or setup.group == standing:
        return
    state.keep_group(conn, house, standing)
    ours = standing.chat_id == people.staff_chat(conn, house.id)
    if ours and standing.ready and not (setup.group and setup.group.ready):
        _welcome(conn, house, standing)
    refresh(conn, house)


def _welcome(conn: Connection, house: House, standing: Standing) -> None:
    """In the owner's language, as long as the hotel has none of its own."""
    owner = next(iter(people.owners(conn, house)), None)
    language = owner.language if owner and house.hotel.sample else None
    said = say(Text("staff.group_ready", language=language))
    outbox.send(conn, house, standing.chat_id, said, lane=outbox.STAFF)


def noticed(conn: Connection, house: House, asked: Asked, *, forum: bool) -> None:
    """Whatever happens in the staff group shows whether it has topics."""
    setup = state.of(conn, house)
    group = setup.group if setup else None
    if group and group.chat_id == asked.chat_id and group.forum != forum:
        seen(conn, house, replace(group, forum=forum, basic=False))


def meet_in(conn: Connection, house: House, chat_id: int) -> None:
    """From now on this is the staff group. How we stand there is looked at anew."""
    if people.staff_chat(conn, house.id) != chat_id:
        state.keep_group(conn, house, None)
    people.move_staff_chat(conn, house.id, chat_id)


def refresh(conn: Connection, house: House) -> None:
    """Edit the list where its owners saw it last."""
    setup = state.of(conn, house)
    if setup is None:
        return
    for one in people.team(conn, house):
        if not one.manages:
            continue
        for message in _messages(conn, house, one.user_id):
            outbox.edit(conn, house, one.user_id, message, checklist(conn, house, setup))


def _messages(conn: Connection, house: House, chat_id: int) -> list[int]:
    """The newest message that shows the list: older copies would cost an edit each, at every answer."""
    shows: dict[int, bool] = {}
    for row in conn.execute(_LETTERS, {"p": house.id, "c": chat_id}):
        number = row.message_id or row.content.get("message_id")
        if number is not None:
            shows.setdefault(number, _is_list(row.content))
        elif row.state in UNDERWAY and _is_list(row.content):  # look once more when it is delivered
            timers.start(conn, house, "checklist", house.id, house.now + LOOK_AGAIN)
    return sorted(number for number, is_list in shows.items() if is_list)[-1:]


def _is_list(content: Facts) -> bool:
    return any(isinstance(one, dict) and one.get("text") == HEAD for one in content["say"]["body"])


def _look(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    show(conn, house, asked, who)


def take_group(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """We are in it; the owner says that this is the staff group."""
    standing = Standing.unpack(facts["group"])
    meet_in(conn, house, standing.chat_id)
    seen(conn, house, standing)
    look(conn, house, asked.chat_id)
    reply(conn, house, asked, say(text("setup.our_group", group=standing.title), choices=[LIST]))


ACTS = {
    "m_setup": managed(_show),
    "m_setup_look": managed(_look),
    "m_setup_group": managed(take_group),
}
