"""Messages for a language model, in llama-index's form."""

from __future__ import annotations

from collections.abc import Sequence

from llama_index.core.llms import LLM, ChatMessage, TextBlock

from assistant.prose import prompts
from assistant.prose.citable import citable, cites_natively
from assistant.prose.fence import FencedPassage, harmless, nonce


def writing(llm: LLM, question: str, premise: str, passages: Sequence[FencedPassage]) -> list[ChatMessage]:
    """What the model reads to write an answer. `premise`: what the articles don't say, "" for nothing."""
    about = prompts.PREMISE.format(premise=harmless(premise)) if premise else ""
    if cites_natively(llm):
        rules = f"{prompts.WRITE}\n\n{prompts.CITE_NATIVELY}"
        asked = prompts.ASK.format(passages="", premise=about, question=question).strip()
        blocks = [*map(citable, passages), TextBlock(text=asked)]
        return [ChatMessage(role="system", content=rules), ChatMessage(role="user", blocks=blocks)]
    drawn = nonce()
    shown = "\n\n".join(passage.shown(drawn) for passage in passages)
    asked = prompts.ASK.format(passages=shown, premise=about, question=question)
    return [ChatMessage(role="system", content=prompts.WRITE), ChatMessage(role="user", content=asked)]


def rewriting(question: str, turns: Sequence[tuple[str, str]]) -> list[ChatMessage]:
    """What the model reads to make a question stand alone. `turns`: earlier questions with their answers."""
    shown = "".join(prompts.TURN.format(question=asked, answer=answer) for asked, answer in turns)
    task = prompts.FOLLOW_UP.format(turns=shown, question=question)
    return [ChatMessage(role="system", content=prompts.REWRITE), ChatMessage(role="user", content=task)]
