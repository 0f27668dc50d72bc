"""The port where the desk says whether it is alive."""

from __future__ import annotations

import errno
import socket

from bot.config import Config
from bot.doctor.finding import Finding, mend, ok

WHAT = "Port"
NOT_HERE = (errno.EADDRNOTAVAIL, socket.EAI_NONAME)


def examine_port(config: Config, *, running: bool) -> list[Finding]:
    if running:
        return [ok("port", WHAT, "the desk is running.")]
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            config.host, config.port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, proto) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return [_why_not(config, error)]
    return [ok("port", WHAT, f"{config.host}:{config.port} is free.")]


def _why_not(config: Config, error: OSError) -> Finding:
    here = f"{config.host}:{config.port}"
    free = "Choose another with QONAQ_LISTEN=127.0.0.1:8081."
    if error.errno == errno.EADDRINUSE:
        words = f"{here} is used by another program, so the desk could not start."
        return mend("port.taken", WHAT, words, free)
    why = "which is not this computer's" if error.errno in NOT_HERE else error.strerror or error
    words = f"the desk cannot answer at {here} ({why})."
    return mend("port.address", WHAT, words, free)
