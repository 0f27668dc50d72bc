"""The pictures of an extra: sent to the chat one by one or as an album, put in order, taken out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.db import Connection
from bot.desk import dialogues, outbox, people
from bot.desk.asked import Asked, FileWanted, reply
from bot.desk.cases import case
from bot.desk.catalog.model import Offer, Photo
from bot.desk.catalog.pictures import MOST_OF_OFFER, Picture, Unfit
from bot.desk.catalog.ways import HOME
from bot.desk.house import House
from bot.desk.menu.acts import Facts
from bot.desk.menu.manage import letters_grown
from bot.desk.menu.manage.screen import card, extra, live, put, titled
from bot.desk.menu.manager_quick import called
from bot.desk.menu.manager_screen import managed
from bot.desk.people import Colleague
from bot.say import Choice, Join, Local, Say, Value, choice, say, text

WAITS, WHICH = "m_photos", "m_photo_which"
NUMBER = re.compile(r"(.*?)[\s#№.-]*([0-9]{1,2})?\s*", re.DOTALL)
ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".heic", ".heif", ".svg", ".tif", ".tiff")
MOST_NAMED = 6


def photos(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What it has; the next pictures sent here are its own."""
    offer = extra(house, facts)
    dialogues.wait_for(conn, house, asked.chat_id, WAITS, extra=offer.code)
    reply(conn, house, asked, shown(house, offer))


def shown(house: House, offer: Offer, first: Value | None = None) -> Say:
    found = offer.pictures
    head = (
        text("manage.photos", n=len(found), **titled(offer))
        if found
        else text("manage.photos_none", **titled(offer))
    )
    lacking = [n for n, one in enumerate(found, 1) if _lacks(house, one)]
    alt = text("manage.alt_lacking", numbers=", ".join(map(str, lacking))) if lacking else None
    how = text("manage.photos_how", most=MOST_OF_OFFER)
    look = choice(text("button.m_photo_look"), "m_photo", extra=offer.code, n=0) if found else None
    return say(first, head, how, alt, choices=[look, card(offer.code)])


def _lacks(house: House, photo: Photo) -> list[str]:
    return [one for one in house.hotel.languages if one not in (photo.alt or {})]


