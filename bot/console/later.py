"""What is promised for later versions, said honestly."""

from __future__ import annotations

from argparse import Namespace

from bot.console.call import Call, Refused


def stays(call: Call, asked: Namespace) -> int:
    raise Refused(
        "Reading stays from a file comes with a later version. "
        "Until then guests give their room in the chat, or scan the code in the room."
    )
