"""A guest who left a trace everywhere is erased, and nothing leads to them; a neighbour keeps everything."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from bot.db import Connection
from bot.desk import chores, outbox, people, timers
from bot.desk.booking import book, holding, requests, waiting
from bot.desk.booking.party import Party
from bot.desk.booking.requests import RequestWish
from bot.desk.cases import case, opening, working
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.desk.privacy import consent, erase, export, ledger, walk
from bot.desk.stays import phones, stay
from bot.say import say
from bot.schema import case_events, cases, erasures, families, guests, inbox, letters, stays
from bot.schema.ledgers import SAID
from bot.schema.privacy import OF_GUESTS
from tests.desk.booking.cast import arrive, start_at, wish
from tests.desk.booking.modes import modes_facts
from tests.desk.cases.cast import complaint, fire, guest, keys, later, screens, team
from tests.desk.privacy.planted import PERSONAL, Planted, personal, stands, values
from tests.desk.stays.test_numbers_and_wishes import lives
from tests.proofs import seen
from tests.thin import savepoint

MARK, OTHER = "CANARY", "NEIGHBOUR"
PROMISE = "who is erased is nowhere any more"
RESTORED = "a restored backup holds nobody who was erased since"
WHOLE = "the file of one's own data is complete"


@pytest.fixture
def planted(conn: Connection, house: House) -> Planted:
    people.ensure_property(conn, house.id)
    return Planted(conn, house, MARK, 7_700_123).everywhere()


def leftovers(conn: Connection, planted: Planted) -> list[tuple[str, str]]:
    """Where their marks and their chat still stand, of all that must go."""
    gone = personal()
    found = [one for one in stands(conn, planted.mark) if one in gone]
    chat = [(table, column) for table, column, value in values(conn) if str(planted.chat) in str(value)]
    return sorted({*found, *chat} - {("weather_actions", "chat_id"), ("staff_groups", "chat_id")} - OF_STAFF)


OF_STAFF = {("staff", "user_id"), ("duty_marks", "user_id")}  # the colleagues planted beside them


def test_nothing_leads_to_who_was_erased(conn: Connection, house: House, planted: Planted) -> None:
    neighbour = Planted(conn, house, OTHER, 8_800_456).everywhere()
    before = [one for one in values(conn) if OTHER in str(one[2]) or str(neighbour.chat) in str(one[2])]
    done = erase.erase(conn, house, planted.guest, by="guest")
    fire(conn, later(house, minutes=2))
    assert leftovers(conn, planted) == []
    after = [one for one in values(conn) if OTHER in str(one[2]) or str(neighbour.chat) in str(one[2])]
    assert [one for one in before if one not in after] == []
    assert done.records > len(OF_GUESTS) / 2
    seen(PROMISE, injected="a trace in every column", trials=len(personal()))


def test_a_table_that_was_forgotten_is_found(
    conn: Connection, house: House, planted: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The erasing broken on purpose: it does not know of wishes."""
    every = list(walk.tables())
    monkeypatch.setattr(walk, "tables", lambda: (one for one in every if one.name != "wishes"))
    erase.erase(conn, house, planted.guest, by="guest")
    assert ("wishes", "words") in leftovers(conn, planted)
    seen(PROMISE, injected="a table left out", trials=1, violations=1, control=True)


def test_the_file_holds_all_that_is_theirs_and_nothing_of_others(
    conn: Connection, house: House, planted: Planted
) -> None:
    Planted(conn, house, OTHER, 8_800_456).everywhere()
    said = str(export.plain(export.gathered(conn, house, planted.guest)))
    missed = [
        f"{name}.{column}"
        for name, held in OF_GUESTS.items()
        if held.part
        for column, kind in held.kinds.items()
        if kind in PERSONAL and column not in held.withheld
        if f"{MARK}-{name}-{column}" not in said
    ]
    # numbers and what is planted in another shape: a chat, ages, a letter's words
    shaped = {"guests.chat_id", "guests.party", "stays.ages", "inbox.chat", "dialogues.chat_id"}
    shaped |= {"letters.chat_id", "letters.message_id", "companions.age"}
    assert set(missed) <= shaped
    assert str(planted.chat) in said
    assert "'ages': [5]" in said
    assert OTHER not in said
    assert "8800456" not in said
    assert "2001" not in said  # who of the staff did it is theirs
    seen(WHOLE, injected="a trace in every column", trials=len(OF_GUESTS))


