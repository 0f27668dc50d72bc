"""The page with three phones: who may talk to it, what it shows, and how it looks on small screens."""

import asyncio
import json
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Browser, Page

from bot.demo import web
from bot.demo.stories import STORIES, load
from tests.demo.browsing import browsed, on_its_loop, shown, wrong_looks

OURS = {"X-Qonaq-Page": "1"}
VIEWS = ("all", "guest", "staff", "manager", "settings", "settings")
CAPTIONS = Path(web.__file__).parent / "captions"


def keys(told: object, path: str = "") -> set[str]:
    if isinstance(told, dict):
        return {key for name, inner in told.items() for key in keys(inner, f"{path}.{name}")}
    return {path}


@pytest.mark.parametrize("language", web.LANGUAGES)
def test_every_language_says_everything(language: str) -> None:
    english = json.loads((CAPTIONS / "en.json").read_text("utf-8"))
    theirs = json.loads((CAPTIONS / f"{language}.json").read_text("utf-8"))
    assert keys(theirs) == keys(english)
    assert [len(theirs["calendar"][part]) for part in ("months", "weekdays")] == [12, 7]


@pytest.mark.parametrize("name", STORIES)
def test_every_step_has_its_caption(name: str) -> None:
    told = json.loads((CAPTIONS / "en.json").read_text("utf-8"))["stories"][name]
    assert {"title", "intro", *(step.id for step in load(name).steps)} == set(told)


async def test_only_the_page_itself_is_answered() -> None:
    async with shown() as address, aiohttp.ClientSession() as visitor:
        refused = [
            ("/demo/events", {}),
            ("/demo/events", OURS | {"Host": "evil.example"}),
            ("/", {"Host": "evil.example:8080"}),
            ("/demo/events", OURS | {"Sec-Fetch-Site": "cross-site"}),
            ("/demo/file/x", {"Sec-Fetch-Site": "same-site"}),
        ]
        for path, headers in refused:
            assert (await visitor.get(address + path, headers=headers)).status == 403
        posted = await visitor.post(f"{address}/demo/clock", json={"minutes": 5})
        assert posted.status == 403
        page = await visitor.get(f"{address}/")
        assert page.status == 200
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]


async def test_what_cannot_be_done_is_said_and_changes_nothing() -> None:
    async with shown() as address, aiohttp.ClientSession(headers=OURS) as visitor:
        wrong = [
            ("act", {"who": 1001, "chat": 1001, "does": "says", "text": " "}),
            ("act", {"who": 404, "chat": 1001, "does": "says", "text": "hello"}),
            ("act", {"who": 1001, "chat": 1001, "does": "presses", "message": 9, "button": 0}),
            ("clock", {"minutes": -5}),
            ("guest", {"language": "tlh"}),
            ("topic", {"does": "delete", "thread": 77}),
            ("story", {"does": "choose", "story": "../captions/en"}),
            ("story", []),
        ]
        for deed, body in wrong:
            answer = await visitor.post(f"{address}/demo/{deed}", json=body)
            assert answer.status == 400, deed
            assert (await answer.json())["problem"]
        state = await (await visitor.get(f"{address}/demo/events")).json()
        assert state["messages"] == []


async def test_news_comes_at_once_and_only_what_is_new() -> None:
    async with shown() as address, aiohttp.ClientSession(headers=OURS) as visitor:
        whole = await (await visitor.get(f"{address}/demo/events")).json()
        waiting = visitor.get(f"{address}/demo/events?run={whole['run']}&after={whole['seq']}")
        said = {"who": 1001, "chat": 1001, "does": "says", "text": "Salam <b>x</b>"}
        async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
            news = tasks.create_task(_read(waiting))
            tasks.create_task(_read(visitor.post(f"{address}/demo/act", json=said)))
        told = news.result()
        assert "full" not in told or told["messages"]
        assert told["messages"][0]["words"] == "Salam <b>x</b>"


async def _read(request: "aiohttp.client._RequestContextManager") -> dict[str, list[dict[str, str]]]:
    async with request as answer:
        told: dict[str, list[dict[str, str]]] = await answer.json()
        return told


async def fill_the_phones(page: Page) -> None:
    """Every kind of thing a chat can show: words, buttons, pictures, files, topics, quotes."""
    guest = page.locator("#phone-guest .say input")
    await page.click("#phone-guest .start button")
    await page.wait_for_selector("#phone-guest .keys")
    await guest.fill("kartı göstər")
    await guest.press("Enter")
    await page.click('#phone-guest button:has-text("Yeri saxla")')
    await page.click(".alert button")
    await page.click('#phone-guest button:has-text("Bəli, bron et")')
    await page.wait_for_selector("#phone-guest .file")
    await page.select_option("select#guest", "1002")
    await guest.fill("Nincs meleg víz!!")
    await guest.press("Enter")
    await page.wait_for_selector("#phone-guest .keys")
    for what in ("photo", "sticker", "place"):
        await page.click("#phone-guest .menu-holder > button")
        await page.click(f"#phone-guest [data-send={what}]")
    await page.click('.topics button:has-text("305")')
    await page.wait_for_selector("#phone-staff .m img")


