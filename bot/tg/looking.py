"""How we stand in the staff group: read from Telegram when asked, and from what it sends by itself."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Bot, Chat, ChatFullInfo, ChatMember, ChatMemberAdministrator, ChatMemberRestricted
from telegram.constants import ChatType
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.desk.setup.group import Standing, Status
from bot.tg.incoming import one_line

AWAY = (ChatMember.LEFT, ChatMember.BANNED)


async def look(bot: Bot, chat_id: int) -> Standing:
    """The group as it is now; away when Telegram does not let us see it."""
    me = await bot.get_me()
    try:
        chat = await bot.get_chat(chat_id)
        member = await bot.get_chat_member(chat_id, me.id)
    except ChatMigrated as moved:
        return await look(bot, moved.new_chat_id)
    except (BadRequest, Forbidden):
        return Standing(chat_id, "", "away")
    return standing(chat, member, reads_all=bool(me.can_read_all_group_messages))


def standing(chat: Chat | ChatFullInfo, member: ChatMember, *, reads_all: bool) -> Standing:
    """`reads_all`: privacy mode is off. An administrator reads everything all the same."""
    status = _status(member)
    return Standing(
        chat_id=chat.id,
        title=one_line(chat.title or ""),
        status=status,
        basic=chat.type == ChatType.GROUP,
        forum=bool(chat.is_forum),
        rights=_rights(member),
        reads=status == "administrator" or (status == "member" and reads_all),
    )


async def attendance(bot: Bot, groups: Sequence[int], people: Sequence[int]) -> dict[int, bool | None]:
    """Who of them is in one of the groups; None where that is not sure."""
    return {one: await _anywhere(bot, groups, one) for one in people}


async def _anywhere(bot: Bot, groups: Sequence[int], person: int) -> bool | None:
    found = [await _there(bot, group, person) for group in groups]
    if True in found or None in found:
        return True if True in found else None
    return False


async def _there(bot: Bot, group: int, person: int) -> bool | None:
    """Of somebody restricted Telegram at times says what was so before (tdlib/telegram-bot-api#795)."""
    try:
        member = await bot.get_chat_member(group, person)
    except (BadRequest, Forbidden):
        return None
    if isinstance(member, ChatMemberRestricted):
        return True if member.is_member else None
    return member.status not in AWAY


def _status(member: ChatMember) -> Status:
    if member.status in AWAY or (isinstance(member, ChatMemberRestricted) and not member.is_member):
        return "away"
    return "administrator" if isinstance(member, ChatMemberAdministrator) else "member"


def _rights(member: ChatMember) -> tuple[str, ...]:
    if not isinstance(member, ChatMemberAdministrator):
        return ()
    allowed = {
        "topics": member.can_manage_topics,
        "delete": member.can_delete_messages,
        "pin": member.can_pin_messages,
    }
    return tuple(name for name, may in allowed.items() if may)
