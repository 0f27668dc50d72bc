"""The voucher's picture: a code that phones read, words that fit, in every script we speak."""

from __future__ import annotations

from io import BytesIO

import pytest
import segno
from PIL import Image

from bot.sheets import Voucher, picture
from bot.sheets.vouchers import CODE, QUIET, WIDTH

URL = "https://t.me/QonaqDemoBot?start=v-abcdefghijklmnopqrstuv"
LONG = "Şəhriyar-Əbdülrəhman Hacıqasımzadə " * 8
WORDS = {
    "az": ("Qayıq gəzintisi", "21 noyabr, şənbə, 10:00", "2 böyük, 2 uşaq (5, 10)"),
    "ru": ("Прогулка на лодке", "сб, 21 ноября, 10:00", "2 взрослых, 2 ребёнка (5, 10)"),
    "kk": ("Қайықпен серуендеу", "21 қараша, сенбі, 10:00", "2 ересек, 2 бала (5, 10)"),
    "hu": ("Csónakázás", "november 21., szombat, 10:00", "2 felnőtt, 2 gyermek (5, 10)"),
    "long": (LONG, LONG, LONG),
}


def drawn(title: str, *lines: str) -> Image.Image:
    made = picture(Voucher("Lakeside Pines", title, lines, "B-7F3K", "Show this code to our staff", URL))
    assert made.startswith(b"\x89PNG")
    assert len(made) < 200_000
    return Image.open(BytesIO(made)).convert("L")


def code_in(image: Image.Image) -> list[list[bool]]:
    """The modules of the code, found by its first dark corner and read in the middle of each."""
    modules = len(segno.make_qr(URL, error="m").matrix)
    side = CODE // (modules + 2 * QUIET)
    left = (WIDTH - CODE) // 2 + (CODE - side * modules) // 2
    pixels, run = image.tobytes(), side * 7  # the finder's edge: the first unbroken dark stretch so long

    def dark(x: int, y: int) -> bool:
        return pixels[y * image.width + x] < 128

    top = next(y for y in range(300, image.height) if all(dark(left + 1, y + n) for n in range(run)))
    middles = [n * side + side // 2 for n in range(modules)]
    return [[dark(left + x, top + y) for x in middles] for y in middles]


@pytest.mark.parametrize("which", WORDS)
def test_the_code_in_the_picture_is_the_link(which: str) -> None:
    image = drawn(*WORDS[which])
    wanted = [[bool(one) for one in row] for row in segno.make_qr(URL, error="m").matrix]
    assert code_in(image) == wanted
    assert image.width == WIDTH
    assert image.height < 3 * WIDTH


def test_a_code_with_one_wrong_module_is_noticed() -> None:
    """The positive control."""
    image = drawn(*WORDS["az"])
    other = [[bool(one) for one in row] for row in segno.make_qr(URL[:-1] + "w", error="m").matrix]
    assert code_in(image) != other
