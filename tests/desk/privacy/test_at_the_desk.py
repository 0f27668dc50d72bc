"""A guest asks at reception: a manager finds them, gets their file, and has them erased."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db import Connection
from bot.desk import outbox
from bot.desk.asked import Asked
from bot.desk.cases import behalf
from bot.desk.house import House
from bot.desk.menu import front, roles
from bot.desk.privacy import erase, find
from bot.desk.stays import stay
from bot.say import unpack_say
from bot.schema import erasures, guests, letters
from tests.desk.cases.cast import DANA, MADINA, complaint, guest, keys, screens, team
from tests.desk.privacy.planted import stands
from tests.desk.stays.test_numbers_and_wishes import lives


def says(conn: Connection, house: House, user: int, words: str) -> None:
    front.private(conn, house, Asked(user, user, "Madina", "text", text=words, message_id=1))


def taps(conn: Connection, house: House, user: int, act: str) -> None:
    """The newest button of theirs that asks for this."""
    sent = (
        select(letters.c.token, letters.c.content)
        .where(letters.c.chat_id == user)
        .order_by(letters.c.id.desc())
    )
    for row in conn.execute(sent).all():
        acts = [one["act"] for one in row.content.get("say", {}).get("choices", ())]
        if act in acts:
            data = f"{row.token}:{acts.index(act)}"
            front.press(
                conn, house, Asked(user, user, "Madina", "press", query_id="q", data=data, message_id=2)
            )
            return
    raise AssertionError(act)


def newest(conn: Connection, user: int) -> list[str]:
    """What the texts of their newest screen are called."""
    shown = select(letters.c.content).where(letters.c.chat_id == user, letters.c.method.in_(("send", "edit")))
    return keys(unpack_say(conn.execute(shown.order_by(letters.c.id.desc()).limit(1)).scalar_one()["say"]))


def test_by_room_the_file_and_then_the_end(conn: Connection, house: House) -> None:
    team(conn, house)
    known = guest(conn, house)
    lives(conn, house, known)
    opened = complaint(conn, house, someone=known)
    says(conn, house, MADINA, "/privacy")
    taps(conn, house, MADINA, "m_privacy")
    says(conn, house, MADINA, "214")
    assert "privacy.m_one" in newest(conn, MADINA)
    taps(conn, house, MADINA, "m_privacy_file")
    file = select(letters.c.content).where(letters.c.method == "own_data", letters.c.chat_id == MADINA)
    assert conn.execute(file).scalar_one()["guest"] == known.id
    taps(conn, house, MADINA, "m_privacy_erase")
    asked = newest(conn, MADINA)
    assert {"privacy.m_sure", "privacy.ending", "privacy.running"} <= set(asked)
    taps(conn, house, MADINA, "m_privacy_erase")
    assert "privacy.m_erased" in newest(conn, MADINA)
    assert "privacy.erased" in str(screens(conn, chat_id=1001)[-1])
    assert conn.execute(select(erasures.c.by)).scalar_one() == f"staff:{MADINA}"
    assert known.name not in set(conn.execute(select(guests.c.name)).scalars())
    assert not stands(conn, "It is dirty")
    assert opened.ref in str(screens(conn, chat_id=None)[-1])


def test_who_can_be_meant(conn: Connection, house: House) -> None:
    known = guest(conn, house)
    there = lives(conn, house, known)
    opened = complaint(conn, house, someone=known)
    for words in ("214", "Aygün", "Məmmədova", opened.ref.lower(), there.ref):
        assert [one.id for one in find.found(conn, house, words)] == [known.id], words
    assert find.found(conn, house, "Nobody") == []
    assert find.found(conn, house, "C-0000") == []


@pytest.mark.parametrize("name", ["Гульнара", "Əli", "Élise", "Ágnes", "Şahin", "Ильяс", "გიორგი", "İlham"])
def test_a_name_is_found_in_whatever_letters_it_begins(conn: Connection, house: House, name: str) -> None:
    """They had asked to be erased, and reception was told that there is nobody of that name."""
    known = guest(conn, house, 1002, name)
    for words in (name, name.lower(), name.upper()):
        assert [one.id for one in find.found(conn, house, words)] == [known.id], words
    until = house.today + timedelta(days=3)
    there = stay.walk_in(conn, house, room="305", surname=f"{name}sson", departure=until).stay
    assert [one.room for one in find.found(conn, house, f"{name.upper()}SSON")] == [there.room]


def test_only_managers_may(conn: Connection, house: House) -> None:
    team(conn, house)
    assert roles.may("manager", "m_privacy_erase")
    assert not roles.may("reception", "m_privacy_erase")
    says(conn, house, DANA, "/privacy")
    assert "button.m_privacy" not in str(screens(conn, chat_id=DANA)[-1])


def test_a_number_that_no_chat_can_have_is_nobody_s(conn: Connection, house: House) -> None:
    assert find.found(conn, house, "9" * 400) == []
    assert find.found(conn, house, "٧٧٠٠١٢٣") == []


def test_somebody_unknown_never_takes_the_place_of_who_was_erased(conn: Connection, house: House) -> None:
    """Both are numbers below all that Telegram uses."""
    dana, _, _ = team(conn, house)
    erase.erase(conn, house, guest(conn, house), by="guest")
    unknown = [behalf.somebody(conn, house, None, dana) for _ in range(2)]
    assert all(one.chat_id > outbox.NOWHERE for one in unknown)
    assert len({one.chat_id for one in unknown}) == 2
