"""A browser on the demo's page: Debian's Chromium, driven by playwright."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright

from bot.config import Config
from bot.demo.run import demo
from bot.demo.stage import Clock
from bot.demo.stories import Story, load
from tests.demo import tiny_desk
from tests.demo.tiny_desk import HandClock

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
on_its_loop = pytest.mark.asyncio(loop_scope="session")  # one browser serves all tests of a worker
LOOKS = (Path(__file__).parent / "looks.js").read_text("utf-8")


def browser_program() -> str:
    """Where Chromium is; without one the test is skipped, or fails where a browser is demanded."""
    found = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
    if found:
        return found
    if os.environ.get("QONAQ_NEED_BROWSER") == "1":
        pytest.fail("QONAQ_NEED_BROWSER=1, but there is no chromium here")
    pytest.skip("no chromium on this machine: install Debian's `chromium` to run the browser tests")


@asynccontextmanager
async def shown(
    serve: Callable[..., Awaitable[None]] = tiny_desk.serve,
    *,
    clock: Clock | None = None,
    story: Callable[[str], Story] = load,
) -> AsyncIterator[str]:
    """The demo on a free port for as long as the block lasts; gives its address."""
    stop, opened, address = asyncio.Event(), asyncio.Event(), ""

    def tell(where: str) -> None:
        nonlocal address
        address = where
        opened.set()

    async with asyncio.TaskGroup() as tasks:
        config = Config(host="127.0.0.1", port=0)
        tasks.create_task(demo(config, clock or HandClock(), stop, serve, opened=tell, story=story))
        await opened.wait()
        try:
            yield address
        finally:
            stop.set()


@asynccontextmanager
async def a_browser() -> AsyncIterator[Browser]:
    """Starting it takes longer than most of what is looked at with it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_program(), args=ARGUMENTS)
        yield browser
        await browser.close()


@asynccontextmanager
async def browsed(
    browser: Browser, address: str, *, language: str = "en", width: int = 1280, height: int = 860
) -> AsyncIterator[Page]:
    """The page for a visitor who was never here, once the desk has opened; fails on any complaint of it."""
    complaints: list[str] = []
    visitor = await browser.new_context(locale=language, viewport={"width": width, "height": height})
    page = await visitor.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.set_default_timeout(15_000)
    try:
        await page.goto(address)
        await page.wait_for_selector("#next:not([disabled])")
        yield page
    finally:
        await visitor.close()
    assert complaints == []


async def wrong_looks(page: Page) -> list[str]:
    """Contrast below 4.5, clipped or sideways-scrolling elements, targets below 36 px."""
    found: list[str] = await page.evaluate(LOOKS)
    return found
