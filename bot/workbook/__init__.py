"""The catalog as a workbook and back: pages that a manager edits, and every mistake named by its cell."""

from bot.workbook.marking import marked
from bot.workbook.reading import Read, read
from bot.workbook.writing import write

__all__ = ["Read", "marked", "read", "write"]
