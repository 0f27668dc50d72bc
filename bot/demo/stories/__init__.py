"""Stories to replay: what people do and what must be seen of it, as data."""

from bot.demo.stories.player import Player
from bot.demo.stories.steps import STORIES, Story, load

__all__ = ["STORIES", "Player", "Story", "load"]
