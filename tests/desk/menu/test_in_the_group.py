"""What colleagues write in their groups: nobody's words vanish without an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from bot.db import Connection
from bot.desk import groups, mail, outbox, people
from bot.desk.asked import Asked
from bot.desk.cases import behalf, case, relays
from bot.desk.cases.case import Case
from bot.desk.catalog.replying import Replies, Reply
from bot.desk.house import House
from bot.desk.menu import front, group, staff
from bot.desk.privacy import elsewhere
from bot.desk.privacy.walk import person
from bot.say import Say, say, text, unpack_say
from bot.schema import case_events, cases, guests, letters, notes
from tests.desk.cases.cast import DANA, MADINA, complaint, delivered, history, keys, screens, team
from tests.desk.menu.test_staff_desk import press

GROUP, OWN, GUEST = -100_500, -100_600, 1001


@pytest.fixture(autouse=True)
def hotel(conn: Connection, house: House) -> None:
    people.ensure_property(conn, house.id)
    people.move_staff_chat(conn, house.id, GROUP)
    team(conn, house)


def writes(conn: Connection, house: House, words: str, message: int, **facts: object) -> None:
    asked = Asked(GROUP, DANA, "Dana", "text", private=False, text=words, message_id=message)
    group.message(conn, house, replace(asked, **facts))  # type: ignore[arg-type]  # whatever the test gives


def with_topic(conn: Connection, house: House, opened: Case) -> Case:
    mail.topic_made(conn, house, opened.id, 77, GROUP)
    delivered(conn)
    return opened


def told(conn: Connection, case_id: int) -> list[str]:
    """What the topic has read since all was delivered."""
    waits = letters.c.case_id == case_id, letters.c.state == "new", letters.c.method == "send"
    said = conn.execute(select(letters.c.content).where(*waits).order_by(letters.c.id)).scalars()
    return [key for one in said for key in keys(unpack_say(one["say"]))]


@pytest.mark.parametrize("gone", [False, True])
def test_words_to_somebody_without_a_phone_are_to_be_said_in_person(
    conn: Connection, house: House, gone: bool
) -> None:
    dana = people.on_file(conn, house, DANA)
    if gone:
        opened = complaint(conn, house)
        conn.execute(update(guests).values(chat_id=outbox.NOWHERE - 1, name="—"))
    else:
        someone = behalf.somebody(conn, house, "305", dana)
        opened, _ = behalf.report(conn, house, someone, dana, kind="request", words="needs a cot")
    with_topic(conn, house, opened)
    writes(conn, house, "The cot comes at ten", 900, thread_id=77)
    assert told(conn, opened.id) == ["staff.case_no_phone"]
    writes(conn, house, "The cot comes at nine", 900, thread_id=77, edited=True)
    assert told(conn, opened.id) == ["staff.case_no_phone"] * 2
    for message in (901, 902):
        writes(conn, house, "", message, thread_id=77, kind="photo", album="a")
    assert told(conn, opened.id) == ["staff.case_no_phone"] * 3, "once an album"
    writes(conn, house, "// who brings it?", 903, thread_id=77)
    assert told(conn, opened.id) == ["staff.case_no_phone"] * 3


def test_a_ready_reply_to_somebody_without_a_phone_is_to_be_said_in_person(
    conn: Connection, house: House
) -> None:
    dana = people.on_file(conn, house, DANA)
    someone = behalf.somebody(conn, house, "305", dana)
    opened, _ = behalf.report(conn, house, someone, dana, kind="request", words="needs a cot")
    with_topic(conn, house, opened)
    soon = Reply(code="cot", title={"en": "A cot"}, text={"en": "The cot comes at ten."})
    ready = house.catalog.model_copy(update={"replies": Replies(replies=[soon])})
    facts = {"case": opened.id, "reply": "cot"}
    staff.ACTS["ready_send"](conn, replace(house, catalog=ready), press(DANA), dana, facts)
    assert told(conn, opened.id) == ["staff.case_no_phone"]
    answers = select(letters.c.content).where(letters.c.method == "answer").order_by(letters.c.id.desc())
    assert "staff.case_no_phone" in str(conn.execute(answers).scalars().first())


def test_in_a_case_about_the_house_nobody_waits_to_be_told(conn: Connection, house: House) -> None:
    dana = people.on_file(conn, house, DANA)
    nobody = behalf.somebody(conn, house, None, dana)
    opened, _ = behalf.report(conn, house, nobody, dana, kind="fault", words="the lift stands")
    with_topic(conn, house, opened)
    writes(conn, house, "The engineer is here", 900, thread_id=77)
    assert told(conn, opened.id) == []


def farewells(conn: Connection) -> list[tuple[int, int, bool]]:
    """In which topics it was said that the case has left, and whether a button leads to where it is."""
    rows = conn.execute(select(letters).where(letters.c.method == "leave").order_by(letters.c.id)).mappings()
    found = list(rows)
    assert all(keys(unpack_say(one["content"]["say"])) == ["staff.topic_left"] for one in found)
    return [(one["chat_id"], one["content"]["thread"], "topic_of" in one["content"]) for one in found]


def moved(conn: Connection, house: House) -> Case:
    opened = with_topic(conn, house, complaint(conn, house))
    groups.bind(conn, house, opened.department, OWN, MADINA)
    mail.topic_made(conn, house, opened.id, 5, OWN)
    return opened


def test_a_topic_that_its_case_has_left_says_so_at_once_and_to_whoever_writes_there(
    conn: Connection, house: House
) -> None:
    opened = moved(conn, house)
    assert farewells(conn) == [(GROUP, 77, True)]
    mail.topic_made(conn, house, opened.id, 5, OWN)
    assert len(farewells(conn)) == 1, "Telegram tells of a topic twice"
    writes(conn, house, "Somebody is with you in five minutes", 900, thread_id=77)
    assert farewells(conn) == [(GROUP, 77, True)] * 2
    writes(conn, house, "Somebody is with you in five minutes", 900, thread_id=77, edited=True)
    writes(conn, house, "Lunch?", 901, thread_id=78)
    assert len(farewells(conn)) == 2
    assert "staff_wrote" not in history(conn, opened)
    writes(conn, house, "Somebody is with you", 6, thread_id=5, chat_id=OWN)
    assert history(conn, opened).count("staff_wrote") == 1


@pytest.mark.parametrize("late", ["Telegram's own message", "the answer", "both"])
def test_of_two_topics_that_an_outage_made_the_newer_is_the_cases_and_words_in_both_reach_the_guest(
    conn: Connection, house: House, late: str
) -> None:
    opened = with_topic(conn, house, complaint(conn, house))
    name = f"305 · no hot water · {opened.ref}"
    if late != "Telegram's own message":
        mail.topic_made(conn, house, opened.id, 90, GROUP)
    if late != "the answer":
        mail.topic_found(conn, house, name, 90, GROUP)
    for thread in (77, 90, 77):
        mail.topic_found(conn, house, name, thread, GROUP)
    assert case.by_id(conn, house, opened.id).thread_id == 90
    (farewell,) = conn.execute(select(letters).where(letters.c.method == "leave")).mappings()
    assert (farewell["chat_id"], farewell["content"]["thread"]) == (GROUP, 77)
    assert farewell["content"]["topic_of"] == opened.id
    assert keys(unpack_say(farewell["content"]["say"])) == ["staff.topic_twice"]
    for n, thread in enumerate((77, 90)):
        writes(conn, house, "Somebody is with you in five minutes", 900 + n, thread_id=thread)
    assert history(conn, opened).count("staff_wrote") == 2
    assert keys(screens(conn, chat_id=GUEST)[-1]) == ["relay.staff"]


def test_the_older_of_two_topics_may_be_told_of_last(conn: Connection, house: House) -> None:
    """The desk that made it lost power, and Telegram's message about it had not come yet."""
    opened = with_topic(conn, house, complaint(conn, house))
    mail.topic_found(conn, house, f"no hot water · {opened.ref}", 71, GROUP)
    assert case.by_id(conn, house, opened.id).thread_id == 77
    writes(conn, house, "Somebody is with you in five minutes", 900, thread_id=71)
    assert history(conn, opened).count("staff_wrote") == 1
    elsewhere.clear(conn, house, person(conn, house, people.guest_by_id(conn, opened.guest_id)), [])
    gone = conn.execute(select(letters.c.content).where(letters.c.method == "untopic")).scalars()
    assert {one["thread"] for one in gone} == {71, 77}, "who is erased is erased in both"


