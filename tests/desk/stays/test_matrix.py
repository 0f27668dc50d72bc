"""Who may do what: every act and every command, pressed and typed by everybody there is.

For staff the promise is bot/desk/menu/roles.py, for guests the table here. What is in neither fails the test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Asked
from bot.desk.booking import holding
from bot.desk.booking.book import Booking
from bot.desk.cases import opening
from bot.desk.house import House
from bot.desk.menu import front, group, guest_acts, leading, linking, manager, roles, staff
from bot.desk.menu.cases import here
from bot.desk.menu.roles import NotYourRole
from bot.desk.people import Guest
from bot.desk.problems import DeskError, NotForYou, NotManager, NotReception, NotStaff
from bot.desk.stays import linking as proving
from bot.desk.stays import phones, stay
from bot.desk.stays.register import Stay
from bot.say import choice, say, text
from bot.schema import bookings, cases, guests, letters, stay_guests
from tests.desk.booking.cast import later, start_at, wish
from tests.desk.cases.cast import hire
from tests.thin import savepoint, statements

GROUP = -100
PEOPLE = {
    "stranger": 1001,
    "unverified": 1002,
    "verified": 1003,
    "ex-guest": 1004,
    "asked": 2001,
    "read_only": 2007,
    "department": 2002,
    "reception": 2003,
    "manager": 2004,
    "owner": 2005,
    "ex-staff": 2006,
    "anonymous": 1087968824,
}
#                                                       stranger … ex-guest · asked looks-only department
#                                                       reception manager owner · ex-staff · anonymous
TABLE = """
everybody in their own chat                             yyyy yyyyyy y n
  home today language speak groups group offer options days times book people party ages
  hold both confirm release calendar bookings booking cancel cancel_yes wait unwait
  request wish request_send entry details ask person problem details_add urgent
  all_right not_yet wait_more call_manager room link join simpler not_asked
  month no_day voucher long many needed
  ideas ideas_who ideas_ages ideas_party ideas_like ideas_when ideas_more ideas_not_now
  family family_one family_add family_allergies family_forget family_forget_all
  weather_take weather_refund
only who is linked to the stay                          nnyn nnnnnn n n
  known
charge to the room                                      nnyn nnnnnn n n
  payment
