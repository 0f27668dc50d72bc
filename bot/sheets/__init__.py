"""What is drawn: cards with a QR code (A6, four to a page), vouchers, charts. Words in, PDF or PNG out."""

from bot.sheets.books import book
from bot.sheets.cards import Card, pdf
from bot.sheets.charts import Bars, png
from bot.sheets.tables import xlsx
from bot.sheets.vouchers import Voucher, picture
from bot.sheets.words import card_of, chart_of, voucher_of

__all__ = [
    "Bars",
    "Card",
    "Voucher",
    "book",
    "card_of",
    "chart_of",
    "pdf",
    "picture",
    "png",
    "voucher_of",
    "xlsx",
]
