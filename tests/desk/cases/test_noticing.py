"""What repeats is told, who says nothing is asked once, and praise reaches whom it is meant for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from bot.db import Connection
from bot.desk import people, timers
from bot.desk.asked import Asked, Heard
from bot.desk.cases import noticing, praise, silence, working
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.menu.cases import praised
from bot.desk.people import Colleague, Guest
from bot.desk.stays import phones, stay
from bot.schema import inbox, praises
from tests.desk.cases.cast import (
    DANA,
    ERLAN,
    MADINA,
    complaint,
    fire,
    first,
    guest,
    hire,
    later,
    screens,
    team,
)

GUEST = 1001


def in_room(conn: Connection, house: House, room: str, chat: int = GUEST) -> Guest:
    someone = guest(conn, house, chat, f"Guest {chat}")
    people.claim_room(conn, house, someone, room)
    return people.guest_by_id(conn, someone.id)


def told(conn: Connection, user: int) -> list[str]:
    return [first(one).key for one in screens(conn, chat_id=user)]


def test_the_same_thing_in_the_same_room_is_told_to_managers_and_engineering(
    conn: Connection, house: House
) -> None:
    team(conn, house)
    hire(conn, house, 2009, "Rauf", "department", "engineering")
    complaint(conn, house, "ac_broken", in_room(conn, house, "214"))
    assert "again.asset" not in told(conn, MADINA)
    now = later(house, days=29)
    again = complaint(conn, now, "ac_broken", in_room(conn, now, "214", 1002))
    assert told(conn, MADINA).count("again.asset") == told(conn, 2009).count("again.asset") == 1
    assert "again.asset" not in told(conn, ERLAN)
    assert [one.key for one in noticing.lines(conn, now, again) if hasattr(one, "key")] == [
        "card.asset_again"
    ]


def test_after_a_month_or_in_another_room_it_is_nothing_new(conn: Connection, house: House) -> None:
    team(conn, house)
    complaint(conn, house, "ac_broken", in_room(conn, house, "214"))
    complaint(conn, later(house, days=31), "ac_broken", in_room(conn, house, "214", 1002))
    complaint(conn, house, "ac_broken", in_room(conn, house, "215", 1003))
    assert not [one for one in told(conn, MADINA) if one.startswith("again.")]


def test_another_trouble_in_the_room_and_a_second_case_of_one_guest_are_told(
    conn: Connection, house: House
) -> None:
    team(conn, house)
    someone = in_room(conn, house, "214")
    complaint(conn, house, "noise", someone)
    complaint(conn, house, "leak", someone)
    last = screens(conn, chat_id=MADINA)[-1]
    assert first(last).key == "again.room"
    assert [one.key for one in last.body if hasattr(one, "key")][-1] == "again.same_guest"
    homeless = guest(conn, house, 1009, "Bence")
    complaint(conn, house, "noise", homeless)
    complaint(conn, house, "bad_food", homeless)
    assert told(conn, MADINA)[-1] == "again.guest"


def late(conn: Connection, house: House, someone: Guest) -> Case:
    """A promise that broke, and the guest who closed the case in the end."""
    team(conn, house)
    opened = complaint(conn, house, "noise", someone)
    fire(conn, later(house, minutes=20))
    now = later(house, minutes=30)
    taken = working.claim(conn, now, opened, _dana(conn, house))
    return working.close(conn, now, taken)


def _dana(conn: Connection, house: House) -> Colleague:
    return people.on_file(conn, house, DANA)


def asked(conn: Connection) -> int:
    return told(conn, GUEST).count("silent.ask")


def test_a_guest_who_says_nothing_after_a_late_promise_is_asked_once_by_day(
    conn: Connection, house: House
) -> None:
    someone = in_room(conn, house, "214")
    late(conn, house, someone)
    due = timers.due_at(conn, house, silence.SILENT, str(someone.id))
    assert due
    assert silence.HOURS[0] <= house.local(due).time() < silence.HOURS[1]
    fire(conn, replace(house, now=due))
    assert asked(conn) == 1
    silence.after(conn, replace(house, now=due), someone)
    fire(conn, later(replace(house, now=due), days=2))
    assert asked(conn) == 1


@pytest.mark.parametrize("reason", ["wrote", "open", "left", "night"])
def test_nobody_is_asked_who_has_spoken_is_served_or_gone(
    conn: Connection, house: House, reason: str
) -> None:
    someone = in_room(conn, house, "214")
    there = stay.walk_in(
        conn, house, room="214", surname="Aliyeva", departure=house.today + timedelta(days=5)
    ).stay
    phones.link(conn, house, there, someone, how="staff")
    late(conn, house, someone)
    now = later(house, days=1, hours=2)
    if reason == "wrote":
        row = {"property_id": house.id, "update_id": 1, "chat": str(GUEST), "raw": "{}"}
        conn.execute(insert(inbox).values(**row, received_at=later(house, hours=1).now))
    elif reason == "open":
        complaint(conn, later(house, hours=2), "noise", someone)
    elif reason == "left":
        stay.check_out(conn, later(house, hours=3), there)
    else:
        now = later(house, hours=12)  # 01:00
    silence.ask(conn, now, someone.id)
    assert asked(conn) == 0
    if reason == "night":
        fire(conn, later(house, days=1, hours=2))
        assert asked(conn) == 1


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Dana was wonderful", ["Dana"]),
        ("köszönöm Danának, nagyon kedves volt", ["Dana"]),
        ("Спасибо Дане и Эрлану!", ["Dana", "Erlan"]),
        ("Данаға көп рақмет", ["Dana"]),
        ("Danaya ve Erlan'a teşekkürler", ["Dana", "Erlan"]),
        ("Madinə xanıma təşəkkür edirik", ["Madina"]),
        ("dana is the best", ["Dana"]),
        ("Danach war alles gut, danke", []),
        ("Danke für alles", []),
        ("Everything was great", []),
    ],
)
def test_a_name_is_found_in_every_language_and_in_no_other_word(
    conn: Connection, house: House, words: str, names: list[str]
) -> None:
    assert [one.name for one in praise.named(team(conn, house), words)] == names


def test_two_of_one_name_are_not_guessed(conn: Connection, house: House) -> None:
    team(conn, house)
    hire(conn, house, 2010, "Dana", "department", "activities")
    assert praise.named(people.team(conn, house), "Dana was wonderful") == []


def pleased(words: str, top: str = "praise") -> Asked:
    return Asked(GUEST, GUEST, "Aygün", "text", text=words, heard=Heard("en", "answer", ((top, 0.99),)))


def test_praise_by_name_is_private_and_the_manager_sees_it(conn: Connection, house: House) -> None:
    team(conn, house)
    someone = in_room(conn, house, "214")
    assert praised.passed_on(conn, house, pleased("Dana was wonderful"), someone)
    assert told(conn, DANA) == ["praise.for_you"]
    assert told(conn, MADINA) == ["praise.of_whom"]
    assert told(conn, GUEST) == ["praise.passed_on"]
    assert not screens(conn)  # nothing in the group
    praised.passed_on(conn, house, pleased("Dana was really wonderful"), someone)
    assert told(conn, DANA) == ["praise.for_you"]


def test_praise_after_a_case_is_of_who_had_it_and_plain_thanks_are_not_praise(
    conn: Connection, house: House
) -> None:
    team(conn, house)
    someone = in_room(conn, house, "214")
    opened = working.claim(conn, house, complaint(conn, house, "noise", someone), _dana(conn, house))
    assert not praised.passed_on(conn, house, pleased("thanks", "thanks"), someone, about=opened)
    assert praised.passed_on(conn, house, pleased("That was great work"), someone, about=opened)
    assert "praise.for_you" in told(conn, DANA)
    assert not praised.passed_on(conn, house, pleased("What a lovely hotel"), someone)
    kept = conn.execute(select(praises.c.staff).order_by(praises.c.id)).scalars().all()
    assert kept == [DANA, None]
