"""Cards with a QR code, printable: A6, four to an A4 page, with lines to cut along. Words in, PDF out."""

from bot.sheets.cards import Card, pdf
from bot.sheets.words import card_of

__all__ = ["Card", "card_of", "pdf"]
