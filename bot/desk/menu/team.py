"""/team: who works with the desk, in which role and department, and access that ends with a tap."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Asked, nod, reply
from bot.desk.cases import leaving
from bot.desk.house import House
from bot.desk.menu import setting_up
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.labels import fitted
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.say import Choice, Join, Local, Say, Text, choice, say, text

PAGE = 6
TEAM = choice(text("button.team"), "team")


class LeftAlready(DeskError):
    """They are no colleague any more, or an owner, whose access only the settings end."""

    key = "refuse.team_left"


def typed(conn: Connection, house: House, asked: Asked, who: Colleague, words: str) -> None:
    reply(conn, house, asked, _listed(conn, house, 0))


def listed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    nod(conn, house, asked)
    reply(conn, house, asked, _listed(conn, house, int(facts.get("page", 0))))


def _listed(conn: Connection, house: House, page: int) -> Say:
    """Six a page; the page after the last is the first."""
    every = people.team(conn, house)
    pages = max(1, -(-len(every) // PAGE))
    shown = every[(page % pages) * PAGE :][:PAGE]
    ways = [choice(fitted(one.name), "team_one", user=one.user_id) for one in shown]
    more = choice(text("button.more"), "team", page=page + 1) if pages > 1 else None
    lines = Join([_line(house, one) for one in shown], "lines")
    return say(text("team.list", n=len(every)), lines, text("team.how"), choices=[*ways, more])


def _line(house: House, one: Colleague) -> Text:
    named = house.hotel.departments.get(one.department or "")
    role = text(f"role.{one.role}")
    return text("team.line", name=one.name, role=role, department=Local(named.name) if named else "")


def show(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    nod(conn, house, asked)
    reply(conn, house, asked, _screen(house, _theirs(conn, house, facts["user"])))


def _theirs(conn: Connection, house: House, user_id: int) -> Colleague:
    found = people.colleague(conn, house, user_id)
    if found is None or found.state != "active":
        raise LeftAlready(ways=[TEAM], name=found.name if found else "")
    return found


def _screen(house: House, one: Colleague) -> Say:
    """Every other role, and the end; an owner's access is not ended by a tap."""
    if one.role == "owner":
        return say(_line(house, one), text("team.owner"), choices=[TEAM])
    ways: list[Choice] = [
        choice(text(f"button.role_{role}"), "team_role", user=one.user_id, role=role)
        for role in people.ROLES
        if role != one.role or role == "department"
    ]
    end = choice(text("button.team_end"), "team_end", user=one.user_id)
    return say(_line(house, one), choices=[*ways, end, TEAM])


def role(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """A department is chosen too; every other role takes effect at once."""
    one = _theirs(conn, house, facts["user"])
    nod(conn, house, asked)
    if facts["role"] == "department" and "department" not in facts:
        reply(conn, house, asked, which(house, one))
        return
    changed = people.give_role(conn, house, one, facts["role"], facts.get("department"))
    outbox.send(conn, house, one.user_id, say(text("staff.role_now", role=text(f"role.{changed.role}"))))
    reply(conn, house, asked, _screen(house, changed))


def which(house: House, one: Colleague) -> Say:
    """In which department?"""
    codes = [code for code in house.hotel.departments if code != "duty"][:PAGE]
    ways = [
        choice(
            Local(house.hotel.departments[code].name),
            "team_role",
            user=one.user_id,
            role="department",
            department=code,
        )
        for code in codes
    ]
    return say(text("team.department", name=one.name), choices=[*ways, TEAM])


def end(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What that means, before it is done."""
    one = _theirs(conn, house, facts["user"])
    nod(conn, house, asked)
    yes = choice(text("button.team_end_yes"), "team_end_yes", user=one.user_id)
    reply(conn, house, asked, say(text("team.end", name=one.name), choices=[TEAM, yes]))


def end_yes(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    one = _theirs(conn, house, facts["user"])
    if not leaving.leave(conn, house, one.user_id):
        raise LeftAlready(ways=[TEAM], name=one.name)
    setting_up.refresh(conn, house)
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("team.ended", name=one.name), choices=[TEAM]))


ACTS: dict[str, StaffAct] = {
    "team": listed,
    "team_one": show,
    "team_role": role,
    "team_end": end,
    "team_end_yes": end_yes,
}
