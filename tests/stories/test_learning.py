"""What staff answer once the desk answers from then on; and a wrong answer is said in one tap."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.config import PROPERTY
from bot.db import Connection
from bot.desk.catalog import versions
from bot.desk.catalog.model import Catalog, Entry
from bot.tg.hearing import Hearing
from tests.hotel import Desk, Hotel, Phone, Topic, plain

QUESTION = "Which notary in town certifies translations of birth certificates?"
ANSWER = "There is one opposite the town hall, open until 17:00."
IN_HUNGARIAN = "Hol van közjegyző, aki hitelesíti a fordítást?"
VALASZ = "A városházával szemben, 17:00-ig van nyitva."
IN_AZERBAIJANI = "Tərcüməni hansı notarius təsdiq edir?"
CAVAB = "Bələdiyyənin qarşısında, saat 17:00-dək açıqdır."


@pytest.fixture
def hearing(hearing: Hearing) -> Hearing:
    """One that learns for this story alone."""
    return replace(hearing)


async def asked_in_vain(hotel: Hotel, chiara: Phone, dana: Desk, question: str = QUESTION) -> Topic:
    """A question that nobody but a person can answer; Dana reads it."""
    await chiara.says(question)
    await chiara.sees("I'd rather not guess, so I've asked")
    return await dana.sees_case(about="notary")


async def kept(hotel: Hotel, chiara: Phone, madina: Phone, dana: Desk, answer: str = ANSWER) -> Topic:
    """Dana has answered and keeps it for all; Madina looks at it."""
    await madina.says("/start")
    case = await asked_in_vain(hotel, chiara, dana)
    await case.says(answer)
    await case.taps_under("Will others ask this too?", "Keep for all guests")
    await case.shows("Kept. A manager looks at it next.")
    await madina.sees("Dana proposes an answer for all guests.")
    await madina.taps("Look at it")
    await madina.sees("Proposed answer 1 of 1")
    return case


async def in_vain(phone: Phone, words: str) -> None:
    """Asked, and where the desk asks back, none of these."""
    await phone.says(words)
    await phone.hotel.settled()
    if "Munkatársat kérek" in phone.labels():
        await phone.taps("Munkatársat kérek")


async def looks_through(madina: Phone, *labels: str) -> None:
    """The manager's list of answers, and on from there."""
    await madina.says("/manage")
    await madina.hotel.settled()
    for label in ("Figures and more", "Answers to guests", *labels):
        await madina.taps(label)


async def learned(hotel: Hotel) -> None:
    """What was published is understood, as it is within seconds."""
    await hotel.settled()
    assert hotel.running
    await hotel.running.listen()


async def live(hotel: Hotel) -> Catalog:
    def look(conn: Connection) -> Catalog:
        return versions.load(conn, PROPERTY, versions.live_number(conn, PROPERTY))

    assert hotel.running
    return await hotel.running.db.read(look)


async def taught(hotel: Hotel) -> Entry | None:
    return (await live(hotel)).entry("taught_1")


