"""What is drawn: cards with a QR code (A6, four to an A4 page), and charts. Words in, PDF or PNG out."""

from bot.sheets.cards import Card, pdf
from bot.sheets.charts import Bars, png
from bot.sheets.words import card_of, chart_of

__all__ = ["Bars", "Card", "card_of", "chart_of", "pdf", "png"]
