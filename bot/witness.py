"""The desk writes down whom it has erased, in its own folder and beside the copies.

Beside locked copies the list is locked as well. That takes seconds and up to a gigabyte of memory, in which
nothing else of the same process goes on: so another process does it, which is this module run as a program.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot import erased, gently
from bot.config import PROPERTY, Config
from bot.db import Database
from bot.desk.privacy import ledger
from bot.desk.privacy.ledger import Erasure
from bot.logs import redacted

log = logging.getLogger(__name__)
COMMAND = (sys.executable, "-P", "-m", "bot.witness")  # -P: the folder we stand in may hold another `bot`


@dataclass
class Witness:
    """Writes down what the running desk has erased; a look costs one small question."""

    config: Config
    command: Sequence[str] = COMMAND
    newest: int = -1

    async def follow(self, db: Database) -> None:
        """Never in the way of the desk: what could not be written is written at the next erasure or copy."""
        newest = await db.read(ledger.newest, PROPERTY)
        if newest == self.newest:
            return
        self.newest = newest
        lines = await db.read(ledger.all_of, PROPERTY)
        try:
            for missing in await self._keep(lines):
                log.error("%s", missing)
        except OSError as error:
            log.error("the list of erasures could not be written: %s", error)

    async def _keep(self, lines: Sequence[Erasure]) -> list[str]:
        if not self.config.passphrase:
            return await asyncio.to_thread(erased.keep, self.config, lines)
        await asyncio.to_thread(erased.keep_own, self.config, lines)
        done = await gently.run(self.command, _packed(self.config))
        failed = [f"the list of erasures could not be locked: {redacted(done.why)}"] if done.code else []
        return done.told + failed


def _packed(config: Config) -> bytes:
    own, *beside = map(str, erased.followed(config))
    return json.dumps({"own": own, "beside": beside, "passphrase": config.passphrase}).encode()


def main() -> None:
    """Bring the lists beside the copies up to the desk's own; tell which could not be written."""
    given = json.load(sys.stdin)
    whole = erased.read(Path(given["own"]), None)
    for words in erased.carry(whole, map(Path, given["beside"]), given["passphrase"]):
        sys.stdout.write(f"{words}\n")


if __name__ == "__main__":
    main()
