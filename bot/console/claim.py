"""qonaq claim"""

from __future__ import annotations

from argparse import Namespace

from bot import ledger
from bot.console.call import WELL, Call, Refused
from bot.desk.catalog.versions import NoVersion

NEVER_RUN = "The desk has not been opened yet. Start it with `qonaq run`: it prints the link."


def claim(call: Call, asked: Namespace) -> int:
    """A link that works once and for a day; earlier ones are dead from now on."""
    try:
        found = ledger.act(call.config, "claim", {"again": asked.again}, now=call.now())
    except NoVersion:
        raise Refused(NEVER_RUN) from None
    if found["token"] is None:
        raise Refused(
            f"{found['owner']} owns this desk already. For one more owner: qonaq claim --again. "
            "Colleagues need no link: they send /staff to the bot."
        )
    if found["bot"] is None:
        raise Refused(NEVER_RUN)
    call.say("Whoever opens this link first, within 24 hours, becomes an owner:", "")
    call.say(f"  https://t.me/{found['bot']}?start=own-{found['token']}")
    return WELL
