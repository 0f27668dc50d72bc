"""From a scene to a file: draw large, mark as an illustration, reduce, keep few colours, save."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageFont

from . import active, family, kids, nature, packages
from .colours import BARK, CARD, HONEY, INK, SKIN, SOFT, clear
from .pen import FINER, HEIGHT, WIDTH, Pen, blank

FOLDER = Path(__file__).parents[2] / "packages_catalog" / "photos"
LARGEST = 25_000  # bytes: a card opens at once on a weak connection
SHADES = (128, 96, 72, 56, 44, 36)

SCENES: dict[str, Callable[[Pen], None]] = {
    scene.__name__: scene for part in (family, kids, active, nature, packages) for scene in part.SCENES
}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("codes", nargs="*", metavar="CODE", help="offers to draw; all when none is named")
    asked.add_argument("--to", type=Path, default=FOLDER, help="folder for the pictures")
    given = asked.parse_args()
    if unknown := sorted(set(given.codes) - SCENES.keys()):
        asked.error(f"no scene for {', '.join(unknown)}; there are {', '.join(sorted(SCENES))}")
    given.to.mkdir(parents=True, exist_ok=True)
    for code in given.codes or SCENES:
        (given.to / f"{code}.png").write_bytes(packed(draw(SCENES[code])))


def draw(scene: Callable[[Pen], None]) -> Image.Image:
    sheet, pen = blank()
    scene(pen)
    mark(pen)
    return sheet.reduce(FINER)


def mark(pen: Pen) -> None:
    """A pencil and the word, bottom right: nobody should take the picture for a photograph."""
    x, y = WIDTH - 146, HEIGHT - 40
    pen.box(x, y, 134, 28, clear(CARD, 0.9), r=14)
    pencil = pen.at(x + 20, y + 14, 1, -45)
    pencil.box(-9, -3.5, 16, 7, HONEY)
    pencil.box(-11, -3.5, 4, 7, SOFT, r=1)
    pencil.poly([(7, -3.5), (13, 0), (7, 3.5)], SKIN)
    pencil.poly([(10.5, -1.5), (13.5, 0), (10.5, 1.5)], BARK)
    font = ImageFont.load_default(16 * FINER)
    pen.sheet.text(((x + 35) * FINER, (y + 13.5) * FINER), "illustration", fill=INK, font=font, anchor="lm")


def few_colours(picture: Image.Image, shades: int) -> Image.Image:
    """The most frequent colours are the flat ones: kept exactly; the edges take the nearest of them."""
    counted = sorted(picture.getcolors(WIDTH * HEIGHT) or [], reverse=True)[:shades]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for _, colour in counted if isinstance(colour, tuple) for part in colour])
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


def packed(picture: Image.Image) -> bytes:
    """The PNG with as many colours as fit into a small file."""
    for shades in SHADES:
        file = BytesIO()
        few_colours(picture, shades).save(file, "PNG", optimize=True)
        if file.tell() <= LARGEST:
            break
    return file.getvalue()
