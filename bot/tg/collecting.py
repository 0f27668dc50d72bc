"""Money on the wire: an invoice goes out, and the question whether it still holds is answered."""

from __future__ import annotations

from telegram import Bot, LabeledPrice, PreCheckoutQuery, SuccessfulPayment, User
from telegram.constants import InvoiceLimit
from telegram.error import BadRequest

from bot.desk.asked import Asked
from bot.desk.booking.paying import Charge
from bot.desk.mail import Letter
from bot.say import unpack, unpack_say
from bot.speech import Voice
from bot.tg.incoming import clean, name_of, one_line

TITLE, WORDS = int(InvoiceLimit.MAX_TITLE_LENGTH), int(InvoiceLimit.MAX_DESCRIPTION_LENGTH)
SAID = 200  # characters of a refusal that a phone shows


async def invoice(bot: Bot, letter: Letter, voice: Voice, chat_id: int, provider: str | None) -> int:
    """A message with a Pay button. Forwarded, its button leads to us and not to a payment."""
    if provider is None:  # the setting has gone since the letter was written
        raise BadRequest("PAYMENT_PROVIDER_INVALID: no provider is set")
    title, *words = [voice.label(one) for one in unpack_say(letter.content["say"]).body]
    bill = letter.content["bill"]
    sent = await bot.send_invoice(
        chat_id,
        title=title[:TITLE],
        description="\n".join(words)[:WORDS],
        payload=bill["payload"],
        provider_token=provider,
        currency=bill["currency"],
        prices=[LabeledPrice(title[:TITLE], bill["amount"])],
        start_parameter="pay",
    )
    return sent.message_id


async def answer(bot: Bot, letter: Letter, voice: Voice) -> None:
    """Yes, or why not, in words that Telegram shows on the phone."""
    said = letter.content["text"]
    await bot.answer_pre_checkout_query(
        letter.content["query_id"],
        ok=letter.content["approved"],
        error_message=voice.label(unpack(said))[:SAID] if said else None,
    )


def payer(who: User) -> Asked:
    """Whoever pays; their private chat is numbered as they are."""
    return Asked(who.id, who.id, name_of(who), kind="payment", hint=who.language_code)


def asked_for(query: PreCheckoutQuery) -> Charge:
    return Charge(clean(query.invoice_payload), query.total_amount, one_line(query.currency))


def charged(paid: SuccessfulPayment) -> Charge:
    numbers = (one_line(paid.telegram_payment_charge_id), one_line(paid.provider_payment_charge_id))
    return Charge(clean(paid.invoice_payload), paid.total_amount, one_line(paid.currency), *numbers)
