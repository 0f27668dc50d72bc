"""Remedies, limits, one department's rules, ready replies, absences: by taps, live, told, undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.db import Connection
from bot.desk.asked import Asked
from bot.desk.cases import opening, roster, working
from bot.desk.catalog import staffing_edits
from bot.desk.catalog.changing import EditUnfit
from bot.desk.catalog.conflicts import fit
from bot.desk.catalog.issues import broken
from bot.desk.catalog.recovery import Limit, Remedies, Remedy, check_remedies
from bot.desk.catalog.replying import Replies, Reply
from bot.desk.catalog.staffing_edits import Scope
from bot.desk.house import House
from bot.desk.menu.cases import behalf
from bot.desk.people import Role
from tests.desk.cases.cast import DANA, MADINA, again, complaint, guest, keys, later, screens, team
from tests.desk.menu.manager_phone import Phone, staffed

ERLAN = 2002
ACTIVITIES = Scope("activities")
LADDER = [
    Remedy(code="apology", kind="apology"),
    Remedy(code="fruit", kind="gift", title={"en": "A fruit plate", "az": "Meyvə"}, cost=Decimal(8)),
    Remedy(code="voucher", kind="voucher", amounts=[Decimal(20), Decimal(40)]),
]
LIMITS = {"reception": Limit(each=Decimal(30), shift=Decimal(120)), "owner": Limit(each=Decimal(100))}
REPLIES = [
    Reply(code=code, title={"en": code.title()}, text={"en": "We are on it."})
    for code in ("one", "two", "six")
]


@pytest.fixture
def phone(conn: Connection, house: House) -> Callable[[Role], Phone]:
    made: Callable[[int, str, Role], Phone] = staffed(conn, house)
    team(conn, house)

    def given(role: Role) -> Phone:
        one = made(31, "Leyla", role)
        live = one.house.catalog
        parts = {"remedies": Remedies(ladder=LADDER, limits=LIMITS), "replies": Replies(replies=REPLIES)}
        one.replaces(live.model_copy(update=parts))
        return one

    return given


def opens(one: Phone, *acts: str) -> Phone:
    one.opens()
    for act in ("m_besides", *acts):
        one.presses_act(act)
    return one


def costs(one: Phone, code: str) -> list[Decimal]:
    found = one.house.catalog.remedies.find(code)
    return found.costs if found else []


def test_what_a_remedy_costs_is_written_and_undone_by_one_tap(phone: Callable[[Role], Phone]) -> None:
    mine = opens(phone("manager"), "m_ladder", "m_remedies")
    mine.presses_act("m_remedy", code="voucher")
    mine.presses_act("m_remedy_cost")
    for wrong in ("many", "10 20 30 40 50", "0", "-5"):
        assert mine.writes(wrong)
        assert mine.says()[0] == "refuse.remedy_costs"
    assert mine.writes("60, 15 AZN 30")
    assert costs(mine, "voucher") == [15, 30, 60]
    assert mine.says()[:2] == ["ladder.live", "remedies.did_cost"]
    mine.presses_act("m_undo")
    assert costs(mine, "voucher") == [20, 40]
    opens(mine, "m_ladder", "m_remedies").presses_act("m_remedy", code="fruit")
    mine.presses_act("m_remedy_cost")
    assert mine.writes("12.50")
    assert costs(mine, "fruit") == [Decimal("12.50")]


def test_two_remedies_of_one_name_are_two_lines_of_the_list(phone: Callable[[Role], Phone]) -> None:
    mine = phone("manager")
    twin = LADDER[1].model_copy(update={"code": "twin"})
    parts = {"remedies": Remedies(ladder=[*LADDER, twin], limits=LIMITS)}
    mine.replaces(mine.house.catalog.model_copy(update=parts))
    body = repr(opens(mine, "m_ladder", "m_remedies").screen().body)
    assert "'fruit'" in body
    assert "'twin'" in body


def test_nothing_may_cost_more_than_anybody_may_give(phone: Callable[[Role], Phone]) -> None:
    mine = opens(phone("manager"), "m_ladder", "m_remedies")
    mine.presses_act("m_remedy", code="voucher")
    mine.presses_act("m_remedy_cost")
    assert mine.writes("500")
    assert mine.says()[0] == "refuse.remedy_nobody"
    assert costs(mine, "voucher") == [20, 40]


def test_a_remedy_is_taken_out_and_told_in_the_journal(phone: Callable[[Role], Phone]) -> None:
    mine = opens(phone("manager"), "m_ladder", "m_remedies")
    mine.presses_act("m_remedy", code="fruit")
    mine.presses_act("m_remedy_gone")
    assert mine.house.catalog.remedies.find("fruit") is None
    mine.opens()
    mine.presses_act("m_changes")
    assert "remedies.did_gone" in mine.says()
    mine.presses_act("m_undo")
    assert costs(mine, "fruit") == [8]


def test_a_limit_is_two_amounts_and_a_manager_never_sets_their_own(phone: Callable[[Role], Phone]) -> None:
    mine = opens(phone("manager"), "m_ladder", "m_remedies", "m_limits")
    mine.presses_act("m_limit", role="reception")
    for unclear in ("120; 30", "12 500"):
        assert mine.writes(unclear)
        assert mine.says()[0] == "refuse.limit_unclear"
    assert mine.writes("45; 150")
    assert mine.house.catalog.remedies.limit("reception") == Limit(each=Decimal(45), shift=Decimal(150))
    mine.presses_act("m_undo")
    assert mine.house.catalog.remedies.limit("reception") == LIMITS["reception"]
    opens(mine, "m_ladder", "m_remedies", "m_limits").presses_act("m_limit", role="manager")
    assert mine.says()[0] == "refuse.limit_owner"


def test_an_owner_sets_every_limit(phone: Callable[[Role], Phone]) -> None:
    mine = opens(phone("owner"), "m_ladder", "m_remedies", "m_limits")
    mine.presses_act("m_limit", role="manager")
    mine.presses_act("m_limit_set", each="")
    assert mine.house.catalog.remedies.limit("manager") == Limit()
    opens(mine, "m_ladder", "m_remedies", "m_limits").presses_act("m_limit", role="owner")
    assert mine.writes("10; 500")
    assert mine.says()[0] == "refuse.remedy_nobody", "a voucher of 40 would have nobody to give it"


def test_a_new_gift_is_made_in_chat_and_offered_where_it_fits(phone: Callable[[Role], Phone]) -> None:
    mine = opens(phone("manager"), "m_ladder", "m_remedies", "m_remedy_new")
    mine.presses_act("m_remedy_kind", kind="gift")
    assert mine.writes("x")
    assert mine.says()[0] == "drafts.again"
    assert mine.writes("a fruit plate")
    assert mine.says()[0] == "refuse.remedy_named", "two buttons nobody could tell apart"
    assert mine.writes("A pot of mint tea")
    assert mine.writes("much")
    assert mine.says()[0] == "refuse.remedy_costs"
    assert mine.writes("4.50")
    assert mine.says()[:2] == ["ladder.live", "remedies.did_new"]
    ladder = [one.code for one in mine.house.catalog.remedies.ladder]
    assert ladder == ["apology", "gift_1", "fruit", "voucher"], "smallest first"
    mine.presses_act("m_remedy", code="gift_1")
    for severity in ("S1", "S4", "S4", "S4"):
        mine.presses_act("m_remedy_severity", severity=severity)
        mine.presses_act("m_remedy")
    made = mine.house.catalog.remedies.find("gift_1")
    assert made
    assert (made.title, made.severities) == (
        {"en": "A pot of mint tea", "az": "A pot of mint tea"},
        ["S2", "S3"],
    )
    assert not list(check_remedies(mine.house.catalog.remedies, "AZN"))


def test_a_remedy_made_in_chat_leaves_a_catalog_that_can_be_published(phone: Callable[[Role], Phone]) -> None:
    mine = opens(phone("manager"), "m_ladder", "m_remedies", "m_remedy_new")
    mine.presses_act("m_remedy_kind", kind="gift")
    assert mine.writes("A late check-out until two o'clock")
    assert mine.says()[0] == "drafts.again", "a button holds 24 characters"
    assert mine.writes("Fruit basket")
    assert mine.writes("12")
    assert mine.says()[0] == "ladder.live"
    assert not broken(fit(mine.house.catalog))


def test_a_remedy_that_the_hotel_could_not_read_is_refused(phone: Callable[[Role], Phone]) -> None:
    house = phone("manager").house
    half = LADDER[1].model_copy(update={"code": "half", "title": {"en": "A half"}})
    with pytest.raises(EditUnfit):
        staffing_edits.change(phone("manager").conn, house, "remedies", Remedies(ladder=[half]), "M", {}, {})


def test_what_was_wrong_before_stops_no_edit_around_it(phone: Callable[[Role], Phone]) -> None:
    mine = phone("manager")
    half = LADDER[1].model_copy(update={"code": "half", "title": {"en": "A half"}})
    mine.replaces(mine.house.catalog.model_copy(update={"remedies": Remedies(ladder=[*LADDER, half])}))
    opens(mine, "m_ladder", "m_remedies").presses_act("m_remedy", code="apology")
    mine.presses_act("m_remedy_gone")
    assert mine.says()[0] == "ladder.live"
    assert mine.house.catalog.remedies.find("apology") is None


def test_a_remedy_is_offered_only_for_the_troubles_that_are_tapped(phone: Callable[[Role], Phone]) -> None:
    mine = opens(phone("manager"), "m_ladder", "m_remedies")

    def faults() -> list[str]:
        found = mine.house.catalog.remedies.find("fruit")
        assert found
        return found.faults

    before = faults()
    mine.presses_act("m_remedy", code="fruit")
    mine.presses_act("m_remedy_faults")
    mine.presses_act("m_remedy_faults", page=1)
    mine.presses_act("m_remedy_fault", fault="insects")
    assert mine.says()[:2] == ["ladder.live", "remedies.did_for"]
    assert faults() == sorted({*before, "insects"} - ({"insects"} & set(before)))
    mine.presses_act("m_undo")
    assert faults() == before


def test_a_new_voucher_has_amounts_that_somebody_may_give(phone: Callable[[Role], Phone]) -> None:
    mine = opens(phone("manager"), "m_ladder", "m_remedies", "m_remedy_new")
    mine.presses_act("m_remedy_kind", kind="refund")
    mine.presses_act("m_remedy_named")
    assert mine.writes("10; 500")
    assert mine.says()[0] == "refuse.remedy_nobody"
    assert mine.house.catalog.remedies.find("refund_1") is None
    opens(mine, "m_ladder", "m_remedies", "m_remedy_new").presses_act("m_remedy_kind", kind="refund")
    mine.presses_act("m_remedy_named")
    assert mine.writes("10 20")
    assert costs(mine, "refund_1") == [10, 20]
    mine.presses_act("m_undo")
    assert mine.house.catalog.remedies.find("refund_1") is None
    opens(mine, "m_ladder", "m_remedies", "m_remedy_new").presses_act("m_remedy_kind", kind="voucher")
    assert "m_remedy_named" not in mine.acts(), "one is called so already"


def test_one_department_has_its_own_minutes_and_people_and_no_other(phone: Callable[[Role], Phone]) -> None:
    mine = opens(phone("manager"), "m_ladder", "m_ladder_for")
    mine.presses_act("m_ladder", department="activities")
    mine.presses_act("m_severity", severity="S2")
    mine.presses_act("m_clock", clock="acknowledge")
    mine.presses_act("m_clock_set", minutes=5)
    assert mine.says()[:2] == ["ladder.live", "ladder.did_for"]
    minutes = staffing_edits.minutes_of
    assert minutes(mine.house.catalog, "S2", "acknowledge", ACTIVITIES) == 5
    assert minutes(mine.house.catalog, "S2", "acknowledge") == 10
    opens(mine, "m_ladder", "m_ladder_for")
    assert "ladder.by_own" in mine.says()
    mine.presses_act("m_ladder", department="activities")
    mine.presses_act("m_severity", severity="S2")
    mine.presses_act("m_steps")
    mine.presses_act("m_step", step=0)
    mine.presses_act("m_step_who")
    mine.presses_act("m_step_set", name="Erlan")
    assert staffing_edits.steps_of(mine.house.catalog, "S2", ACTIVITIES)[0] == "Erlan"
    assert staffing_edits.steps_of(mine.house.catalog, "S2")[0] == "reception"
    mine.presses_act("m_severity")
    mine.presses_act("m_as_all")
    assert minutes(mine.house.catalog, "S2", "acknowledge", ACTIVITIES) == 10
    mine.presses_act("m_undo")
    assert minutes(mine.house.catalog, "S2", "acknowledge", ACTIVITIES) == 5


def test_a_rule_of_one_department_stands_before_one_of_several(house: House) -> None:
    """Else the edit would be shown as live and count for nobody."""
    some = staffing_edits.with_minutes(house.catalog.ladder, "S3", "act", 20, Scope("reception"))
    several = some.clocks[0].model_copy(update={"department": ["activities", "reception"]})
    ladder = some.model_copy(update={"clocks": [several]})
    own = staffing_edits.with_minutes(ladder, "S3", "act", 7, ACTIVITIES)
    catalog = house.catalog.model_copy(update={"ladder": own})
    assert staffing_edits.minutes_of(catalog, "S3", "act", ACTIVITIES) == 7
    assert staffing_edits.minutes_of(catalog, "S3", "act", Scope("reception")) == 20
    found = own.clock("act", "S3", "activities", ())
    assert found
    assert found.act == 7


def test_a_ready_reply_is_for_some_cases_and_moves_up(phone: Callable[[Role], Phone]) -> None:
    mine = opens(phone("manager"), "m_replies")
    mine.presses_act("m_reply", reply="six")
    mine.presses_act("m_reply_kinds")
    mine.presses_act("m_reply_kind", kind="complaint")
    assert [one.code for one in mine.house.catalog.replies.offered("complaint")] == ["six", "one", "two"]
    assert "six" not in [one.code for one in mine.house.catalog.replies.offered("request")]
    mine.presses_act("m_undo")
    assert "six" in [one.code for one in mine.house.catalog.replies.offered("request")]
    opens(mine, "m_replies").presses_act("m_reply", reply="six")
    mine.presses_act("m_reply_up")
    assert [one.code for one in mine.house.catalog.replies.offered("request")] == ["one", "six", "two"]
    mine.presses_act("m_undo")
    assert [one.code for one in mine.house.catalog.replies.offered("request")] == ["one", "two", "six"]


def test_who_is_ill_is_not_called_and_what_they_had_goes_on(
    conn: Connection, phone: Callable[[Role], Phone]
) -> None:
    mine = phone("manager")
    dana = next(one for one in roster.staff(conn, mine.house) if one.user_id == DANA)
    opened = working.claim(conn, mine.house, complaint(conn, mine.house), dana)
    opens(mine, "m_ladder", "m_work", "m_shifts").presses_act("m_shift", user=DANA)
    mine.presses_act("m_away")
    mine.presses_act("m_away_set", span="three")
    assert mine.says()[:2] == ["roster.away_live", "roster.did_away"]
    assert again(conn, mine.house, opened).owner is None
    assert keys(screens(conn, chat_id=1001)[-1])[0] == "case.returned", "the guest is told before they ask"
    for day in (0, 2):
        there = later(mine.house, days=day)
        assert DANA not in [one.user_id for one in roster.answering(conn, there)]
    assert DANA in [one.user_id for one in roster.answering(conn, later(mine.house, days=3))]
    mine.presses_act("m_shift")
    mine.presses_act("m_away_gone")
    assert DANA in [one.user_id for one in roster.answering(conn, mine.house)]


def types(conn: Connection, house: House, user: int, words: str) -> None:
    who = next(one for one in roster.staff(conn, house) if one.user_id == user)
    asked = Asked(user, user, who.name, "text", text=f"/case {words}", message_id=8)
    behalf.open_typed(conn, house, asked, who, words)


def test_what_was_with_a_room_is_found_again_also_when_it_is_closed(conn: Connection, house: House) -> None:
    dana, *_ = team(conn, house)
    known = guest(conn, house)
    opened = complaint(conn, house, someone=replace(known, room="214"))
    solved = working.close(conn, house, working.resolve(conn, house, opened, dana))
    types(conn, house, DANA, "214")
    found = screens(conn, chat_id=DANA)[-1]
    assert keys(found)[0] == "found.room"
    assert solved.ref in str(found)
    types(conn, house, DANA, solved.ref.lower())
    assert solved.ref in str(screens(conn, chat_id=DANA)[-1])
    types(conn, house, DANA, "205")
    assert keys(screens(conn, chat_id=DANA)[-1])[0] == "found.none"


def test_danger_is_not_found_by_who_may_not_know_of_it(conn: Connection, house: House) -> None:
    team(conn, house)
    known = replace(guest(conn, house), room="214")
    opening.open_case(conn, house, known, kind="sensitive", words="…", category="theft")
    types(conn, house, DANA, "214")
    assert keys(screens(conn, chat_id=DANA)[-1])[0] == "found.none"
    types(conn, house, MADINA, "214")
    assert keys(screens(conn, chat_id=MADINA)[-1])[0] == "found.room"