"""
REFUSALS = (NotStaff, NotManager, NotForYou, NotReception, NotYourRole)
COMMANDS = {
    "/checkin": "/checkin 216 Smith +2",
    "/checkout": "/checkout 210",
    "/move": "/move 210 217",
    "/noshow": "/noshow 212",
    "/until": "/until 210 +5",
    "/stays": "/stays",
    "/day": "/day",
    "/redeem": "/redeem B-2222",
    "/book": "/book 210",
}
SHOWN = ("stay.home", "agenda.", "hand.", "refuse.booking_unknown")
UNFIT = (KeyError, ValueError, TypeError, AttributeError)  # facts of another act
WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')
UNTOUCHED = {"letters", "dialogues", "guests", "inbox"}  # an answer, and whoever is new


def promised() -> dict[str, dict[str, bool]]:
    """Act by act, who may: from the table."""
    found: dict[str, dict[str, bool]] = {}
    marks = ""
    for line in TABLE.strip().splitlines():
        if line.startswith("  "):
            may = dict(zip(PEOPLE, (mark == "y" for mark in marks), strict=True))
            found |= {act: may for act in line.split()}
        else:
            marks = line[56:].replace(" ", "")
    found |= {act: found["home"] for act in guest_acts.GUEST_ACTS if act not in found}
    for act, who in {**roles.ACTS, **roles.COMMANDS}.items():
        found[act] = {name: name in who for name in PEOPLE}  # colleagues are called by their role
    return found


PROMISED = promised()
ACTS = {**guest_acts.GUEST_ACTS, **staff.ACTS, **manager.ACTS}


@dataclass(frozen=True)
class World:
    """A hotel in which everybody is there, and something of every kind to press."""

    conn: Connection
    house: House
    facts: Mapping[str, Any]
    held: Mapping[str, Booking]
    family: Stay


@pytest.fixture
def world(conn: Connection, house: House) -> World:
    people.ensure_property(conn, house.id)
    people.move_staff_chat(conn, house.id, GROUP)
    known = {name: _guest(conn, house, name) for name in PEOPLE if name != "anonymous"}
    _staff(conn, house)
    family, expected = _stays(conn, house, known)
    opened = opening.open_case(
        conn, house, known["unverified"], kind="complaint", words="It is dirty", category="dirty_room"
    )
    asked = phones.ask(conn, house, family, known["stranger"], how="surname")
    held = {
        name: holding.hold(conn, house, wish(house, one.id, start=start_at(house, 10, ahead=n + 1)))
        for n, (name, one) in enumerate(known.items())
    }
    facts = _facts(house, opened.id, family, expected, asked.id)
    return World(conn, house, facts, held, family)


def _guest(conn: Connection, house: House, name: str) -> Guest:
    return people.welcome(conn, house, PEOPLE[name], name=name, language="en")[0]


def _staff(conn: Connection, house: House) -> None:
    hire(conn, house, PEOPLE["department"], "department", "department", "activities")
    for name in ("reception", "manager", "owner", "read_only"):
        hire(conn, house, PEOPLE[name], name, name, "reception")
    hire(conn, house, PEOPLE["ex-staff"], "ex-staff", "manager", "reception")
    people.gone(conn, house, PEOPLE["ex-staff"])
    people.ask_to_join(conn, house, PEOPLE["asked"], name="asked", language="en")


def _stays(conn: Connection, house: House, known: Mapping[str, Guest]) -> tuple[Stay, Stay]:
    """The verified guest's family in 210, the ex-guest's that has left, and somebody expected in 212."""
    leaves = house.today + timedelta(days=3)
    family = stay.walk_in(conn, house, room="210", surname="Məmmədova", departure=leaves).stay
    before = stay.walk_in(conn, house, room="211", surname="Kim", departure=leaves).stay
    row = stay.Arrival("212", "Bauer", "", house.today, leaves)
    expected = stay.expect(conn, house, row, source="import")[0]
    people.claim_room(conn, house, known["unverified"], "210")
    assert proving.prove(conn, house, known["verified"], "210", "mammadova").answer == "linked"
    assert proving.prove(conn, house, known["ex-guest"], "211", "Kim").answer == "linked"
    stay.check_out(conn, house, before)
    return family, expected


def _facts(house: House, case_id: int, family: Stay, expected: Stay, link: int) -> dict[str, Any]:
    """One set of facts that every act finds its own in."""
    start = start_at(house, 10, ahead=9).isoformat()
    party = {"adults": 2, "ages": []}
    place = {"offer": "canoe", "option": "default", "start": start, "party": party}
    kept: dict[str, Any] = {"room": "210", "state": "in_house", "departure": family.departure.isoformat()}
    kept |= {"opened_at": house.now.isoformat(), "closed_at": None}
    return {
        **place,
        **{"case": case_id, "stay": family.id, "stays": [family.id], "link": link, "expected": expected.id},
        **{"code": "canoe", "group": "nature", "which": "here", "role": "reception", "user": 2001},
        **{"room": "210", "until": "2026-11-25", "surname": "Smith", "name": "", "answer": "yes"},
        **{"day": "2026-11-25", "entry": "pool", "unit": 0, "n": 1, "page": 0, "adults": 2, "ages": []},
        **{"both": {"first": place, "second": {**place, "start": start_at(house, 10, ahead=8).isoformat()}}},
        **{"was": kept, "now": kept, "children": 1, "wish": "a kayak"},
    }


def press(world: World, act: str, name: str, args: Mapping[str, Any]) -> None:
    """A button with these facts, sent to where such buttons are sent, and pressed for real."""
    user, private = PEOPLE[name], act not in staff.ACTS and name != "anonymous"
    chat = user if private else GROUP
    args = {**args, **args["both"]} if act == "both" else args
    outbox.send(world.conn, world.house, chat, say(text("guest.home"), choices=[choice("?", act, **args)]))
    token = world.conn.execute(select(letters.c.token).order_by(letters.c.id.desc()).limit(1)).scalar()
    pressed = Asked(chat, user, name, "press", private=private, message_id=5, query_id="q", data=f"{token}:0")
    front.press(world.conn, world.house, pressed)


@contextmanager
def writing(conn: Connection) -> Iterator[set[str]]:
    """The tables that were written to, known at the end, but for answers and who is new."""
    found: set[str] = set()
    with statements(conn) as asked:
        yield found
    written = (WRITES.match(one) for one in asked)
    found.update({one[1] for one in written if one} - UNTOUCHED)


def may(world: World, act: str, name: str) -> bool:
    """Whether the desk let them; who was not let has changed nothing."""
    own = {"booking": world.held[name].id} if name in world.held else {"booking": 1}
    trial = savepoint(world.conn)
    with writing(world.conn) as written:
        try:
            press(world, act, name, {**world.facts, **own})
            let, refused = True, False
        except REFUSALS:
            let, refused = False, True
        except (DeskError, *UNFIT) as other:
            # Let in, and then the facts did not fit the moment; only "known" refuses so who is not linked.
            let, refused = not (act == "known" and isinstance(other, DeskError)), False
    assert not (refused and written), "refused, and yet something was changed"
    trial.rollback()
    return let


def test_the_table_is_whole() -> None:
    pressed = {one for one in PROMISED if not one.startswith("/")} - {"payment"}
    assert pressed == set(ACTS), "an act has no row in bot/desk/menu/roles.py, or a row has no act"
    typed = {one for module in (*front.FOR_STAFF, *group.FOR_STAFF) for one in module.COMMANDS}
    assert typed | set(leading.COMMANDS) | {here.COMMAND} == set(roles.COMMANDS), "as with acts: see roles.py"
    assert roles.twice() == []


@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_may_press_what_the_table_says_and_nothing_else(world: World, name: str) -> None:
    found = {act: may(world, act, name) for act in ACTS}
    wrong = {act: let for act, let in found.items() if let != PROMISED[act][name]}
    assert wrong == {}


def test_who_only_looks_changes_nothing(world: World) -> None:
    """Whatever they may press, and however it fits."""
    for act in (one for one, who in roles.ACTS.items() if "read_only" in who):
        trial = savepoint(world.conn)
        with writing(world.conn) as written, suppress(DeskError, *UNFIT):
            press(world, act, "read_only", {**world.facts, "booking": world.held["verified"].id})
        assert not written, act
        trial.rollback()


@pytest.mark.parametrize("private", [True, False], ids=["in private", "in the group"])
def test_everybody_may_type_what_the_table_says_and_nothing_else(world: World, private: bool) -> None:
    names = [one for one in PEOPLE if one != "anonymous" or not private]  # in private nobody is anonymous
    for name in names:
        found = {command: _typed(world, words, name, private) for command, words in COMMANDS.items()}
        assert found == {command: PROMISED[command][name] for command in COMMANDS}, name


@pytest.mark.parametrize("private", [True, False], ids=["in private", "in the group"])
def test_no_command_is_done_for_whom_the_table_does_not_name(world: World, private: bool) -> None:
    """Every command there is, as its bare word: let in, or told why not, or not heard at all."""
    modules = front.FOR_STAFF if private else group.FOR_STAFF
    every = [name for module in modules for name in module.COMMANDS]
    for name in [one for one in PEOPLE if one != "anonymous"]:
        found = {command: _let(world, command, name, private) for command in every}
        assert found == {command: PROMISED[command][name] for command in every}, name


def _let(world: World, command: str, name: str, private: bool) -> bool:
    chat = PEOPLE[name] if private else GROUP
    asked = Asked(chat, PEOPLE[name], name, "text", private=private, text=command)
    trial = savepoint(world.conn)
    before = _letters(world.conn)
    with writing(world.conn) as written:
        (front.private if private else group.message)(world.conn, world.house, asked)
    said = _said(world.conn) if _letters(world.conn) > before else "refuse.not_heard"
    trial.rollback()
    shut = any(sign in said for sign in ("refuse.not_", "guest.unknown_command"))
    assert not (shut and written), "refused, and yet something was changed"
    return not shut


def _letters(conn: Connection) -> int:
    return int(conn.execute(select(func.count()).select_from(letters)).scalar_one())


def _typed(world: World, words: str, name: str, private: bool) -> bool:
    """True when it was done, or shown, as asked."""
    chat = PEOPLE[name] if private else GROUP
    asked = Asked(chat, PEOPLE[name], name, "text", private=private, text=words)
    door = front.private if private else group.anonymous if name == "anonymous" else group.message
    trial = savepoint(world.conn)
    with writing(world.conn) as written:
        door(world.conn, world.house, asked)
    said = _said(world.conn)
    trial.rollback()
    return bool(written) or any(sign in said for sign in SHOWN)


def _said(conn: Connection) -> str:
    return str(conn.execute(select(letters.c.content).order_by(letters.c.id.desc()).limit(1)).scalar())


def test_only_the_verified_charge_to_the_room(world: World) -> None:
    for name, held in world.held.items():
        press(world, "confirm", name, {"booking": held.id})
        paid = world.conn.execute(select(bookings.c.payment).where(bookings.c.id == held.id)).scalar()
        assert (paid == "room") == PROMISED["payment"][name], name


OTHERS = ("stranger", "unverified", "ex-guest", "owner")


@pytest.mark.parametrize("name", OTHERS)
def test_no_act_touches_what_belongs_to_another_guest(world: World, name: str) -> None:
    """With the verified guest's own booking and case on the button."""
    hers = people.guest(world.conn, world.house, PEOPLE["verified"])
    assert hers
    case = opening.open_case(world.conn, world.house, hers, kind="complaint", words="Cold", category="leak")
    args = {**world.facts, "booking": world.held["verified"].id, "case": case.id}
    before = _of(world.conn, hers)
    for act in guest_acts.GUEST_ACTS:
        trial = savepoint(world.conn)
        with suppress(DeskError, *UNFIT):
            press(world, act, name, args)
        assert _of(world.conn, hers) == before, act
        trial.rollback()


