"""Follow-ups are answered about the last entry or offer, for a quarter of an hour and not longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.db import Connection
from bot.desk import dialogues, people
from bot.desk.answers import lately
from bot.desk.booking.party import Party
from bot.desk.cases import case, working
from bot.desk.catalog.model import Entry
from bot.desk.house import House
from bot.desk.learning import wrong
from bot.say import Text
from tests.desk.answers.phone import Phone
from tests.desk.answers.test_live_values import _full
from tests.desk.booking.cast import reprinted, stop_sale
from tests.desk.cases.cast import first, screens, team
from tests.desk.tiny import both, entry


def follows(bence: Phone, words: str, facet: str, day: str | None = None) -> str:
    """A question without a subject, which the understanding takes for something else altogether."""
    return bence.asks(words, decision="clarify", entries=(("wifi", 0.4),), facet=facet, day=day)


def test_and_on_saturday(bence: Phone) -> None:
    bence.asks("when is breakfast", "breakfast")
    assert "<b>Breakfast, Sat 21 November: 08:00–11:00.</b>" in follows(
        bence, "and on Saturday?", "day", "sat"
    )
    assert "<b>Breakfast, Sun 22 November: 07:30–10:30.</b>" in follows(bence, "and on Sunday?", "day", "sun")


def test_a_closed_day_says_when_it_opens_again(bence: Phone) -> None:
    bence.asks("the pool?", "pool")
    said = follows(bence, "and on Sunday?", "day", "sun")
    assert said.startswith("<b>Pool: open again Mon 23 November, 09:00–18:00.</b>")
    assert "Closed: Sun 22 November." in said


def test_how_much_is_it_after_a_card(bence: Phone) -> None:
    bence.asks("a canoe trip", "canoe")
    said = follows(bence, "how much is it?", "price")
    assert "Canoe trip" in said
    assert "40" in said
    assert "Next free: Fri 20 November, 15:00" in said
    assert bence.labels()[0] == "Book today, 15:00"


def test_the_price_of_the_people_we_know(conn: Connection, bence: Phone, house: House) -> None:
    bence.asks("a canoe trip", "canoe")
    guest = people.guest(conn, house, bence.chat)
    assert guest
    people.remember_party(conn, guest, Party(2, (5,)).json())
    assert "2 adults, 1 child (5): <b>AZN 100</b>" in follows(bence, "how much?", "price")


def dear_on_sundays(facts: dict[str, Any]) -> None:
    """A grown-up pays 60 instead of 40 then."""
    facts["offers"]["canoe"]["options"][0]["units"][0]["prices"] = [{"days": ["sun"], "price": "60"}]


def two_who_talk_of_the_canoe(bence: Phone) -> None:
    bence.house = reprinted(bence.house, dear_on_sundays)
    bence.asks("a canoe trip", "canoe")
    guest = people.guest(bence.conn, bence.house, bence.chat)
    assert guest
    people.remember_party(bence.conn, guest, Party(2).json())


@pytest.mark.parametrize(
    ("words", "day", "said"),
    [
        ("how much on Sunday?", "sun", "AZN 120"),
        ("and tomorrow?", "tomorrow", "AZN 80"),
        ("price?", None, "AZN 80"),
    ],
)
def test_the_price_is_that_of_the_day_that_was_asked_for(
    bence: Phone, words: str, day: str | None, said: str
) -> None:
    two_who_talk_of_the_canoe(bence)
    assert f"2 adults: <b>{said}</b>" in follows(bence, words, "price", day)


def test_where_no_day_is_asked_for_the_price_is_that_of_the_next_free_start(
    conn: Connection, bence: Phone, house: House
) -> None:
    """As it stands below: until Sunday all places are taken."""
    for ahead in (0, 1):
        _full(conn, house, house.today + timedelta(days=ahead))
    two_who_talk_of_the_canoe(bence)
    said = follows(bence, "how much?", "price")
    assert "2 adults: <b>AZN 120</b>" in said
    assert "Next free: Sun 22 November, 10:00" in said


def test_a_day_of_an_offer_shows_its_free_starts(conn: Connection, bence: Phone, house: House) -> None:
    bence.asks("a canoe trip", "canoe")
    said = follows(bence, "and tomorrow?", "day", "tomorrow")
    assert "<b>Canoe trip, Sat 21 November: 10:00, 15:00.</b>" in said
    assert bence.labels()[:2] == ["10:00", "15:00"]


def test_a_full_day_leads_to_the_next_free_start(conn: Connection, bence: Phone, house: House) -> None:
    _full(conn, house, house.today)
    bence.asks("a canoe trip", "canoe")
    said = follows(bence, "and today?", "day", "today")
    assert said.startswith("<b>Yes, there is room: Sat 21 November, 10:00.</b>")
    assert "Canoe trip, Fri 20 November: all places are taken." in said


def test_where_and_how_to_book(bence: Phone) -> None:
    bence.asks("a canoe trip", "canoe")
    assert "the jetty" in follows(bence, "where is it?", "place")
    assert "day" in follows(bence, "how do I book?", "book").lower()
    assert "A guided trip along the shore." in follows(bence, "tell me more", "more")


def test_what_people_arrange_leads_to_the_request(bence: Phone) -> None:
    bence.asks("a photographer", "photographer")
    said = follows(bence, "and on Sunday?", "day", "sun")
    assert "the time is arranged for you" in said
    assert "Sun 22 November" in said
    assert "reception" in said


def test_an_entry_that_does_not_say_goes_to_a_person_with_its_subject(bence: Phone) -> None:
    bence.asks("wifi?", "wifi")
    said = follows(bence, "and on Sunday?", "day", "sun")
    assert "I've asked" in said
    assert "Wi-Fi: and on Sunday?" in said


def in_the_topic(conn: Connection) -> list[tuple[str, object]]:
    """What staff read of the guest's words, the oldest first."""
    said = [first(one) for one in screens(conn) if one.body and isinstance(one.body[0], Text)]
    return [(one.key, one.params["words"]) for one in said if one.key.startswith("card.guest")]


