"""Ways on for a manager: the buttons under what the catalog refuses."""

from __future__ import annotations

from bot.say import choice, text

HOME = choice(text("button.m_home"), "m_home")
PRICES = choice(text("button.m_prices"), "m_prices")
CHANGES = choice(text("button.m_changes"), "m_changes")
AGAIN = (PRICES, HOME)
SINCE = (CHANGES, HOME)
