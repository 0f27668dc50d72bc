"""A proposal becomes an answer, and goes back: one version each, kept in the journal, of one hotel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.db import Connection
from bot.desk.asked import Asked, Heard
from bot.desk.cases import opening
from bot.desk.catalog import journal, runtime, versions
from bot.desk.catalog.check import check
from bot.desk.catalog.model import Entry
from bot.desk.catalog.shelf import Shelf
from bot.desk.house import House
from bot.desk.learning import exchanges, proposals, teaching, wrong
from bot.desk.learning.proposals import Proposal
from bot.desk.menu import manager, manager_proposals
from bot.desk.people import Colleague
from bot.desk.problems import NotManager
from tests.desk.cases.cast import guest, team

Now = Callable[[], House]


@pytest.fixture
def live(conn: Connection, house: House) -> Now:
    """The house as the desk reads it at each touch."""
    runtime.import_catalog(
        conn, house.id, house.catalog, base=0, author="Madina", reason="opening", now=house.now
    )
    shelf = Shelf(house.id)

    def read() -> House:
        version, catalog = shelf.live(conn)
        return replace(house, catalog=catalog, version=version)

    return read


SWANS = "Where may we feed the swans?"


def proposed(
    conn: Connection,
    house: House,
    dana: Colleague,
    answer: str = "Yes, by the jetty.",
    *,
    question: str = SWANS,
) -> Proposal:
    someone = guest(conn, house)
    opened = opening.open_case(conn, house, someone, kind="question", words="swans?")
    heard = Heard("en", "handoff", (("wifi", 0.2), ("nothing", 0.01)))
    exchanges.asked(conn, house, opened, someone, [question], heard)
    said = Asked(-1, dana.user_id, dana.name, "text", text=answer, message_id=7, heard=Heard("en", "handoff"))
    exchanges.answered(conn, house, opened, dana, said)
    exchange = exchanges.last(conn, opened)
    assert exchange
    assert exchange.told
    return proposals.propose(conn, house, opened, exchange, exchange.told, dana)


def again(conn: Connection, house: House, known: Proposal) -> Proposal:
    found = proposals.by_id(conn, house, known.id)
    assert found
    return found


def test_a_proposal_is_approved_taken_back_and_approved_again(conn: Connection, live: Now) -> None:
    dana, _, madina = team(conn, live())
    kept = proposed(conn, live(), dana)
    assert kept.topic == "stay"  # where the likeliest stands
    assert kept.lacks(live()) == ["az"]
    change = teaching.approve(conn, live(), kept, madina)
    entry = live().catalog.entry(f"taught_{kept.id}")
    assert entry
    assert entry.phrases == {"en": [SWANS]}
    assert proposals.waiting(conn, live()) == []
    journal.undo(conn, live(), change, "Madina")
    assert live().catalog.entry(entry.id) is None
    assert [one.id for one in proposals.waiting(conn, live())] == [kept.id]
    teaching.approve(conn, live(), again(conn, live(), kept), madina)
    assert live().catalog.entry(entry.id) == entry
    assert live().version == 4
    assert [one.deed.act for one in journal.recent(conn, live())] == ["answer", "undo", "answer"]


def test_an_answer_that_was_changed_since_is_not_undone_over_it(conn: Connection, live: Now) -> None:
    dana, _, madina = team(conn, live())
    kept = proposed(conn, live(), dana)
    change = teaching.approve(conn, live(), kept, madina)
    entry = live().catalog.knowledge[f"taught_{kept.id}"]
    teaching.translate(conn, live(), entry, "az", "Bəli, körpünün yanında.", madina)
    with pytest.raises(journal.ChangedSince):
        journal.undo(conn, live(), change, "Madina")
    assert live().catalog.knowledge[entry.id].answer["az"]


def test_a_price_changed_since_does_not_stand_in_the_way(conn: Connection, live: Now) -> None:
    """The control of the one before: only the answer itself counts."""
    dana, _, madina = team(conn, live())
    change = teaching.approve(conn, live(), proposed(conn, live(), dana), madina)
    price = live().catalog.offers["canoe"].options[0].units[0].price + 1
    runtime.change_price(conn, live(), "canoe", "default", 0, price, "Madina")
    journal.undo(conn, live(), change, "Madina")
    assert live().catalog.offers["canoe"].options[0].units[0].price == price


def test_a_taught_answer_without_the_hotels_language_breaks_no_file(conn: Connection, live: Now) -> None:
    dana, _, madina = team(conn, live())
    teaching.approve(conn, live(), proposed(conn, live(), dana), madina)
    issues = [one for one in check(live().catalog, frozenset({"canoe.png"})) if "taught" in one.file]
    assert {one.level for one in issues} == {"warning"}
    assert any("answer has no text in az" in one.problem for one in issues)


def test_private_words_are_not_published(conn: Connection, live: Now) -> None:
    dana, _, madina = team(conn, live())
    kept = proposed(conn, live(), dana, "Aygün, it is by the jetty.")
    assert kept.flaws() == ["private"]
    with pytest.raises(teaching.NotReady):
        teaching.approve(conn, live(), kept, madina)
    assert versions.live_number(conn, live().id) == 1


def test_joining_adds_a_way_of_asking_and_keeps_the_answer(conn: Connection, live: Now) -> None:
    dana, _, madina = team(conn, live())
    wifi = live().catalog.knowledge["wifi"]
    teaching.join(conn, live(), proposed(conn, live(), dana), wifi, madina)
    joined = live().catalog.knowledge["wifi"]
    assert joined.phrases["en"] == [*wifi.phrases["en"], SWANS]
    assert joined.answer == wifi.answer


FAMILY = "We are a family of six and would like to feed the swans in the morning. " * 12


def test_of_a_long_question_the_beginning_is_learned_where_a_word_ends(conn: Connection, live: Now) -> None:
    """A guest may write 4,000 characters, the catalog takes 600: whoever reads it afresh still can."""
    dana, _, madina = team(conn, live())
    kept = proposed(conn, live(), dana, question=FAMILY)
    assert kept.flaws() == []
    assert manager_proposals.screen(conn, live(), kept).choices[0].act == "m_prop_yes"
    undone = teaching.approve(conn, live(), kept, madina)
    (learned,) = live().catalog.knowledge[f"taught_{kept.id}"].phrases["en"]
    assert 590 < len(learned) <= 600
    assert FAMILY.startswith(f"{learned} ")
    journal.undo(conn, live(), undone, "Madina")
    teaching.join(conn, live(), again(conn, live(), kept), live().catalog.knowledge["wifi"], madina)
    _, fresh = Shelf(live().id).live(conn)
    assert fresh.knowledge["wifi"].phrases["en"][-1] == learned


@pytest.mark.parametrize(
    ("question", "flaws"),
    [
        (f"Aygün asks: {FAMILY}", ["unasked"]),
        (f"{'swan ' * 119}Aygün, {FAMILY}", ["unasked"]),
        (f"{FAMILY} Aygün", []),
    ],
)
def test_a_name_in_what_is_learned_of_a_long_question_keeps_it_back(
    conn: Connection, live: Now, question: str, flaws: list[str]
) -> None:
    """Also one that stands where it is cut; what is not learned does not matter."""
    dana, *_ = team(conn, live())
    assert proposed(conn, live(), dana, question=question).flaws() == flaws


def test_new_words_take_the_old_ones_out_of_every_language(conn: Connection, live: Now) -> None:
    _, _, madina = team(conn, live())
    wifi = live().catalog.knowledge["wifi"]
    report(conn, live(), "guest:1")
    teaching.reword(conn, live(), wifi, "en", "The password is LAKE.", madina)
    alone = live().catalog.knowledge["wifi"]
    assert alone.answer == {"en": "The password is LAKE."}
    assert wrong.counts(conn, live()) == {}
    teaching.keep_others(conn, live(), wifi, alone, madina)
    assert live().catalog.knowledge["wifi"].answer["az"] == wifi.answer["az"]


def machine_wrote(conn: Connection, house: House, language: str) -> Entry:
    """The Wi-Fi answer with more to it, in one language by a machine."""
    wifi = house.catalog.knowledge["wifi"]
    more = {"details": {"en": "Room 214: ask for a cable.", "az": "Kabel var."}}
    marked = wifi.model_copy(update={**more, "auto": {language: ["answer", "details"]}})
    runtime.change_answer(conn, house, "wifi", marked, "Madina")
    return marked


def brought_back(conn: Connection, live: Now, language: str) -> Entry:
    """That answer: then a manager writes the English one anew and keeps the others."""
    _, _, madina = team(conn, live())
    wifi = machine_wrote(conn, live(), language)
    teaching.reword(conn, live(), wifi, "en", "The password is LAKE.", madina)
    teaching.keep_others(conn, live(), wifi, live().catalog.knowledge["wifi"], madina)
    return wifi


def test_what_a_machine_wrote_is_still_a_machines_when_it_is_brought_back(
    conn: Connection, live: Now
) -> None:
    wifi = brought_back(conn, live, "az")
    kept = live().catalog.knowledge["wifi"]
    assert (kept.details, kept.auto) == (wifi.details, {"az": ["answer", "details"]})
    assert kept.answer == {**wifi.answer, "en": "The password is LAKE."}


def test_what_a_person_wrote_anew_is_no_machines_beside_what_is_brought_back(
    conn: Connection, live: Now
) -> None:
    """The control of the one before."""
    brought_back(conn, live, "en")
    assert live().catalog.knowledge["wifi"].auto == {"en": ["details"]}


def report(conn: Connection, house: House, source: str, entry: str = "wifi") -> bool:
    told = "The password…"
    return wrong.report(
        conn, house, entry, source=source, question="is it fast", language="en", answered=told
    )


def test_reports_are_counted_once_a_day_by_entry(conn: Connection, live: Now) -> None:
    house = live()
    assert [report(conn, house, one) for one in ("guest:1", "guest:1", "guest:2")] == [True, False, True]
    assert report(conn, house, "staff:2001", "breakfast")
    assert wrong.counts(conn, house) == {"wifi": 2, "breakfast": 1}
    assert report(conn, replace(house, now=house.later(25 * 60)), "guest:1")
    assert wrong.counts(conn, house)["wifi"] == 3


def test_words_are_forgotten_after_ninety_days_and_counts_stay(conn: Connection, live: Now) -> None:
    dana, _, madina = team(conn, live())
    kept = proposed(conn, live(), dana)
    proposals.decide(conn, live(), kept, madina, "rejected")
    report(conn, live(), "guest:1")
    for days, there in ((89, True), (91, False)):
        house = replace(live(), now=live().later(days * 24 * 60))
        proposals.forget(conn, house)
        wrong.forget(conn, house)
        assert (proposals.by_id(conn, house, kept.id) is not None) == there
        assert bool(wrong.latest(conn, house, "wifi")[0].question) == there
    assert wrong.counts(conn, live()) == {"wifi": 1}


def test_a_hotel_sees_nothing_of_another_hotel(conn: Connection, live: Now) -> None:
    dana, _, _ = team(conn, live())
    kept = proposed(conn, live(), dana)
    report(conn, live(), "guest:1")
    other = replace(live(), id="seaside")
    assert proposals.waiting(conn, other) == []
    assert proposals.by_id(conn, other, kept.id) is None
    assert wrong.counts(conn, other) == {}


@pytest.mark.parametrize("act", ["m_prop_yes", "m_prop_no", "m_teach", "m_answer_true", "m_gaps"])
def test_only_a_manager_decides(conn: Connection, live: Now, act: str) -> None:
    dana, _, _ = team(conn, live())
    kept = proposed(conn, live(), dana)
    press = Asked(dana.user_id, dana.user_id, dana.name, "press", query_id="1", message_id=1)
    with pytest.raises(NotManager):
        manager.ACTS[act](conn, live(), press, dana, {"proposal": kept.id, "entry": "wifi", "kind": "old"})


def test_a_manager_answers_for_a_whole_subject_under_its_own_name(conn: Connection, live: Now) -> None:
    _, _, madina = team(conn, live())
    asked = {"en": ["is there a gym"], "az": ["idman zalı var?"]}
    said = {"en": "Beside the pool, day and night."}
    own = proposals.begin(conn, live(), madina, near=["gym"], phrases=asked, answer=said)
    other = proposals.begin(conn, live(), madina, near=["wifi"], phrases=asked, answer=said)
    teaching.approve(conn, live(), own, madina)
    teaching.approve(conn, live(), other, madina)
    gym = live().catalog.entry("gym")
    assert isinstance(gym, Entry)
    assert gym.phrases == asked
    assert live().catalog.entry("wifi") != live().catalog.entry(f"taught_{other.id}")


def test_an_answer_that_is_hidden_keeps_its_name_and_its_words(conn: Connection, live: Now) -> None:
    """A subject whose answer no guest reads yet is asked about in vain, too."""
    _, _, madina = team(conn, live())
    gym = live().catalog.knowledge["wifi"].model_copy(update={"id": "gym", "draft": True})
    runtime.change_answer(conn, live(), "gym", gym, "Madina")
    said = {"en": "Beside the pool, day and night."}
    own = proposals.begin(conn, live(), madina, near=["gym"], phrases={"en": ["a gym?"]}, answer=said)
    teaching.approve(conn, live(), own, madina)
    assert live().catalog.knowledge["gym"] == gym
    assert live().catalog.knowledge[f"taught_{own.id}"].answer == said