def test_the_correction_of_a_follow_up_keeps_what_it_is_about(
    conn: Connection, bence: Phone, house: House
) -> None:
    bence.asks("wifi?", "wifi")
    follows(bence, "and on Sunday?", "day", "sun")
    bence.mends("and on Sunday?")  # Telegram tells of a preview as of an edit
    assert in_the_topic(conn) == []
    bence.mends("and on Monday?")
    assert in_the_topic(conn) == [("card.guest_corrected", "Wi-Fi: and on Monday?")]
    guest = people.guest(conn, house, bence.chat)
    assert guest
    assert [one.words for one in case.all_open(conn, house, guest.id)] == ["Wi-Fi: and on Monday?"]


def test_so_does_that_of_a_second_question(conn: Connection, bence: Phone) -> None:
    bence.asks("May I bring a drone?")
    bence.asks("wifi?", "wifi")
    follows(bence, "and on Sunday?", "day", "sun")
    before = [("card.guest_wrote", "Wi-Fi: and on Sunday?")]
    bence.mends("and on Sunday?")
    assert in_the_topic(conn) == before
    bence.mends("and on Monday?")
    bence.mends("and on Monday?")
    assert in_the_topic(conn) == [*before, ("card.guest_corrected", "Wi-Fi: and on Monday?")]


def test_so_does_that_of_a_question_from_a_card(conn: Connection, bence: Phone) -> None:
    bence.asks("a canoe trip", "canoe")
    bence.taps("Ask a question")
    bence.asks("is the boat steddy?")
    bence.mends("is the boat steddy?")
    bence.mends("is the boat steady?")
    assert in_the_topic(conn) == [("card.guest_corrected", "Kanoe gəzintisi: is the boat steady?")]


def test_an_entry_is_read_again_where_it_may_hold_the_answer(bence: Phone) -> None:
    bence.asks("wifi?", "wifi")
    assert "It is free." in follows(bence, "how much is it?", "price")


