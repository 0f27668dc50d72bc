"""Paying on a phone: an invoice, Telegram's question before it takes the money, and the money itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from telegram.constants import InvoiceLimit

from bot.demo.telegram.methods import Asked
from bot.demo.telegram.phones import Phones
from bot.demo.telegram.rules import refuse
from bot.demo.telegram.shapes import Person, Raw, Sent

WITHIN = timedelta(seconds=10)  # in which a bot must answer, or nothing is taken
PROVIDER = "100200300:TEST:loopback-takes-no-money"
LEAST = {"AZN": 170, "EUR": 89, "HUF": 27601, "KZT": 31282, "JPY": 111, "USD": 100}  # about a dollar
WHOLE = frozenset(("CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND"))
UNKNOWN = frozenset(("BHD", "IQD", "KWD", "OMR", "TND"))  # some of those that Telegram does not collect


@dataclass
class Checkout:
    """Somebody has pressed Pay. `answer`: None while the bot is silent, then "" for yes or its reason."""

    query_id: str
    who: Person
    invoice: Mapping[str, object]
    payload: str
    at: datetime
    answer: str | None = None
    paid: bool = False

    @property
    def approved(self) -> bool:
        return self.answer == ""


def invoice(params: Raw) -> Raw:
    """What of sendInvoice stands on the screen. Raises Telegram's words for what it would not have."""
    title, words, payload = (str(params[name]) for name in ("title", "description", "payload"))
    prices, currency = params["prices"], str(params["currency"])
    if not 1 <= len(title) <= InvoiceLimit.MAX_TITLE_LENGTH:
        raise refuse("invoice", what="TITLE")
    if not 1 <= len(words) <= InvoiceLimit.MAX_DESCRIPTION_LENGTH:
        raise refuse("invoice", what="DESCRIPTION")
    if not 1 <= len(payload.encode()) <= InvoiceLimit.MAX_PAYLOAD_LENGTH:
        raise refuse("invoice", what="INVOICE_PAYLOAD")
    if params.get("provider_token") != PROVIDER:
        raise refuse("invoice", what="PAYMENT_PROVIDER")
    if currency in UNKNOWN or len(currency) != 3:
        raise refuse("invoice", what="CURRENCY")
    total = sum(one["amount"] for one in prices)
    if not isinstance(total, int) or not LEAST.get(currency, 1) <= total <= 99_999_999:
        raise refuse("invoice", what="CURRENCY_TOTAL_AMOUNT")
    shown: Raw = {"title": title, "description": words, "currency": currency, "total_amount": total}
    shown["start_parameter"] = str(params.get("start_parameter") or "")
    label = f"Pay {total if currency in WHOLE else total / 100:.2f} {currency}"
    keys = {"inline_keyboard": [[{"text": label, "pay": True}]]}
    return {"invoice": shown, "reply_markup": keys}


class Purses(Phones):
    """Phones with a card in them."""

    checkouts: dict[str, Checkout]
    payloads: dict[tuple[int, int], str]  # what the phone does not show, by chat and message

    def pay(self, who: Person, message: Sent) -> Checkout:
        """Press Pay and confirm: Telegram asks the bot. What it says is in the checkout."""
        shown = message.raw.get("invoice")
        if shown is None:
            raise LookupError(f"{message.words[:60]!r} is no invoice")
        number = f"{5_500_000_000 + len(self.checkouts)}"
        payload = self.payloads[message.chat_id, message.message_id]
        asked = Checkout(number, who, shown, payload, self.now())
        self.checkouts[number] = asked
        body: Raw = {"id": number, "from": who.raw(), "invoice_payload": payload}
        body |= {name: shown[name] for name in ("currency", "total_amount")}
        self._push("pre_checkout_query", body)
        return asked

    def charge(self, asked: Checkout, *, number: str | None = None) -> Sent:
        """The provider has taken the money: the bot hears of it once, unless it is told again."""
        asked.paid = True
        charge = number or f"charge-{asked.query_id}"
        paid: Raw = {name: asked.invoice[name] for name in ("currency", "total_amount")}
        paid |= {"invoice_payload": asked.payload, "telegram_payment_charge_id": charge}
        paid["provider_payment_charge_id"] = f"provider-{charge}"
        raw = self.chats.header(asked.who, asked.who) | {"successful_payment": paid}
        return self._tell(asked.who, raw, asked.who)

    def answer_checkout(self, asked: Asked) -> bool:
        """The bot's yes or no. Too late, and Telegram has given up."""
        query = self.checkouts.get(str(asked["pre_checkout_query_id"]))
        if query is None or query.answer is not None or self.now() - query.at > WITHIN:
            raise refuse("old query")
        words = str(asked["error_message"] or "")
        if not asked["ok"] and not words:
            raise refuse("required", name="error_message")
        query.answer = "" if asked["ok"] else words
        self.watch.ring("checkout", query.who.user_id, None, words)
        return True
