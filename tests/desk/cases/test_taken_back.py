"""What is written is mended or taken back: all of it, and only where something has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from bot.db import Connection
from bot.desk.asked import Asked
from bot.desk.cases import case, opening, relays
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.learning import exchanges, proposals
from bot.desk.menu import talking, teaching
from bot.desk.menu.cases import conversing
from bot.desk.people import Colleague
from bot.desk.problems import OldButton
from bot.schema import letters
from bot.schema import relays as relay_rows
from tests.desk.cases.cast import DANA, complaint, guest, history, keys, screens, team
from tests.desk.cases.test_relays import GROUP, GUEST, sent, wrote


def standing(conn: Connection) -> list[int]:
    """What the guest still reads of a colleague's words."""
    rows = conn.execute(select(relay_rows).where(relay_rows.c.chat_id == GUEST)).mappings().all()
    gone = [
        number
        for one in conn.execute(select(letters.c.content).where(letters.c.method == "delete")).scalars()
        for number in one["messages"]
    ]
    return sorted(row["message_id"] for row in rows if row["message_id"] not in gone)


def edits(conn: Connection, house: House, opened: Case, who: Colleague, *versions: str) -> None:
    """One message in all its versions, each of which has arrived."""
    for n, words in enumerate(versions):
        conversing.wrote(conn, house, wrote(who.user_id, words, 41, edited=n > 0), opened, who)
        sent(conn, GUEST, first=7000 + n)


