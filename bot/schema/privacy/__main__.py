"""Write the tables of docs/privacy.md anew: `python -m bot.schema.privacy`."""

from pathlib import Path

from bot.schema.privacy import page

PAGE = Path(__file__).parents[3] / "docs" / "privacy.md"
BEGIN = "<!-- made by `python -m bot.schema.privacy`: change bot/schema/privacy, not this -->"

if __name__ == "__main__":
    head = PAGE.read_text(encoding="utf-8").partition(BEGIN)[0]
    PAGE.write_text("\n".join([head + BEGIN, "", *page()]).rstrip() + "\n", encoding="utf-8")
