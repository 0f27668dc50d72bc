"""docs/roles.md from the registries: `.venv/bin/python -m tests.desk.menu.role_matrix` writes it anew."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.desk.menu import guest_acts, roles

PAGE = Path(__file__).parents[3] / "docs" / "roles.md"
HEAD = """# Who may do what

Generated from `bot/desk/menu/roles.py` by `python -m tests.desk.menu.role_matrix`; a test holds this page to
it, and another one presses every button and types every command as everybody there is
(`tests/desk/stays/test_matrix.py`).

- What has no row here, nobody may. Authority is looked up anew at every press and every command.
- Who has left, was turned down or still waits for an owner's yes may nothing; their old buttons are dead.
- Anonymous admins, channels and forwarded commands are nobody. One hotel's staff are strangers to another.
- *View only* reads lists and reports, and changes nothing. Nobody of that role is rung for a case.
- Words in a case's topic reach the guest when {words} write them.
- Buttons of guests belong to the chat they were sent to, whoever reads there; see the last section.
"""
TITLES = {"read_only": "view only"}


def page() -> str:
    """The whole of docs/roles.md."""
    words = _listed(one for one in roles.IN_ORDER if one in roles.WORDS)
    parts = [
        HEAD.format(words=words),
        "## Commands\n",
        _table(sorted(roles.COMMANDS), "command"),
        "\n## Buttons of staff\n",
        _table(sorted(roles.ACTS), "act"),
        "\n## Buttons of guests\n",
        ", ".join(f"`{one}`" for one in sorted(guest_acts.GUEST_ACTS)) + ".\n",
    ]
    return "\n".join(parts)


def _listed(names: Iterable[str]) -> str:
    *first, last = (TITLES.get(one, one) for one in names)
    return f"{', '.join(first)} or {last}"


def _table(names: Iterable[str], what: str) -> str:
    head = ["| " + " | ".join((what, *(TITLES.get(one, one) for one in roles.IN_ORDER))) + " |"]
    rule = ["|---" * (1 + len(roles.IN_ORDER)) + "|"]
    return "\n".join([*head, *rule, *(_row(name) for name in names)])


def _row(name: str) -> str:
    marks = ("yes" if roles.may(one, name) else "–" for one in roles.IN_ORDER)
    return f"| `{name}` | " + " | ".join(marks) + " |"


if __name__ == "__main__":
    PAGE.write_text(page())
