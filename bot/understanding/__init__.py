"""Text in, evidence out: language, likely entries, complaint and risk. Pure CPU, standard library only."""

from bot.understanding.evidence import Candidate, Understanding, Understood
from bot.understanding.policy import Decision, decide

__all__ = ["Candidate", "Decision", "Understanding", "Understood", "decide"]
