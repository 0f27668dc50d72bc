"""How messages come: asked for, or brought by Telegram to an address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bot.config import Config
from bot.doctor.finding import Finding, mend, mind, ok
from bot.doctor.line import Answer

WHAT = "Messages"
RECENT = timedelta(hours=1)
MANY = 100  # messages that wait at Telegram
SAFETY = ("ssl", "certificate", "tls")


def examine_webhook(info: Answer, config: Config, now: datetime, *, running: bool) -> list[Finding]:
    """What Telegram says about the webhook, against what the settings want."""
    address = str(info.result.get("url") or "")
    if not config.webhook:
        return list(_not_wanted(address))
    faults = [*_elsewhere(address, config.webhook, running=running), *_failing(info, now)]
    return faults or [ok("webhook", WHAT, f"Telegram brings them to {config.webhook}.")]


def _not_wanted(address: str) -> Iterator[Finding]:
    """The address itself may hold a secret, so it is not shown."""
    if address:
        words = "another program receives this bot's messages (a webhook is set)."
        cure = (
            "If it is an old one, the next start of the desk removes it. Otherwise stop that program, "
            "or make a bot of its own for this desk with @BotFather."
        )
        yield mend("webhook.foreign", WHAT, words, cure)


def _elsewhere(address: str, wanted: str, *, running: bool) -> Iterator[Finding]:
    if running and not address.startswith(wanted):
        words = "Telegram brings them elsewhere" if address else "Telegram does not bring them"
        cure = (
            "Restart the desk: it names its address anew. If it happens again, another program uses this bot."
        )
        yield mend("webhook.lost", WHAT, f"{words}, though QONAQ_WEBHOOK_URL is set.", cure)


def _failing(info: Answer, now: datetime) -> Iterator[Finding]:
    said = str(info.result.get("last_error_message") or "")
    at = info.result.get("last_error_date")
    fresh = isinstance(at, int) and now - datetime.fromtimestamp(at, UTC) < RECENT
    if said and fresh and any(sign in said.lower() for sign in SAFETY):
        words = f"Telegram does not trust the certificate at QONAQ_WEBHOOK_URL ({said})."
        cure = (
            "Have the proxy in front of the desk renew it, with the whole chain; Let's Encrypt's is trusted."
        )
        yield mend("webhook.certificate", WHAT, words, cure)
    elif said and fresh:
        words = f"Telegram cannot deliver to QONAQ_WEBHOOK_URL ({said})."
        cure = (
            "Check that the address leads to this desk from outside: name, firewall, and the proxy in front."
        )
        yield mend("webhook.failing", WHAT, words, cure)
    waiting = info.result.get("pending_update_count")
    if isinstance(waiting, int) and waiting >= MANY:
        cure = "See that the desk runs and is not overloaded; Telegram keeps them for 24 hours."
        yield mind("webhook.slow", WHAT, f"{waiting} messages wait at Telegram.", cure)
