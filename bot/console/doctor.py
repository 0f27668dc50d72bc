"""qonaq doctor"""

from __future__ import annotations

import asyncio
from argparse import Namespace

from bot import doctor as examination
from bot.console.call import TROUBLE, WELL, Call
from bot.console.words import counted


def doctor(call: Call, asked: Namespace) -> int:
    found = asyncio.run(examination.examine(call.environ, now=call.now))
    call.say(*found)
    bad = sum(not one.well for one in found)
    call.say("", "All is well." if not bad else f"{counted(bad, 'thing')} to look at.")
    return TROUBLE if bad else WELL
