"""Madina looks at a draft, previews it as a family, publishes it, regrets it; and two managers at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from bot.db import Connection
from bot.desk import chores, timers
from bot.desk.asked import Asked, Attached
from bot.desk.catalog import drafts, runtime
from bot.desk.catalog.drafts import Source
from bot.desk.catalog.edits import price_of, set_price
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.recovery import Limit, Remedies
from bot.desk.catalog.remedy_edits import with_limit
from bot.desk.catalog.sent import Sent
from bot.desk.catalog.watching import Seen
from bot.desk.house import House
from bot.desk.menu import manager_folder
from bot.desk.menu.manage import workbooks
from bot.desk.people import Role
from bot.say import Spoken
from bot.schema import bookings, guests, letters
from tests.desk.menu.manager_phone import Phone, booked, staffed

MADINA, ERLAN = 31, 32
ADULT, CHILD = ("canoe", "default", 0), ("canoe", "default", 1)


@pytest.fixture
def phone(conn: Connection, house: House) -> Callable[[int, str, Role], Phone]:
    return staffed(conn, house)


@pytest.fixture
def madina(phone: Callable[[int, str, Role], Phone]) -> Phone:
    return phone(MADINA, "Madina", "manager")


@pytest.fixture
def erlan(phone: Callable[[int, str, Role], Phone]) -> Phone:
    return phone(ERLAN, "Erlan", "owner")


def priced(catalog: Catalog, place: tuple[str, str, int], amount: str) -> Catalog:
    return set_price(catalog, *place, Decimal(amount))


def sends(one: Phone, catalog: Catalog, *, base: int | None = None, source: Source = "workbook") -> int:
    """A draft of hers is kept, and she opens it."""
    there = one.house
    made = drafts.keep(
        one.conn,
        there,
        catalog,
        base=there.version if base is None else base,
        source=source,
        author=one.name,
        place="catalog.xlsx",
    )
    opens(one, made)
    return made


def opens(one: Phone, draft: int) -> None:
    one.opens()
    one.presses_act("m_besides")
    one.presses_act("m_pubs")
    one.presses_act("m_pub", draft=draft)


def live(one: Phone, place: tuple[str, str, int] = ADULT) -> int:
    return int(price_of(one.house.catalog, *place))


def test_a_draft_is_shown_published_and_undone_in_one_tap_each(madina: Phone) -> None:
    sends(madina, priced(madina.house.catalog, ADULT, "45"))
    assert {"pub.draft", "pub.line_share", "manager.percent_up"} <= set(madina.says())
    assert madina.acts() == ["m_pub_yes", "m_sim_ask", "m_pub_when", "m_pub_drop", "m_home"]
    madina.presses_act("m_pub_yes")
    assert madina.says()[0] == "pub.live"
    assert live(madina) == 45
    madina.presses_act("m_undo")
    assert live(madina) == 40


def test_a_price_that_moves_far_needs_a_second_tap(madina: Phone) -> None:
    sends(madina, priced(madina.house.catalog, ADULT, "52"))
    assert "warn.far" in madina.says()
    madina.presses_act("m_pub_yes")
    assert madina.says()[0] == "pub.sure"
    assert live(madina) == 40
    madina.presses_act("m_pub_yes", sure=1)
    assert live(madina) == 52


def test_what_is_sold_is_named_and_keeps_what_it_was_sold_as_also_after_the_undo(
    conn: Connection, madina: Phone
) -> None:
    booked(conn, madina.house, "B-1", "CONFIRMED")
    sends(madina, priced(madina.house.catalog, ADULT, "45"))
    assert madina.said("warn.booked").n == 1
    madina.presses_act("m_pub_yes")
    assert madina.said("pub.keep_sold").n == 1
    booked(conn, madina.house, "B-2", "CONFIRMED", quote={"total": 45})
    before = conn.execute(select(bookings.c.ref, bookings.c.quote, bookings.c.sold)).all()
    madina.presses_act("m_undo")
    assert live(madina) == 40
    assert conn.execute(select(bookings.c.ref, bookings.c.quote, bookings.c.sold)).all() == before


def test_a_second_tap_on_publish_publishes_nothing_twice(madina: Phone) -> None:
    sends(madina, priced(madina.house.catalog, ADULT, "45"))
    again = madina.button("m_pub_yes")
    madina.presses_act("m_pub_yes")
    madina.presses_data(again)
    assert madina.says() == ["refuse.draft_gone"]
    assert madina.house.version == 2


def test_two_managers_at_once_take_nothing_from_each_other(madina: Phone, erlan: Phone) -> None:
    """Both have the differences of version 1 before them; the second to tap sees what the first did."""
    hers = sends(madina, priced(madina.house.catalog, ADULT, "45"))
    sends(erlan, priced(erlan.house.catalog, CHILD, "22"))
    erlan.presses_act("m_pub_yes")
    madina.presses_act("m_pub_yes", draft=hers)
    assert madina.says()[0] == "pub.behind"
    assert madina.said("pub.since").params["who"] == "Erlan"
    assert [live(madina), live(madina, CHILD)] == [40, 22]
    madina.presses_act("m_pub_join")
    assert madina.said("pub.draft").n == 1
    madina.presses_act("m_pub_yes")
    assert [live(madina), live(madina, CHILD)] == [45, 22]


def test_a_file_older_than_an_edit_in_the_chat_never_takes_it_back_by_itself(madina: Phone) -> None:
    old = madina.house.catalog
    runtime.change_price(madina.conn, madina.house, *ADULT, Decimal(48), "Erlan")
    sends(madina, priced(old, ADULT, "50"), base=1)
    assert madina.says()[0] == "pub.behind_both"
    assert [one.args["mine"] for one in madina.screen().choices if one.act == "m_pub_join"] == [1, 0]
    madina.presses_act("m_pub_join", mine=0)
    assert madina.says()[0] == "pub.same"
    assert live(madina) == 48


def test_something_published_between_the_screen_and_the_tap_is_shown_first(
    madina: Phone, erlan: Phone
) -> None:
    sends(madina, priced(madina.house.catalog, ADULT, "45"))
    runtime.change_price(erlan.conn, erlan.house, *ADULT, Decimal(41), "Erlan")
    madina.presses_act("m_pub_yes")
    assert madina.says()[0] == "pub.behind_both"
    assert live(madina) == 41


def test_at_its_hour_a_draft_goes_live_and_managers_hear_of_it(madina: Phone) -> None:
    made = sends(madina, priced(madina.house.catalog, ADULT, "45"))
    madina.presses_act("m_pub_when")
    assert madina.writes("21.11 06:00")
    assert madina.says() == ["pub.scheduled"]
    assert live(madina) == 40
    fires(madina, made)
    assert live(madina) == 45
    assert madina.says()[0] == "pub.live_at_hour"
    assert "m_undo" in madina.acts()


def fires(one: Phone, draft: int) -> None:
    """The chores of a later run find the timer in the database."""
    then = replace(one.house, now=one.house.now + timedelta(days=2))
    due = [each for each in timers.due(one.conn, then) if each.kind == drafts.TIMER]
    assert [each.ref for each in due] == [str(draft)]
    assert chores.fire(one.conn, then, due[0])


def test_at_its_hour_a_draft_that_no_longer_fits_is_not_published_and_managers_are_told(
    madina: Phone,
) -> None:
    made = sends(madina, priced(madina.house.catalog, ADULT, "45"))
    madina.presses_act("m_pub_when")
    assert madina.writes("tomorrow 6:00")
    runtime.change_price(madina.conn, madina.house, *ADULT, Decimal(41), "Erlan")
    fires(madina, made)
    assert madina.says() == ["pub.not_now"]
    assert live(madina) == 41
    opens(madina, made)
    assert madina.says()[0] == "pub.behind_both"


def test_an_extra_with_several_pictures_goes_live_at_its_hour_and_can_be_joined(madina: Phone) -> None:
    pictures = {"photo": None, "photos": [{"file": "canoe.png"}, {"file": "lake.jpg"}]}
    runtime.change_offer(madina.conn, madina.house, "canoe", pictures, "Madina", what="photo")
    made = sends(madina, priced(madina.house.catalog, ADULT, "45"))
    runtime.change_price(madina.conn, madina.house, *CHILD, Decimal(25), "Erlan")
    opens(madina, made)
    madina.presses_act("m_pub_join", mine=1)
    made = int(dict(madina.screen().choices[0].args)["draft"])
    madina.presses_act("m_pub_when")
    assert madina.writes("21.11 06:00")
    fires(madina, made)
    assert madina.says()[0] == "pub.live_at_hour"
    assert (live(madina), live(madina, CHILD)) == (45, 25)


def limited(one: Phone) -> Catalog:
    """The catalog of the owner, with what managers may give."""
    live = one.house.catalog
    new = with_limit(live.remedies, "manager", Limit(each=Decimal(50), shift=Decimal(100)))
    return live.model_copy(update={"remedies": new})


def test_a_manager_takes_no_limit_back_that_an_owner_set_for_managers(madina: Phone, erlan: Phone) -> None:
    erlan.opens()
    for act in ("m_besides", "m_ladder", "m_remedies", "m_limits"):
        erlan.presses_act(act)
    erlan.presses_act("m_limit", role="manager")
    assert erlan.writes("50; 100")
    madina.opens()
    madina.presses_act("m_changes")
    madina.presses_act("m_undo")
    assert madina.says()[0] == "refuse.limit_owner"
    assert madina.house.catalog.remedies.limit("manager").each == 50
    erlan.opens()
    erlan.presses_act("m_changes")
    erlan.presses_act("m_undo")
    assert madina.house.catalog.remedies.limit("manager").each is None


@pytest.mark.parametrize("act", ["m_pub_yes", "m_pub_when"])
def test_nor_by_publishing_a_whole_catalog(madina: Phone, erlan: Phone, act: str) -> None:
    erlan.replaces(limited(erlan))
    madina.opens()
    for step in ("m_changes", "m_versions"):
        madina.presses_act(step)
    madina.presses_act("m_version", version=1)
    madina.presses_act("m_version_back")
    madina.presses_act(act)
    assert madina.says()[0] == "refuse.limit_owner"
    assert madina.house.catalog.remedies.limit("manager").each == 50
    sends(erlan, erlan.house.catalog.model_copy(update={"remedies": Remedies()}))
    erlan.presses_act("m_pub_yes")
    assert erlan.house.catalog.remedies.limit("manager").each is None


def test_nor_by_letting_the_hotels_folder_go_over_all(madina: Phone, erlan: Phone) -> None:
    seen = Seen(priced(madina.house.catalog, ADULT, "45"), [], 1, "digest")
    erlan.replaces(limited(erlan))
    assert manager_folder.follow(madina.conn, madina.house, seen) is None
    madina.presses_act("m_folder_over")
    assert madina.says()[0] == "refuse.limit_owner"


def uploads(one: Phone, catalog: Catalog) -> None:
    """The same workbook, sent back once more."""
    file, brought = Attached("f", "catalog-1.xlsx", 1000), Sent(catalog=catalog, base=one.house.version)
    asked = Asked(one.user, one.user, one.name, kind="document", file=file, brought=brought)
    assert workbooks.offered(one.conn, one.house, asked)


def test_another_workbook_replaces_what_waits_for_a_word_and_nothing_that_has_its_hour(madina: Phone) -> None:
    uploads(madina, priced(madina.house.catalog, ADULT, "45"))
    madina.presses_act("m_pub_when")
    assert madina.writes("22.11 06:00")
    uploads(madina, priced(madina.house.catalog, CHILD, "25"))
    uploads(madina, priced(madina.house.catalog, CHILD, "26"))
    states = [one.state for one in drafts.listed(madina.conn, madina.house)]
    assert states == ["open", "scheduled"]


@pytest.mark.parametrize(
    "said", ["canoe 14.50", "Canoe 45.50", "Is breakfast until 10:30 tomorrow?", "14:30 15:30", "canoe 22.11"]
)
def test_what_says_more_than_an_hour_publishes_nothing_at_it(madina: Phone, said: str) -> None:
    made = sends(madina, priced(madina.house.catalog, ADULT, "45"))
    madina.presses_act("m_pub_when")
    madina.writes(said)
    assert drafts.load(madina.conn, madina.house, made).about.publish_at is None


@pytest.mark.parametrize(
    "said",
    [
        "22.11 06:00",
        "22.11, 6.00",
        "22 november at 06:00",
        "22 ноября в 6:00",
        "22. November um 6:00 Uhr",
        "november 22. 6:00-kor",
        "22 Kasım saat 06:00'da",
        "22 noyabr 06:00-da",
        "22.11",
    ],
)
def test_an_hour_is_read_as_people_write_it(madina: Phone, said: str) -> None:
    made = sends(madina, priced(madina.house.catalog, ADULT, "45"))
    madina.presses_act("m_pub_when")
    assert madina.writes(said)
    there = madina.house
    at = drafts.load(madina.conn, there, made).about.publish_at
    assert at
    assert f"{there.local(at):%d.%m %H:%M}" == "22.11 06:00"


def test_an_hour_that_is_over_is_asked_again_and_one_called_off_never_comes(madina: Phone) -> None:
    made = sends(madina, priced(madina.house.catalog, ADULT, "45"))
    madina.presses_act("m_pub_when")
    assert madina.writes("19.11 06:00")
    assert madina.says() == ["refuse.draft_hour"]
    assert madina.writes("22.11 07:30")
    madina.presses_act("m_pub_call_off")
    assert timers.due_at(madina.conn, madina.house, drafts.TIMER, str(made)) is None


def test_a_preview_is_the_guests_own_screen_in_their_language_and_leaves_nothing_behind(
    conn: Connection, madina: Phone
) -> None:
    """From the groups to the price of these people on that day; the hold is as far as it goes."""
    sends(madina, priced(madina.house.catalog, ADULT, "45"))
    before = counted(conn)
    madina.presses_act("m_sim_ask")
    assert madina.writes("2 adults, a child of 5, 21.11, az")
    assert {"sim.head", "sim.of_draft", "sim.offered"} <= set(madina.says())
    madina.presses_act("m_pv")
    steps: list[dict[str, object]] = [{"go": "group", "given": {"group": "active"}}, {"go": "offer"}]
    steps += [{"go": "options"}, {"go": "book"}]
    for step in steps:
        madina.presses_act("m_pv", **step)
        assert madina.says()[0] == "preview.line"
        assert all(one.language == "az" for one in madina.screen().body if isinstance(one, Spoken))
    card = next(one for one in madina.screen().body if isinstance(one, Spoken))
    assert "11000" in repr(card.of)  # 2 × 45 of the draft and 20
    madina.presses_act("m_pv", go="hold")
    assert madina.says() == ["preview.ends"]
    assert counted(conn) == before


def counted(conn: Connection) -> list[int]:
    """Guests, bookings, and letters to anybody but the manager."""
    of = (select(func.count()).select_from(one) for one in (guests, bookings))
    others = select(func.count()).select_from(letters).where(letters.c.chat_id != MADINA)
    return [conn.execute(one).scalar_one() for one in (*of, others)]