def test_only_what_waited_for_a_topic_goes_when_it_is_found(conn: Connection, house: House) -> None:
    opened = complaint(conn, house)
    mine = letters.c.case_id == opened.id, letters.c.state == "new"
    for waits in (False, True):
        conn.execute(update(letters).where(*mine).values(not_before=house.later(5)))
        mail.topic_found(conn, house, f"no hot water · {opened.ref}", 77, GROUP)
        held = conn.execute(select(letters.c.not_before.is_not(None)).where(*mine)).scalars()
        assert set(held) == {waits}


def test_what_had_reached_the_guest_is_not_mended_from_the_old_topic_in_silence(
    conn: Connection, house: House
) -> None:
    opened = with_topic(conn, house, complaint(conn, house))
    writes(conn, house, "At five", 900, thread_id=77)
    groups.bind(conn, house, opened.department, OWN, MADINA)
    mail.topic_made(conn, house, opened.id, 5, OWN)
    writes(conn, house, "At five", 900, thread_id=77, edited=True)
    assert len(farewells(conn)) == 1
    writes(conn, house, "At six", 900, thread_id=77, edited=True)
    assert len(farewells(conn)) == 2


def test_in_a_group_that_is_no_longer_ours_the_topics_of_cases_say_so(conn: Connection, house: House) -> None:
    opened = moved(conn, house)
    delivered(conn)
    groups.leave(conn, house, OWN)
    writes(conn, house, "Somebody is with you in five minutes", 6, thread_id=5, chat_id=OWN)
    assert farewells(conn)[1:] == [(OWN, 5, False)], "it has no other topic yet"
    mail.topic_made(conn, house, opened.id, 90, GROUP)
    assert farewells(conn)[2:] == [(OWN, 5, True)]
    writes(conn, house, "Hello?", 7, thread_id=9, chat_id=OWN)
    assert len(farewells(conn)) == 3
    conn.execute(update(cases).values(thread_chat=None))  # of a time when nobody kept it
    writes(conn, house, "Hello?", 8, thread_id=90, chat_id=-999)
    assert len(farewells(conn)) == 3, "a stranger's group hears nothing of our cases"