def test_it_is_forgotten_after_a_quarter_of_an_hour(bence: Phone) -> None:
    bence.asks("when is breakfast", "breakfast")
    bence.later(14)
    assert "Breakfast, Sat" in follows(bence, "and on Saturday?", "day", "sat")
    bence.later(16)
    assert "Which of these" in follows(bence, "and on Saturday?", "day", "sat")


def test_a_dialogue_takes_its_place(conn: Connection, bence: Phone, house: House) -> None:
    bence.asks("when is breakfast", "breakfast")
    dialogues.wait_for(conn, house, bence.chat, "m_price")
    assert lately.of(conn, house, bence.chat) is None
    lately.remember(conn, house, bence.chat, entry="wifi")
    waiting = dialogues.waiting(conn, house, bence.chat)
    assert waiting
    assert waiting.screen == "m_price", "what a screen waits for, it goes on waiting for"


def test_a_message_with_a_topic_of_its_own_is_no_follow_up(bence: Phone) -> None:
    bence.asks("when is breakfast", "breakfast")
    assert "It is free." in bence.asks("and the wifi?", "wifi")


def test_after_words_of_a_colleague_it_is_for_them(conn: Connection, bence: Phone, house: House) -> None:
    dana, _, _ = team(conn, house)
    bence.asks("when is breakfast", "breakfast")
    bence.asks("May I bring a drone?")
    guest = people.guest(conn, house, bence.chat)
    assert guest
    opened = case.open_case_of(conn, house, guest.id)
    assert opened
    working.wrote(conn, house, opened, dana)
    assert "Breakfast" not in follows(bence, "and on Saturday?", "day", "sat")


def test_two_wishes_are_answered_in_one_message(bence: Phone) -> None:
    shares = (("breakfast", 0.425), ("canoe_hire", 0.425))
    said = bence.asks("When is breakfast, and are there canoes?", decision="clarify", entries=shares)
    assert "<b>Breakfast is" in said
    assert "<b>Canoes go at 10:00, 15:00.</b>" in said
    assert said.count("Confirmed by the hotel") == 1
    assert bence.labels()[:2] == ["Breakfast", "Canoe trip"]
    assert bence.labels()[-2] == "Not what I asked"
    assert len(bence.labels()) == 5


def reported(conn: Connection, house: House) -> dict[str, list[str]]:
    """The questions whose answers were said to be none, by what had answered."""
    names = wrong.counts(conn, house)
    return {name: [one.question for one in wrong.latest(conn, house, name)] for name in names}


def test_both_of_two_answers_may_be_none(conn: Connection, bence: Phone, house: House) -> None:
    shares = (("breakfast", 0.425), ("canoe_hire", 0.425))
    words = "When is breakfast, and are there canoes?"
    bence.asks(words, decision="clarify", entries=shares)
    assert "I've asked" in bence.taps("Not what I asked")
    assert reported(conn, house) == {"breakfast": [words], "canoe_hire": [words]}


def test_a_follow_up_may_be_misread(conn: Connection, bence: Phone, house: House) -> None:
    bence.asks("when is breakfast", "breakfast")
    follows(bence, "and on Sunday?", "day", "sun")
    assert "I've asked" in bence.taps("Not what I asked")
    assert reported(conn, house) == {"breakfast": ["Breakfast: and on Sunday?"]}


def test_not_what_i_asked_calls_a_person_again_when_nobody_has_the_question_any_more(
    conn: Connection, bence: Phone, house: House
) -> None:
    dana, _, _ = team(conn, house)
    bence.asks("when do kids eat?", "breakfast")
    bence.taps("Not what I asked")
    guest = people.guest(conn, house, bence.chat)
    assert guest
    (first,) = case.all_open(conn, house, guest.id)
    assert "I've asked" not in again(bence), "a second tap is no second question"
    working.close(conn, house, working.resolve(conn, house, first, dana))
    assert "I've asked" in again(bence)
    (second,) = case.all_open(conn, house, guest.id)
    assert second.id != first.id
    assert reported(conn, house) == {"breakfast": ["when do kids eat?"]}, "still one report a day"


