"""Somebody with nothing but the manager's chat: a price, a photo and an afternoon, in at most six taps each.

What was written, tapped and read is the transcript in docs/chat-edits.md; QONAQ_WRITE=1 writes it anew.
"""

from __future__ import annotations

import io
import os
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw

from tests.hotel import Hotel, Phone, plain

MOST_TAPS = 6
PAGE = Path(__file__).parents[2] / "docs" / "chat-edits.md"
BEGIN, END = "<!-- transcript -->\n", "<!-- end -->\n"


def lake(shade: int = 120) -> bytes:
    """A photo as phones send it."""
    image = Image.linear_gradient("L").resize((1280, 960)).convert("RGB")
    ImageDraw.Draw(image).ellipse((400, 300, 900, 700), fill=(40, shade, 200))
    kept = io.BytesIO()
    image.save(kept, "JPEG")
    return kept.getvalue()


@dataclass
class Manager:
    """Her phone, with every tap counted and every screen kept."""

    phone: Phone
    taps: int = 0
    told: list[str] = field(default_factory=list)

    async def writes(self, words: str) -> None:
        await self.phone.says(words)
        self.told.append(f"**Madina:** {words}\n")
        await self._reads()

    async def sends(self, content: bytes, caption: str) -> None:
        await self.phone.sends_photo(caption, content)
        self.told.append(f"**Madina:** *(a photo)* {caption}\n")
        await self._reads()

    async def taps_on(self, label: str) -> None:
        self.taps += 1
        self.told.append(f"**Madina taps** [{label}]\n")
        await self.phone.taps(label)
        await self._reads()

    async def _reads(self) -> None:
        shown = await self.phone.last()
        lines = plain(shown).replace("\n\n", "\0").replace("\n", "\\\n").replace("\0", "\n\n")
        lines = "\n> ".join(lines.split("\n"))
        buttons = " ".join(f"[{one}]" for one in shown.labels)
        self.told.append(f"> {lines}\n>\n> {buttons}\n".replace("> \n", ">\n"))

    def chapter(self, title: str) -> None:
        self.taps = 0
        self.told.append(f"### {title}\n")


async def test_a_price_a_photo_and_an_afternoon_take_six_taps_at_most(
    hotel: Hotel, madina: Phone, aygun: Phone
) -> None:
    async with hotel.open():
        her = Manager(madina)
        her.chapter("A price")
        await her.writes("fishing 38")
        while "Publish" not in madina.labels() and her.taps < MOST_TAPS:
            await her.taps_on(madina.labels()[0])
        await her.taps_on("Publish")
        assert her.taps <= MOST_TAPS
        her.chapter("A photo")
        await her.sends(lake(), "fishing")
        await her.taps_on("Publish")
        assert her.taps <= MOST_TAPS
        her.chapter("An afternoon")
        await her.writes("fishing")
        await her.taps_on("Stop the sale for a time")
        await her.taps_on("This afternoon")
        await her.taps_on("Stop the sale")
        assert her.taps <= MOST_TAPS
        await sees_all_of_it(hotel, aygun)
    same_in_the_docs("\n".join(her.told))


async def sees_all_of_it(hotel: Hotel, aygun: Phone) -> None:
    """The guest's card has the price at once, and both photos."""
    await aygun.says("/start")
    await aygun.sees("Qonaqdır")
    for label in ("Xidmət seç", "Təbiət", "Balıq ovu"):
        await aygun.taps(label)
    card = await aygun.last()
    assert card.photo
    assert "38" in plain(card)
    await aygun.taps("2 fotoya bax")
    shown = await aygun.last()
    assert shown.photo
    assert Image.open(io.BytesIO(shown.photo.content)).size == (1280, 960)


def same_in_the_docs(told: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    head, _, rest = page.partition(BEGIN)
    kept, _, tail = rest.partition(END)
    if os.environ.get("QONAQ_WRITE"):
        PAGE.write_text(f"{head}{BEGIN}{told}{END}{tail}", encoding="utf-8")
    else:
        assert kept == told, "run this test with QONAQ_WRITE=1 and read what has changed"


async def test_an_album_is_one_question_and_a_bad_file_costs_nothing(hotel: Hotel, madina: Phone) -> None:
    async with hotel.open():
        await madina.sends_album("boating", None, None, contents=[lake(60), lake(90), lake(150)])
        asked = await madina.sees("add 3 photos?")
        assert len([one for one in madina.from_bot() if "photo" in plain(one)]) == 1
        await madina.taps("Publish")
        await madina.sees("3 photos")
        hotel.loopback.send_document(
            hotel.people["Madina"],
            "boat.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            caption="boating",
        )
        await madina.sees("Telegram shows no SVG")
        await madina.sends_photo("boating")  # one pixel
        await madina.sees("at least 200 pixels")
        assert asked
    kept = [one for one in (hotel.folder / "media").iterdir() if one.suffix == ".jpg"]
    assert len(kept) == 3
    assert all(len(one.stem) == 64 for one in kept)
