"""One letter becomes calls to the Bot API. Raises PTB's errors; the sender decides what they mean."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from telegram import (
    Bot,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.desk.mail import Letter
from bot.desk.setup.group import Standing
from bot.say import Say, unpack, unpack_say
from bot.speech import Voice
from bot.tg import collecting, drawing, looking, passing
from bot.tg.books import Books
from bot.tg.drawing import gone, unchanged
from bot.tg.own_data import OwnData
from bot.tg.passing import Arrived
from bot.tg.pictures import Pictures
from bot.tg.render import CAPTION, Page, page, units
from bot.tg.request import Fields
from bot.tg.verdicts import PartlyThere

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
Transmit = Callable[[Letter, Voice], Awaitable[Arrived]]


class Delivery:
    """Knows how each kind of letter is put on the wire. `thread` makes a case's topic when it has none."""

    def __init__(
        self,
        bot: Bot,
        pictures: Pictures,
        thread: Callable[[Letter, Voice], Awaitable[int | None]],
        seen: Callable[[Standing], Awaitable[None]],
        attended: Callable[[Mapping[int, bool | None]], Awaitable[None]],
        one_more: Callable[[Letter], None],
        provider: str | None = None,
        books: Books | None = None,
        own: OwnData | None = None,
    ) -> None:
        self._bot = bot
        self._pictures = pictures
        self._thread = thread
        self._seen, self._attended = seen, attended
        self._one_more = one_more  # a letter of several messages counts as so many
        self._provider = provider  # who collects what guests pay in the chat
        self._methods: dict[str, Transmit] = {
            "send": self._send,
            "leave": lambda letter, voice: passing.leave(bot, letter, voice, self._send),
            "edit": self._edit,
            "digest": self._digest,
            "answer": self._answer,
            "copy": self._copy,
            "album": self._album,
            "delete": self._delete,
            "card": self._card,
            "invoice": self._invoice,
            "sheet": self._drawn(drawing.sheet),
            "voucher": self._drawn(drawing.voucher),
            "chart": self._drawn(drawing.chart),
            "table": self._drawn(drawing.table),
            **({"book": self._drawn(books.written), "marked": self._drawn(books.marked)} if books else {}),
            **({"own_data": self._drawn(own.drawn)} if own else {}),
            "untopic": lambda letter, voice: passing.untopic(bot, letter),
            "title": self._title,
            "look": self._look,
        }

    async def transmit(self, letter: Letter, voice: Voice) -> Arrived:
        """Carry it out; the messages it has become, where there are any. What stands in the way by chance is
        cleared away: a closed topic is opened for it, a reply to what is gone is no reply.
        """
        try:
            return await self._methods[letter.method](letter, voice)
        except BadRequest as error:
            said = error.message.lower()
            if "topic_closed" in said and letter.thread_id is not None:
                return await self._reopened(letter, voice)
            if "answers" in letter.content and any(sign in said for sign in passing.NO_REPLY):
                kept = {name: one for name, one in letter.content.items() if name != "answers"}
                return await self.transmit(replace(letter, content=kept), voice)
            raise

    async def _reopened(self, letter: Letter, voice: Voice) -> Arrived:
        """The topic was closed, with its case or by hand: it is the same one again."""
        place = (_chat(letter), letter.thread_id or 0)
        await _unless_so(self._bot.reopen_forum_topic(*place))
        done = await self._methods[letter.method](letter, voice)
        if letter.over:
            with suppress(TelegramError):  # it has arrived: an error now would send it again
                await _unless_so(self._bot.close_forum_topic(*place))
        return done

    async def _send(self, letter: Letter, voice: Voice) -> Arrived:
        said = unpack_say(letter.content["say"])
        if said.photo or said.file:
            return await self._new(letter, voice)
        thread = await self._thread(letter, voice)
        pieces: list[int] = []
        await self._texts(letter, page(said, voice, letter.token, repeat=letter.repeat), thread, pieces)
        return pieces

    async def _new(self, letter: Letter, voice: Voice) -> int:
        said = unpack_say(letter.content["say"])
        thread = await self._thread(letter, voice)
        shown = page(said, voice, letter.token, repeat=letter.repeat)
        if said.photo and (path := self._pictures.media.find(said.photo)):
            return await self._photo(letter, shown, path, thread)
        if said.file:
            return await self._document(letter, said, shown, thread)
        return await self._texts(letter, shown, thread)

    async def _texts(
        self, letter: Letter, shown: Page, thread: int | None, sent: list[int] | None = None
    ) -> int:
        """The last of the messages that it takes; `sent` gets them all."""
        sent = [] if sent is None else sent
        *earlier, last = shown.pieces
        try:
            for piece in earlier:
                sent.append(await self._text(letter, piece, None, thread, first=not sent))
                self._one_more(letter)
            sent.append(await self._text(letter, last, shown.keyboard, thread, first=not sent))
        except TelegramError as error:
            if sent:
                raise PartlyThere(error.message) from error
            raise
        return sent[-1]

    async def _text(
        self,
        letter: Letter,
        piece: str,
        keys: InlineKeyboardMarkup | None,
        thread: int | None,
        *,
        first: bool = True,
    ) -> int:
        """The commonest call of all: PTB's errors, but the answer is not made into a Message nobody reads."""
        fields = {
            "chat_id": _chat(letter),
            "text": piece,
            "parse_mode": ParseMode.HTML.value,
            "reply_markup": keys.to_dict() if keys else None,
            "message_thread_id": thread,
            "reply_parameters": reply.to_dict() if first and (reply := passing.answers(letter)) else None,
            "link_preview_options": NO_PREVIEW.to_dict(),
        }
        url = f"{self._bot.base_url}/sendMessage"
        sent = await self._bot.request.post(url, Fields.of(fields))  # type: ignore[arg-type]  # see Fields
        message_id: int = sent["message_id"]  # type: ignore[call-overload,index]  # a Message as JSON
        return message_id

    async def _photo(self, letter: Letter, shown: Page, path: Path, thread: int | None) -> int:
        fits = len(shown.pieces) == 1 and units(shown.pieces[0]) <= CAPTION

        async def use(picture: str | bytes) -> Message:
            return await self._bot.send_photo(
                _chat(letter),
                picture,
                caption=shown.pieces[0] if fits else None,
                parse_mode=ParseMode.HTML,
                reply_markup=shown.keyboard if fits else None,
                message_thread_id=thread,
            )

        message = await self._pictures.put(path, use)
        if fits:
            return message.message_id
        self._one_more(letter)
        return await self._texts(letter, shown, thread, [message.message_id])

    async def _document(self, letter: Letter, said: Say, shown: Page, thread: int | None) -> int:
        assert said.file  # noqa: S101  # asked for by the caller
        message = await self._bot.send_document(
            _chat(letter),
            said.file.content.encode(),
            filename=said.file.name,
            caption=shown.pieces[0],
            parse_mode=ParseMode.HTML,
            reply_markup=shown.keyboard,
            message_thread_id=thread,
        )
        return message.message_id

    def _drawn(self, draw: Callable[[Bot, Letter, Voice], Awaitable[int]]) -> Transmit:
        return lambda letter, voice: draw(self._bot, letter, voice)

    async def _edit(self, letter: Letter, voice: Voice) -> int | None:
        said = unpack_say(letter.content["say"])
        message_id: int = letter.content["message_id"]
        shown = page(said, voice, letter.token)
        if said.file or not _fits(letter, said, shown):
            return await self._replace(letter, voice, message_id)
        try:
            await self._rewrite(letter, said, shown, message_id)
        except BadRequest as error:
            if gone(error):
                return await self._new(letter, voice)
            if not unchanged(error):
                raise
        return message_id

    async def _digest(self, letter: Letter, voice: Voice) -> Arrived:
        return await (self._edit if letter.content["message_id"] else self._new)(letter, voice)

    async def _rewrite(self, letter: Letter, said: Say, shown: Page, message_id: int) -> None:
        target: dict[str, Any] = {
            "chat_id": _chat(letter),
            "message_id": message_id,
            "reply_markup": shown.keyboard,
        }
        text = shown.pieces[0]
        if not letter.content.get("on_photo"):
            await self._bot.edit_message_text(
                text, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW, **target
            )
        elif said.photo and (path := self._pictures.media.find(said.photo)):

            async def use(picture: str | bytes) -> Message | bool:
                media = InputMediaPhoto(picture, text, ParseMode.HTML)
                return await self._bot.edit_message_media(media, **target)

            await self._pictures.put(path, use)
        else:
            await self._bot.edit_message_caption(caption=text, parse_mode=ParseMode.HTML, **target)

    async def _replace(self, letter: Letter, voice: Voice, message_id: int) -> int:
        """What cannot stand in the old one's place: the new message comes, then the old one goes.

        That the old one goes is a courtesy: the letter has arrived, and trying again would send it twice.
        """
        new = await self._new(letter, voice)
        try:
            await self._bot.delete_message(_chat(letter), message_id)
        except TelegramError:  # too old to delete, or gone already: it may stay, without its buttons
            with suppress(TelegramError):
                await self._bot.edit_message_reply_markup(_chat(letter), message_id)
        return new

    async def _invoice(self, letter: Letter, voice: Voice) -> int:
        return await collecting.invoice(self._bot, letter, voice, _chat(letter), self._provider)

    async def _answer(self, letter: Letter, voice: Voice) -> None:
        if "approved" in letter.content:
            await collecting.answer(self._bot, letter, voice)
            return
        said = letter.content["text"]
        text = voice.label(unpack(said))[:200] if said else None
        await self._bot.answer_callback_query(
            letter.content["query_id"], text, show_alert=letter.content["alert"]
        )

    async def _copy(self, letter: Letter, voice: Voice) -> Arrived:
        thread = await self._thread(letter, voice)
        return await passing.copy(self._bot, letter, voice, thread, self._instead)

    async def _album(self, letter: Letter, voice: Voice) -> Arrived:
        thread = await self._thread(letter, voice)
        return await passing.album(self._bot, letter, voice, thread, self._instead)

    async def _instead(self, letter: Letter, words: str, thread: int | None) -> int:
        return await self._text(letter, words, None, thread)

    async def _delete(self, letter: Letter, voice: Voice) -> None:
        await passing.delete(self._bot, letter)

    async def _card(self, letter: Letter, voice: Voice) -> int | None:
        general = letter.content.get("general")
        if letter.card_id is None or (letter.thread_id is None and not general):
            return await self._new(letter, voice)
        shown = page(unpack_say(letter.content["say"]), voice, letter.token)
        try:
            await self._bot.edit_message_text(
                shown.pieces[0],
                chat_id=_chat(letter),
                message_id=letter.card_id,
                parse_mode=ParseMode.HTML,
                reply_markup=shown.keyboard,
                link_preview_options=NO_PREVIEW,
            )
        except BadRequest as error:
            if gone(error):
                return await self._new(letter, voice)
            if not unchanged(error):
                raise
        return letter.card_id

    async def _title(self, letter: Letter, voice: Voice) -> None:
        if letter.thread_id is None:
            return
        place = (_chat(letter), letter.thread_id)
        if letter.content.get("reopen"):
            await _unless_so(self._bot.reopen_forum_topic(*place))
        await _unless_so(self._bot.edit_forum_topic(*place, name=topic_name(letter, voice)))
        if letter.content["closed"]:
            await _unless_so(self._bot.close_forum_topic(*place))

    async def _look(self, letter: Letter, voice: Voice) -> None:
        if "staff" in letter.content:
            whom = letter.content["groups"], letter.content["staff"]
            await self._attended(await looking.attendance(self._bot, *whom))
        else:
            await self._seen(await looking.look(self._bot, letter.content["group"]))


async def _unless_so(change: Awaitable[object]) -> None:
    """Make a change that may have been made before."""
    try:
        await change
    except BadRequest as error:
        if "not_modified" not in error.message.lower():
            raise


def _fits(letter: Letter, said: Say, shown: Page) -> bool:
    """Whether it can stand where the old message stands: a picture for a picture, words that fit under it."""
    if len(shown.pieces) > 1:
        return False
    if letter.content.get("on_photo"):
        return units(shown.pieces[0]) <= CAPTION
    return said.photo is None


def topic_name(letter: Letter, voice: Voice) -> str:
    """Room first, then what it is; Telegram allows 128 characters."""
    return voice.label(unpack(letter.title) if letter.title else f"C-{letter.case_id}")[:128]


def _chat(letter: Letter) -> int:
    if letter.chat_id is None:
        raise BadRequest("Chat not found: no staff group is known yet")
    return letter.chat_id
