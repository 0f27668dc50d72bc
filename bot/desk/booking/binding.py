"""The last button of a booking: where it obliges to pay, its words say so."""

from __future__ import annotations

from bot.desk.house import House
from bot.money import Money
from bot.say import Text, text

# A consumer in the EU is bound only by a button whose own words say that it obliges to pay: directive
# 2011/83/EU, article 8 (2); § 312j (3) BGB: "zahlungspflichtig bestellen" or words as plain; in Hungary
# 45/2014. (II. 26.) Korm. rendelet, whose "fizetési kötelezettséggel járó" does not fit a button. A hotel
# that charges in one of these is taken to be there. Free extras keep the plain verb.
CHARGED_IN = frozenset(("EUR", "HUF", "CZK", "PLN", "RON", "SEK", "DKK", "BGN"))


def there(house: House) -> Text:
    """Beside it, where the room's bill is the usual way: the same, and paid at reception."""
    return text("button.pay_there" if house.hotel.currency in CHARGED_IN else "button.pay_desk")


def yes(house: House, total: Money) -> Text:
    if not total.minor:
        return text("button.confirm_free")
    return text("button.confirm_paid" if house.hotel.currency in CHARGED_IN else "button.confirm")
