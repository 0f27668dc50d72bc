"""Who counts as gone from a group: also somebody restricted who is no member any more."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from telegram import (
    ChatMember,
    ChatMemberBanned,
    ChatMemberLeft,
    ChatMemberMember,
    ChatMemberRestricted,
    User,
)

from bot.tg.handlers import _away

RIGHTS = [name for name in ChatMemberRestricted.__slots__ if name.startswith("can_")]
DANA = User(2001, "Dana", is_bot=False)


def restricted(*, is_member: bool) -> ChatMember:
    """As Telegram writes it; the fields that matter to nobody here are all false."""
    rights = {name: False for name in RIGHTS}
    person = {"id": 2001, "first_name": "Dana", "is_bot": False}
    raw = {"status": "restricted", "user": person, "is_member": is_member, "until_date": 0, **rights}
    return ChatMember.de_json(raw, None)


@pytest.mark.parametrize(
    ("member", "away"),
    [
        (ChatMemberLeft(DANA), True),
        (ChatMemberBanned(DANA, datetime(2030, 1, 1, tzinfo=UTC)), True),
        (restricted(is_member=False), True),
        (restricted(is_member=True), False),
        (ChatMemberMember(DANA), False),
    ],
)
def test_who_is_out_of_the_group_is_away(member: ChatMember, away: bool) -> None:
    assert _away(member) is away
