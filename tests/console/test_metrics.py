"""`GET /metrics` counts what really happened, names it as Prometheus wants, and knows nobody."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.exc import OperationalError

from bot import keepsake
from bot.desk import outbox
from bot.desk.booking import moves
from bot.desk.cases import states
from bot.desk.catalog import check
from bot.metrics import FRESH, Board, Tally, Watched
from bot.standing import CLOCKS, LANES, OPEN, SEVERITIES, STATUSES, UNTAKEN, Queue, Standing
from tests.hotel import FRIDAY, Desk, Hotel, Phone
from tests.stories.test_bookings import reach_the_price

FURIOUS = "There is no hot water in room 214 and nobody answers the phone!!"
Figures = dict[str, float]


async def page(hotel: Hotel) -> str:
    assert hotel.running
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{hotel.running.url}/metrics") as answer,
    ):
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        return await answer.text()


def figures(shown: str) -> Figures:
    """Each sample under its name with its labels: `qonaq_cases_open{severity=S2}`."""
    found: Figures = {}
    for family in text_string_to_metric_families(shown):
        for one in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(one.labels.items()))
            found[f"{one.name}{{{labels}}}" if labels else one.name] = one.value
    return found


async def test_a_story_is_counted(hotel: Hotel, chiara: Phone, dana: Desk) -> None:
    async with hotel.open():
        await chiara.says(FURIOUS)
        await dana.sees_case(about="no hot water")
    hotel.clock.advance(minutes=9)  # the desk is down while the promise breaks
    async with hotel.open():
        await chiara.sees("We are late, and we are sorry")
        await reach_the_price(chiara, "Nature", "Boating")
        await hotel.settled()
        found = figures(await page(hotel))
    assert found["qonaq_updates_received_total"] == found["qonaq_updates_done_total"] > 5
    assert found["qonaq_updates_dead_total"] == 0
    assert found["qonaq_cases_late{clock=acknowledge}"] == 1
    assert sum(found[f"qonaq_cases_open{{severity={one}}}"] for one in SEVERITIES) == 1
    assert found["qonaq_letters_sent_total{lane=reply}"] > 5
    assert found["qonaq_reply_seconds_count"] == found["qonaq_updates_done_total"]
    assert found["qonaq_inbox_depth"] == found["qonaq_outbox_depth{lane=reply}"] == 0
    assert found["qonaq_write_seconds_count"] > 5
    assert {found[f"qonaq_part_alive{{part={one}}}"] for one in ("polling", "sender", "database")} == {1}
    assert 0 <= found["qonaq_telegram_silence_seconds"] < 60
    assert found["process_resident_memory_bytes"] > 1e7


async def test_a_hold_and_what_was_booked_are_counted(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await reach_the_price(chiara, "Nature", "Boating")
        await chiara.taps("Hold these places")
        assert figures(await page(hotel))["qonaq_bookings{status=on_hold}"] == 1


async def test_a_letter_that_waits_is_counted_and_so_is_its_age(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        hotel.loopback.fail("sendMessage", status=429, retry_after=600)
        await chiara.says("/start")
        await waiting(hotel)
        hotel.clock.advance(minutes=1)
        found = figures(await page(hotel))
    assert found["qonaq_letters_retried_total{reason=wait}"] == 1
    assert found["qonaq_outbox_depth{lane=reply}"] == 1
    assert found["qonaq_outbox_oldest_seconds{lane=reply}"] >= 60


async def waiting(hotel: Hotel) -> None:
    """Until the letter that was refused is back in its place."""
    assert hotel.running
    counts = hotel.running.channel.tally.registry
    async with asyncio.timeout(10):
        while counts.get_sample_value("qonaq_letters_retried_total", {"reason": "wait"}) != 1:
            await hotel.running.db.write(lambda conn: None)
        await hotel.running.db.write(lambda conn: None)  # what was noted before this is noted


async def test_names_follow_the_convention_and_labels_hold_no_data(hotel: Hotel, chiara: Phone) -> None:
    async with hotel.open():
        await chiara.says(FURIOUS)
        await hotel.settled()
        shown = await page(hotel)
    for family in text_string_to_metric_families(shown):
        assert re.fullmatch(r"(qonaq|process)_[a-z_]+", family.name)
        assert family.documentation
        for one in family.samples:
            assert not one.name.endswith("_created")
            assert family.type != "counter" or one.name.endswith("_total")
            assert set(one.labels) <= {
                "lane",
                "reason",
                "severity",
                "clock",
                "status",
                "part",
                "trouble",
                "le",
                *BUILD,
            }
    for private in ("Chiara", "214", "water", str(chiara.person.user_id)):
        assert not re.search(rf'"[^"\n]*{private}[^"\n]*"', shown)


BUILD = ("version", "python")
MONITORING = (Path(__file__).parents[2] / "docs" / "monitoring.md").read_text("utf-8")


def documented() -> set[str]:
    """The names in the manual's table; `a_total`, `_b_total` stands for two."""
    found = set[str]()
    for row in re.findall(r"(?m)^\| (`qonaq_.*?) \|", MONITORING):
        first, *others = [name.partition("{")[0] for name in re.findall(r"`([a-z_]+[^`]*)`", row)]
        stem = "_".join(first.split("_")[:2])
        found |= {first, *(stem + one if one.startswith("_") else one for one in others)}
    return {name for name in found if name.startswith("qonaq_")}