def test_a_file_that_lacks_a_table_is_found(
    conn: Connection, house: House, planted: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file broken on purpose: it does not know of wishes."""
    monkeypatch.setattr(walk, "OF_GUESTS", {n: held for n, held in OF_GUESTS.items() if n != "wishes"})
    assert f"{MARK}-wishes-words" not in str(export.gathered(conn, house, planted.guest))
    seen(WHOLE, injected="a table left out", trials=1, violations=1, control=True)


def test_the_history_stays_whole_and_only_words_can_be_taken_out_of_it(
    conn: Connection, house: House
) -> None:
    opened = complaint(conn, house)
    row = conn.execute(select(case_events).where(case_events.c.kind == "opened")).mappings().one()
    kept = {name: fact for name, fact in row["data"].items() if name != "words"}
    forged: tuple[dict[str, Any], ...] = (
        {**kept, "message": 99},
        {**row["data"], "words": "It was spotless"},
        {},
        {**kept, "more": 1},
    )
    for data in forged:
        trial = savepoint(conn)
        with pytest.raises(DBAPIError, match=SAID):
            conn.execute(update(case_events).where(case_events.c.id == row["id"]).values(data=data))
        trial.rollback()
    trial = savepoint(conn)
    with pytest.raises(DBAPIError, match=SAID):
        conn.execute(
            update(case_events).where(case_events.c.id == row["id"]).values(data=kept, kind="closed")
        )
    trial.rollback()
    events = conn.execute(select(func.count()).select_from(case_events)).scalar_one()
    erase.erase(conn, house, people.guest_by_id(conn, opened.guest_id), by="guest")
    after = conn.execute(select(case_events).order_by(case_events.c.id)).mappings().all()
    assert len(after) == events + 1  # it was taken back
    assert [one["kind"] for one in after][-1] == "withdrawn"
    assert not any("words" in one["data"] for one in after)
    assert after[0]["data"]["message"] == row["data"]["message"]


def test_what_staff_were_told_goes_too_and_they_hear_that_it_did(conn: Connection, house: House) -> None:
    team(conn, house)
    known = guest(conn, house)
    opened = complaint(conn, house, someone=known)
    conn.execute(update(cases).values(thread_id=77, thread_chat=-100500))
    conn.execute(update(letters).values(state="sent", message_id=5, sent_at=house.now, chat_id=-100500))
    outbox_words(conn, house, "Aygün asks for towels", sent=5)
    outbox_words(conn, house, "Aygün asked for towels on Monday", sent=60)
    timers.start(conn, house, ledger.ASKED, str(known.id), house.now)
    fire(conn, house)
    conn.execute(update(letters).where(letters.c.chat_id == 1001).values(state="sent"))
    assert not stands(conn, "Aygün")
    assert not stands(conn, "It is dirty")
    methods = {row.method: row.content for row in conn.execute(select(letters.c.method, letters.c.content))}
    assert methods["untopic"] == {"thread": 77, "ref": opened.ref}
    assert methods["delete"]["messages"]
    told = str(screens(conn, chat_id=None))
    assert "privacy.staff" in told
    assert opened.ref in told
    assert "privacy.staff_old" in told


def test_a_namesake_loses_no_letter_and_part_of_a_word_is_no_name(conn: Connection, house: House) -> None:
    team(conn, house)
    known, other = guest(conn, house), guest(conn, house, 1002, "Bence")
    conn.execute(update(guests).where(guests.c.id == known.id).values(name="Li"))
    complaint(conn, house, someone=other)
    conn.execute(update(letters).values(state="sent", message_id=5, sent_at=house.now, chat_id=-100500))
    outbox_words(conn, house, "The lift and the light", sent=5)
    outbox.send(conn, house, None, say("Today: Li, 10:00; Bence, 11:00"))
    before = set(conn.execute(select(letters.c.id)).scalars())
    timers.start(conn, house, ledger.ASKED, str(known.id), house.now)
    fire(conn, house)
    assert before <= set(conn.execute(select(letters.c.id)).scalars())
    assert stands(conn, "Today: —, 10:00; Bence, 11:00")


def outbox_words(conn: Connection, house: House, words: str, *, sent: int) -> None:
    """A line of ours in the staff group, `sent` hours ago."""
    outbox.send(conn, later(house, hours=-sent), None, say(words))
    mine = letters.c.state == "new"
    conn.execute(
        update(letters)
        .where(mine)
        .values(state="sent", message_id=sent, chat_id=-100500, sent_at=later(house, hours=-sent).now)
    )


def test_a_running_stay_ends_first_and_its_bill_is_not_lost(conn: Connection, house: House) -> None:
    _, _, _ = team(conn, house)
    known = guest(conn, house)
    there = lives(conn, house, known)
    ahead = erase.outlook(conn, house, known)
    assert ahead.running == 1
    erase.erase(conn, house, known, by="guest")
    fire(conn, later(house, minutes=2))
    assert conn.execute(select(stays.c.surname)).scalar_one() == "Məmmədova"
    assert phones.linked(conn, house, there.id)[0].chat_id == outbox.NO_PHONE - there.id
    stay.check_out(conn, house, stay.by_id(conn, house, there.id))
    erase.finish(conn, later(house, hours=1))
    assert not stands(conn, "Məmmədova")
    assert conn.execute(select(erasures.c.guest_id)).scalar_one() is None


def test_whoever_is_offered_what_an_erased_guest_had_asked_for_reads_it(
    conn: Connection, house: House
) -> None:
    """The guide would have taken the last of three boats for the whole day."""
    team(conn, house)
    facts = modes_facts()
    facts["offers"]["guide"]["options"][0] |= {"uses": [{"resource": "boats"}], "capacity": None}
    boats = replace(house, catalog=Catalog.model_validate(facts))
    going, other = guest(conn, boats), arrive(conn, boats, 9001, "Bence")
    start = start_at(boats, 10, ahead=2)
    day = boats.local(start).date().isoformat()
    requests.ask(conn, boats, RequestWish("press", going.id, "guide", "default", day, Party(1)))
    for _ in range(2):
        holding.hold(conn, boats, wish(boats, other, Party(1), offer="boat", option="half", start=start))
    waiting.join(conn, boats, other, "boat", "half", start, Party(1))
    erase.erase(conn, boats, going, by="guest")
    fire(conn, boats)
    offered = [one for one in book.of_guest(conn, boats, other) if waiting.from_list(one)]
    assert [one.status for one in offered] == ["ON_HOLD"]
    assert [keys(one)[0] for one in screens(conn, chat_id=9001)] == ["waiting.free_for"]


def test_danger_stays_with_staff_until_somebody_has_seen_to_it(conn: Connection, house: House) -> None:
    team(conn, house)
    known = guest(conn, house)
    opened = opening.open_case(conn, house, known, kind="sensitive", words="I feel ill", category="medical")
    assert erase.outlook(conn, house, known).danger == (opened.ref,)
    erase.erase(conn, house, known, by="guest")
    assert case.by_id(conn, house, opened.id).words == "I feel ill"
    assert case.by_id(conn, house, opened.id).open
    case.change(conn, house, opened, status="closed", closed_at=house.now)
    erase.finish(conn, later(house, hours=1))
    conn.execute(update(letters).where(letters.c.state == "new").values(state="sent"))
    erase.rest(conn, house, 1001, known.id)
    assert not stands(conn, "I feel ill")


def test_a_solved_case_is_over_too_and_opens_no_topic_again(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    known = guest(conn, house)
    solved = working.resolve(conn, house, complaint(conn, house, someone=known), dana)
    erase.erase(conn, house, known, by="guest")
    assert case.by_id(conn, house, solved.id).outcome == "unanswered"
    conn.execute(update(letters).where(letters.c.state == "new").values(state="sent"))
    fire(conn, later(house, hours=60))
    assert conn.execute(select(letters.c.id).where(letters.c.case_id == solved.id)).all() == []


def test_what_a_family_shares_stays_theirs_who_are_left(conn: Connection, house: House) -> None:
    team(conn, house)
    known, partner = guest(conn, house), guest(conn, house, 1002, "Elçin")
    there = lives(conn, house, known)
    phones.link(conn, house, there, partner, how="qr")
    from bot.desk.booking import family

    family.say_once(conn, house, there, {"allergies": "nuts"})
    erase.erase(conn, house, known, by="guest")
    assert family.said_once(conn, house, there) == {"allergies": "nuts"}
    assert [one.id for one in phones.linked(conn, house, there.id)] == [partner.id]
    erase.erase(conn, house, partner, by="guest")
    assert conn.execute(select(func.count()).select_from(families)).scalar_one() == 0


def test_whoever_comes_back_is_somebody_new(conn: Connection, house: House) -> None:
    known = guest(conn, house)
    erase.erase(conn, house, known, by="guest")
    back = guest(conn, later(house, minutes=5))
    assert back.id != known.id
    assert list(ledger.back_again(conn, house)) == []
    assert erase.again(conn, later(house, hours=1)) == 0
    assert people.guest_by_id(conn, back.id).name == "Aygün"


def test_a_restored_backup_is_erased_again(conn: Connection, house: House, planted: Planted) -> None:
    """As a restore leaves it: the guest is here, and the ledger comes from the database that was replaced."""
    carried = [
        ledger.Erasure("E-7F3K", "00" * 16, ledger.hashed("00" * 16, planted.chat), house.now, "guest")
    ]
    older = update(guests).values(created_at=later(house, days=-1).now)
    conn.execute(older)
    packed = [ledger.Erasure.of(one.packed()) for one in carried]
    there = leftovers(conn, planted)  # what a restore brings back that does not look into the ledger
    seen(RESTORED, injected="a restore without the ledger", trials=1, violations=len(there), control=True)
    assert there
    assert erase.again(conn, later(house, hours=2), packed) == 1
    fire(conn, later(house, hours=3))
    assert leftovers(conn, planted) == []
    assert erase.again(conn, later(house, hours=2), packed) == 0
    seen(RESTORED, injected="a restore", trials=1)


def test_the_ledger_says_nothing_of_a_person(conn: Connection, house: House, planted: Planted) -> None:
    erase.erase(conn, house, planted.guest, by="guest")
    row = conn.execute(select(erasures)).mappings().one()
    assert MARK not in str(dict(row))
    assert str(planted.chat) not in str(dict(row))
    assert row["hash"] != ledger.hashed("11" * 16, planted.chat)


def test_a_yes_about_allergies_is_recorded_and_taken_back(conn: Connection, house: House) -> None:
    team(conn, house)
    known = guest(conn, house)
    there = lives(conn, house, known)
    from bot.desk.booking import family

    consent.give(conn, house, known)
    family.say_once(conn, house, there, {"allergies": "nuts", "swims": True})
    assert consent.given(conn, house, known) == house.now
    consent.take_back(conn, house, known)
    assert consent.given(conn, house, known) is None
    assert family.said_once(conn, house, there) == {"swims": True}


def test_who_was_not_heard_of_for_two_years_is_erased(conn: Connection, house: House) -> None:
    team(conn, house)
    old = later(house, days=-800)
    idle, lively = guest(conn, old), guest(conn, old, 1002, "Bence")
    complaint(conn, house, someone=lively)
    there = lives(conn, old, guest(conn, old, 1003, "Chiara"), room="215")
    stay.check_out(conn, old, stay.by_id(conn, old, there.id))
    timers.start(conn, house, "tidy", "", house.now)
    chores.fire(conn, house, next(one for one in timers.due(conn, house) if one.kind == "tidy"))
    assert people.guest_by_id(conn, idle.id).name == "—"
    assert people.guest_by_id(conn, lively.id).name == "Bence"
    assert not stands(conn, "Chiara")
    assert not stands(conn, "Məmmədova")


def test_raw_messages_are_gone_within_three_days(conn: Connection, house: House) -> None:
    raw = {"property_id": house.id, "update_id": 1, "chat": "1001", "raw": "hello", "received_at": house.now}
    conn.execute(inbox.insert(), [raw | {"state": "done"}, raw | {"state": "dead", "error": "hello"}])
    for hours in range(1, 73):
        timers.start(conn, later(house, hours=hours), "tidy", "", later(house, hours=hours).now)
        due = timers.due(conn, later(house, hours=hours))
        if hours > 70:
            chores.fire(conn, later(house, hours=hours), next(one for one in due if one.kind == "tidy"))
    assert not stands(conn, "hello")
    assert conn.execute(select(func.count()).select_from(inbox)).scalar_one() == 1  # that it failed is known
