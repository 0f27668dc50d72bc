"""The page's own little server on 127.0.0.1: files, what is new, and what a visitor's fingers do."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.demo.page import sample, screens
from bot.demo.stage import Stage
from bot.demo.stories import STORIES, Player, Story, load
from bot.demo.telegram import Group, Person, Upload
from bot.demo.telegram.shapes import Raw

HERE = Path(__file__).parent
FILES = {"/": "index.html", "/style.css": "style.css"} | {
    f"/{name}": name for name in ("page.js", "phone.js", "message.js", "talk.js")
}
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
LANGUAGES = ("en", "ru", "az", "kk", "hu", "tr", "de")
OURS = "X-Qonaq-Page"
NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
PICTURES = {
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}
WAIT_S = 25.0
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Page:
    """Serves one stage at a time; `renew` is called when a visitor wants everything to begin anew."""

    def __init__(
        self, stage: Stage, renew: Callable[[], None], *, story: Callable[[str], Story] = load
    ) -> None:
        self.stage, self.renew, self.story = stage, renew, story
        self.player = Player(stage, story(STORIES[0]))
        self.app = web.Application(middlewares=[guard], client_max_size=64_000)
        for path in FILES:
            self.app.router.add_get(path, _static)
        self.app.router.add_get("/demo/captions/{language}", _captions)
        self.app.router.add_get("/demo/events", self._events)
        self.app.router.add_get("/demo/file/{file}", self._file)
        for name, does in self._deeds().items():
            self.app.router.add_post(f"/demo/{name}", _deed(does))
        self._runner: web.AppRunner | None = None

    def _deeds(self) -> dict[str, Callable[[Raw], Awaitable[Raw]]]:
        return {
            "act": self._act,
            "clock": self._clock,
            "guest": self._guest,
            "topic": self._topic,
            "story": self._story,
        }

    async def open(self, host: str, port: int) -> str:
        """Serve, on any free port when that one is taken; gives the address."""
        self._runner = web.AppRunner(
            self.app, shutdown_timeout=0.1, handler_cancellation=True, access_log=None
        )
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError:
            await web.TCPSite(self._runner, host, 0).start()
        return f"http://{host}:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        if self._runner:
            await self._runner.cleanup()
        self._runner = None

    def show(self, stage: Stage) -> None:
        """Another stage from now on: whoever waits for news of the old one is sent the new one whole."""
        old, self.stage = self.stage, stage
        self.player = Player(stage, self.story(self.player.story.story))
        old.telegram.watch.ring("desk")

    # what is new

    async def _events(self, request: web.Request) -> web.Response:
        after, run = int(request.query.get("after", -1)), int(request.query.get("run", -1))
        stage = self.stage
        if run != stage.number or not 0 <= after <= stage.telegram.watch.seq:
            return _json(screens.everything(stage, self.player.told()))
        seq = await _something(stage, after)
        events = stage.telegram.events_since(after)
        if stage is not self.stage or len(events) < seq - after:
            return _json(screens.everything(self.stage, self.player.told()))
        return _json(screens.news(stage, events, self.player.told()))

    async def _file(self, request: web.Request) -> web.Response:
        file = self.stage.telegram.chats.files.kept.get(request.match_info["file"])
        if not file:
            raise web.HTTPNotFound
        return _as_response(file)

    # what a visitor does

    async def _act(self, asked: Raw) -> Raw:
        """Write, press or send something as one of the people."""
        telegram, who = self.stage.telegram, self._who(asked)
        group, thread = self._room(asked), asked.get("thread")
        match asked["does"]:
            case "says":
                telegram.say(who, str(asked["text"]), chat=group, thread=thread)
            case "presses":
                self._press(who, asked)
            case "photo":
                telegram.send_photo(
                    who, sample.tap(), chat=group, thread=thread, caption=asked.get("text") or None
                )
            case "sticker":
                telegram.send_sticker(who, sample.sun(), chat=group, thread=thread)
            case "place":
                telegram.send_location(who, 40.9814, 47.8459, chat=group, thread=thread)
            case _:
                raise LookupError("no such deed")
        return {}

    def _press(self, who: Person, asked: Raw) -> None:
        sent = self.stage.telegram.chats.find(int(asked["chat"]), int(asked["message"]))
        if not sent:
            raise LookupError("the message is gone")
        self.stage.press(who, sent, int(asked["button"]))

    def _who(self, asked: Raw) -> Person:
        return self.stage.people[int(asked["who"])]

    def _room(self, asked: Raw) -> Group | None:
        return self.stage.group if asked.get("chat") == self.stage.group.chat_id else None

    async def _clock(self, asked: Raw) -> Raw:
        minutes = self.stage.minutes_to(str(asked["to"])) if "to" in asked else int(asked["minutes"])
        if not 0 <= minutes <= timedelta(days=7).total_seconds() / 60:
            raise ValueError("the clock goes forward, a week at most")
        self.stage.move_clock(minutes)
        return {}

    async def _guest(self, asked: Raw) -> Raw:
        if asked["language"] not in LANGUAGES:
            raise LookupError("no such language")
        return {"id": self.stage.welcome(str(asked["language"])).user_id}

    async def _topic(self, asked: Raw) -> Raw:
        """What an administrator of the group can do to a topic behind the bot's back."""
        telegram, group = self.stage.telegram, self.stage.group
        does = {
            "close": telegram.close_topic,
            "reopen": telegram.reopen_topic,
            "delete": telegram.delete_topic,
        }
        does[asked["does"]](group, int(asked["thread"]))
        return {}

    async def _story(self, asked: Raw) -> Raw:
        match asked["does"]:
            case "choose":
                self.player = Player(self.stage, self.story(str(asked["story"])))
                self.stage.telegram.watch.ring("story")
            case "next":
                await self.player.next()
            case "renew":
                self.renew()
            case _:
                raise LookupError("no such deed")
        return self.player.told()


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Only this page's own requests: no other site can read or press, and no name can be rebound to us."""
    if request.host.rsplit(":", 1)[0] not in NAMES and request.host not in NAMES:
        raise web.HTTPForbidden(text="Open the demo by its address, 127.0.0.1.")
    from_elsewhere = request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none")
    talks = request.path.startswith("/demo/") and not request.path.startswith("/demo/file/")
    if (from_elsewhere and request.path != "/") or (talks and request.headers.get(OURS) != "1"):
        raise web.HTTPForbidden(text="This address answers only to its own page.")
    response = await handler(request)
    response.headers.update(HEADERS)
    return response


