"""The card's second keyboard: rarer acts on a case, and the way back."""

from __future__ import annotations

from collections.abc import Sequence

from bot.db import Connection
from bot.desk import outbox
from bot.desk.asked import Asked, nod
from bot.desk.cases import buttons, cards, case
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.cases import today
from bot.desk.people import Colleague
from bot.say import Choice


def show(
    conn: Connection, house: House, asked: Asked, opened: Case, choices: Sequence[Choice] | None = None
) -> None:
    """The case's card under these buttons, where it was pressed; without them under its first ones."""
    if asked.private:
        today.show_private(conn, house, asked, opened, choices)
    else:
        outbox.card(conn, house, opened.id, cards.card(conn, house, opened, choices), lane=outbox.REPLY)


def more(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    opened = case.by_id(conn, house, facts["case"])
    nod(conn, house, asked)
    show(conn, house, asked, opened, buttons.page(opened, facts.get("first", 0)))


def front(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    nod(conn, house, asked)
    show(conn, house, asked, case.by_id(conn, house, facts["case"]))


ACTS: dict[str, StaffAct] = {"case_more": more, "case_front": front}