def again(bence: Phone) -> str:
    bence.later(8)
    bence.asks("when do kids eat?", "breakfast")
    return bence.taps("Not what I asked")


@pytest.mark.parametrize("steps", [["Read more"], ["Explain more simply"], ["Explain", "Show", "Read more"]])
def test_the_question_is_remembered_from_screen_to_screen(
    conn: Connection, bence: Phone, house: House, steps: list[str]
) -> None:
    bence.asks("when is breakfast", "breakfast")
    for step in steps:
        bence.taps(step)
        assert bence.labels()[-2] == "Not what I asked"
        assert len(bence.labels()) <= 6
    bence.taps("Not what I asked")
    assert reported(conn, house) == {"breakfast": ["when is breakfast"]}


def test_two_wishes_about_what_one_has_booked_show_it(bence: Phone) -> None:
    shares = (("cancel", 0.425), ("booking_change", 0.425))
    said = bence.asks("cancel it, or move it to Sunday", decision="clarify", entries=shares)
    assert said.startswith("<b>Your next booking"), "an empty message would never arrive"


def test_one_wish_that_is_unsure_is_still_asked_back(bence: Phone) -> None:
    shares = (("breakfast", 0.5), ("canoe_hire", 0.3))
    assert "Which of these" in bence.asks("food or boats", decision="clarify", entries=shares)


def without(house: House, code: str, **instead: Entry) -> House:
    kept = {one.id: one for one in house.catalog.knowledge.values() if one.id != code}
    return replace(house, catalog=house.catalog.model_copy(update={"knowledge": kept | instead}))


def test_what_has_no_answer_today_is_not_offered_as_a_topic(
    conn: Connection, bence: Phone, house: House
) -> None:
    costs = entry(
        "canoe_hire", both("Canoes", "Kanoe"), both("They cost {price}.", "{price}."), offer="canoe"
    )
    bence.house = without(house, "canoe_hire", canoe_hire=Entry.model_validate(costs))
    boats: dict[str, Any] = {"decision": "clarify", "entries": (("canoe_hire", 0.5), ("wifi", 0.3))}
    assert "Which of these" in bence.asks("something with boats", **boats)
    assert bence.labels()[0] == "Canoes"
    bence.taps("Wi-Fi")
    stop_sale(conn, house, "canoe")
    assert "Which of these" in bence.asks("something with boats", **boats)
    assert bence.labels()[0] == "Wi-Fi"


def test_a_topic_that_was_withdrawn_meanwhile_calls_a_person_with_the_question(
    conn: Connection, bence: Phone, house: House
) -> None:
    words = "something with boats"
    bence.asks(words, decision="clarify", entries=(("wifi", 0.5), ("breakfast", 0.3)))
    bence.house = without(house, "wifi")
    said = bence.taps("Wi-Fi")
    assert "I've asked" in said
    assert words in said
    guest = people.guest(conn, house, bence.chat)
    assert guest
    (opened,) = case.all_open(conn, house, guest.id)
    assert (opened.kind, opened.words) == ("question", words)


def test_of_two_wishes_the_unknown_one_goes_to_a_person(bence: Phone) -> None:
    shares = (("breakfast", 0.425), ("heliport", 0.425))
    assert "I've asked" in bence.asks("breakfast? heliport?", decision="clarify", entries=shares)


@pytest.mark.parametrize("new", [True, False])
def test_a_complaint_comes_first_and_the_question_is_answered_under_it(
    conn: Connection, bence: Phone, house: House, new: bool
) -> None:
    if not new:
        bence.asks("no hot water at all", decision="handoff", complaint=0.9)
    said = bence.asks("No hot water! And when is breakfast?", complaint=0.9, also=("breakfast",))
    assert said.index("<b>Breakfast is") > 0
    assert not said.startswith("<b>Breakfast")
    assert "Next free" not in said
    assert "Breakfast" in bence.labels()
    assert bence.labels()[-1] == "Not what I asked"
    assert len(bence.labels()) <= 6
    assert "I've asked" in bence.taps("Not what I asked")
    assert list(reported(conn, house)) == ["breakfast"]