async def _static(request: web.Request) -> web.Response:
    path = HERE / "page" / FILES[request.path]
    return web.Response(text=path.read_text("utf-8"), content_type=TYPES[path.suffix], charset="utf-8")


async def _captions(request: web.Request) -> web.Response:
    language = request.match_info["language"]
    if language not in LANGUAGES:
        raise web.HTTPNotFound
    text = (HERE / "captions" / f"{language}.json").read_text("utf-8")
    return web.Response(text=text, content_type="application/json")


def _deed(does: Callable[[Raw], Awaitable[Raw]]) -> Handler:
    """A POST with a JSON object; what cannot be done is answered with why, and changes nothing."""

    async def handle(request: web.Request) -> web.Response:
        try:
            asked = await request.json()
            return _json(await does(asked))
        except (KeyError, LookupError, TypeError, ValueError) as problem:
            return _json({"problem": str(problem)}, status=400)

    return handle


async def _something(stage: Stage, after: int) -> int:
    """Wait until something shows on a phone, but not for ever; gives where the events stand."""
    seq = after
    try:
        async with asyncio.timeout(WAIT_S):
            while not any(e.kind in screens.SHOWN for e in stage.telegram.events_since(after)):
                seq = await stage.telegram.changed(seq, WAIT_S)
    except TimeoutError:
        pass
    return stage.telegram.watch.seq


def _as_response(file: Upload) -> web.Response:
    """A picture to look at, anything else to keep."""
    picture = next((kind for mark, kind in PICTURES.items() if file.content.startswith(mark)), None)
    if picture and file.kind in ("photo", "sticker"):
        return web.Response(body=file.content, content_type=picture)
    name = "".join(c if c.isalnum() or c in "-_." else "_" for c in file.name)
    kind = "text/calendar" if name.endswith(".ics") else "application/octet-stream"
    disposition = {"Content-Disposition": f"attachment; filename*=UTF-8''{_quoted(name)}"}
    return web.Response(body=file.content, content_type=kind, headers=disposition)


def _quoted(name: str) -> str:
    return "".join(c if c.isascii() else "_" for c in name)


def _json(body: Any, status: int = 200) -> web.Response:
    return web.Response(
        text=json.dumps(body, ensure_ascii=False), status=status, content_type="application/json"
    )
