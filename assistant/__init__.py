"""Questions to a collection of articles, answered with checked quotations."""

from assistant.answer import ABSTAINED, Answer, Citation, Sentence, ShortAnswer
from assistant.assistant import Assistant, Conversation

__all__ = ["ABSTAINED", "Answer", "Assistant", "Citation", "Conversation", "Sentence", "ShortAnswer"]