async def test_a_question_taught_by_staff_is_answered_to_the_next_guest_in_another_language(
    hotel: Hotel, chiara: Phone, bence: Phone, madina: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await kept(hotel, chiara, madina, dana)
        await madina.taps("Write a language")
        await madina.taps(next(one for one in ("Hungarian", "Show more") if one in madina.labels()))
        if "Hungarian" in madina.labels():
            await madina.taps("Hungarian")
        await madina.says(IN_HUNGARIAN)
        await madina.sees("Write the answer as guests will read it. Language: Hungarian")
        await madina.says(VALASZ)
        await madina.sees("Also written in: Hungarian")
        await madina.taps("Tell all guests")
        await madina.sees("Live now: Which notary in town")
        await learned(hotel)
        await bence.says(IN_HUNGARIAN)
        await bence.sees("A városházával szemben")
        await chiara.says(QUESTION)
        answered = await chiara.sees(ANSWER)
        assert "For now this answer is in" not in plain(answered)
        assert len({one.thread_id for one in hotel.loopback.chat(hotel.group) if one.thread_id}) == 1


async def test_braces_in_a_taught_answer_are_brackets_and_stand_for_nothing(
    hotel: Hotel, chiara: Phone, madina: Phone, dana: Desk
) -> None:
    """What guests read is what Madina has looked at."""
    async with hotel.open():
        await kept(hotel, chiara, madina, dana, answer="Opposite the town hall {hotel.__class__} {phone} {0}")
        shown = "Opposite the town hall (hotel.__class__) (phone) (0)"
        assert shown in plain(await madina.last())
        await madina.taps("Tell all guests")
        await madina.sees("Live now")
        await learned(hotel)
        await chiara.says(QUESTION)
        said = plain(await chiara.last())
        assert shown in said
        assert "+994" not in said


async def writes_in(madina: Phone, language: str, question: str, answer: str) -> None:
    await madina.taps("Write a language")
    while language not in madina.labels():
        await madina.taps("Show more")
    await madina.taps(language)
    await madina.says(question)
    await madina.sees(f"Write the answer as guests will read it. Language: {language}")
    await madina.says(answer)
    await madina.sees("Proposed answer 1 of 1")


async def test_what_was_taught_is_understood_in_other_words_in_each_language(
    hotel: Hotel, chiara: Phone, bence: Phone, aygun: Phone, madina: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await kept(hotel, chiara, madina, dana)
        await writes_in(madina, "Hungarian", IN_HUNGARIAN, VALASZ)
        await writes_in(madina, "Azerbaijani", IN_AZERBAIJANI, CAVAB)
        await madina.taps("Tell all guests")
        await learned(hotel)
        await chiara.says("Is there a notary nearby who can certify a translated birth certificate?")
        await chiara.sees(ANSWER)
        await bence.says("Merre találok közjegyzőt fordítás hitelesítéséhez?")
        await bence.sees(VALASZ)
        await aygun.says("Doğum şəhadətnaməsinin tərcüməsini hansı notarius təsdiqləyir?")
        await aygun.sees(CAVAB)
        await aygun.says("Какой нотариус в городе заверяет переводы?")  # which nobody has written
        await aygun.sees("Пока этот ответ на другом языке")


async def one_answer_of_two(hotel: Hotel, chiara: Phone, madina: Phone, dana: Desk) -> Topic:
    """Dana has written two lines and kept the newer one; Madina looks at it."""
    await madina.says("/start")
    case = await asked_in_vain(hotel, chiara, dana)
    await case.says("There is one opposite the town hall.")
    await case.says("It is open until 17:00.")
    await case.taps_under("Will others ask this too?", "Keep for all guests")
    await case.shows("Kept. A manager looks at it next.")
    await madina.taps("Look at it")
    await madina.sees("Answer (English): “It is open until 17:00.”")
    return case


async def test_what_staff_wrote_since_is_read_before_it_is_told_to_all(
    hotel: Hotel, chiara: Phone, madina: Phone, dana: Desk
) -> None:
    async with hotel.open():
        case = await one_answer_of_two(hotel, chiara, madina, dana)
        await case.taps_under("Kept. A manager", "Keep all I wrote")
        await case.shows("town hall.")
        await madina.taps("Tell all guests")
        shown = plain(await madina.sees("This has changed in the meantime"))
        assert "There is one opposite the town hall." in shown
        assert await taught(hotel) is None
        await madina.taps("Tell all guests")
        await madina.sees("Live now")
        entry = await taught(hotel)
        assert entry
        assert "town hall" in entry.answer["en"]


async def test_staff_do_not_wipe_what_a_manager_wrote(
    hotel: Hotel, chiara: Phone, madina: Phone, dana: Desk
) -> None:
    async with hotel.open():
        case = await one_answer_of_two(hotel, chiara, madina, dana)
        await writes_in(madina, "Hungarian", IN_HUNGARIAN, VALASZ)
        await case.taps_under("Kept. A manager", "Keep all I wrote")
        await hotel.settled()
        told = [one.text or "" for one in hotel.loopback.answers()]
        assert "Madina is already working on this answer" in told[-1]
        await case.taps_under("Kept. A manager", "Take it back")
        await case.taps_under("Will others ask this too?", "Keep for all guests")
        await madina.taps("Tell all guests")
        await madina.sees("Live now")
        entry = await taught(hotel)
        assert entry
        assert entry.answer == {"en": "It is open until 17:00.", "hu": VALASZ}


async def test_who_asks_in_a_language_that_lacks_the_answer_is_told_which_one_it_is_in(
    hotel: Hotel, chiara: Phone, bence: Phone, madina: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await kept(hotel, chiara, madina, dana)
        await madina.taps("Write a language")
        while "Hungarian" not in madina.labels():
            await madina.taps("Show more")
        await madina.taps("Hungarian")
        await madina.says(IN_HUNGARIAN)
        await madina.sees("Write the answer as guests will read it.")
        await madina.taps("Back")
        await madina.taps("Tell all guests")
        lacking = await madina.sees("Guests of these languages get it with a word about its language")
        assert "Hungarian" in plain(lacking)
        await learned(hotel)
        await bence.says(IN_HUNGARIAN)
        answered = await bence.sees(ANSWER)
        assert "Ez a válasz egyelőre ezen a nyelven van meg: angol" in plain(answered)


async def test_what_was_approved_is_taken_back_by_one_tap_and_waits_again(
    hotel: Hotel, chiara: Phone, madina: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await kept(hotel, chiara, madina, dana)
        await madina.taps("Tell all guests")
        await madina.sees("Live now")
        assert await taught(hotel)
        await madina.taps("Undo")
        await madina.sees("It is as it was before.")
        assert await taught(hotel) is None
        await madina.taps("What changed")
        assert "New answer: Which notary in town" in plain(await madina.last())
        await looks_through(madina, "Proposed: 1")
        await madina.taps("Tell all guests")
        await hotel.settled()
        assert await taught(hotel)


async def test_a_rejected_proposal_comes_back_by_one_tap(
    hotel: Hotel, chiara: Phone, madina: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await kept(hotel, chiara, madina, dana)
        await madina.taps("Leave it out")
        await madina.sees("Left out: Which notary in town")
        await madina.taps("Undo")
        assert "Proposed answer 1 of 1" in plain(await madina.last())


async def test_a_proposal_carries_neither_name_nor_room_nor_phone(
    hotel: Hotel, bence: Phone, madina: Phone, dana: Desk
) -> None:
    """Bence of 305 gives all of them away; the topic shows his words as he wrote them."""
    async with hotel.open():
        await madina.says("/start")
        await in_vain(bence, "zzz qqq: Bence vagyok, 305-ös szoba, +36 30 123 4567, xyzzy?")
        case = await dana.sees_case(about="zzz qqq")
        assert "+36 30 123 4567" in (case.card.text or "")
        await case.says("Bence, we bring the xyzzy to 305 and to 214 at noon")
        await case.taps_under("Will others ask this too?", "Keep for all guests")
        await madina.taps("Look at it")
        shown = plain(await madina.last())
        assert not [one for one in ("Bence", "305", "123 4567") if one in shown]
        assert "this may be private: 214" in shown
        assert "Mend the words first" in shown
        assert "Tell all guests" not in madina.labels()
        await madina.taps("Mend it")
        await madina.taps("The answer")
        await madina.says("We bring the xyzzy to every room at noon")
        await madina.taps("Mend it")
        await madina.taps("The question")
        await madina.says("xyzzy?")
        assert "Tell all guests" in madina.labels() or "Proposed answer" in plain(await madina.last())
        await madina.taps("Tell all guests")
        await madina.sees("Live now")


async def test_a_question_is_joined_to_an_answer_that_exists(
    hotel: Hotel, chiara: Phone, madina: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await kept(hotel, chiara, madina, dana)
        await madina.taps("Join to an answer")
        chosen = madina.labels()[0]
        await madina.taps(chosen)
        await madina.sees(f"Joined to: {chosen}")
        joined = [
            one for one in (await live(hotel)).knowledge.values() if QUESTION in one.phrases.get("en", ())
        ]
        assert [one.title["en"] for one in joined] == [chosen]
        await madina.taps("Undo")
        await hotel.settled()
        assert QUESTION not in str((await live(hotel)).knowledge)


async def test_a_wait_is_no_answer_and_all_that_was_written_may_be_kept(
    hotel: Hotel, chiara: Phone, madina: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await madina.says("/start")
        case = await asked_in_vain(hotel, chiara, dana)
        await case.says("One moment")
        await hotel.settled()
        assert not [one for one in case.messages() if "Will others ask" in plain(one)]
        await case.says("There is one opposite the town hall.")
        await case.says("It is open until 17:00.")
        await hotel.settled()
        assert len([one for one in case.messages() if "Will others ask" in plain(one)]) == 1
        await case.taps_under("Will others ask this too?", "Keep for all guests")
        assert "town hall" not in plain(await case.shows("Kept. A manager"))
        await case.taps_under("Kept. A manager", "Keep all I wrote")
        assert "town hall.\nIt is open" in plain(await case.shows("Kept. A manager"))
        await case.taps_under("Kept. A manager", "Take it back")
        await case.shows("Will others ask this too?")
        await madina.taps("Look at it")
        assert "Nothing waits for you here." in plain(await madina.last())


async def test_an_answer_that_was_not_asked_for_calls_a_person_and_is_counted(
    hotel: Hotel, chiara: Phone, madina: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await madina.says("/start")
        await chiara.says("When is breakfast?")
        await chiara.sees("Breakfast is 07:30")
        await chiara.taps("Not what I asked")
        await chiara.sees("I'd rather not guess, so I've asked")
        assert any("Breakfast is 07:30" in plain(one) for one in chiara.from_bot())
        case = await dana.sees_case(about="When is breakfast?")
        await case.shows("The guest says: not what I asked.")
        await case.taps_under("The guest says: not what I asked.", "This isn't right")
        await chiara.taps("Not what I asked")  # twice is once
        assert len([one for one in case.messages() if "The guest says" in plain(one)]) == 1
        await looks_through(madina, "Reported: 1")
        assert "Breakfast: 2" in plain(await madina.last())
        await madina.taps("Breakfast")
        shown = plain(await madina.last())
        assert "When is breakfast?" in shown
        assert "a colleague says it isn't right" in shown
        await madina.taps("Write it anew")
        await madina.says("Breakfast is 08:00 to 11:00 at the weekend.")
        await madina.sees("In these languages the old words are left out")
        await madina.taps("Keep other languages")
        await hotel.settled()
        entry = (await live(hotel)).entry("breakfast")
        assert entry
        assert entry.answer["en"] == "Breakfast is 08:00 to 11:00 at the weekend."
        assert "hu" in entry.answer


async def test_staff_see_what_the_guest_was_told_just_before(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await chiara.says("When is breakfast?")
        await chiara.sees("Breakfast is 07:30")
        case = await asked_in_vain(hotel, chiara, dana)
        await case.shows("Just before, I had answered from “Breakfast”.")


async def test_an_old_answer_is_confirmed_and_leaves_the_list(hotel: Hotel, madina: Phone) -> None:
    async with hotel.open():
        await hotel.pass_time(days=400)
        await looks_through(madina)
        before = next(one for one in madina.labels() if one.startswith("Not confirmed"))
        await madina.taps("Not confirmed")
        chosen = madina.labels()[0]
        await madina.taps(chosen)
        await madina.taps("Still true")
        assert chosen not in madina.labels()
        await looks_through(madina)
        after = next(one for one in madina.labels() if one.startswith("Not confirmed"))
        assert int(after.split(": ")[1]) == int(before.split(": ")[1]) - 1


async def test_questions_without_an_answer_are_answered_for_all_at_once(
    hotel: Hotel, chiara: Phone, bence: Phone, madina: Phone, dana: Desk
) -> None:
    async with hotel.open():
        await asked_in_vain(hotel, chiara, dana)
        await looks_through(madina, "Unanswered")
        assert "without an answer" in plain(await madina.last())
        await madina.taps("Write the answer")
        await madina.says(ANSWER)
        await madina.sees("Proposed answer 1 of 1")
        await madina.taps("Tell all guests")
        await madina.sees("Live now")
        await learned(hotel)
        await chiara.says(QUESTION)
        await chiara.sees(ANSWER)
