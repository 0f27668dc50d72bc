"""The stories, step by step: on a tiny desk, on the real one, and as a visitor sees them."""

from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser

from bot.app import serve
from bot.clock import Clock
from bot.demo.cast import HOTEL, ZONE
from bot.demo.stage import Stage
from bot.demo.stories import Player, Story, load
from bot.demo.stories.player import button_on
from bot.demo.stories.steps import Button, Seen, Step
from bot.demo.telegram import BOT
from bot.demo.telegram.shapes import Button as Key
from bot.demo.telegram.shapes import Sent
from bot.tg.hearing import Hearing
from bot.tg.limits import Rates
from tests.demo.browsing import browsed, on_its_loop, shown, wrong_looks
from tests.demo.tiny_desk import HandClock

UNHURRIED = Rates(300, 1.0, 60, 1.0, 200, 1.0)


@pytest.fixture
def stage() -> Stage:
    return Stage.build(1, HandClock(), hotel=HOTEL, zone=ZoneInfo(ZONE))


def tiny(name: str) -> Story:
    """A short complaint for the tiny desk, under the name of the real one."""
    steps = (
        Step(id="complains", who="Bence", does="says", text="Nincs meleg víz!!", seen=Seen(screen="Bence")),
        Step(id="topic", does="looks", seen=Seen(screen="topic", opens=True, button=("Claim",))),
        Step(
            id="claims",
            who="Erlan",
            does="presses",
            screen="topic",
            press=(Button(label=("Claim",)),),
            seen=Seen(screen="topic", words=("erlan has it",)),
        ),
        Step(id="writes", who="Erlan", does="says", screen="topic", text="On it", seen=Seen(screen="Bence")),
    )
    return Story(story=name, steps=steps)


@pytest.mark.browser
@on_its_loop
async def test_the_page_turns_to_what_each_step_brought(browser: Browser) -> None:
    async with shown(story=tiny) as address, browsed(browser, address) as page:
        await page.select_option("#story", "complaint")
        for phone, words in (("guest", "sajnáljuk"), ("staff", "Understood"), ("staff", "Erlan has it")):
            await page.click("#next:not([disabled])")
            await page.wait_for_selector(f'#phone-{phone}.looked .look:has-text("{words}")')
        await page.click("#next:not([disabled])")
        await page.wait_for_selector('#phone-guest.looked .look:has-text("On it")')
        await page.wait_for_selector('#next[disabled]:has-text("The end")')
        await page.click("#again")
        await page.wait_for_selector("#phone-guest .start")
        await page.wait_for_selector('#next:not([disabled]):has-text("Begin")')
        assert await page.locator("#phone-staff .m").count() == 0


@pytest.mark.browser
@on_its_loop
async def test_another_story_can_be_chosen_after_the_end(browser: Browser) -> None:
    async with shown(story=tiny) as address, browsed(browser, address) as page:
        for _ in range(4):
            await page.click("#next:not([disabled])")
        await page.wait_for_selector('#next[disabled]:has-text("The end")')
        await page.select_option("#story", "price")
        await page.wait_for_selector('#next:not([disabled]):has-text("Begin")')
        assert await page.input_value("#story") == "price"


@pytest.mark.browser
@on_its_loop
async def test_a_story_plays_by_itself(browser: Browser) -> None:
    async with shown(story=tiny) as address, browsed(browser, address) as page:
        await page.clock.install()
        await page.click("#play")
        for _ in range(4):
            await page.wait_for_selector("#phone-guest .m, #phone-staff .m")
            await page.clock.run_for(12_000)
        await page.wait_for_selector('#next:has-text("The end")')


async def test_a_step_whose_consequence_does_not_come_waits_and_can_be_tried_again(stage: Stage) -> None:
    step = Step(id="asks", who="Olga", does="says", text="?", seen=Seen(screen="Olga"))
    player = Player(stage, Story(story="price", steps=(step,)), patience=timedelta(seconds=0.05))
    await player.next()
    assert (player.state, player.played) == ("stuck", 0)
    assert "price/asks" in player.why
    await player.next()
    said = [sent for sent in stage.telegram.chat(stage.people[1005]) if sent.text == "?"]
    assert len(said) == 1


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Button(label=("book",)), (2, 1)),
        (Button(label=("*40",)), (2, 0)),
        (Button(label=("Yes",)), (1, 0)),
        (Button(label=("nobody says this",)), None),
        (Button(label=("nobody says this",), nth=-1), (2, 1)),
        (Button(nth=2), None),
    ],
)
def test_a_button_is_found_by_its_words_or_its_place(wanted: Button, found: tuple[int, int] | None) -> None:
    shown = [keyed(1, "Yes", "Book"), keyed(2, "\N{ADMISSION TICKETS} At 40", "✅ Book it")]
    hit = button_on(shown, wanted)
    assert (hit and (hit[0].message_id, hit[1])) == found


def keyed(number: int, *labels: str) -> Sent:
    row = tuple(Key(label, "data") for label in labels)
    return Sent(number, 1001, None, BOT, datetime(2026, 7, 17, tzinfo=UTC), "text", buttons=(row,))


@pytest.mark.parametrize(("at", "minutes"), [("09:30", 0), ("09:31", 1), ("23:40", 850), ("09:29", 1439)])
def test_the_clock_goes_forward_to_an_hour(at: str, minutes: int) -> None:
    half_past_nine = Clock(frozen=datetime(2026, 7, 17, 5, 30, tzinfo=UTC))
    stage = Stage.build(1, half_past_nine, hotel=HOTEL, zone=ZoneInfo(ZONE))
    assert stage.minutes_to(at) == minutes


@pytest.mark.browser
@on_its_loop
@pytest.mark.parametrize(
    ("name", "language"), [("family", "az"), ("complaint", "hu"), ("price", "kk"), ("night", "ru")]
)
async def test_the_story_plays_to_its_end_on_the_real_desk(
    browser: Browser, hearing: Hearing, name: str, language: str
) -> None:
    desk = partial(serve, rates=UNHURRIED, hearing=hearing)
    async with shown(desk, clock=Clock()) as address, browsed(browser, address, language=language) as page:
        await page.select_option("#story", name)
        for _ in load(name).steps:
            await page.click("#next:not([disabled])")
            await page.wait_for_selector("#next:not(.working)", timeout=30_000)
            assert await page.locator("#caption.stuck").count() == 0, await page.locator("main").inner_text()
        await page.wait_for_selector("#next[disabled]")
        assert await page.locator("#steps i:not(.done)").count() == 0
        for width, height in ((1280, 860), (390, 844), (360, 740)):
            await page.set_viewport_size({"width": width, "height": height})
            for phone in ("guest", "staff", "manager") if width < 1020 else ():
                await page.click(f"[data-tab={phone}]")
                assert await wrong_looks(page) == [], f"{name} {language} {width} px {phone}"
            assert await wrong_looks(page) == [], f"{name} {language} {width} px"