def test_a_farewell_goes_into_the_topic_that_was_left_and_shows_the_way(
    conn: Connection, house: House
) -> None:
    moved(conn, house)
    (farewell,) = [one for one in leased(conn, house) if one.method == "leave"]
    assert (farewell.chat_id, farewell.thread_id, farewell.case_id) == (GROUP, 77, None)
    assert farewell.content["shows_topic"]


def leased(conn: Connection, house: House) -> list[mail.Letter]:
    return mail.lease(conn, house, busy=(), shut=(), most=99, spare=lambda chat: 99)


def test_a_topic_that_was_left_is_deleted_with_its_guests_data(conn: Connection, house: House) -> None:
    opened = moved(conn, house)
    whose = person(conn, house, people.guest_by_id(conn, opened.guest_id))
    elsewhere.clear(conn, house, whose, [])
    gone = conn.execute(
        select(letters.c.chat_id, letters.c.content).where(letters.c.method == "untopic")
    ).all()
    assert [(chat, one["thread"]) for chat, one in gone] == [(OWN, 5), (GROUP, 77)]


def general(conn: Connection, house: House) -> tuple[Case, int]:
    """A guest's words in a group without topics, and the message in which they stand."""
    opened = complaint(conn, house)
    delivered(conn)
    said = say(text("card.guest_wrote", name="Aygün", words="cold"))
    source = Asked(GUEST, GUEST, "Aygün", "text", text="cold", message_id=9)
    relays.words(conn, house, relays.to_staff(opened.id), said, source)
    line = letters.c.case_id == opened.id, letters.c.state == "new"
    content = conn.execute(select(letters.c.content).where(*line)).scalar_one()
    values = {"content": {**content, "general": True}, "state": "sent", "chat_id": GROUP, "message_id": 4001}
    conn.execute(update(letters).where(*line).values(**values))
    return opened, 4001


def test_without_topics_a_colleague_takes_words_back_by_a_reply_to_them(
    conn: Connection, house: House
) -> None:
    opened, line = general(conn, house)
    writes(conn, house, "It is your own fault", 901, reply_to=line, replies="ours")
    to_guest = select(letters.c.state).where(letters.c.chat_id == GUEST, letters.c.method == "send")
    assert conn.execute(to_guest.order_by(letters.c.id.desc())).scalars().first() == "new"
    writes(conn, house, "/unsay", 902, reply_to=901, replies="own")
    assert conn.execute(to_guest.order_by(letters.c.id.desc())).scalars().first() == "dropped"
    assert told(conn, opened.id) == ["relay.unsaid"]


def test_without_topics_an_unsay_of_nothing_is_answered(conn: Connection, house: House) -> None:
    general(conn, house)
    writes(conn, house, "/unsay", 902)
    assert keys(screens(conn, chat_id=GROUP)[-1]) == ["relay.nothing_to_unsay"]
    writes(conn, house, "/unsay", 902, chat_id=-999)
    assert not screens(conn, chat_id=-999)


COMMANDS = ("/note 214 allergic to nuts", "/case 214 the tap drips", "/on", "/checkin 214")


@pytest.mark.parametrize("typed", COMMANDS)
def test_an_edited_command_is_not_carried_out_once_more(conn: Connection, house: House, typed: str) -> None:
    writes(conn, house, typed, 900)
    before = tables(conn)
    writes(conn, house, typed, 900, edited=True)
    assert tables(conn) == before
    said: Say = screens(conn, chat_id=GROUP)[-1]
    assert keys(said) == ["refuse.edited_command"]
    assert said.choices
    asked = Asked(DANA, DANA, "Dana", "text", text=typed, message_id=901, edited=True)
    front.private(conn, house, asked)
    assert keys(screens(conn, chat_id=DANA)[-1]) == ["refuse.edited_command"]


def tables(conn: Connection) -> list[int]:
    every = (notes, case_events, guests)
    return [conn.execute(select(func.count()).select_from(one)).scalar_one() for one in every]


def test_an_edited_command_that_only_shows_something_shows_it(conn: Connection, house: House) -> None:
    writes(conn, house, "/oncal", 900)
    writes(conn, house, "/oncall", 900, edited=True)
    assert keys(screens(conn, chat_id=GROUP)[-1]) != ["refuse.edited_command"]
