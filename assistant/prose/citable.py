"""A provider's own citations, as Anthropic's, through llama-index's blocks.

The passages are given as blocks that can be cited, each with its id as its source. The stream of answers then
holds a citation block after the words that it is for; it becomes the id in brackets that other models write
themselves, so that everything after is the same. The place that the provider names isn't believed: the words
are checked against the passage as for every model.
"""

from __future__ import annotations

from llama_index.core.llms import LLM, ChatMessage, CitableBlock, CitationBlock

from assistant.prose.fence import FencedPassage, Tokenizer, harmless
from storage.text.wording import day

PROVIDERS = frozenset(("Anthropic_LLM",))  # the names of llama-index's classes that pass citations on


def cites_natively(llm: LLM) -> bool:
    """Whether the class of a model takes passages as blocks and tells which it cites."""
    return str(llm.class_name()) in PROVIDERS


def tokenizer_of(llm: LLM) -> Tokenizer | None:
    """The tokenizer of a model in this process. Anthropic's asks its server, once for each text."""
    tokenizer: Tokenizer | None = getattr(llm, "tokenizer", None)
    return tokenizer if hasattr(tokenizer, "encode") and not cites_natively(llm) else None


def citable(passage: FencedPassage) -> CitableBlock:
    """A passage as a block that can be cited. Its source is the passage's id."""
    article = passage.hit.article
    title = " | ".join(filter(None, (article.outlet, day(article.published), article.title)))
    return CitableBlock(title=harmless(title), source=passage.id, content=passage.text)


def marks(message: ChatMessage, seen: int) -> tuple[str, int]:
    """The ids of the citation blocks after the first `seen` ones of an answer that is being streamed, in
    brackets, and the number of all citation blocks so far."""
    cited = [block.source for block in message.blocks if isinstance(block, CitationBlock)]
    return "".join(f" [{source}]" for source in cited[seen:]), len(cited)