def photo(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """One of them, and what can be done with it."""
    offer = extra(house, facts)
    reply(conn, house, asked, _one(house, offer, int(facts["n"])))


def _one(house: House, offer: Offer, n: int, first: Value | None = None) -> Say:
    found = offer.pictures
    if not found:
        return shown(house, offer, first)
    here = n % len(found)
    one, known = found[here], {"extra": offer.code, "n": here, "base": house.version}
    lacks = _lacks(house, one)
    alt = text("manage.alt_is", words=Local(one.alt)) if one.alt else None
    languages = Join([text(f"language.{code}") for code in lacks])
    missing = text("manage.alt_missing", languages=languages) if lacks else None
    head = text("manage.photo", number=here + 1, total=len(found), **titled(offer))
    choices = [
        choice(text("button.m_photo_next"), "m_photo", extra=offer.code, n=here + 1)
        if len(found) > 1
        else None,
        choice(text("button.m_photo_first"), "m_photo_first", **known) if here else None,
        choice(text("button.m_alt"), "m_alt", extra=offer.code, n=here),
        choice(text("button.m_photo_gone"), "m_photo_gone", **known),
        choice(text("button.back"), "m_photos", extra=offer.code),
    ]
    return say(first, head, alt, missing, choices=choices, photo=one.file)


def offered(conn: Connection, house: House, asked: Asked) -> bool:
    """True when it is a manager's picture for an extra: named under it, or the one that is open."""
    who = people.colleague(conn, house, asked.user_id)
    if who is None or who.state != "active" or not who.manages or not is_picture(asked) or asked.edited:
        return False
    waiting = dialogues.waiting(conn, house, asked.chat_id)
    known = waiting.data if waiting and waiting.screen in (WAITS, WHICH) else None
    found, at = _meant(house, asked.text or "")
    if not found and (asked.text or not _for_us(conn, house, asked, known)):
        return False
    if asked.brought is None and asked.file:
        raise FileWanted(asked.file, "picture")
    if isinstance(asked.brought, Picture):
        _take(conn, house, asked, asked.brought, found, at, known or {})
    else:
        why = asked.brought.why if isinstance(asked.brought, Unfit) else "not_photo"
        code = found[0].code if len(found) == 1 else (known or {}).get("extra")
        reply(
            conn,
            house,
            asked,
            say(text(f"picture.{why}"), choices=[card(code) if code else HOME, HOME][: 1 + bool(code)]),
        )
    return True


def is_picture(asked: Asked) -> bool:
    """Sent as a photo, or as a file that calls itself one."""
    if asked.kind == "photo":
        return asked.file is not None
    file = asked.file
    named = file is not None and file.name.lower().endswith(ENDINGS)
    return asked.kind == "document" and file is not None and (named or file.mime.startswith("image/"))


def _for_us(conn: Connection, house: House, asked: Asked, known: Facts | None) -> bool:
    """Without a word under it: for the extra that is open, else unless it may be for an own case."""
    if known is not None:
        return True
    guest = people.guest(conn, house, asked.chat_id)
    return guest is None or case.open_case_of(conn, house, guest.id) is None


def _meant(house: House, caption: str) -> tuple[list[Offer], int | None]:
    """ "banya 2": which extra, and in which place."""
    match = NUMBER.fullmatch(caption.strip())
    if match is None or not match[1]:
        return [], None
    whole = called(house.catalog.offers.values(), caption)
    if whole:
        return whole, None
    return called(house.catalog.offers.values(), match[1]), int(match[2]) if match[2] else None


def _take(
    conn: Connection,
    house: House,
    asked: Asked,
    picture: Picture,
    found: Sequence[Offer],
    at: int | None,
    known: Facts,
) -> None:
    """One more of those that wait for a tap; the pictures of an album are one question."""
    goes_on = bool(known.get("files")) and not found
    files = [*(known.get("files", []) if goes_on else []), picture.name]
    files = list(dict.fromkeys(files))[:MOST_OF_OFFER]
    code = found[0].code if len(found) == 1 else known.get("extra") if not found else None
    at = known.get("at") if goes_on else at
    facts = {"files": files, "at": at, "album": asked.album or known.get("album")}
    if code and house.catalog.offer(code):
        dialogues.wait_for(conn, house, asked.chat_id, WAITS, extra=code, **facts)
        said = look(house, house.catalog.offers[code], files, at)
    else:
        dialogues.wait_for(conn, house, asked.chat_id, WHICH, **facts)
        said = _which(found, files, at)
    if not (goes_on and letters_grown.over_last(conn, house, asked.chat_id, said)):
        outbox.send(conn, house, asked.chat_id, said)


def _which(found: Sequence[Offer], files: Sequence[str], at: int | None) -> Say:
    known = {"files": list(files), "at": at}
    choices = [
        choice(Local(one.title), "m_photo_look", extra=one.code, **known) for one in found[:MOST_NAMED]
    ]
    return say(text("manage.photo_which"), choices=[*choices, HOME])


def which(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The name of the extra whose pictures these are."""
    found, at = _meant(house, asked.text or "")
    if len(found) != 1:
        dialogues.wait_for(conn, house, asked.chat_id, WHICH, **facts)
        reply(conn, house, asked, _which(found, facts["files"], facts.get("at")))
        return
    _shown(conn, house, asked, found[0], facts["files"], at or facts.get("at"))


def look_at(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    _shown(conn, house, asked, extra(house, facts), facts["files"], facts.get("at"))


def _shown(
    conn: Connection, house: House, asked: Asked, offer: Offer, files: Sequence[str], at: int | None
) -> None:
    dialogues.wait_for(conn, house, asked.chat_id, WAITS, extra=offer.code, files=list(files), at=at)
    reply(conn, house, asked, look(house, offer, files, at))


def look(house: House, offer: Offer, files: Sequence[str], at: int | None) -> Say:
    """What the card would show; more may still be sent."""
    new, left_out = _with(offer, files, at)
    total = len(new)
    place = next((n for n, one in enumerate(new, 1) if one.file == files[0]), total)
    said = text("manage.photos_look", n=len(files), place=place, total=total, **titled(offer))
    full = text("manage.photos_full", most=MOST_OF_OFFER) if left_out else None
    publishing = choice(
        text("button.m_publish"),
        "m_photos_put",
        extra=offer.code,
        files=list(files),
        at=at,
        base=house.version,
    )
    return say(said, full, choices=[publishing, choice(text("button.m_drop"), "m_photos", extra=offer.code)])


def _with(offer: Offer, files: Sequence[str], at: int | None) -> tuple[list[Photo], bool]:
    """The pictures with these at their place, else at the end; and whether some had to stay out."""
    kept = [one for one in offer.pictures if one.file not in files]
    index = len(kept) if at is None else max(0, min(at - 1, len(kept)))
    old = {one.file: one for one in offer.pictures}
    new = [old.get(name) or Photo(file=name) for name in files]
    every = [*kept[:index], *new, *kept[index:]]
    return every[:MOST_OF_OFFER], len(every) > MOST_OF_OFFER


def photos_put(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    offer = extra(house, facts)
    new, _ = _with(offer, facts["files"], facts.get("at"))
    change = put(conn, house, asked, who, facts, parts(new), what="photo")
    n = next((n for n, one in enumerate(new) if one.file == facts["files"][0]), 0)
    describe = choice(text("button.m_alt"), "m_alt", extra=offer.code, n=n)
    said = text("manage.photos_live", n=len(facts["files"]), **titled(offer))
    live(conn, house, asked, offer.code, change, said, text("manage.alt_gently"), ways=[describe])


def parts(pictures: Sequence[Photo]) -> Mapping[str, Any]:
    """The order is the list's; a single picture stands there too, so that it can be described."""
    files = [one.model_dump(mode="json", exclude_defaults=True) for one in pictures]
    return {"photo": None, "photos": files or None}


def photo_first(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """It stands on the card from now on."""
    offer, n = extra(house, facts), int(facts["n"])
    found = offer.pictures
    new = [found[n], *found[:n], *found[n + 1 :]] if n < len(found) else found
    change = put(conn, house, asked, who, facts, parts(new), what="photo")
    live(
        conn,
        house,
        asked,
        offer.code,
        change,
        text("manage.photo_moved", **titled(offer)),
        ways=[_all(offer)],
    )


def photo_gone(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Off the card; the file stays, so that it can come back."""
    offer, n = extra(house, facts), int(facts["n"])
    new = [one for index, one in enumerate(offer.pictures) if index != n]
    change = put(conn, house, asked, who, facts, parts(new), what="photo")
    live(
        conn, house, asked, offer.code, change, text("manage.photo_gone", **titled(offer)), ways=[_all(offer)]
    )


def _all(offer: Offer) -> Choice:
    return choice(text("button.m_photos"), "m_photos", extra=offer.code)


ACTS = {
    "m_photos": managed(photos),
    "m_photo": managed(photo),
    "m_photo_look": managed(look_at),
    "m_photos_put": managed(photos_put),
    "m_photo_first": managed(photo_first),
    "m_photo_gone": managed(photo_gone),
}