async def test_the_manual_names_every_figure_and_no_other(hotel: Hotel) -> None:
    async with hotel.open():
        assert hotel.running
        keepsake.note(hotel.folder, hotel.folder, hotel.clock.now())
        await hotel.running.porter.round()
        shown = await page(hotel)
    names = set(re.findall(r"(?m)^# HELP (qonaq_\w+)", shown))
    assert documented() == names
    alarms = set(re.findall(r"qonaq_\w+", MONITORING.partition("```yaml")[2].partition("```")[0]))
    assert alarms <= names


def test_the_words_of_the_page_are_the_words_of_the_desk() -> None:
    lanes = {1: outbox.ALARM, 2: outbox.REPLY, 3: outbox.STAFF, 4: outbox.SOFT}
    assert all(place == lane and place in LANES for place, lane in lanes.items())
    assert check.SEVERITIES == SEVERITIES
    assert (states.OPEN, states.UNTAKEN) == (OPEN, UNTAKEN)
    assert set(CLOCKS) == {"acknowledge", "resolve"}
    assert set(re.findall(r"\b[A-Z]+(?:_HOLD)\b|(?<=──► )[A-Z]+\b", moves.__doc__ or "")) <= set(STATUSES)


# --- The page itself, without a desk -------------------------------------------------------------------


class Shelf:
    """A database that counts how often it is looked at, and can be out of order."""

    def __init__(self) -> None:
        self.looks, self.broken, self.at = 0, False, 0.0

    async def look(self) -> Standing:
        self.looks += 1
        if self.broken:
            raise OperationalError("SELECT", {}, Exception("disk I/O error"))
        return Standing(inbox=Queue(3, FRIDAY))

    def board(self, tally: Tally) -> Board:
        return Board(
            tally,
            parts=lambda: {"database": not self.broken},
            silence=lambda: 1.5,
            look=self.look,
            now=lambda: FRIDAY + timedelta(seconds=40),
            seconds=lambda: self.at,
            watched=Watched,
        )


async def test_scraping_often_looks_at_the_database_seldom() -> None:
    shelf = Shelf()
    board = shelf.board(Tally())
    await asyncio.gather(*(board.page() for _ in range(50)))
    assert shelf.looks == 1
    shelf.at = FRESH
    assert figures((await board.page()).decode())["qonaq_inbox_oldest_seconds"] == 40
    assert shelf.looks == 2


async def test_what_cannot_be_read_is_missing_and_never_old() -> None:
    shelf = Shelf()
    board = shelf.board(Tally())
    assert "qonaq_inbox_depth 3.0" in (await board.page()).decode()
    shelf.broken, shelf.at = True, FRESH
    shown = (await board.page()).decode()
    assert "qonaq_inbox_depth" not in shown
    assert 'qonaq_part_alive{part="database"} 0.0' in shown


def test_two_desks_in_one_process_count_apart() -> None:
    one, other = Tally(), Tally()
    one.received(3)
    assert other.registry.get_sample_value("qonaq_updates_received_total") == 0


@pytest.mark.parametrize(("late", "counted"), [(0, 1), (1, 0)], ids=["its reply", "a later letter"])
def test_only_the_reply_to_an_update_is_timed(late: int, counted: int) -> None:
    tally, began = Tally(), FRIDAY + timedelta(seconds=2)
    tally.done("77", FRIDAY, began, began)
    for _ in range(2):  # the second message of a reply is not timed again
        tally.sent(77, outbox.REPLY, began + timedelta(minutes=late), began + timedelta(seconds=1))
    value = tally.registry.get_sample_value
    assert value("qonaq_reply_seconds_count") == counted
    assert value("qonaq_reply_seconds_sum") == 3 * counted


def test_chats_that_are_owed_nothing_do_not_pile_up() -> None:
    tally = Tally()
    for chat in range(12_000):
        tally.done(str(chat), FRIDAY, FRIDAY, FRIDAY)
    tally.sent(11_999, outbox.REPLY, FRIDAY, FRIDAY)
    assert tally.registry.get_sample_value("qonaq_reply_seconds_count") == 1
