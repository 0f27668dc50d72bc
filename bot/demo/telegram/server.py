"""The loopback Telegram over real HTTP: its front door, and all that a test or the demo page asks of it."""

import asyncio
import contextlib
import json
import traceback
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from typing import TypeVar

from aiohttp import web

from bot.demo.telegram import checks
from bot.demo.telegram.card import Card
from bot.demo.telegram.faults import ANY, Fault, Faults, failing_body
from bot.demo.telegram.floods import Floods, Meter
from bot.demo.telegram.hooks import Hooks
from bot.demo.telegram.methods import Asked, Messages
from bot.demo.telegram.params import received
from bot.demo.telegram.purses import Purses, invoice
from bot.demo.telegram.rules import LONG_POLL_LIMIT_S, UPLOAD_LIMIT_BYTES, Refused, refuse
from bot.demo.telegram.shapes import DEMO_TOKEN, Answer, Call, Event, Group, Person, Pressed, Raw, Sent

T = TypeVar("T")
Method = Callable[[Asked], object]


class Loopback(Purses):
    """A strict Telegram on 127.0.0.1 for one bot; times are read from `now`."""

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        token: str = DEMO_TOKEN,
        floods: Floods | None = None,
        check: bool = True,
    ) -> None:
        super().__init__(now, check=check)
        self.token, self.url = token, ""
        self.meter = Meter(floods or Floods.telegram(), now)
        self.messages = Messages(self.chats, self.meter)
        self.checkouts, self.payloads = {}, {}
        self.faults = Faults()
        self.card = Card(self.chats)
        self.hooks = Hooks(self.updates, self.watch, now)
        self.app = web.Application(client_max_size=UPLOAD_LIMIT_BYTES + 1_000_000)
        self.app.router.add_route("*", "/bot{token}/{method}", self._serve)
        self.app.router.add_get("/file/bot{token}/{path:.+}", self._serve_file)
        self._methods = _methods(self)
        self.dated: Callable[[], datetime] | None = now  # what its answers' Date says; none: this computer's
        self.app.on_response_prepare.append(self._date)
        self._poll = 0
        self._runner: web.AppRunner | None = None

    @property
    def violations(self) -> list[str]:
        """What the bot, or the loopback itself, did against the Bot API."""
        return self.watch.violations

    async def open(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self._runner = web.AppRunner(
            self.app, shutdown_timeout=0.1, handler_cancellation=True, access_log=None
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        self.url = f"http://{host}:{self._runner.addresses[0][1]}"
        self.hooks.open()

    async def close(self) -> None:
        self.faults.clear()
        await self.hooks.close()
        if self._runner:
            await self._runner.cleanup()
        self._runner = None

    # what can be seen

    def chat(self, where: Person | Group, *, thread: int | None = None) -> list[Sent]:
        """The messages that stand in a chat now, oldest first."""
        return self.chats.shown(where.chat_id, thread)

    def keyboard(self, where: Person | Group) -> tuple[tuple[str, ...], ...]:
        """The labels of the reply keyboard below the input field."""
        return self.chats.keyboards.get(where.chat_id, ())

    def answers(self) -> list[Answer]:
        return list(self.rest.answers)

    def answer_to(self, pressed: Pressed) -> Answer | None:
        return next((each for each in self.rest.answers if each.query_id == pressed.query_id), None)

    def calls(self, method: str | None = None) -> list[Call]:
        return [call for call in self.watch.calls if method in (None, call.method)]

    def confirmed(self) -> set[int]:
        """Ids of the updates that the bot has confirmed to have."""
        return set(self.updates.confirmed)

    def pushed(self) -> list[int]:
        return list(self.updates.pushed)

    def events_since(self, seq: int) -> list[Event]:
        return self.watch.since(seq)

    async def changed(self, after: int, timeout: float) -> int:  # noqa: ASYNC109 - part of the promised interface
        return await self.watch.changed(after, timeout)

    async def until(self, predicate: Callable[[], T | None], timeout: float = 10.0) -> T:  # noqa: ASYNC109 - as above
        """What the predicate finds, looking first at what has arrived already; fails with a transcript."""
        return await self.watch.until(predicate, timeout, self.transcript)

    def transcript(self) -> str:
        """All chats' last messages and the last calls, for a person who asks why."""
        lines = [_line(sent) for shown in self.chats.messages.values() for sent in list(shown.values())[-15:]]
        last = [call for call in self.watch.calls if call.method != "getUpdates" or call.error][-20:]
        lines += [f"{call.method} -> {call.status} {call.error or ''}".rstrip() for call in last]
        lines += [f"answered {each.who.first_name}: {each.text!r}" for each in self.rest.answers[-5:]]
        waiting = self.updates.pending()
        return "\n".join([*lines, *self.violations[-5:], f"{waiting} updates wait to be fetched"])

    # misfortunes, on order

    def fail(
        self,
        method: str,
        *,
        status: int,
        body: Raw | str | None = None,
        times: int = 1,
        retry_after: int | None = None,
    ) -> None:
        """Answer the next calls with an error and do nothing; a str body is sent as HTML."""
        self._order(Fault("fail", method, times, status, failing_body(status, body, retry_after)))

    def lose_reply(self, method: str, times: int = 1) -> None:
        """Do what is asked, then cut the connection without a word."""
        self._order(Fault("lose", method, times))

    def refuse_connection(self, method: str = ANY, times: int = 1) -> None:
        """Cut the connection before anything is read or done."""
        self._order(Fault("refuse", method, times))

    def hang(self, method: str = ANY, times: int = 1) -> None:
        """Take the call, do nothing and say nothing until `release()`."""
        self._order(Fault("hang", method, times))

    def release(self) -> None:
        self.faults.release()

    def lose_push(self, times: int = 1) -> None:
        """Bring the next updates to the webhook, and never hear that they were taken."""
        self.hooks.to_lose += times

    def _order(self, fault: Fault) -> None:
        """Take the order; a poll under way ends empty, so that the next one meets the misfortune."""
        self.faults.order(fault)
        self.watch.ring("ordered", detail=f"{fault.what} {fault.method}")

    # the front door

    async def _date(self, request: web.Request, response: web.StreamResponse) -> None:
        if self.dated:
            response.headers["Date"] = format_datetime(self.dated(), usegmt=True)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        fault = self.faults.take(method)
        if fault:
            self.watch.ring("fault", detail=f"{fault.what} {method}")
        if fault and fault.what == "hang":
            await self.faults.released.wait()
        if fault and fault.what in ("hang", "refuse"):
            self.watch.record(Call(method, {}, self.now(), 0, fault.what))
            return _cut(request)
        if fault and fault.what == "fail":
            self.watch.record(Call(method, {}, self.now(), fault.status, str(fault.body)))
            return _response(fault.status, fault.body)
        status, body = await self._answer(request, method)
        return _cut(request) if fault else _response(status, body)

    async def _answer(self, request: web.Request, method: str) -> tuple[int, Raw]:
        """Status and body of one call, recorded."""
        params: Raw = {}
        try:
            if request.match_info["token"] != self.token:
                raise refuse("unauthorized")
            params, uploads = await received(request)
            result = await self._do(Asked(method, params, uploads, self.watch.violate))
        except Refused as no:
            self._record(Call(method, params, self.now(), no.status, no.description))
            return no.status, no.body()
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as problem:
            self.watch.violate(f"the loopback failed in {method}: {traceback.format_exc()}")
            self._record(Call(method, params, self.now(), 500, repr(problem)))
            return 500, refuse("no method").body() | {
                "error_code": 500,
                "description": "Internal Server Error",
            }
        self._record(Call(method, params, self.now(), 200))
        return 200, {"ok": True, "result": result}

    def _record(self, call: Call) -> None:
        """Note a call; a poll rings no bell unless it confirmed something."""
        if call.method == "getUpdates":
            self.watch.calls.append(call)
        else:
            self.watch.record(call)

    async def _do(self, asked: Asked) -> object:
        if asked.method != "getUpdates" and asked.method not in self._methods:
            self.watch.violate(f"unknown method {asked.method}")
            raise refuse("no method")
        self._check_request(asked)
        if asked.method == "getUpdates":
            return await self._get_updates(asked)
        result = self._methods[asked.method](asked)
        for flaw in checks.answer(asked.method, result) if self.check else ():
            self.watch.violate(f"the loopback's own answer: {flaw}")
        return result

    def _check_request(self, asked: Asked) -> None:
        try:
            checks.request(asked.method, asked.params)
        except Refused as no:
            if "has no parameter" in no.description or "is required" in no.description:
                self.watch.violate(f"{asked.method}: {no.description}")
            raise

    async def _get_updates(self, asked: Asked) -> list[Raw]:
        """Long polling: a second poll ends the first with 409, as Telegram does."""
        if self.hooks.set:
            raise refuse("webhook set")
        given = asked.params
        if "allowed_updates" in given:
            self.updates.allow(given["allowed_updates"])
        self._poll += 1
        mine = self._poll
        self.watch.ring("poll")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(max(given.get("timeout", 0), 0), LONG_POLL_LIMIT_S)):
                while not (self._next(given) or self.faults.expects("getUpdates")):
                    await self.watch.change()
                    if self.hooks.set:
                        raise refuse("webhook came")
                    if mine != self._poll:
                        raise refuse("other poll")
        return self._next(given)

    def _next(self, given: Raw) -> list[Raw]:
        before = len(self.updates.confirmed)
        batch = self.updates.take(given.get("offset", 0), given.get("limit", 100))
        if len(self.updates.confirmed) != before:
            self.watch.ring("confirmed")
        return batch

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self.token:
            return _response(401, refuse("unauthorized").body())
        file = self.chats.files.at(request.match_info["path"])
        return web.Response(body=file.content) if file else _response(404, refuse("no method").body())


def _methods(loopback: Loopback) -> dict[str, Method]:
    """Every method this Telegram knows but getUpdates, which waits."""
    messages, rest, card, hooks = loopback.messages, loopback.rest, loopback.card, loopback.hooks
    files = {"sendPhoto": "photo", "sendDocument": "document", "sendVoice": "voice", "sendVideo": "video"}
    files["sendVideoNote"] = "video_note"
    return {name: _sender(messages, kind) for name, kind in files.items()} | {
        "sendMessage": messages.send_message,
        "sendLocation": messages.send_location,
        "copyMessage": messages.copy_message,
        "copyMessages": messages.copy_messages,
        "sendChatAction": messages.send_chat_action,
        "editMessageText": messages.edit_text,
        "editMessageCaption": messages.edit_caption,
        "editMessageMedia": messages.edit_media,
        "editMessageReplyMarkup": messages.edit_markup,
        "deleteMessage": messages.delete,
        "pinChatMessage": messages.pin,
        "setMessageReaction": messages.react,
        "answerCallbackQuery": rest.answer_query,
        "sendInvoice": _bill(loopback),
        "answerPreCheckoutQuery": loopback.answer_checkout,
        "createForumTopic": rest.create_topic,
        "editForumTopic": rest.edit_topic,
        "closeForumTopic": rest.close_topic,
        "reopenForumTopic": rest.reopen_topic,
        "deleteForumTopic": rest.delete_topic,
        "getMe": rest.get_me,
        "getChat": rest.get_chat,
        "getChatMember": rest.get_member,
        "getChatAdministrators": rest.get_administrators,
        "setMyCommands": card.set_commands,
        "deleteMyCommands": card.delete_commands,
        "setMyName": card.set_name,
        "setMyDescription": card.set_description,
        "setMyShortDescription": card.set_short_description,
        "setMyProfilePhoto": card.set_photo,
        "removeMyProfilePhoto": card.remove_photo,
        "setChatMenuButton": card.set_menu,
        "getFile": rest.get_file,
        "setWebhook": hooks.set_webhook,
        "deleteWebhook": hooks.delete_webhook,
        "getWebhookInfo": hooks.info,
    }


def _sender(messages: Messages, kind: str) -> Method:
    return lambda asked: messages.send_file(asked, kind)


def _bill(loopback: Loopback) -> Method:
    """A message with a Pay button; what is in its payload the phone does not show."""

    def send(asked: Asked) -> Raw:
        sent = loopback.messages.post(asked, invoice(asked.params))
        loopback.payloads[sent.chat_id, sent.message_id] = str(asked["payload"])
        return dict(sent.raw)

    return send


def _response(status: int, body: Raw | str) -> web.Response:
    if isinstance(body, str):
        return web.Response(status=status, text=body, content_type="text/html")
    return web.Response(status=status, text=json.dumps(body), content_type="application/json")


def _cut(request: web.Request) -> web.Response:
    """Drop the connection; what is returned reaches nobody."""
    if request.transport:
        request.transport.abort()
    return web.Response()


def _line(sent: Sent) -> str:
    where = f"{sent.chat_id}" + (f"/{sent.thread_id}" if sent.thread_id else "")
    keys = f" {sent.labels}" if sent.buttons else ""
    return f"[{where} #{sent.message_id}] {sent.sender.first_name}: {sent.words or sent.kind}{keys}"
