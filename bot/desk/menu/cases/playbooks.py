"""How to talk with this guest now: a short guide by kind of conflict, on the card while it is read."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import outbox
from bot.desk.asked import Asked, nod, reply
from bot.desk.cases import case
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.people import Colleague
from bot.say import choice, say, text

BY_CATEGORY = {
    "rude_staff": "rude",
    "noise": "noise",
    "overcharged": "money",
    "slow_service": "waiting",
    "bad_food": "food",
    "dirty_room": "room",
    "smell": "room",
    "insects": "room",
    "wrong_room": "room",
    "ac_broken": "room",
    "no_hot_water": "room",
    "leak": "room",
    "lock_broken": "room",
    "tv_broken": "room",
    "wifi_broken": "room",
}
KINDS = ("angry", "rude", "noise", "money", "waiting", "food", "room")


def kind_of(opened: Case) -> str:
    """The guide that fits; for what has none of its own, how to meet anger."""
    return BY_CATEGORY.get(opened.category or "", "angry")


def show(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    opened = case.by_id(conn, house, facts["case"])
    kind = facts.get("kind") or kind_of(opened)
    angry = choice(text("button.playbook_angry"), "playbook", case=opened.id, kind="angry")
    ways = [
        *([angry] if kind != "angry" else []),
        choice(text("button.hand_over"), "hand_over", case=opened.id),
        choice(text("button.back"), "case_front", case=opened.id),
    ]
    said = say(text(f"playbook.{kind}"), choices=ways)
    nod(conn, house, asked)
    if asked.private:
        reply(conn, house, asked, said)
    else:
        outbox.card(conn, house, opened.id, said, lane=outbox.REPLY)


ACTS: dict[str, StaffAct] = {"playbook": show}
