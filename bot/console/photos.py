"""qonaq catalog photos [DIR]"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from bot import ledger
from bot.console import draft
from bot.console.call import MISUSE, TROUBLE, WELL, Call, Refused
from bot.console.draft import Draft
from bot.console.words import counted
from bot.desk.catalog.model import Catalog, Offer, Photo
from bot.desk.catalog.pictures import MOST_BYTES, MOST_OF_OFFER
from bot.folder import pictures
from bot.media import Media

PAINTER = ("-P", "-m", "bot.pictures")  # -P: the folder we stand in may hold another `bot`
SECONDS = 20.0
NUMBERED = re.compile(r"([a-z][a-z0-9_]*?)(?:[ _-]?([0-9]{1,2}))?")
NOTHING = "There is no catalog in the database yet. `qonaq catalog publish` makes the first version."
WHY = {
    "big": "it is larger than 10 MB",
    "bomb": "it has more pixels than we take",
    "moving": "it moves",
    "cmyk": "it is in the colours of print (CMYK)",
    "cut": "it is cut short",
    "tiny": "its shorter side has less than 200 pixels",
    "drawing": "it is a drawing (SVG)",
    "heic": "it is HEIC; save it as JPEG",
    "slow": "it took too long to read",
}


def photos(call: Call, asked: Namespace) -> int:
    """What has no photo and which photo has no extra; with a folder, its pictures become a draft."""
    number, live = ledger.live(call.config)
    if live is None:
        raise Refused(NOTHING)
    ours = pictures(call.config)
    if asked.folder is None:
        call.say(*_told(live, ours))
        return WELL
    if not Path(asked.folder).is_dir():
        raise Refused(f"There is no folder {asked.folder}.", MISUSE)
    return _add(call, Path(asked.folder), live, number, ours)


def _told(live: Catalog, ours: Media) -> Iterator[str]:
    shown = dict.fromkeys(live.shown())
    bare = [one.code for one in live.offers.values() if one.active and not one.pictures]
    yield from _listed("offer", "on sale without a photo", bare)
    yield from _listed("photo", "named by an offer and nowhere", [one for one in shown if not ours.find(one)])
    yield from _listed("photo", "that no offer names", sorted(ours.names() - shown.keys()))


def _listed(what: str, how: str, found: list[str]) -> Iterator[str]:
    yield f"{counted(len(found), what)} {how}{':' if found else '.'}"
    yield from (f"  {one}" for one in found)


def _add(call: Call, folder: Path, live: Catalog, number: int, ours: Media) -> int:
    """Each picture at its offer's end, in the order of their numbers; one already there stays once."""
    offers, refused, added = dict(live.offers), 0, 0
    for path, code in _meant(call, folder, live):
        name = _ours(path, ours)
        if why := _unfit(name) or _full(offers[code], name):
            refused += 1
            call.warn(f"{path}: {why}.")
            continue
        offer = with_photo(offers[code], name)
        added += offer is not offers[code]
        offers[code] = offer
    if added:
        draft.keep(call, Draft(live.model_copy(update={"offers": offers}), number, str(folder)))
        call.say(f"{counted(added, 'photo')} in the draft. `qonaq catalog publish` makes it live.")
    else:
        call.say("Nothing to add.")
    return TROUBLE if refused else WELL


def _unfit(name: str) -> str | None:
    return "it is no photo" if name == "not_photo" else WHY.get(name)


def _full(offer: Offer, name: str) -> str | None:
    if name in [one.file for one in offer.pictures] or len(offer.pictures) < MOST_OF_OFFER:
        return None
    return f"{offer.code} has {MOST_OF_OFFER} photos, the most that are shown; take one out first"


def _meant(call: Call, folder: Path, live: Catalog) -> Iterator[tuple[Path, str]]:
    """The files that are called like an offer: sauna.jpg, sauna-2.jpg."""
    found = []
    for path in sorted(one for one in folder.iterdir() if one.is_file() and not one.name.startswith(".")):
        match = NUMBERED.fullmatch(path.stem.lower())
        code = next((one for one in (path.stem.lower(), match and match[1]) if one in live.offers), None)
        if code is None:
            call.warn(f"{path}: no offer has this code; name it like sauna.jpg or sauna-2.jpg.")
        else:
            found.append((code, int(match[2] or 0) if match else 0, path))
    yield from ((path, code) for code, _, path in sorted(found))


def with_photo(offer: Offer, name: str) -> Offer:
    """The offer itself when it has the picture already, or as many as it may have."""
    if name in [one.file for one in offer.pictures] or len(offer.pictures) >= MOST_OF_OFFER:
        return offer
    return offer.model_copy(update={"photo": None, "photos": [*offer.pictures, Photo(file=name)]})


def _ours(path: Path, ours: Media) -> str:
    """The name under which we keep it, or why it cannot be one of ours."""
    if path.stat().st_size > MOST_BYTES:
        return "big"
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and nothing of the file in its words
            [sys.executable, *PAINTER],
            input=path.read_bytes(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        return "slow"
    said, _, content = done.stdout.partition(b"\n")
    facts = json.loads(said)
    return str(facts["unfit"]) if "unfit" in facts else ours.keep(content)