def _of(conn: Connection, guest: Guest) -> list[Any]:
    owned = [select(one).where(one.c.guest_id == guest.id) for one in (bookings, cases, stay_guests)]
    queries = [*owned, select(guests).where(guests.c.id == guest.id)]
    return [tuple(row) for query in queries for row in conn.execute(query)]


def test_an_act_that_lets_everybody_in_is_caught(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The positive control: the same matrix sees one open door."""
    monkeypatch.setitem(staff.ACTS, "link_yes", linking.accept)
    monkeypatch.setattr(roles, "must", lambda who, name: None)
    assert may(world, "link_yes", "department")
    assert not PROMISED["link_yes"]["department"]


def test_what_was_let_in_ends_with_the_stay(world: World) -> None:
    """The verified guest of a stay that is over is an ex-guest at once, at the same press."""
    stay.check_out(world.conn, world.house, world.family)
    press(world, "confirm", "verified", {"booking": world.held["verified"].id})
    query = select(bookings.c.payment).where(bookings.c.id == world.held["verified"].id)
    assert world.conn.execute(query).scalar() == "desk"


def test_a_stay_nobody_closed_ends_by_itself(world: World) -> None:
    """Also when no timer fires: what a guest may do is decided by the hour."""
    missed = later(world.house, days=5)
    found = people.guest(world.conn, missed, PEOPLE["verified"])
    assert found
    assert not found.verified
