"""/danger: who is rung first; /drill: the chain is played and timed."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import groups, outbox, people
from bot.desk.asked import Asked, nod, reply
from bot.desk.cases import danger, drill
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.people import Colleague
from bot.desk.problems import OldButton
from bot.desk.stays.acts import LIST
from bot.say import At, Join, Say, Text, choice, say, text

MOST = 7  # colleagues with a button; whoever joined first comes first


def typed_danger(conn: Connection, house: House, asked: Asked, who: Colleague, words: str) -> None:
    reply(conn, house, asked, _screen(conn, house))


def _screen(conn: Connection, house: House) -> Say:
    """Everybody who can be rung, and a tap puts them first."""
    named = danger.listed(conn, house)
    team = people.rung(conn, house)
    chosen = [one.name for one in team if one.user_id in named]
    key = "danger.group" if outbox.RESTRICTED in groups.bound(conn, house) else "danger.no_group"
    said = text("danger.who", people=Join(chosen) if chosen else text("danger.everybody"), group=text(key))
    ways = [
        choice(
            text("button.danger_off" if one.user_id in named else "button.danger_on", name=one.name[:14]),
            "danger_name",
            user=one.user_id,
            hears=one.user_id not in named,
        )
        for one in team[:MOST]
    ]
    return say(said, choices=ways)


def name(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What the button said, whatever was pressed meanwhile."""
    if facts["user"] not in [one.user_id for one in people.team(conn, house)]:
        raise OldButton(ways=[LIST])
    danger.name(conn, house, facts["user"], hears=facts["hears"])
    nod(conn, house, asked)
    reply(conn, house, asked, _screen(conn, house))


def typed_drill(conn: Connection, house: House, asked: Asked, who: Colleague, words: str) -> None:
    """What the last ones showed, and one tap to begin: nobody is rung by a slip."""
    done = [drill.line(conn, house, one) for one in drill.latest(conn, house)]
    ready = text("drill.ready", people=Join([one.name for one in danger.chain(conn, house)][:MOST]))
    lines = Join(done, "lines") if done else None
    begin = choice(text("button.drill_begin"), "drill_begin", at=house.now.isoformat())
    reply(conn, house, asked, say(ready, lines, choices=[begin, LIST]))


def begin(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    begun = drill.begin(conn, house, who)
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("drill.begun", time=At(begun.at))))


def here(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Whoever is first has answered; the others read who it was."""
    before = drill.by_id(conn, house, facts["drill"])
    ended = drill.answer(conn, house, before.id, who)
    said: Text = text("drill.thanks") if before.ended_at is None else drill.line(conn, house, ended)
    nod(conn, house, asked)
    if not asked.message_id:
        raise OldButton(ways=[LIST])
    reply(conn, house, asked, say(said))


ACTS: dict[str, StaffAct] = {"danger_name": name, "drill_begin": begin, "drill_here": here}
