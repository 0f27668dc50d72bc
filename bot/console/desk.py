"""qonaq run · qonaq demo"""

from __future__ import annotations

import logging
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from bot import logs
from bot.config import Config
from bot.console.call import Call

log = logging.getLogger(__name__)
NOTHING: Mapping[str, str] = MappingProxyType({})


def run(call: Call, asked: Namespace) -> int:
    return _open(call.config, demo=call.config.token is None, environ=call.environ)


def demo(call: Call, asked: Namespace) -> int:
    config = call.config
    return _open(config if asked.port is None else replace(config, port=asked.port), demo=True)


def _open(config: Config, *, demo: bool, environ: Mapping[str, str] = NOTHING) -> int:
    logs.set_up(
        logging.WARNING if demo else logs.LEVELS[config.log]
    )  # the demo says on its page what happens
    from bot.app import main_loop  # brings Telegram's library; the other commands start without it
    from bot.doctor.folder import far
    from bot.doctor.machine import open_secrets

    for one in (*open_secrets(environ), *(() if demo else far(config))):
        log.warning("%s %s", one.words, one.cure)

    return main_loop(config, demo=demo)
