"""Where a message came to stand on the other side, in which group, and who may read the private card."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import delete, select, update

from bot.db import Connection
from bot.desk import groups, outbox, people, topics
from bot.desk.asked import Asked
from bot.desk.cases import case, handing, relays, working
from bot.desk.house import House
from bot.desk.menu.cases import conversing, here, private_card
from bot.say import say, text, unpack_say
from bot.schema import letters
from bot.schema import relays as relay_rows
from tests.desk.cases.cast import (
    DANA,
    ERLAN,
    MADINA,
    complaint,
    first,
    guest,
    history,
    keys,
    later,
    screens,
    team,
)

GROUP, OTHER, NEXT, DANGER = -100_500, -100_600, -100_700, -100_800
GUEST = 1001


def wrote(user: int, words: str, message: int, *, chat: int = GROUP, **facts: object) -> Asked:
    asked = Asked(chat, user, "Dana", "text", private=False, text=words, message_id=message)
    return replace(asked, **facts)  # type: ignore[arg-type]  # whatever the test gives


def sent(conn: Connection, chat: int, *, first: int = 7000) -> None:
    """As the sender does it: everything for this chat has come to stand there."""
    waiting = letters.c.chat_id == chat, letters.c.state == "new"
    for number, letter in enumerate(
        conn.execute(select(letters.c.id).where(*waiting)).scalars().all(), first
    ):
        relays.arrived(conn, letter, chat, [number])
        conn.execute(update(letters).where(letters.c.id == letter).values(state="sent", message_id=number))


def test_a_message_that_has_not_left_is_taken_back_without_a_trace(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    opened = complaint(conn, house)
    conversing.wrote(conn, house, wrote(DANA, "It is your own fault", 41), opened, dana)
    conversing.wrote(conn, house, wrote(DANA, "/unsay", 42), opened, dana)
    states = conn.execute(select(letters.c.state).where(letters.c.chat_id == GUEST)).scalars().all()
    assert list(states) == ["dropped"]
    assert history(conn, opened)[-2:] == ["staff_wrote", "unsaid"]


def test_what_is_taken_back_on_its_way_is_known_when_it_arrives(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    opened = complaint(conn, house)
    conversing.wrote(conn, house, wrote(DANA, "It is your own fault", 41), opened, dana)
    conn.execute(update(letters).where(letters.c.chat_id == GUEST).values(state="sending"))
    conversing.wrote(conn, house, wrote(DANA, "/unsay", 42), opened, dana)
    number = conn.execute(select(letters.c.id).where(letters.c.chat_id == GUEST)).scalar_one()
    assert relays.arrived(conn, number, GUEST, [7000])


def test_an_album_of_ten_for_the_group_does_not_wait_for_its_silence(conn: Connection, house: House) -> None:
    """A group takes so much in a minute: ten at once fit into none in which anything else was said."""
    team(conn, house)
    way, heading = relays.to_staff(complaint(conn, house).id), say(text("card.guest_sends", name="Aygün"))
    for message in range(10):
        sends = Asked(GUEST, GUEST, "Aygün", "photo", message_id=100 + message, album="x")
        relays.gather(conn, house, way, heading, sends)
    relays.flush(conn, later(house, minutes=1), GUEST)
    albums = conn.execute(select(letters.c.content).where(letters.c.method == "album")).scalars()
    assert [one["message_ids"] for one in albums] == [list(range(100, 105)), list(range(105, 110))]


def test_taking_back_an_album_that_is_still_gathered_takes_back_nobody_elses(
    conn: Connection, house: House
) -> None:
    dana, *_ = team(conn, house)
    mine = complaint(conn, house)
    theirs = complaint(conn, house, someone=guest(conn, house, 1002, "Bence"))
    for message in (41, 42):
        conversing.wrote(conn, house, wrote(DANA, "", message, kind="photo", album="a"), mine, dana)
    sends = Asked(1002, 1002, "Bence", "photo", private=True, message_id=7, album="b")
    relays.gather(conn, house, relays.to_staff(theirs.id), say(text("case.opened")), sends)
    conversing.wrote(conn, house, wrote(DANA, "/unsay", 43), mine, dana)
    unsaid = select(relay_rows.c.source_message).where(relay_rows.c.unsaid_at.is_not(None))
    assert sorted(conn.execute(unsaid).scalars()) == [41, 42]
    relays.flush(conn, house, GROUP)
    relays.flush(conn, house, 1002)
    albums = select(letters.c.content).where(letters.c.method == "album")
    assert [one["message_ids"] for one in conn.execute(albums).scalars()] == [[7]]


def test_only_the_writer_or_a_manager_takes_words_back(conn: Connection, house: House) -> None:
    dana, erlan, madina = team(conn, house)
    opened = complaint(conn, house)
    conversing.wrote(conn, house, wrote(DANA, "At five then", 41), opened, dana)
    sent(conn, GUEST)
    conversing.wrote(conn, house, wrote(ERLAN, "/unsay", 42, reply_to=41), opened, erlan)
    assert keys(screens(conn, case_id=opened.id)[-1]) == ["relay.nothing_to_unsay"]
    conversing.wrote(conn, house, wrote(MADINA, "/unsay", 43, reply_to=41), opened, madina)
    gone = conn.execute(select(letters.c.content).where(letters.c.method == "delete")).scalar_one()
    assert gone["messages"] == [7000]
    conversing.wrote(conn, later(house, hours=50), wrote(DANA, "Or at six", 44), opened, dana)
    sent(conn, GUEST)
    late = later(house, hours=99)
    conversing.wrote(conn, late, wrote(DANA, "/unsay", 45), opened, dana)
    assert keys(screens(conn, case_id=opened.id)[-1]) == ["relay.too_late"]


def test_a_number_that_is_given_out_again_carries_nothing_of_the_letter_before(
    conn: Connection, house: House
) -> None:
    """A month without a letter, or a guest who was erased: SQLite counts on from what is left."""
    dana, *_ = team(conn, house)
    opened = complaint(conn, house)
    conversing.wrote(conn, house, wrote(DANA, "It is your own fault", 41), opened, dana)
    sent(conn, GUEST)
    conversing.wrote(conn, house, wrote(DANA, "/unsay", 42, reply_to=41, replies="own"), opened, dana)
    before = relays.written(conn, house, GROUP, 41)
    assert before
    assert before.unsaid_at
    assert before.letter_id
    conn.execute(delete(letters).where(letters.c.id >= before.letter_id))
    conversing.wrote(conn, house, wrote(DANA, "The plumber is on the way", 43), opened, dana)
    after = relays.written(conn, house, GROUP, 43)
    assert after
    assert after.letter_id
    if conn.dialect.name == "sqlite":
        assert after.letter_id == before.letter_id
    assert not relays.arrived(conn, after.letter_id, GUEST, [8000]), "nobody has taken this one back"
    old = relays.written(conn, house, GROUP, 41)
    assert old
    assert old.message_id == before.message_id


def test_a_reply_never_leads_into_another_guests_chat(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    mine, other = complaint(conn, house), complaint(conn, house, someone=guest(conn, house, 1002, "Bence"))
    conversing.wrote(conn, house, wrote(DANA, "To Bence", 41), other, dana)
    sent(conn, 1002)
    conversing.wrote(conn, house, wrote(DANA, "To Aygün", 42, reply_to=41, replies="own"), mine, dana)
    content = conn.execute(select(letters.c.content).where(letters.c.chat_id == GUEST)).scalars().all()[-1]
    assert "answers" not in content


def test_a_department_has_its_own_group_until_it_is_lost(conn: Connection, house: House) -> None:
    *_, madina = team(conn, house)
    people.ensure_property(conn, house.id)
    people.move_staff_chat(conn, house.id, GROUP)
    assert here.command(conn, house, wrote(MADINA, "/here activities", 1, chat=OTHER))
    assert groups.departments(conn, house, OTHER) == ["activities"]
    opened = complaint(conn, house)
    moved = case.change(conn, house, opened, department="activities")
    outbox.send(conn, house, None, private_card._card(conn, house, moved), case_id=moved.id)
    assert conn.execute(select(letters.c.chat_id).order_by(letters.c.id.desc())).scalar() == OTHER
    assert groups.leave(conn, house, OTHER) == ["activities"]
    assert conn.execute(select(letters.c.chat_id).order_by(letters.c.id.desc())).scalar() is None
    assert not groups.is_ours(conn, house, OTHER)
    assert madina.role == "owner"


def test_what_waits_for_a_department_goes_with_it_to_its_new_group(conn: Connection, house: House) -> None:
    """Also from one group to the next; what is of others, or of danger, stays where it is read."""
    team(conn, house)
    people.ensure_property(conn, house.id)
    people.move_staff_chat(conn, house.id, GROUP)
    theirs = case.change(conn, house, complaint(conn, house), department="activities")
    hurt = case.change(conn, house, complaint(conn, house), department="activities", kind="sensitive")
    other = complaint(conn, house, someone=guest(conn, house, GUEST + 1))
    conn.execute(delete(letters))
    for one in (theirs, hurt, other):
        outbox.send(conn, house, None, private_card._card(conn, house, one), case_id=one.id)
    waiting = select(letters.c.chat_id).order_by(letters.c.id)
    groups.bind(conn, house, outbox.RESTRICTED, DANGER, MADINA)
    groups.bind(conn, house, "activities", OTHER, MADINA)
    assert conn.execute(waiting).scalars().all() == [OTHER, DANGER, None]
    groups.bind(conn, house, "activities", NEXT, MADINA)
    assert conn.execute(waiting).scalars().all() == [NEXT, DANGER, None]


@pytest.mark.parametrize("user", [DANA, ERLAN, 9999])
def test_only_an_owner_gives_a_group_to_a_department(conn: Connection, house: House, user: int) -> None:
    team(conn, house)
    assert not here.command(conn, house, wrote(user, "/here activities", 1, chat=OTHER))
    assert groups.bound(conn, house) == {}


def test_the_private_card_is_only_for_who_has_the_case(conn: Connection, house: House) -> None:
    dana, erlan, _ = team(conn, house)
    mine = working.claim(conn, house, complaint(conn, house), dana)
    asked = wrote(ERLAN, "", 5, query_id="q")
    with pytest.raises(private_card.NotYours) as refused:
        private_card.show(conn, house, asked, erlan, {"case": mine.id})
    assert refused.value.ways
    private_card.show(conn, house, replace(asked, user_id=DANA), dana, {"case": mine.id})
    assert first(screens(conn, chat_id=DANA)[-1]).key == "private.card"
    private_card.fallback(conn, house, mine.id, DANA)
    said = screens(conn, case_id=mine.id)[-1]
    assert keys(said) == ["private.open_first"]
    assert "start=card-C-" in str(said.choices[0].url)


def test_the_private_card_goes_with_the_case_wherever_it_was_asked_for(
    conn: Connection, house: House
) -> None:
    dana, erlan, _ = team(conn, house)
    mine = working.claim(conn, house, complaint(conn, house), dana)
    conn.execute(delete(letters))
    press = Asked(DANA, DANA, "Dana", "press", query_id="q", message_id=50)
    private_card.show(conn, house, press, dana, {"case": mine.id})
    private_card.opened(conn, house, replace(press, query_id=None), dana, f"card-{mine.ref}")
    sent(conn, DANA)
    now = handing.take_over(conn, house, case.by_id(conn, house, mine.id), erlan)
    private_card.taken(conn, house, now, erlan, DANA)
    topics.show(conn, house, mine.id)  # the case gets a topic in another group
    edited = select(letters.c.content).where(letters.c.method == "edit", letters.c.chat_id == DANA)
    said = {one["message_id"]: keys(unpack_say(one["say"])) for one in conn.execute(edited).scalars()}
    assert said == {7000: ["private.passed_on"], 7001: ["private.passed_on"]}


def test_a_note_keeps_its_words_for_who_takes_over(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    mine = working.claim(conn, house, complaint(conn, house), dana)
    conversing.wrote(conn, house, wrote(DANA, "// travels with a dog", 41), mine, dana)
    conversing.wrote(conn, house, wrote(DANA, "/n prefers tea", 42), mine, dana)
    private_card.deliver(conn, house, mine, dana)
    said = str(screens(conn, chat_id=DANA)[-1])
    assert "travels with a dog" in said
    assert "prefers tea" in said
    assert not screens(conn, chat_id=GUEST), "and the guest reads nothing"