def test_what_was_corrected_is_taken_back_with_every_correction(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    opened = complaint(conn, house)
    edits(conn, house, opened, dana, "That child of yours did it", "Your child did it", "The child did it")
    assert standing(conn) == [7000, 7001, 7002]
    conversing.wrote(conn, house, wrote(DANA, "/unsay", 42, reply_to=41, replies="own"), opened, dana)
    assert standing(conn) == []
    assert keys(screens(conn, case_id=opened.id)[-1]) == ["relay.unsaid"]
    conversing.wrote(conn, house, wrote(DANA, "/unsay", 43, reply_to=41, replies="own"), opened, dana)
    assert keys(screens(conn, case_id=opened.id)[-1]) == ["relay.nothing_to_unsay"]


def test_a_correction_that_is_on_its_way_is_taken_back_with_what_stands(
    conn: Connection, house: House
) -> None:
    dana, *_ = team(conn, house)
    opened = complaint(conn, house)
    edits(conn, house, opened, dana, "He is lying")
    conversing.wrote(conn, house, wrote(DANA, "He's lying", 41, edited=True), opened, dana)
    conversing.wrote(conn, house, wrote(DANA, "/unsay", 42), opened, dana)
    assert standing(conn) == []
    mine = select(letters.c.state).where(letters.c.chat_id == GUEST, letters.c.method == "send")
    assert "new" not in conn.execute(mine).scalars().all()


@pytest.mark.parametrize("becomes", ["// He is lying", "/unsay"])
def test_what_is_made_a_note_after_a_correction_is_taken_back_whole(
    conn: Connection, house: House, becomes: str
) -> None:
    dana, *_ = team(conn, house)
    opened = complaint(conn, house)
    edits(conn, house, opened, dana, "He is lying", "He's lying", becomes)
    assert standing(conn) == []


def test_what_is_made_a_command_is_not_sent_to_the_guest(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    edits(conn, house, complaint(conn, house), dana, "note 214 nuts", "/noet 214 nuts")
    assert standing(conn) == [7000]


def test_a_picture_of_an_album_is_taken_back_with_its_album_and_its_mended_caption(
    conn: Connection, house: House
) -> None:
    dana, *_ = team(conn, house)
    opened = complaint(conn, house)
    for message in (41, 42):
        picture = wrote(DANA, "", message, kind="photo", album="a", unique=f"p{message}")
        conversing.wrote(conn, house, picture, opened, dana)
    relays.flush(conn, house, GROUP)
    album = conn.execute(select(letters.c.id).where(letters.c.method == "album")).scalar_one()
    relays.arrived(conn, album, GUEST, [7000, 7001])
    conn.execute(update(letters).where(letters.c.chat_id == GUEST).values(state="sent"))
    mended = wrote(DANA, "your boiler", 42, kind="photo", album="a", unique="p42", edited=True)
    conversing.wrote(conn, house, mended, opened, dana)
    sent(conn, GUEST, first=7002)
    assert standing(conn) == [7000, 7001, 7002]
    conversing.wrote(conn, house, wrote(DANA, "/unsay", 43, reply_to=41, replies="own"), opened, dana)
    assert standing(conn) == []


def test_an_edit_that_changes_no_word_corrects_nothing(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    opened = complaint(conn, house)
    edits(conn, house, opened, dana, "See https://lake.example", "See https://lake.example")
    assert standing(conn) == [7000]
    edits(conn, house, opened, dana, "See https://lake.example", "See the menu", "See the menu")
    picture = wrote(DANA, "the menu", 51, kind="photo", unique="p1")
    conversing.wrote(conn, house, picture, opened, dana)
    before = conn.execute(select(letters.c.id)).all()
    conversing.wrote(conn, house, replace(picture, edited=True), opened, dana)
    assert conn.execute(select(letters.c.id)).all() == before
    conversing.wrote(conn, house, replace(picture, edited=True, unique="p2"), opened, dana)
    assert len(conn.execute(select(letters.c.id)).all()) == len(before) + 1, "another picture is another word"


def test_a_guests_edit_that_changes_no_word_corrects_nothing(conn: Connection, house: House) -> None:
    """Nor does it open anything anew, where the case is over."""
    team(conn, house)
    mine = guest(conn, house)
    opened, _ = opening.complain(conn, house, mine, words="It is dirty", category="dirty_room", message=5)
    opening.add_words(conn, house, opened, mine, "And cold", message=6)
    told = conn.execute(select(letters.c.id)).all()

    def again(words: str, message: int, **facts: object) -> bool:
        asked = Asked(GUEST, GUEST, "Aygün", "text", text=words, message_id=message, edited=True)
        return talking.corrected(conn, house, replace(asked, **facts), mine)  # type: ignore[arg-type]  # as above

    assert again("It is dirty", 5)
    assert again("And cold", 6)
    assert conn.execute(select(letters.c.id)).all() == told
    assert again("And very cold", 6)
    assert again("And very cold", 6)
    assert again("It is filthy", 5)
    assert again("It is filthy", 5)
    assert history(conn, opened).count("corrected") == 2
    case.change(conn, house, case.by_id(conn, house, opened.id), status="resolved")
    assert again("It is filthy", 5)
    photo = Asked(GUEST, GUEST, "Aygün", "photo", text="the sink", message_id=9, unique="p9")
    talking.media(conn, house, photo, mine)
    told = conn.execute(select(letters.c.id)).all()
    talking.media(conn, house, replace(photo, edited=True), mine)
    assert conn.execute(select(letters.c.id)).all() == told


def keeps(conn: Connection, house: House, opened: Case, who: Colleague, **facts: object) -> Mapping[str, str]:
    """The button under the first answer: what a manager is to look at."""
    exchange = exchanges.last(conn, opened)
    assert exchange
    press = Asked(GROUP, who.user_id, who.name, "press", private=False, query_id="1", message_id=50)
    teaching.keep(conn, house, press, who, {"case": opened.id, "event": exchange.event, **facts})
    (kept,) = proposals.waiting(conn, house)
    return kept.answer


@pytest.mark.parametrize("back", [wrote(DANA, "/unsay", 43), wrote(DANA, "// not so", 42, edited=True)])
def test_what_is_taken_back_is_not_kept_for_all_guests(conn: Connection, house: House, back: Asked) -> None:
    dana, *_ = team(conn, house)
    someone = guest(conn, house)
    opened = opening.open_case(conn, house, someone, kind="question", words="swans?")
    exchanges.asked(conn, house, opened, someone, ["May we feed the swans?"], None)
    conversing.wrote(conn, house, wrote(DANA, "Yes, with bread", 41), opened, dana)
    conversing.wrote(conn, house, wrote(DANA, "It is free at the bar", 42), opened, dana)
    conversing.wrote(conn, house, back, opened, dana)
    assert keeps(conn, house, opened, dana) == {"en": "Yes, with bread"}
    assert keeps(conn, house, opened, dana, whole=True) == {"en": "Yes, with bread"}
    conversing.wrote(conn, house, wrote(DANA, "/unsay", 44, reply_to=41, replies="own"), opened, dana)
    with pytest.raises(OldButton):
        keeps(conn, house, opened, dana)
    conversing.wrote(conn, house, wrote(DANA, "No, please do not feed them", 45), opened, dana)
    assert keeps(conn, house, opened, dana) == {"en": "No, please do not feed them"}
