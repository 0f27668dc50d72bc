"""`GET /calendar/<token>.ics`: a department's bookings, for whoever has the address and nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiohttp import web

from bot.db import Connection, Database
from bot.desk.booking import feeds
from bot.desk.house import House
from bot.speech import Speech, Voice

PATH = "/calendar/{token}.ics"
LONGEST = 128  # characters of a token; ours are shorter
HEADERS = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}


def routes(db: Database, house: Callable[[Connection], House], speech: Speech) -> list[web.RouteDef]:
    """Whatever is wrong with an address, the answer is the same."""

    def look(conn: Connection, token: str) -> Callable[[], str] | None:
        here = house(conn)
        department = feeds.behind(conn, here, token)
        if department is None:
            return None
        found, voice = feeds.jobs(conn, here, department), _voice(speech, here)
        return lambda: feeds.ics(here, voice, department, found)

    async def calendar(request: web.Request) -> web.Response:
        token = request.match_info["token"]
        draw = await db.read(look, token[:LONGEST])
        if draw is None:
            return web.Response(status=404, text="Not found\n", headers=HEADERS)
        content = await asyncio.to_thread(draw)  # a season of bookings takes a while
        return web.Response(text=content, content_type="text/calendar", charset="utf-8", headers=HEADERS)

    return [web.get(PATH, calendar)]


def _voice(speech: Speech, house: House) -> Voice:
    usual = house.hotel.default_language
    return speech.voice(house.hotel.staff_language or usual, house.hotel.zone, usual)
