"""The few colours that every picture shares: paper, leaf, lake and a warm accent."""

PAPER = "#f5f1ea"
CARD = "#fffdf9"
SAND = "#e9dcc3"
INK = "#22302b"
SOFT = "#5b6a63"
LEAF = "#1d5c46"
MOSS = "#5f9f86"
MINT = "#a8d3bf"
LAKE = "#6fb3a8"
DEEP = "#2f7d78"
MIST = "#dcebe6"
SUN = "#d9772f"
RUST = "#b4571b"
HONEY = "#f3bd6a"
BLUSH = "#eda58a"
ROSE = "#d9695f"
WOOD = "#a9744a"
BARK = "#6f4a33"
SKIN = "#f0c7a2"
TAN = "#c98f66"


def mix(one: str, other: str, share: float) -> str:
    """`one` with `share` (0 to 1) of `other` in it."""
    pairs = zip(bytes.fromhex(one[1:7]), bytes.fromhex(other[1:7]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def dark(colour: str, share: float = 0.14) -> str:
    return mix(colour, INK, share)


def pale(colour: str, share: float = 0.3) -> str:
    return mix(colour, CARD, share)


def clear(colour: str, share: float) -> str:
    """The colour laid on as a glaze of `share` strength."""
    return f"{colour[:7]}{round(255 * share):02x}"
