"""Play a booking and a night in the demo page and keep their screens: `python tools/screens.py [FOLDER]`.

Starts `qonaq demo` on a free port, drives Debian's Chromium without a window, and writes
docs/pictures/booking-1.png … in the order in which a guest sees them; then handover.png and report.png, as
the manager reads them after the scripted night. `--only booking` or `--only night` for one of the two. Needs
the dev extra and `chromium`.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import sys
from asyncio.subprocess import PIPE, Process
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import Page, async_playwright

ROOT = Path(__file__).parents[1]
PHONE = "#phone-guest"
SIZE = {"width": 430, "height": 1040}
COLOURS = 96  # enough for a page without photographs, and a quarter of the size
AWAY = 2500  # milliseconds until a word above the phone has gone
PATIENCE = 30_000  # milliseconds for a screen to come
# What is written (") or tapped, and whether the screen that follows is kept.
WAY: tuple[tuple[str, bool], ...] = (
    ('"/start', False),
    ('"/language', False),
    ("English", False),
    ("Book an extra", False),
    ("Nature", False),
    ("Boating", True),
    ("Book", True),
    ("Tomorrow", False),
    ("10:00", False),
    ('"2, 8', True),
    ("Hold these places", True),
    ("Yes, book them", True),
    ("Change or cancel", True),
    ('"/bookings', False),
    ("Home", True),
    ("Again: Boating", True),
)


WIDE = {"width": 1280, "height": 1240}
ITS_LAST = """phone => {
    phone.classList.remove("looked");
    for (const one of phone.querySelectorAll(".looked")) one.classList.remove("looked");
    [...phone.querySelectorAll(".turn.in")].at(-1).scrollIntoView({block: "start"});
}"""
MANAGER = "#phone-manager"


async def main(folder: Path, only: str | None) -> None:
    program = [sys.executable, "-m", "bot", "demo", "--port", "0"]
    desk = await asyncio.create_subprocess_exec(*program, stdout=PIPE, stderr=asyncio.subprocess.STDOUT)
    try:
        await play(await address_of(desk), folder, only)
    finally:
        desk.terminate()
        await desk.wait()


async def address_of(desk: Process) -> str:
    """Where the demo says that it is open."""
    assert desk.stdout
    async for line in desk.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line.decode()):
            return found[0]
    raise SystemExit("the demo did not open")


async def play(address: str, folder: Path, only: str | None) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        page = await browser.new_page(locale="en", viewport=SIZE, device_scale_factor=1)  # type: ignore[arg-type]  # a width and a height
        page.set_default_timeout(PATIENCE)
        await page.goto(address)
        await page.wait_for_selector("#next:not([disabled])")
        if only != "night":
            await a_booking(page, folder)
        if only != "booking":
            await a_night(page, folder)
        await browser.close()


async def a_booking(page: Page, folder: Path) -> None:
    kept = 0
    for step, keep in WAY:
        await do(page, step)
        if keep:
            kept += 1
            await still(page)
            small(await page.locator(PHONE).screenshot(), folder / f"booking-{kept}.png")


async def a_night(page: Page, folder: Path) -> None:
    """The story; before its last step, and after it, what the manager asks for on her phone."""
    await page.set_viewport_size(WIDE)  # type: ignore[arg-type]  # a width and a height
    await page.select_option("#story", "night")
    await page.wait_for_selector("#next:not([disabled])")
    for _ in range(await page.locator("#steps i").count() - 1):
        await goes_on(page)
    await managers(page, folder, "handover", '"/handover')
    await goes_on(page)
    await managers(page, folder, "report", '"/report', "Cases and promises")


async def goes_on(page: Page) -> None:
    await page.locator("#next").click()
    await page.wait_for_timeout(500)
    await page.wait_for_selector("#next:not(.working)")


async def managers(page: Page, folder: Path, name: str, *steps: str) -> None:
    """What she writes and taps, and the last answer from its first line."""
    for step in steps:
        await do(page, step, MANAGER)
    await page.locator(MANAGER).evaluate(ITS_LAST)
    await still(page)
    small(await page.locator(MANAGER).screenshot(), folder / f"{name}.png")


async def still(page: Page) -> None:
    """No button looks pressed, and no word stands above a phone."""
    await page.mouse.move(0, 0)
    await page.wait_for_timeout(AWAY)


async def do(page: Page, step: str, phone: str = PHONE) -> None:
    """Write it or tap the newest such button; then wait until the phone has been quiet for a moment."""
    if step.startswith('"'):
        field = page.locator(f"{phone} .say input")
        await field.fill(step[1:])
        await field.press("Enter")
    else:
        await page.locator(f"{phone} button", has_text=re.compile(rf"^{re.escape(step)}")).last.click()
    before, same = "", 0
    while same < 3:
        await page.wait_for_timeout(300)
        now = await page.locator(phone).inner_html()
        before, same = now, same + 1 if now == before else 0


def small(picture: bytes, to: Path) -> None:
    Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS).save(to, optimize=True)
    sys.stdout.write(f"{to} {to.stat().st_size // 1024} KB\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs" / "pictures")
    parser.add_argument("--only", choices=("booking", "night"))
    given = parser.parse_args()
    asyncio.run(main(given.folder, given.only))
