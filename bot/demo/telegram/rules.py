"""Telegram's limits and its words when they are broken: one table, so that the bot meets the real texts."""

from dataclasses import dataclass
from datetime import timedelta

from bot.demo.telegram.shapes import Raw

# Counted in UTF-16 units, the stricter of the two readings of "characters after entities parsing".
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
DATA_LIMIT_BYTES = 64
TOPIC_NAME_LIMIT = 128
ANSWER_LIMIT = 200
COMMANDS_LIMIT = 100
PHOTO_LIMIT_BYTES = 10 * 1024 * 1024
DOWNLOAD_LIMIT_BYTES = 20 * 1024 * 1024
UPLOAD_LIMIT_BYTES = 50 * 1024 * 1024
LONG_POLL_LIMIT_S = 50
BATCH_LIMIT = 100
QUERY_LIFE = timedelta(seconds=150)
MESSAGE_LIFE = timedelta(hours=24)
# Telegram publishes no figure; phones stop waiting after roughly this, and a bot must live with the refusal.
ANSWER_WITHIN = timedelta(seconds=15)
DELETE_WITHIN = timedelta(hours=48)


@dataclass(eq=False)
class Refused(Exception):
    """Telegram's "no": an HTTP status, its words, and the parameters some of them carry."""

    status: int
    description: str
    parameters: Raw | None = None

    def __str__(self) -> str:
        return f"{self.status} {self.description}"

    def body(self) -> Raw:
        body: Raw = {"ok": False, "error_code": self.status, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


REFUSALS: dict[str, tuple[int, str]] = {
    "unauthorized": (401, "Unauthorized"),
    "no method": (404, "Not Found"),
    "other poll": (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    ),
    "webhook set": (
        409,
        "Conflict: can't use getUpdates method while webhook is active;"
        " use deleteWebhook to delete the webhook first",
    ),
    "flood": (429, "Too Many Requests: retry after {seconds}"),
    "blocked": (403, "Forbidden: bot was blocked by the user"),
    "stranger": (403, "Forbidden: bot can't initiate conversation with a user"),
    "kicked": (403, "Forbidden: bot was kicked from the supergroup chat"),
    "no chat id": (400, "Bad Request: chat_id is empty"),
    "no chat": (400, "Bad Request: chat not found"),
    "no user": (400, "Bad Request: PARTICIPANT_ID_INVALID"),
    "migrated": (400, "Bad Request: group chat was upgraded to a supergroup chat"),
    "no text": (400, "Bad Request: message text is empty"),
    "too long": (400, "Bad Request: message is too long"),
    "edit too long": (400, "Bad Request: MESSAGE_TOO_LONG"),
    "caption too long": (400, "Bad Request: message caption is too long"),
    "entities": (400, "Bad Request: can't parse entities: {why}"),
    "parse mode": (400, "Bad Request: unsupported parse_mode"),
    "button data": (400, "Bad Request: BUTTON_DATA_INVALID"),
    "button url": (400, "Bad Request: inline keyboard button URL '{url}' is invalid: Wrong HTTP URL"),
    "button text": (400, "Bad Request: text buttons are not allowed in the inline keyboard"),
    "button empty": (400, 'Bad Request: field "text" of InlineKeyboardButton must be non-empty'),
    "markup": (400, "Bad Request: can't parse reply keyboard markup JSON object"),
    "same": (
        400,
        "Bad Request: message is not modified: specified new message content and reply markup are exactly"
        " the same as a current content and reply markup of the message",
    ),
    "no edit": (400, "Bad Request: message to edit not found"),
    "not mine": (400, "Bad Request: message can't be edited"),
    "edit no text": (400, "Bad Request: there is no text in the message to edit"),
    "edit no caption": (400, "Bad Request: there is no caption in the message to edit"),
    "edit no media": (400, "Bad Request: there is no media in the message to edit"),
    "no delete": (400, "Bad Request: message to delete not found"),
    "cannot delete": (400, "Bad Request: message can't be deleted"),
    "no reply": (400, "Bad Request: message to be replied not found"),
    "no copy": (400, "Bad Request: message to copy not found"),
    "no copies": (400, "Bad Request: there are no messages to copy"),
    "copies order": (400, "Bad Request: message identifiers must be in a strictly increasing order"),
    "cannot copy": (400, "Bad Request: message can't be copied"),
    "no pin": (400, "Bad Request: message to pin not found"),
    "no reaction": (400, "Bad Request: message to react not found"),
    "bad reaction": (400, "Bad Request: REACTION_INVALID"),
    "invoice": (400, "Bad Request: {what}_INVALID"),
    "old query": (400, "Bad Request: query is too old and response timeout expired or query ID is invalid"),
    "answer too long": (400, "Bad Request: MESSAGE_TOO_LONG"),
    "no thread": (400, "Bad Request: message thread not found"),
    "topic closed": (400, "Bad Request: TOPIC_CLOSED"),
    "topic same": (400, "Bad Request: TOPIC_NOT_MODIFIED"),
    "topic id": (400, "Bad Request: TOPIC_ID_INVALID"),
    "topic name": (400, "Bad Request: TOPIC_TITLE_INVALID"),
    "topic rights": (400, "Bad Request: not enough rights to create a topic"),
    "topic edit rights": (400, "Bad Request: not enough rights to edit the topic"),
    "topic delete rights": (400, "Bad Request: not enough rights to delete the topic"),
    "pin rights": (400, "Bad Request: not enough rights to manage pinned messages in the chat"),
    "send rights": (400, "Bad Request: not enough rights to send text messages to the chat"),
    "not forum": (400, "Bad Request: the chat is not a forum"),
    "bad file": (400, "Bad Request: wrong file identifier/HTTP URL specified"),
    "no file": (400, "Bad Request: there is no {kind} in the request"),
    "empty file": (400, "Bad Request: file must be non-empty"),
    "file kind": (400, "Bad Request: can't use file of type {is_a} as {wanted}"),
    "bad photo": (400, "Bad Request: IMAGE_PROCESS_FAILED"),
    "big file": (400, "Bad Request: file is too big"),
    "action": (400, "Bad Request: wrong parameter action in request"),
    "commands": (400, "Bad Request: BOT_COMMAND_INVALID"),
    "place": (400, "Bad Request: wrong latitude or longitude specified"),
    "webhook url": (400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"),
    "webhook secret": (400, "Bad Request: secret token contains unallowed characters"),
    "webhook came": (409, "Conflict: terminated by setWebhook request"),
    "name too long": (400, "Bad Request: bot name is too long"),
    "description too long": (400, "Bad Request: bot description is too long"),
    "json": (400, "Bad Request: can't parse {name}: not the JSON it should be"),
    "required": (400, 'Bad Request: parameter "{name}" is required'),
    "unknown parameter": (400, 'Bad Request: {method} has no parameter "{name}"'),
}


def refuse(key: str, parameters: Raw | None = None, /, **words: object) -> Refused:
    """The refusal to raise, with Telegram's text for it."""
    status, text = REFUSALS[key]
    return Refused(status, text.format(**words) if words else text, parameters)


REQUIRED: dict[str, tuple[str, ...]] = {
    "setWebhook": ("url",),
    "sendMessage": ("chat_id", "text"),
    "sendPhoto": ("chat_id", "photo"),
    "sendDocument": ("chat_id", "document"),
    "sendVoice": ("chat_id", "voice"),
    "sendVideo": ("chat_id", "video"),
    "sendVideoNote": ("chat_id", "video_note"),
    "sendLocation": ("chat_id", "latitude", "longitude"),
    "copyMessage": ("chat_id", "from_chat_id", "message_id"),
    "copyMessages": ("chat_id", "from_chat_id", "message_ids"),
    "editMessageText": ("chat_id", "message_id", "text"),
    "editMessageCaption": ("chat_id", "message_id"),
    "editMessageMedia": ("chat_id", "message_id", "media"),
    "editMessageReplyMarkup": ("chat_id", "message_id"),
    "deleteMessage": ("chat_id", "message_id"),
    "answerCallbackQuery": ("callback_query_id",),
    "sendInvoice": ("chat_id", "title", "description", "payload", "currency", "prices"),
    "answerPreCheckoutQuery": ("pre_checkout_query_id", "ok"),
    "sendChatAction": ("chat_id", "action"),
    "createForumTopic": ("chat_id", "name"),
    "editForumTopic": ("chat_id", "message_thread_id"),
    "closeForumTopic": ("chat_id", "message_thread_id"),
    "reopenForumTopic": ("chat_id", "message_thread_id"),
    "deleteForumTopic": ("chat_id", "message_thread_id"),
    "getChat": ("chat_id",),
    "getChatMember": ("chat_id", "user_id"),
    "getChatAdministrators": ("chat_id",),
    "setMyCommands": ("commands",),
    "setMyProfilePhoto": ("photo",),
    "getFile": ("file_id",),
    "pinChatMessage": ("chat_id", "message_id"),
    "setMessageReaction": ("chat_id", "message_id"),
}
# These may be present and empty: Telegram has its own words for that.
MAY_BE_EMPTY = frozenset({"text", "url", "name"})
# In python-telegram-bot's signatures, but not in the Bot API.
CONVENIENCES = frozenset(
    [
        "read_timeout",
        "write_timeout",
        "connect_timeout",
        "pool_timeout",
        "api_kwargs",
        "filename",
        "location",
        "venue",
        "contact",
        "reply_to_message_id",
        "allow_sending_without_reply",
        "disable_web_page_preview",
    ]
)
