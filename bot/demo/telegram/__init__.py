"""A strict Telegram on this machine: for trying the desk out, and for its tests."""

from bot.demo.telegram.floods import Floods
from bot.demo.telegram.purses import PROVIDER, Checkout
from bot.demo.telegram.server import Loopback
from bot.demo.telegram.shapes import (
    BOT,
    BOT_ID,
    DEMO_TOKEN,
    Answer,
    Button,
    Call,
    Event,
    Group,
    Person,
    Pressed,
    Sent,
    Upload,
)

__all__ = [
    "BOT",
    "BOT_ID",
    "DEMO_TOKEN",
    "PROVIDER",
    "Answer",
    "Button",
    "Call",
    "Checkout",
    "Event",
    "Floods",
    "Group",
    "Loopback",
    "Person",
    "Pressed",
    "Sent",
    "Upload",
]