@pytest.mark.browser
@on_its_loop
async def test_a_guest_writes_presses_and_gets_a_file(browser: Browser) -> None:
    async with shown() as address, browsed(browser, address) as page:
        said = page.locator("#phone-guest .say input")
        await said.fill("<img src=x onerror=alert(1)> kartı göstər")
        await said.press("Enter")
        await page.wait_for_selector("#phone-guest img.photo")
        assert await page.locator("#phone-guest .m.out img").count() == 0
        assert "<img src=x" in await page.locator("#phone-guest .m.out").inner_text()
        await page.click('#phone-guest button:has-text("Yeri saxla")')
        assert "15 dəqiqə" in await page.locator(".alert p").inner_text()
        await page.keyboard.press("Enter")
        await page.click('#phone-guest button:has-text("Bəli, bron et")')
        async with page.expect_download() as started:
            await page.click("#phone-guest .file")
        assert (await started.value).suggested_filename == "B-7F3K.ics"


@pytest.mark.browser
@on_its_loop
async def test_staff_work_in_topics_and_a_topic_can_be_deleted(browser: Browser) -> None:
    async with shown() as address, browsed(browser, address) as page:
        await fill_the_phones(page)
        await page.click('.as button:has-text("Erlan")')
        await page.click('#phone-staff button:has-text("Claim")')
        await page.wait_for_selector('#phone-staff .words:has-text("Erlan has it")')
        assert await page.locator("#phone-staff .toast").inner_text() == "Yours now"
        said = page.locator("#phone-staff .say input")
        await said.fill("On it")
        await said.press("Enter")
        await page.wait_for_selector('#phone-guest .words:has-text("On it")')
        assert await page.locator(".chip.late").count() == 1
        assert await page.locator(".chip.closed").count() == 1
        await page.click(".topic-menu > button")
        await page.click('[data-deed="delete"]')
        await page.wait_for_selector('.topics button:has-text("305")', state="detached")


@pytest.mark.browser
@on_its_loop
async def test_the_clock_moves_and_a_new_guest_comes(browser: Browser) -> None:
    async with shown() as address, browsed(browser, address) as page:
        await page.click("[data-to='23:40']")
        await page.wait_for_selector('#time:text-is("23:40")')
        await page.click("[data-minutes='60']")
        await page.wait_for_selector('#time:text-is("00:40")')
        await page.select_option("select#guest", "new")
        await page.click("#newcomer button[value=kk]")
        await page.wait_for_selector('.whose:has-text("Chiara")')
        await page.click("#phone-guest .start button")
        await page.wait_for_selector("#phone-guest .keys")


@pytest.mark.browser
@on_its_loop
@pytest.mark.parametrize("language", ["az", "kk", "hu", "tr", "de"])
async def test_nothing_is_clipped_small_or_faint(browser: Browser, language: str) -> None:
    async with shown() as address, browsed(browser, address, language=language) as page:
        await fill_the_phones(page)
        for width, height in ((1280, 800), (390, 844), (360, 740)):
            await page.set_viewport_size({"width": width, "height": height})
            for scheme in ("light", "dark"):
                await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                for view in VIEWS if width < 1020 else VIEWS[:1]:
                    await turn_to(page, view)
                    assert await wrong_looks(page) == [], f"{language} {width} px {scheme} {view}"


@pytest.mark.browser
@on_its_loop
async def test_the_check_of_looks_finds_what_is_wrong(browser: Browser) -> None:
    """The positive control: each flaw, made on purpose, is named."""
    flaws = {
        "contrast": ("#caption", "color: #b9c4bd"),
        "wider inside": ("#caption", "white-space: nowrap; overflow: hidden; width: 40px"),
        "cut off below": ("#phone-guest .who", "height: 9px; overflow: hidden"),
        "small target": ("#play", "min-height: 20px; height: 20px"),
        "outside the window": ("#next", "position: fixed; left: -40px"),
        "cut words": ("#story", "width: 60px"),
    }
    async with shown() as address, browsed(browser, address) as page:
        assert await wrong_looks(page) == []
        for flaw, (selector, style) in flaws.items():
            node = page.locator(selector).first
            await node.evaluate("(node, style) => { node.style.cssText = style; }", style)
            assert any(found.startswith(flaw) for found in await wrong_looks(page)), flaw
            await node.evaluate("(node) => { node.style.cssText = ''; }")


async def turn_to(page: Page, view: str) -> None:
    """On a small screen: one phone, or the settings; all is on a wide one."""
    if view == "settings":
        await page.click("#tune")
    elif view != "all":
        await page.click(f"[data-tab={view}]")
