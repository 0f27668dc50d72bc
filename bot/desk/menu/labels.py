"""Words of people and of the catalog on a button: as much of them as a phone shows."""

LABEL = 24  # characters of a button that a 360 px phone shows


def fitted(words: str) -> str:
    """The words, cut where a phone would cut them."""
    return cut(words, LABEL)


def cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"
